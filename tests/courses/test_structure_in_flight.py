"""Structures that change while people learn, skips that are taken back, what certificates say."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from academy.lrs.queries import statements_of_registrations
from academy.lrs.services import own_authority, void_statement
from courses.models import Certificate, CoursePage, Enrolment, PathPage
from courses.queries import certificate_view, questions_to_renew, view_of_path
from courses.queries.badges import criteria_of
from courses.services import complete_lesson, enrol, open_lesson, start_renewal
from courses.statements import COMPLETED
from courses.views.certificate_words import words_of
from tests.courses.positioning.sitting import sit
from tests.courses.recognition.conftest import answer, right
from tests.factories.accounts import UserFactory
from tests.factories.courses import lesson_pages, make_path, publish_path

pytestmark = pytest.mark.django_db
SET = "7c1f0a54-5f0d-4a87-9b0e-0f6b1e2d3c44"
AT = datetime(2026, 9, 14, 15, tzinfo=UTC)


@pytest.fixture
def learner():
    return UserFactory(first_name="Maude", last_name="Lévesque-Roy")


def pages_of(path, place):
    """The pages of the course number `place` in every language."""
    return CoursePage.objects.filter(translation_key=path.outline["courses"][place]["key"])


def say(path, places, sets=(), at=AT):
    """Publish a structure: what is said of the courses by place, and (key, needed) sets."""
    for page in PathPage.objects.filter(translation_key=path.key):
        page.put_sets(
            [
                {
                    "type": "optional_set",
                    "id": key,
                    "value": {"title": "Au choix", "needed": needed},
                }
                for key, needed in sets
            ]
        )
        page.save()
    for place, said in places.items():
        for page in pages_of(path, place):
            for name, value in said.items():
                setattr(page, name, value)
            page.save()
    return publish_path(PathPage.objects.filter(translation_key=path.key).first(), at)


def key_of(path, place):
    return path.outline["courses"][place]["key"]


def take(user, path, place, at=AT):
    """Go through the course number `place` (one lesson a course), everything right."""
    enrolment = Enrolment.objects.select_related("user").get(user=user, path_key=path.key)
    lesson = lesson_pages(path)[place]
    for number, block in enumerate(lesson.question_blocks.values()):
        answer(enrolment, lesson, block, right(block), at + timedelta(seconds=number))
    complete_lesson(
        enrolment=enrolment,
        lesson=lesson,
        course_key=lesson.get_parent().specific.translation_key,
        at=at + timedelta(minutes=1),
    )
    enrolment.refresh_from_db()
    return enrolment


def doings(path, user):
    return [step.doing for step in view_of_path(path.key, user, "fr").steps]


# --- People who are under way -----------------------------------------------------
def test_who_has_done_all_that_is_left_has_finished_when_it_is_published(learner):
    path = make_path(courses=3, lessons=1, questions=0)
    enrol(user=learner, path_key=path.key, at=AT)
    take(learner, path, 0)
    assert take(learner, path, 1).completed_at is None
    later = AT + timedelta(days=3)
    say(path, {1: {"optional_set": SET}, 2: {"optional_set": SET}}, [(SET, 1)], later)
    enrolment = Enrolment.objects.get(user=learner)
    # Finished by what was done, at the moment it was done.
    assert enrolment.completed_at == enrolment.passed_at == AT + timedelta(minutes=1)
    assert doings(path, learner) == ["done", "done", "enough"]
    assert Certificate.objects.filter(enrolment=enrolment, withdrawn_at=None).count() == 1


def test_who_has_finished_stays_finished_when_more_is_asked(learner):
    path = make_path(courses=3, lessons=1, questions=0)
    say(path, {1: {"optional_set": SET}, 2: {"optional_set": SET}}, [(SET, 1)])
    enrol(user=learner, path_key=path.key, at=AT)
    take(learner, path, 0)
    done = take(learner, path, 1)
    assert done.passed_at is not None
    say(path, {}, [(SET, 2)], AT + timedelta(days=3))
    again = Enrolment.objects.get(user=learner)
    assert (again.completed_at, again.passed_at) == (done.completed_at, done.passed_at)
    assert Certificate.objects.get().withdrawn_at is None


def test_a_new_prerequisite_locks_nobody_out_of_what_is_begun(learner):
    path = make_path(courses=2, lessons=1, questions=0)
    other = UserFactory()
    for user in (learner, other):
        enrol(user=user, path_key=path.key, at=AT)
    enrolment = Enrolment.objects.select_related("user").get(user=learner)
    lesson = lesson_pages(path)[1]
    course = lesson.get_parent().specific.translation_key
    open_lesson(enrolment=enrolment, lesson=lesson, course_key=course, is_started=False, at=AT)
    say(path, {1: {"requires": [key_of(path, 0)]}})
    assert doings(path, learner) == ["open", "open"]
    assert doings(path, other) == ["open", "locked"]
    take(learner, path, 1)
    assert doings(path, learner) == ["open", "done"]


# --- Taking a skip back ------------------------------------------------------------
@pytest.fixture
def two_paths(learner):
    """A path of two courses, of which the first is skipped by those who pass the other path."""
    named = make_path(courses=1, lessons=1, questions=0)
    path = make_path(courses=2, lessons=1, questions=0)
    path = say(path, {0: {"condition": "skip", "mastering": [key_of(named, 0)]}})
    for one in (named, path):
        enrol(user=learner, path_key=one.key, at=AT)
    return named, path


def test_a_skip_goes_with_what_it_rested_on(learner, two_paths):
    named, path = two_paths
    take(learner, path, 1)
    mastered = take(learner, named, 0)
    enrolment = Enrolment.objects.get(user=learner, path_key=path.key)
    assert enrolment.passed_at is not None
    assert doings(path, learner) == ["skipped", "done"]

    lesson = lesson_pages(named)[0].translation_key
    (told,) = [
        one
        for one in statements_of_registrations([mastered.registration], verbs=[COMPLETED])
        if str(lesson) in one.object_id
    ]
    void_statement(statement_id=told.id, authority=own_authority(), at=AT + timedelta(days=1))
    enrolment.refresh_from_db()
    assert (enrolment.completed_at, enrolment.passed_at) == (None, None)
    assert doings(path, learner) == ["open", "done"]
    assert Certificate.objects.get(enrolment=enrolment).withdrawal == "voided"
    # Taking the course instead passes the path again.
    assert take(learner, path, 0, AT + timedelta(days=2)).passed_at is not None
    assert Certificate.objects.filter(enrolment=enrolment, withdrawn_at=None).count() == 1


def test_a_skipped_course_is_there_all_the_same_and_counts_once_it_is_done(
    learner, two_paths, client
):
    named, path = two_paths
    take(learner, named, 0)
    client.force_login(learner)
    with translation.override("fr"):
        page = client.get(path.texts["fr"]["courses"][0]["url"]).content.decode()
        assert path.texts["fr"]["courses"][0]["lessons"][0]["url"] in page
        lesson = lesson_pages(path)[0]
        assert client.post(reverse("courses:complete", args=[lesson.pk])).status_code == 302
    assert doings(path, learner) == ["done", "open"]


# --- What certificates say -------------------------------------------------------------
def said_by(enrolment, language="en"):
    """The frozen text of a certificate, its view, and the words of its paper and its badge."""
    certificate = Certificate.objects.get(enrolment=enrolment, withdrawn_at=None)
    with translation.override(language):
        view = certificate_view(certificate, language, date(2026, 9, 20))
        paper = words_of(view, "https://academie.example/c/")
        return json.loads(certificate.data), view, repr(paper) + criteria_of(view)


def without_own(data):
    """A frozen text without what is everybody's own."""
    own = ("code", "name", "passed_at", "passed_on", "path", "percent")
    return {name: value for name, value in data.items() if name not in own}


def test_a_certificate_doesnt_tell_what_was_passed_from_what_was_mastered(learner, client):
    path = make_path(courses=2, lessons=3, questions=4)
    other = UserFactory()
    tested = key_of(path, 0)
    client.force_login(other)
    with time_machine.travel(AT, tick=False):
        assert sit(client, other, tested).mastered_at is not None
    for user in (learner, other):
        enrolment = enrol(user=user, path_key=path.key, at=AT)
        enrolment.user = user
        for place, lesson in enumerate(lesson_pages(path)):
            if user == other and place < 3:
                continue
            for block in lesson.question_blocks.values():
                answer(enrolment, lesson, block, right(block), AT)
            complete_lesson(
                enrolment=enrolment,
                lesson=lesson,
                course_key=lesson.get_parent().specific.translation_key,
                at=AT,
            )
    read, spared = (Enrolment.objects.get(user=user) for user in (learner, other))
    assert read.passed_at is not None
    assert spared.passed_at is not None
    (data, view, words), (other_data, other_view, other_words) = said_by(read), said_by(spared)
    assert without_own(data) == without_own(other_data)
    assert (view.courses, view.minutes) == (other_view.courses, other_view.minutes)
    assert data["percent"] == other_data["percent"] == 100
    assert words.replace(view.code, "").replace(view.name, "") == other_words.replace(
        other_view.code, ""
    ).replace(other_view.name, "")


def test_a_certificate_leaves_out_what_was_optional_and_not_done(learner):
    path = make_path(courses=3, lessons=1, questions=1)
    say(path, {1: {"optional_set": SET}, 2: {"optional_set": SET}}, [(SET, 1)])
    enrol(user=learner, path_key=path.key, at=AT)
    take(learner, path, 0)
    done = take(learner, path, 2)
    data, view, words = said_by(done)
    assert data["left_out"] == [key_of(path, 1)]
    titles = [course["title"] for course in path.texts["en"]["courses"]]
    assert [course.title for course in view.courses] == [titles[0], titles[2]]
    assert titles[1] not in words
    assert view.minutes == sum(
        course["minutes"] for course in path.outline["courses"] if course["key"] != key_of(path, 1)
    )


# --- Renewals -------------------------------------------------------------------------------
def test_a_renewal_asks_of_what_was_taken_and_of_what_a_test_spared(learner, client):
    path = make_path(courses=3, lessons=3, questions=4, valid_months=24)
    path = say(path, {1: {"optional_set": SET}, 2: {"optional_set": SET}}, [(SET, 1)])
    client.force_login(learner)
    with time_machine.travel(AT, tick=False):
        assert sit(client, learner, key_of(path, 0)).mastered_at is not None
    enrolment = enrol(user=learner, path_key=path.key, at=AT)
    enrolment.user = learner
    lessons = lesson_pages(path)
    for lesson in lessons[6:]:
        for block in lesson.question_blocks.values():
            answer(enrolment, lesson, block, right(block), AT)
        complete_lesson(
            enrolment=enrolment,
            lesson=lesson,
            course_key=lesson.get_parent().specific.translation_key,
            at=AT,
        )
    certificate = Certificate.objects.get(enrolment=enrolment)
    soon = datetime(2028, 7, 3, 15, tzinfo=UTC)
    asked = {lesson for lesson, _block in questions_to_renew(path, enrolment, soon)}
    spared, left_out, taken = (
        {one.translation_key for one in lessons[first : first + 3]} for first in (0, 3, 6)
    )
    assert asked == spared | taken
    assert not asked & left_out
    renewal = start_renewal(user=learner, code=certificate.code, at=soon)
    for lesson in (*lessons[:3], *lessons[6:]):
        for block in lesson.question_blocks.values():
            answer(enrolment, lesson, block, right(block), soon + timedelta(minutes=1))
    renewal.refresh_from_db()
    assert renewal.certificate is not None
    assert json.loads(renewal.certificate.data)["left_out"] == [key_of(path, 1)]
