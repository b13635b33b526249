"""The positioning test of a course, over HTTP: what it asks, what it says, who sees it."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from academy.core.iri import positioning_iri
from academy.lrs import projector
from academy.lrs.forwarding_queries import statements_after
from academy.lrs.models import Scope, Statement
from academy.lrs.services import (
    create_credential,
    own_authority,
    record_statements,
    voiding_statement,
)
from barometer.models import PathFact
from courses.models import (
    Answer,
    Certificate,
    CoursePage,
    CourseProgress,
    LessonPage,
    LessonProgress,
    PositioningAnswer,
    PositioningSitting,
)
from courses.positioning import FEWEST_TO_MASTER, MOST_ASKED
from courses.queries import enrolment_in, positioned_courses, view_of_path
from courses.services import answer_question, complete_lesson, enrol, open_lesson
from courses.statements import MASTERED, mastery_id
from tests.courses.choosing import right, wrong
from tests.factories.accounts import UserFactory
from tests.factories.courses import lesson_pages, make_path, publish_path
from tests.factories.organisms import MembershipFactory
from tests.factories.questions import example_block
from tests.lrs.conftest import Api

from .sitting import (
    address,
    begin,
    block_of,
    course_of,
    open_sitting,
    path_with_test,
    send,
    sit,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 13, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def path(module_database):
    with module_database():
        return path_with_test()


@pytest.fixture
def course(path):
    return course_of(path)


@pytest.fixture
def now():
    with time_machine.travel(AT, tick=False) as clock:
        yield clock


@pytest.fixture
def learner(client, now):
    user = UserFactory(language="fr")
    client.force_login(user)
    return user


def told():
    return [json.loads(one) for one in Statement.objects.values_list("payload", flat=True)]


def test_who_knows_masters_the_course_and_gets_its_minutes_back(client, learner, course, path):
    assert "15 minutes" in client.get(address("positioning", course)).content.decode()
    sitting = sit(client, learner, course)
    assert FEWEST_TO_MASTER <= sitting.answers.count() <= MOST_ASKED
    assert sitting.mastered_at == AT
    assert positioned_courses(learner, [course]) == {course: AT}
    page = client.get(address("positioning", course)).content.decode()
    assert "15 minutes" in page
    for shown in (path.texts["fr"]["url"], path.texts["fr"]["courses"][0]["url"]):
        page = client.get(shown).content.decode()
        assert "15 minutes" in page.partition("positioning-mastered")[2]


def test_who_doesnt_know_is_told_so_kindly_and_where_to_look_first(client, learner, course, path):
    sitting = sit(client, learner, course, wrong)
    assert sitting.ended_at == AT
    assert sitting.mastered_at is None
    assert sitting.answers.count() < MOST_ASKED
    page = client.get(address("positioning", course)).content.decode()
    for lesson in lesson_pages(path):
        assert lesson.get_url() in page
    assert positioned_courses(learner, [course]) == {}
    assert not [one for one in told() if one["verb"]["id"] == MASTERED]


def test_not_knowing_is_an_answer_that_is_never_right(client, learner, course):
    sitting = sit(client, learner, course, None)
    assert sitting.mastered_at is None
    assert not PositioningAnswer.objects.filter(success=True).exists()
    assert {one["result"]["response"] for one in told()} == {""}


def test_a_question_shows_nothing_of_the_answers_before(client, learner, course):
    begin(client, course)
    first = block_of(open_sitting(learner, course))
    send(client, course, first.id, wrong(first))
    page = client.get(address("positioning", course)).content.decode()
    for said in ("Rétroaction", "L’explication", "Ce qui suit", "question-outcome", "is-incorrect"):
        assert said not in page
    assert str(open_sitting(learner, course).asking) in page


def test_what_cant_be_taken_is_said_and_asked_again(client, learner, course):
    begin(client, course)
    block = block_of(open_sitting(learner, course))
    reply = client.post(address("answer-positioning", course, block.id), {})
    assert reply.status_code == 200
    assert "question-error" in reply.content.decode()
    assert not PositioningAnswer.objects.exists()
    assert open_sitting(learner, course).asking is not None


def test_an_answer_that_is_no_longer_asked_changes_nothing(client, learner, course):
    begin(client, course)
    block = block_of(open_sitting(learner, course))
    send(client, course, block.id, right(block))
    assert send(client, course, block.id, wrong(block)).status_code == 302
    (kept,) = PositioningAnswer.objects.all()
    assert kept.success


def test_the_last_answer_sent_twice_leads_to_the_result(client, learner, course):
    sitting = sit(client, learner, course)
    last = sitting.asked[-1]
    assert send(client, course, last, ["nothing"]).status_code == 302
    assert sitting.answers.count() == len(sitting.asked)


def test_it_goes_on_in_the_other_language_with_the_same_question(client, learner, course):
    begin(client, course)
    asked = open_sitting(learner, course).asking
    page = client.get(address("positioning", course, language="en")).content.decode()
    assert str(asked) in page
    assert "I don’t know" in page


def test_it_waits_for_who_leaves_and_begins_once(client, learner, course):
    begin(client, course)
    block = block_of(open_sitting(learner, course))
    send(client, course, block.id, right(block))
    asked = open_sitting(learner, course).asking
    begin(client, course)
    assert PositioningSitting.objects.count() == 1
    assert open_sitting(learner, course).asking == asked


def test_stopped_before_any_answer_it_leaves_nothing(client, learner, course):
    begin(client, course)
    client.post(address("end-positioning", course))
    assert not PositioningSitting.objects.exists()


def test_stopped_on_the_way_it_says_what_is_known_and_the_next_comes_after_a_rest(
    client, learner, course, now
):
    begin(client, course)
    block = block_of(open_sitting(learner, course))
    send(client, course, block.id, right(block))
    client.post(address("end-positioning", course))
    (ended,) = PositioningSitting.objects.all()
    assert ended.ended_at == AT
    assert ended.mastered_at is None
    begin(client, course)
    assert open_sitting(learner, course) is None
    now.shift(timedelta(days=30))
    client.force_login(learner)
    begin(client, course)
    assert open_sitting(learner, course) is not None
    assert PositioningSitting.objects.count() == 2


def test_its_statements_are_of_no_path_and_weigh_on_nothing(client, learner, course, path):
    enrol(user=learner, path_key=path.key, at=AT)
    before = Statement.objects.count()
    sit(client, learner, course, wrong)
    statements = told()[before:]
    assert statements
    for one in statements:
        context = one["context"]["contextActivities"]
        kinds = [activity["id"] for activity in context["category"]]
        assert positioning_iri(settings.ACADEMY_IRI_BASE) in kinds
        assert str(path.key) not in json.dumps(one)
        assert learner.email not in json.dumps(one)
    assert not Answer.objects.exists()
    assert not LessonProgress.objects.exists()
    assert not CourseProgress.objects.filter(completed_at__isnull=False).exists()


def test_figures_learn_nothing_of_it(client, learner, course):
    sit(client, learner, course)
    projector.catch_up(at=AT + timedelta(hours=1))
    assert not PathFact.objects.filter(public_id=learner.public_id).exists()


def test_a_path_of_mastered_courses_is_done_when_it_is_joined(client, learner, course, path):
    sit(client, learner, course)
    enrolment = enrol(user=learner, path_key=path.key, at=AT + timedelta(days=1))
    assert enrolment.passed_at == enrolment.completed_at == AT + timedelta(days=1)
    certificate = Certificate.objects.get(enrolment=enrolment)
    assert json.loads(certificate.data)["percent"] is None
    assert not LessonProgress.objects.exists()


@pytest.mark.parametrize("order", ["test first", "lessons first"])
def test_the_order_of_test_and_lessons_doesnt_matter(client, learner, order, now):
    path = make_path(courses=2, lessons=3, questions=4)
    tested, other = course_of(path, 0), course_of(path, 1)
    enrolment = enrol(user=learner, path_key=path.key, at=AT)
    enrolment.user = learner

    def read_other():
        for lesson in lesson_pages(path)[3:]:
            place = {"enrolment": enrolment, "lesson": lesson, "course_key": other}
            open_lesson(is_started=False, at=AT, **place)
            for block in lesson.question_blocks.values():
                answer_question(
                    block_id=block.id, chosen=right(block), attempt=block.id, at=AT, **place
                )
            complete_lesson(at=AT, **place)

    if order == "lessons first":
        read_other()
        view = view_of_path(path.key, learner, "fr")
        assert view.progress.share == 0.5
        sit(client, learner, tested)
    else:
        sit(client, learner, tested)
        view = view_of_path(path.key, learner, "fr")
        assert view.next_lesson.key == lesson_pages(path)[3].translation_key
        assert view.progress.share == 0
        read_other()
    enrolment.refresh_from_db()
    assert enrolment.passed_at == AT
    passed = [one for one in told() if one["verb"]["id"].endswith("/passed")]
    # The marks are those of the course that was read.
    assert {one["result"]["score"]["scaled"] for one in passed} == {1.0}


def test_a_forgotten_result_brings_the_course_back(client, learner, course, path, now):
    sit(client, learner, course)
    enrol(user=learner, path_key=path.key, at=AT)
    now.shift(timedelta(hours=1))
    page = client.get(address("forget-positioning", course))
    assert page.status_code == 200
    client.post(address("forget-positioning", course))
    enrolment = enrolment_in(learner, path.key)
    assert enrolment.completed_at is None
    assert enrolment.passed_at is None
    assert Certificate.objects.get().withdrawn_at is not None
    assert positioned_courses(learner, [course]) == {}
    assert not PositioningAnswer.objects.exists()
    (row,) = PositioningSitting.objects.all()
    assert (row.pool, row.asked, row.mastered_at) == ([], [], None)
    begin(client, course)
    assert open_sitting(learner, course) is None, "the next one still comes after a rest"
    assert client.get(address("forget-positioning", course)).status_code == 404


def test_reading_its_statements_again_changes_nothing(client, learner, course):
    sitting = sit(client, learner, course)
    rows = list(PositioningAnswer.objects.values())
    PositioningSitting.objects.update(mastered_at=None)
    PositioningAnswer.objects.all().delete()
    call_command("replay_statements", stdout=StringIO())
    assert list(PositioningAnswer.objects.values()) == rows
    sitting.refresh_from_db()
    assert sitting.mastered_at == AT


def test_a_voided_conclusion_takes_the_mastery_back(client, learner, course, path):
    sitting = sit(client, learner, course)
    enrol(user=learner, path_key=path.key, at=AT)
    own = own_authority()
    statement = voiding_statement(statement_id=mastery_id(sitting.registration), authority=own)
    record_statements(statements=[statement], authority=own, at=AT)
    assert positioned_courses(learner, [course]) == {}
    assert enrolment_in(learner, path.key).completed_at is None


def test_nobody_else_sees_it(client, learner, course):
    sit(client, learner, course)
    client.force_login(UserFactory())
    page = client.get(address("positioning", course))
    assert page.context["test"].state == "offered"
    assert client.get(address("forget-positioning", course)).status_code == 404


def test_its_statements_reach_no_client_and_no_store_of_an_organism(client, learner, course):
    organism = MembershipFactory(user=learner).organism
    sit(client, learner, course)
    told_ids = {str(one) for one in Statement.objects.values_list("statement_id", flat=True)}
    for scope in (Scope.ALL, Scope.ALL_READ, Scope.STATEMENTS_READ):
        theirs, whole = (
            Api(Client(), create_credential(name="Tool", scopes=[scope], organism=whose, at=AT))
            for whose in (organism, None)
        )
        assert theirs.ids() == []
        assert theirs.ids(activity=positioning_iri(settings.ACADEMY_IRI_BASE)) == []
        for own_id in told_ids:
            assert theirs.get(statementId=own_id).status_code == 404
        assert set(whole.ids()) == told_ids
    for whose, expected in ((organism.pk, set()), (None, told_ids)):
        sent = statements_after(0, organism_id=whose, limit=100).statements
        assert {str(one.id) for one in sent} == expected


def test_what_was_answered_in_lessons_isnt_asked(client, learner, course, path):
    enrolment = enrol(user=learner, path_key=path.key, at=AT)
    enrolment.user = learner
    lesson = lesson_pages(path)[0]
    block = next(iter(lesson.question_blocks.values()))
    answer_question(
        enrolment=enrolment, lesson=lesson, course_key=course, block_id=block.id,
        chosen=right(block), attempt=block.id, at=AT,
    )  # fmt: skip
    reply = client.post(address("begin-positioning", course), follow=True)
    assert open_sitting(learner, course) is None
    assert [str(one) for one in reply.context["messages"]]


@pytest.mark.parametrize(
    "shape",
    [
        {"lessons": 2, "questions": 6},
        {"lessons": 3, "questions": 3},
    ],
)
def test_a_course_of_few_questions_or_lessons_has_no_test(client, learner, shape):
    path = make_path(**shape)
    assert client.get(address("positioning", course_of(path))).status_code == 404
    assert client.post(address("begin-positioning", course_of(path))).status_code == 404


def test_a_designer_may_offer_none(client, learner):
    path = path_with_test()
    course = course_of(path)
    assert client.get(address("positioning", course)).status_code == 200
    CoursePage.objects.filter(translation_key=course).update(has_positioning=False)
    publish_path(CoursePage.objects.filter(translation_key=course).first().get_parent().specific)
    assert client.get(address("positioning", course)).status_code == 404


@pytest.mark.parametrize("kind", ["message_triage", "branching_scenario"])
def test_what_takes_several_screens_isnt_asked(kind):
    path = make_path(lessons=1, questions=2, languages=["fr"])
    (lesson,) = lesson_pages(path)
    block_id = str(uuid4())
    raw = [*lesson.body.raw_data, example_block(kind, block_id)]
    lesson.body = LessonPage._meta.get_field("body").stream_block.to_python(raw)
    lesson.save()
    again = publish_path(lesson.get_parent().get_parent().specific)
    (course,) = again.outline["courses"]
    assert block_id in course["lessons"][0]["questions"]
    assert block_id not in course["positioning"]
    assert len(course["positioning"]) == 2
