"""The page of a course at the desk: who reads it, what it says, what it costs."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from academy.organisms.models import Role
from academy.organisms.services.roles import grant
from courses.doubts.finding import find_doubts
from courses.models import Answer, BlockReport, LessonProgress, PathPage
from courses.services import answer_question, enrol, share_path
from tests.courses.asking import words
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    EnrolmentFactory,
    LessonPageFactory,
    choice_question,
    lesson_pages,
    make_path,
)
from tests.factories.organisms import OrganismFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def organism():
    return OrganismFactory()


@pytest.fixture
def path(organism):
    path = make_path(questions=3, built_by=[organism])
    for page in PathPage.objects.filter(translation_key=path.key):
        share_path(path=page)
    return path


@pytest.fixture
def course(path):
    return lesson_pages(path, "en")[0].get_parent()


@pytest.fixture
def designer(organism, client, with_second_factor):
    user = UserFactory(language="en")
    grant(user=user, role=Role.DESIGNER, organism=organism, at=timezone.now(), by=None)
    with_second_factor(user)
    client.force_login(user)
    return user


def address(course):
    with translation.override("en"):
        return reverse("courses_items:course", args=[course.pk])


def answered(path, lesson, people, *, wrong_first=0, language="fr", finished=True):
    """Have `people` begin a lesson and answer its questions: every second right at all, and the
    first question the other way round for the first `wrong_first`."""
    at = timezone.now() - 30 * DAY
    rows, progress = [], []
    for number in range(people):
        enrolment = EnrolmentFactory(path=path)
        is_done = finished if isinstance(finished, bool) else number < finished
        done = at + timedelta(minutes=8) if is_done else None
        progress.append(
            LessonProgress(
                enrolment=enrolment,
                lesson_key=lesson.translation_key,
                started_at=at,
                completed_at=done,
            )
        )
        for place, (block_id, block) in enumerate(lesson.question_blocks.items()):
            knows = number % 2 == 0
            is_right = not knows if place == 0 and number < wrong_first else knows
            choices = block.value.question(block_id).choices
            chosen = choices[0 if is_right else 1].id
            rows.append(
                Answer(
                    statement_id=uuid.uuid4(),
                    enrolment=enrolment,
                    lesson_key=lesson.translation_key,
                    block_id=block_id,
                    at=at + timedelta(seconds=place),
                    response=[chosen],
                    scaled=float(is_right),
                    success=is_right,
                    language=language,
                )
            )
    Answer.objects.bulk_create(rows)
    LessonProgress.objects.bulk_create(progress)


def test_a_question_that_works_backwards_is_doubtful_and_named_above(
    designer, path, course, client
):
    lesson = lesson_pages(path, "en")[0]
    answered(path, lesson, 120, wrong_first=110, finished=80)
    assert "get it wrong more often" not in words(client.get(address(course)))
    find_doubts(at=timezone.now())
    reply = client.get(address(course))
    assert reply.status_code == 200
    doubts = reply.context["undecided"]
    assert [str(one.question) for one, _prompt in doubts] == [next(iter(lesson.question_blocks))]
    said = words(reply)
    assert "1 doubtful question waits for a decision." in said
    assert said.count("Those who know more get it wrong more often.") == 1
    first, second = reply.context["lessons"]
    assert (first.begun, first.left, first.minutes) == ("at least 120", "33%", "8 min")
    assert (second.begun, second.left) == ("fewer than 10", "–")
    shown = first.questions[0]
    assert shown.right == "50% (from 41% to 59%)"
    assert [(one.letter, one.share, one.is_right) for one in shown.options] == [
        ("A", "50%", True),
        ("B", "50%", False),
        ("C", "0%", False),
    ]


def test_nothing_is_said_of_fewer_than_ten_people(designer, path, course, client):
    answered(path, lesson_pages(path, "en")[0], 9, wrong_first=9)
    reply = client.get(address(course))
    shown = reply.context["lessons"][0]
    assert (shown.begun, shown.left, shown.minutes) == ("fewer than 10", "–", "–")
    assert {one.answers for one in shown.questions} == {"fewer than 10"}
    assert {one.share for each in shown.questions for one in each.options} == {"–"}
    assert "can’t be said yet" in reply.context["reliability"]


def test_a_larger_smallest_group_is_respected(designer, path, course, client, settings):
    settings.BAROMETER_SMALLEST_GROUP = 15
    answered(path, lesson_pages(path, "en")[0], 14)
    reply = client.get(address(course))
    assert reply.context["lessons"][0].questions[0].answers == "fewer than 15"


def test_nobody_is_named_and_open_reports_are_counted(designer, path, course, client):
    lesson = lesson_pages(path, "en")[0]
    answered(path, lesson, 12)
    BlockReport.objects.create(
        reporter=UserFactory(email="shy@academie.example"),
        page=lesson,
        path_key=path.key,
        lesson_key=lesson.translation_key,
        language="en",
        lesson_title=lesson.title,
        kind=BlockReport.Kind.UNCLEAR,
        reported_at=timezone.now(),
    )
    reply = client.get(address(course))
    assert reply.context["lessons"][0].reports == 1
    assert "shy@" not in reply.content.decode()
    assert f"?lesson={lesson.pk}&amp;state=open" in reply.content.decode()


def test_those_of_other_organisms_find_nothing(path, course, client, with_second_factor):
    stranger = UserFactory()
    grant(
        user=stranger,
        role=Role.DESIGNER,
        organism=OrganismFactory(),
        at=timezone.now(),
        by=None,
    )
    with_second_factor(stranger)
    client.force_login(stranger)
    assert client.get(address(course)).status_code == 404


def test_the_editor_of_a_lesson_leads_to_its_part(designer, path, course, client):
    lesson = lesson_pages(path, "en")[0]
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    assert f"{reverse('courses_items:course', args=[course.pk])}#lesson-{lesson.pk}" in editor
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[course.pk])).content.decode()
    assert f'"{reverse("courses_items:course", args=[course.pk])}"' in editor


def test_more_people_and_lessons_cost_no_more_queries(designer, path, course, client):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(course)).status_code == 200
        return len(queries)

    lesson = lesson_pages(path, "en")[0]
    answered(path, lesson, 12)
    cost()
    before = cost()
    assert before <= 45
    answered(path, lesson, 30)
    LessonPageFactory(parent=course, body=[choice_question() for _number in range(4)])
    assert cost() <= before


def test_everybody_who_began_is_counted_and_no_more_are_read(
    designer, path, course, client, monkeypatch
):
    monkeypatch.setattr("courses.items.queries.MOST_PEOPLE", 15)
    lesson = lesson_pages(path, "en")[0]
    # Those who came first left, and those who came last finished.
    answered(path, lesson, 25, finished=False)
    answered(path, lesson, 15)
    first, second = client.get(address(course)).context["lessons"]
    assert (first.begun, first.left) == ("at least 40", "fewer than 10")
    assert first.questions[0].answers == "at least 15"
    assert second.begun == "fewer than 10"


def test_the_language_of_an_answer_is_kept(path):
    user, at = UserFactory(), timezone.now()
    enrolment = enrol(user=user, path_key=path.key, at=at)
    for language in ("en", "fr"):
        lesson = lesson_pages(path, language)[0]
        block_id = next(iter(lesson.question_blocks))
        choice = lesson.question_blocks[block_id].value.question(block_id).choices[0]
        answer_question(
            enrolment=enrolment,
            lesson=lesson,
            course_key=lesson.get_parent().translation_key,
            block_id=uuid.UUID(block_id),
            chosen=[choice.id],
            attempt=uuid.uuid4(),
            at=at,
        )
        at += DAY
    told = Answer.objects.filter(enrolment=enrolment).order_by("at")
    assert [one.language for one in told] == ["en", "fr"]
