"""A person who sits the test of a course over HTTP, and what the course is made of."""

from uuid import UUID

from django.urls import reverse
from django.utils import translation

from courses.models import LessonPage, PositioningSitting
from tests.courses.choosing import right
from tests.factories.courses import make_path


def path_with_test(**fields):
    """Return a path whose one course has twelve questions in three lessons."""
    return make_path(**({"lessons": 3, "questions": 4} | fields))


def course_of(path, place=0):
    return UUID(path.outline["courses"][place]["key"])


def address(name, *args, language="fr"):
    with translation.override(language):
        return reverse(f"courses:{name}", args=args)


def open_sitting(user, course):
    return PositioningSitting.objects.filter(user=user, course_key=course, ended_at=None).first()


def block_of(sitting):
    """Return the question that waits for an answer."""
    for page in LessonPage.objects.live():
        if str(sitting.asking) in page.question_blocks:
            return page.question_blocks[str(sitting.asking)]
    raise AssertionError("nothing is asked")


def begin(client, course, language="fr"):
    return client.post(address("begin-positioning", course, language=language))


def send(client, course, block_id, chosen, language="fr"):
    sent = {"unknown": "yes"} if chosen is None else {"choice": chosen}
    return client.post(address("answer-positioning", course, block_id, language=language), sent)


def sit(client, user, course, answering=right, language="fr"):
    """Begin the test and answer each question in the same way, until it ends; return the row."""
    begin(client, course, language)
    while (sitting := open_sitting(user, course)) is not None:
        block = block_of(sitting)
        chosen = answering(block) if answering else None
        send(client, course, block.id, chosen, language)
    return PositioningSitting.objects.filter(user=user, course_key=course).first()
