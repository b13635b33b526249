"""Somebody in a lesson with a test, who begins, answers and sends attempts."""

from datetime import timedelta
from uuid import UUID, uuid4

from courses.models import Enrolment
from courses.queries import drawn_in
from courses.services import enrol, finish_attempt, save_answer, start_attempt
from tests.factories.accounts import UserFactory
from tests.factories.courses import AT, lesson_pages

MINUTE = timedelta(minutes=1)


class Seat:
    """A person enrolled in a path whose first lesson has a test."""

    def __init__(self, path, user=None, language="fr"):
        self.path = path
        self.user = user or UserFactory()
        self.enrolment = enrol(user=self.user, path_key=path.key, at=AT)
        self.enrolment.user = self.user
        self.lesson = lesson_pages(path, language)[0]
        self.block_id = UUID(next(iter(self.lesson.test_blocks)))
        self.course_key = UUID(path.outline["courses"][0]["key"])

    def own(self):
        """The enrolment as it is now."""
        return Enrolment.objects.select_related("user").get(pk=self.enrolment.pk)

    def start(self, at=AT, token=None):
        return start_attempt(
            enrolment=self.own(),
            lesson=self.lesson,
            course_key=self.course_key,
            mastery_score=0.8,
            block_id=self.block_id,
            token=token or uuid4(),
            at=at,
        )

    def answer(self, attempt, place, *, right=True, at=AT, language="fr"):
        drawn = drawn_in(attempt, language)[place - 1]
        question = drawn.asked_in(language)[1].block.value.question(str(drawn.key))
        chosen = [one.id for one in question.choices if (one.credit == 1) == right][:1]
        return save_answer(
            attempt=attempt, question=drawn.key, chosen=chosen, language=language, at=at
        )

    def answer_all(self, attempt, *, right=True, at=AT):
        for place in range(1, len(attempt.drawn) + 1):
            self.answer(attempt, place, right=right, at=at)

    def take(self, *, right=True, at=AT):
        """Begin, answer and send an attempt."""
        attempt = self.start(at=at)
        self.answer_all(attempt, right=right, at=at)
        return finish_attempt(attempt=attempt, at=at)
