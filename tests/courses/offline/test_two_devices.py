"""Two devices finish the same course: one completion, in progress and in the barometer."""

from datetime import timedelta
from uuid import uuid4

import pytest

from academy.lrs import projector
from academy.lrs.models import Statement
from barometer.models import PathFact
from courses.models import Certificate, CourseProgress, Enrolment, LessonProgress
from courses.offline.acts import read_batch
from courses.offline.services import receive
from courses.services import enrol
from courses.statements import COMPLETED
from tests.factories.accounts import UserFactory
from tests.factories.courses import AT, lesson_pages, make_path

from .steps import a_finish, an_answer

pytestmark = pytest.mark.django_db
EARLY, LATE = timedelta(minutes=20), timedelta(days=3)


@pytest.fixture
def path():
    return make_path(lessons=2, questions=1)


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def enrolment(path, user):
    return enrol(user=user, path_key=path.key, at=AT)


def whole_course(path, user, after):
    """The acts of a device on which everything was answered and finished so long after joining."""
    given = (AT + after).isoformat()
    acts = []
    for lesson in lesson_pages(path, "fr"):
        for block in lesson.question_blocks.values():
            acts.append(an_answer(lesson, block, given_at=given))
        acts.append(a_finish(lesson, given_at=given, id=str(uuid4())))
    return read_batch({"person": str(user.public_id), "acts": acts}).acts


@pytest.mark.parametrize("first", ["early", "late"])
def test_both_finish_and_it_is_finished_once(path, user, enrolment, first):
    early, late = (whole_course(path, user, after) for after in (EARLY, LATE))
    told = [early, late] if first == "early" else [late, early]
    for days, acts in enumerate((*told, *told), start=4):
        at = AT + timedelta(days=days)
        assert {one.state for one in receive(user=user, acts=acts, at=at)} == {"kept"}
        # The barometer reads as it goes, not once all is told.
        projector.catch_up(at=at)

    # Progress: each thing is finished, from the earlier of the two moments on.
    rows = LessonProgress.objects.filter(enrolment=enrolment)
    assert [row.completed_at for row in rows] == [AT + EARLY] * 2
    (course,) = CourseProgress.objects.filter(enrolment=enrolment)
    assert (course.completed_at, course.passed_at) == (AT + EARLY, AT + EARLY)
    (now,) = Enrolment.objects.filter(user=user)
    assert (now.completed_at, now.passed_at) == (AT + EARLY, AT + EARLY)
    assert Certificate.objects.filter(enrolment=enrolment).count() == 1

    # The record: a second statement tells the earlier end of a lesson; what follows is told once.
    ends = Statement.objects.filter(registration=enrolment.registration, verb=COMPLETED)
    counted = {
        kind: ends.filter(object_id__contains=f"/activities/{kind}/").count()
        for kind in ("lesson", "course", "path")
    }
    assert counted == {"lesson": 2 if first == "early" else 4, "course": 1, "path": 1}

    # The barometer: one fact of one person, completed and passed once, as a rebuild has it.
    (fact,) = PathFact.objects.filter(public_id=user.public_id)
    assert fact.started_at == AT + EARLY
    assert fact.completed_at == fact.passed_at == AT + (EARLY if first == "early" else LATE)
    assert len(fact.passes) == 1
