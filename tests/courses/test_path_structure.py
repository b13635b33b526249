"""A path with prerequisites, a set and a course that may be skipped, as people meet it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from academy.lrs.models import Statement
from courses.exchange.exporting import export_path
from courses.exchange.importing import import_path
from courses.models import CoursePage, CourseProgress, Enrolment, PathPage, PublishedPath
from courses.queries import structure_of, view_of_path
from courses.services import complete_lesson, enrol
from tests.factories.accounts import UserFactory
from tests.factories.courses import lesson_pages, make_path, publish_path

pytestmark = pytest.mark.django_db
SET = "5d4a6f88-bd76-4b3e-bc3b-9d4e5f6a7b01"


@pytest.fixture
def path():
    """First, then one of two, then last, which requires first."""
    made = make_path(courses=4, lessons=1, questions=0)
    for page in PathPage.objects.filter(translation_key=made.key):
        title = {"fr": "Au choix", "en": "Choose"}[page.locale.language_code]
        page.put_sets([{"type": "optional_set", "id": SET, "value": {"title": title, "needed": 1}}])
        page.save()
        first, one, other, last = CoursePage.objects.child_of(page).order_by("path")
        for course in (one, other):
            course.optional_set = SET
            course.save()
        last.requires = [str(first.translation_key)]
        last.save()
    return publish_path(PathPage.objects.filter(translation_key=made.key).first())


@pytest.fixture
def learner(client):
    user = UserFactory()
    client.force_login(user)
    return user


def finish(user, path, place):
    enrolment = Enrolment.objects.select_related("user").get(user=user, path_key=path.key)
    lesson = lesson_pages(path)[place]
    key = CoursePage.objects.parent_of(lesson).get().translation_key
    complete_lesson(enrolment=enrolment, lesson=lesson, course_key=key, at=timezone.now())
    enrolment.refresh_from_db()
    return enrolment


def test_the_path_is_done_with_one_course_of_the_set(path, learner):
    enrol(user=learner, path_key=path.key, at=timezone.now())
    assert finish(learner, path, 0).completed_at is None
    assert finish(learner, path, 3).completed_at is None
    done = finish(learner, path, 2)
    assert done.completed_at is not None
    assert done.passed_at is not None
    view = view_of_path(path.key, learner, "en")
    assert [step.doing for step in view.steps] == ["done", "enough", "done", "done"]
    assert view.progress.percent == 100


def test_a_locked_lesson_says_what_comes_first_and_records_nothing(path, learner, client):
    enrol(user=learner, path_key=path.key, at=timezone.now())
    before = Statement.objects.count()
    last = lesson_pages(path, "en")[3]
    reply = client.get(last.get_url())
    assert reply.status_code == 200
    assert "This lesson is not open yet." in reply.content.decode()
    first = CoursePage.objects.parent_of(lesson_pages(path, "en")[0]).get()
    assert first.title in reply.content.decode()
    reply = client.post(reverse("courses:complete", args=[last.pk]))
    assert reply.status_code == 302
    assert Statement.objects.count() == before
    finish(learner, path, 0)
    assert "not open yet" not in client.get(last.get_url()).content.decode()


def test_the_page_of_the_path_says_what_opens_a_step_and_what_to_choose(path, learner, client):
    enrol(user=learner, path_key=path.key, at=timezone.now())
    page = PathPage.objects.get(translation_key=path.key, locale__language_code="en")
    html = client.get(page.get_url()).content.decode()
    assert "It opens once you have finished:" in html
    assert "Choose 1 of 2 courses" in html
    assert "Step 4" in html
    parts = view_of_path(path.key, learner, "en").parts
    assert [len(part.steps) for part in parts] == [1, 2, 1]
    assert [part.is_enough for part in parts] == [False, False, False]
    finish(learner, path, 1)
    assert view_of_path(path.key, learner, "en").parts[1].is_enough
    assert "The others are there if you like." in client.get(page.get_url()).content.decode()


def test_a_course_is_skipped_by_who_passed_another_and_taken_up_once_that_changes(path, learner):
    other = make_path(courses=2, lessons=1, questions=0)
    named = CoursePage.objects.filter(translation_key=path.outline["courses"][0]["key"]).first()
    for page in PathPage.objects.filter(translation_key=other.key):
        course = CoursePage.objects.child_of(page).order_by("path").first()
        course.condition, course.mastering = "skip", [str(named.translation_key)]
        course.save()
    other = publish_path(PathPage.objects.filter(translation_key=other.key).first())
    enrol(user=learner, path_key=path.key, at=timezone.now())
    enrol(user=learner, path_key=other.key, at=timezone.now())
    assert finish(learner, other, 1).completed_at is None
    finish(learner, path, 0)
    done = Enrolment.objects.get(user=learner, path_key=other.key)
    # What was passed in one path finished the other.
    assert done.passed_at is not None
    view = view_of_path(other.key, learner, "en")
    step = view.steps[0]
    assert view.spared_minutes == step.course.minutes
    assert view.minutes == view.courses[1].minutes
    english = CoursePage.objects.get(
        translation_key=named.translation_key, locale__language_code="en"
    )
    assert (step.doing, step.because) == ("skipped", (english.title,))
    # Its certificate tells nobody which course was skipped.
    assert other.outline["courses"][0]["key"] not in done.certificates.get().data
    assert not CourseProgress.objects.filter(
        enrolment=done, course_key=other.outline["courses"][0]["key"], passed_at__isnull=False
    ).exists()


def test_a_structure_with_a_cycle_is_published_without_it(path):
    for page in PathPage.objects.filter(translation_key=path.key):
        first = CoursePage.objects.child_of(page).order_by("path").first()
        first.requires = [path.outline["courses"][3]["key"]]
        first.save()
    again = publish_path(PathPage.objects.filter(translation_key=path.key).first())
    first, _one, _other, last = structure_of(again).steps
    assert first.requires == frozenset()
    assert last.requires == {first.key}


def test_files_carry_the_structure_both_ways(path, tmp_path):
    export_path(key=path.key).to_folder(tmp_path)
    pages = CoursePage.objects.filter(translation_key=path.outline["courses"][3]["key"])
    pages.update(requires=[])
    report = import_path(source=tmp_path, at=timezone.now())
    assert not report.is_unchanged
    back = PublishedPath.objects.get(key=path.key)
    assert back.outline["courses"] == path.outline["courses"]
    assert back.outline["sets"] == path.outline["sets"]
    assert import_path(source=tmp_path, at=timezone.now()).is_unchanged
