"""The same learner, or two managers, twice at the same moment: what happens once is told once."""

import threading
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from academy.lrs.models import Statement
from courses.models import Answer, Assignment, Enrolment, Exemption, LessonProgress
from courses.services import (
    answer_question,
    assign_path,
    complete_lesson,
    enrol,
    exempt,
    open_lesson,
)
from tests.factories.accounts import UserFactory
from tests.factories.courses import AT, lesson_pages, make_path
from tests.factories.organisms import MembershipFactory, RoleGrantFactory, UnitFactory

pytestmark = pytest.mark.usefixtures("own_database")
TIMES = 4


def at_once(action):
    """Run `action` in threads that start together; what one of them raises is raised."""
    barrier = threading.Barrier(TIMES)
    raised = []

    def run():
        barrier.wait()
        try:
            action()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(TIMES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if raised:
        raise raised[0]


def told():
    verbs = Statement.objects.values_list("verb", flat=True)
    return Counter(verb.rpartition("/")[2] for verb in verbs)


def test_who_joins_twice_joins_once():
    path, user = make_path(), UserFactory()
    at_once(lambda: enrol(user=user, path_key=path.key, at=AT))
    assert Enrolment.objects.count() == 1
    assert told() == {"registered": 1}


def test_a_lesson_is_opened_answered_and_finished_once():
    path = make_path(lessons=1, questions=1)
    (lesson, *_others) = lesson_pages(path)
    enrolment = enrol(user=UserFactory(), path_key=path.key, at=AT)
    course_key = lesson.get_parent().specific.translation_key
    place = {"lesson": lesson, "course_key": course_key}

    def mine():
        return Enrolment.objects.select_related("user").get(pk=enrolment.pk)

    at_once(lambda: open_lesson(enrolment=mine(), is_started=False, at=AT, **place))
    assert LessonProgress.objects.count() == 1
    assert told()["initialized"] <= 1

    before = told()
    attempts = {}
    for block_id, block in lesson.question_blocks.items():
        question = block.value.question(block_id)
        best = max(choice.credit for choice in question.choices)
        right = [choice.id for choice in question.choices if choice.credit == best]
        attempts[block.id] = (right, uuid4())
    for block_id, (right, attempt) in attempts.items():
        at_once(
            lambda block_id=block_id, right=right, attempt=attempt: answer_question(
                enrolment=mine(), block_id=block_id, chosen=right, attempt=attempt, at=AT, **place
            )
        )
    assert Answer.objects.count() == len(attempts)
    assert told()["answered"] - before["answered"] == len(attempts)

    at_once(lambda: complete_lesson(enrolment=mine(), at=AT, **place))
    assert told()["answered"] == len(attempts)
    per_object = Counter(Statement.objects.values_list("verb", "object_id"))
    assert {count for (verb, _), count in per_object.items() if "answered" not in verb} == {1}


def test_a_path_that_two_ask_for_is_asked_once():
    path, grant = make_path(), RoleGrantFactory()
    at_once(
        lambda: assign_path(
            by=grant.user,
            organism=grant.organism,
            path_key=path.key,
            due_on=AT.date() + timedelta(days=30),
            reason_fr="Parce que.",
            at=AT,
        )
    )
    assert Assignment.objects.count() == 1


def test_somebody_whom_two_exempt_is_exempted_once():
    path, grant = make_path(), RoleGrantFactory()
    person = MembershipFactory(unit=UnitFactory(organism=grant.organism)).user
    terms = {"organism": grant.organism, "path_key": path.key, "at": AT}
    assign_path(by=grant.user, due_on=AT.date(), **terms)
    at_once(lambda: exempt(by=grant.user, person=person, reason="Formée ailleurs.", **terms))
    assert Exemption.objects.count() == 1
