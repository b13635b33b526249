"""Questions asked again, over HTTP: which, once, without weight, and for oneself alone."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from academy.core.iri import random_recheck_iri, recheck_iri
from academy.lrs.models import Statement
from academy.lrs.services import own_authority, record_statements, voiding_statement
from courses.models import Answer, CourseProgress, Enrolment, RecheckAnswer
from courses.services import answer_question, complete_lesson, enrol, open_lesson
from tests.factories.accounts import UserFactory
from tests.factories.courses import lesson_pages, make_path

from .choosing import right, wrong

pytestmark = pytest.mark.django_db
PASSED = datetime(2026, 9, 1, 13, 0, tzinfo=UTC)
LATER = datetime(2026, 10, 14, 13, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def path(module_database):
    with module_database():
        return make_path(lessons=4, questions=2)


@pytest.fixture
def learner(path):
    """Somebody who passed the path; the first answers of some questions were wrong."""
    user = UserFactory(language="fr")
    pass_path(user, path)
    return user


def pass_path(user, path, at=PASSED):
    enrolment = enrol(user=user, path_key=path.key, at=at)
    enrolment.user = user
    course = path.outline["courses"][0]["key"]
    for lesson in lesson_pages(path, "fr"):
        open_lesson(enrolment=enrolment, lesson=lesson, course_key=course, is_started=False, at=at)
        for block in lesson.question_blocks.values():
            answer_question(
                enrolment=enrolment, lesson=lesson, course_key=course, block_id=block.id,
                chosen=right(block), attempt=block.id, at=at,
            )  # fmt: skip
        complete_lesson(enrolment=enrolment, lesson=lesson, course_key=course, at=at)
    enrolment.refresh_from_db()
    assert enrolment.passed_at is not None
    return enrolment


def french(name, *args):
    with translation.override("fr"):
        return reverse(name, args=args)


@pytest.fixture
def later():
    with time_machine.travel(LATER, tick=False) as clock:
        yield clock


@pytest.fixture
def asked(client, learner, later):
    """The questions on the page of this week, as blocks."""
    client.force_login(learner)
    return questions_on(client)


def questions_on(client):
    page = client.get(french("courses:rechecks"))
    assert page.status_code == 200
    return [
        item.lesson.question_blocks[str(item.pick.question.block)] for item in page.context["items"]
    ]


def answer(client, block, chosen, **more):
    return client.post(french("courses:answer-again", block.id), {"choice": chosen}, **more)


def test_three_questions_wait_on_the_dashboard_and_on_their_page(client, asked):
    assert len(asked) == 3
    with translation.override("fr"):
        dashboard = client.get(reverse("home:dashboard"))
    assert french("courses:rechecks") in dashboard.content.decode()
    assert dashboard.context["week"].left == 3


def test_the_dashboard_of_who_has_passed_costs_three_queries_more(
    client, asked, django_assert_max_num_queries
):
    with translation.override("fr"):
        dashboard = reverse("home:dashboard")
    client.get(dashboard)
    with django_assert_max_num_queries(19):
        client.get(dashboard)


def test_nothing_is_asked_in_the_week_of_the_pass(client, learner):
    with time_machine.travel(PASSED + timedelta(days=1), tick=False):
        client.force_login(learner)
        assert questions_on(client) == []


def test_an_answer_is_told_kept_and_explained_and_weighs_on_nothing(client, asked, learner):
    before = list(CourseProgress.objects.values())
    answers = Answer.objects.count()
    block = asked[0]
    reply = answer(client, block, wrong(block))
    assert reply.status_code == 302
    assert reply.url.endswith(f"#question-{block.id}-outcome")
    told = RecheckAnswer.objects.get()
    assert (told.success, told.at_random, told.at) == (False, True, LATER)
    statement = Statement.objects.get(statement_id=told.statement_id)
    kinds = {
        one["id"]
        for one in json.loads(statement.payload)["context"]["contextActivities"]["category"]
    }
    base = settings.ACADEMY_IRI_BASE
    assert {recheck_iri(base), random_recheck_iri(base)} < kinds
    assert list(CourseProgress.objects.values()) == before
    assert Answer.objects.count() == answers
    assert Enrolment.objects.get(user=learner).passed_at == PASSED
    page = client.get(french("courses:rechecks")).content.decode()
    assert "L’explication." in page
    assert f"#block-{block.id}" in page
    assert french("courses:answer-again", block.id) not in page


def test_only_the_one_that_was_drawn_tells_that_it_was(client, asked):
    for block in asked:
        answer(client, block, right(block))
    assert sorted(RecheckAnswer.objects.values_list("at_random", flat=True)) == [False, False, True]
    assert client.get(french("courses:rechecks")).context["week"].left == 0


def test_each_is_answered_once_a_week(client, asked):
    block = asked[0]
    answer(client, block, right(block))
    answer(client, block, wrong(block))
    assert RecheckAnswer.objects.get().success


def test_the_next_week_asks_anew(client, asked, learner, later):
    block = asked[0]
    answer(client, block, wrong(block))
    later.shift(timedelta(days=7))
    client.force_login(learner)
    page = client.get(french("courses:rechecks"))
    assert page.context["week"].left == 3
    assert (page.context["week"].known, page.context["week"].others) == (0, 1)


def test_the_reply_for_the_page_itself_is_the_question_with_the_focus(client, asked):
    block = asked[0]
    reply = answer(client, block, right(block), headers={"HX-Request": "true"})
    text = reply.content.decode()
    assert f'id="question-{block.id}-outcome"' in text
    assert "autofocus" in text
    assert "<html" not in text


def test_an_empty_answer_is_asked_for_and_nothing_is_kept(client, asked):
    reply = answer(client, asked[0], [], follow=True)
    assert "Choisissez d’abord une réponse" in reply.content.decode()
    assert not RecheckAnswer.objects.exists()


def test_what_is_not_asked_is_not_there(client, asked, path):
    chosen = {str(block.id) for block in asked}
    others = [
        block
        for lesson in lesson_pages(path, "fr")
        for block in lesson.question_blocks.values()
        if str(block.id) not in chosen
    ]
    assert answer(client, others[0], right(others[0])).status_code == 404
    client.force_login(UserFactory())
    assert answer(client, asked[0], right(asked[0])).status_code == 404
    assert not RecheckAnswer.objects.exists()


def test_answers_are_not_in_the_page(client, asked):
    page = client.get(french("courses:rechecks")).content.decode()
    assert "L’explication." not in page
    assert "Rétroaction" not in page


def test_one_chooses_how_many(client, asked):
    weekly = french("courses:choose-weekly")
    assert client.post(weekly, {"weekly": "2"}).status_code == 302
    assert len(questions_on(client)) == 2
    client.post(weekly, {"weekly": "0"})
    assert questions_on(client) == []
    for nonsense in ("7", "-1", "", "²"):
        reply = client.post(weekly, {"weekly": nonsense}, follow=True)
        assert "Choisissez l’un des nombres" in reply.content.decode()
    client.post(weekly, {"weekly": "3"})
    assert len(questions_on(client)) == 3


def test_a_voided_answer_was_never_given(client, asked):
    block = asked[0]
    answer(client, block, wrong(block))
    told = RecheckAnswer.objects.get()
    authority = own_authority()
    record_statements(
        statements=[voiding_statement(statement_id=told.statement_id, authority=authority)],
        authority=authority,
        at=LATER,
    )
    assert not RecheckAnswer.objects.exists()
    assert client.get(french("courses:rechecks")).context["week"].left == 3


def test_who_has_passed_nothing_is_told_when_questions_come(client, later):
    client.force_login(UserFactory(language="fr"))
    page = client.get(french("courses:rechecks"))
    assert "à partir de la deuxième semaine" in page.content.decode()


def test_the_page_costs_the_same_whatever_was_answered(
    client, asked, learner, django_assert_max_num_queries
):
    with django_assert_max_num_queries(16):
        client.get(french("courses:rechecks"))
    for block in asked:
        answer(client, block, right(block))
    with django_assert_max_num_queries(16):
        client.get(french("courses:rechecks"))
