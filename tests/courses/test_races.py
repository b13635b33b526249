"""The same learner, or two managers, twice at the same moment: what happens once is told once."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.conf import settings

from academy.lrs.models import ReaderFailure, Statement
from academy.lrs.services import own_authority, record_statements
from courses.models import Answer, Assignment, Certificate, Enrolment, Exemption, LessonProgress
from courses.services import (
    answer_question,
    assign_path,
    complete_lesson,
    enrol,
    exempt,
    open_lesson,
    start_renewal,
)
from courses.statements import Learner, Place, Wording
from tests.factories.accounts import UserFactory
from tests.factories.courses import AT, lesson_pages, make_path
from tests.factories.organisms import MembershipFactory, RoleGrantFactory, UnitFactory

from .at_once import at_once

pytestmark = pytest.mark.usefixtures("own_database")


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


def test_final_acts_that_come_at_once_give_one_certificate():
    """Several devices send the same last lesson, each by its own statement: nothing locks them."""
    path = make_path(lessons=1, questions=0)
    enrolment = enrol(user=UserFactory(), path_key=path.key, at=AT)
    (course,) = path.outline["courses"]
    place = Place(
        path=path.key, course=UUID(course["key"]), lesson=UUID(course["lessons"][0]["key"])
    )
    learner = Learner(enrolment.user.public_id, enrolment.registration)
    statement = Wording(settings.ACADEMY_IRI_BASE).completed(learner, place, AT)
    at_once(
        lambda: record_statements(
            statements=[statement | {"id": str(uuid4())}], authority=own_authority(), at=AT
        )
    )
    enrolment.refresh_from_db()
    assert enrolment.passed_at == AT
    assert Certificate.objects.filter(enrolment=enrolment).count() == 1
    assert not ReaderFailure.objects.exists()


def test_two_final_answers_at_once_give_one_certificate():
    path = make_path(lessons=1, questions=1)
    (lesson, *_others) = lesson_pages(path)
    enrolment = enrol(user=UserFactory(), path_key=path.key, at=AT)
    place = {"lesson": lesson, "course_key": lesson.get_parent().specific.translation_key}
    ((block_id, block),) = lesson.question_blocks.items()
    choices = block.value.question(block_id).choices
    best = max(choice.credit for choice in choices)
    right = [choice.id for choice in choices if choice.credit == best]
    wrong = [choice.id for choice in choices if choice.credit != best][:1]

    def mine():
        return Enrolment.objects.select_related("user").get(pk=enrolment.pk)

    answer_question(
        enrolment=mine(), block_id=block_id, chosen=wrong, attempt=uuid4(), at=AT, **place
    )
    complete_lesson(enrolment=mine(), at=AT, **place)
    assert not Certificate.objects.exists()
    at_once(
        lambda: answer_question(
            enrolment=mine(), block_id=block_id, chosen=right, attempt=uuid4(), at=AT, **place
        )
    )
    assert mine().passed_at == AT
    assert Certificate.objects.count() == 1


def test_two_last_answers_of_a_renewal_at_once_give_one_new_certificate():
    path = make_path(lessons=1, questions=0, valid_months=24)
    enrolment = enrol(user=UserFactory(), path_key=path.key, at=AT)
    (course,) = path.outline["courses"]
    place = Place(
        path=path.key, course=UUID(course["key"]), lesson=UUID(course["lessons"][0]["key"])
    )
    learner = Learner(enrolment.user.public_id, enrolment.registration)
    words = Wording(settings.ACADEMY_IRI_BASE)
    record_statements(
        statements=[words.completed(learner, place, AT)], authority=own_authority(), at=AT
    )
    question = uuid4()
    later = AT + timedelta(days=700)
    path.outline["courses"][0]["lessons"][0]["questions"] = [str(question)]
    path.save()
    code = Certificate.objects.get().code
    start_renewal(user=enrolment.user, code=code, at=later)
    asked = replace(place, block=question)

    def answered():
        own_id = uuid4()
        statement = words.answered(
            learner,
            asked,
            later,
            statement_id=own_id,
            language="fr",
            response=["x"],
            scaled=1.0,
            success=True,
        )
        record_statements(statements=[statement], authority=own_authority(), at=later)

    at_once(answered)
    former, new = Certificate.objects.order_by("pk")
    assert (former.renewed_at, new.follows, new.renewed_at) == (later, former, None)
    assert not ReaderFailure.objects.exists()


def test_somebody_whom_two_exempt_is_exempted_once():
    path, grant = make_path(), RoleGrantFactory()
    person = MembershipFactory(unit=UnitFactory(organism=grant.organism)).user
    terms = {"organism": grant.organism, "path_key": path.key, "at": AT}
    assign_path(by=grant.user, due_on=AT.date(), **terms)
    at_once(lambda: exempt(by=grant.user, person=person, reason="Formée ailleurs.", **terms))
    assert Exemption.objects.count() == 1
