"""A path as learners at each point of it see it, through a review link and in the preview."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from courses.cobuilding import building
from courses.models import CoursePage, LessonPage, PathPage
from courses.structure import Condition
from tests.factories.organisms import OrganismFactory

from .building import make_built, person_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def built():
    """Three courses: the second opens after the first, the third may be skipped."""
    organism = OrganismFactory()
    built = make_built(organisms=[organism], courses=3)
    first, second, third = CoursePage.objects.child_of(built.page).order_by("path")
    second.requires = [str(first.translation_key)]
    third.condition = Condition.SKIP
    for page in (second, third):
        page.save_revision().publish()
    return built


@pytest.fixture
def read(client, built):
    """Read a page of the path through a review link, as a learner in a state."""
    _link, secret = building.open_link(
        by=built.designers[0], path=built.page, note="A", days=3, at=timezone.now()
    )

    def page_as(page, state):
        with translation.override("en"):
            address = reverse("review:draft", args=[secret, page.pk])
        return client.get(address, {"state": state})

    return page_as


def doing(answer):
    return [one.standing.doing for one in answer.context["path"].courses]


def test_what_opens_after_a_course_opens_once_it_is_done(read, built):
    """Its lessons were hidden from whoever read the path as somebody who has finished it."""
    assert doing(read(built.page, "new")) == ["open", "locked", "open"]
    half = read(built.page, "half")
    assert doing(half) == ["done", "open", "open"]
    done = read(built.page, "done")
    assert doing(done) == ["done"] * 3
    assert done.content.decode().count("lesson-row-done") == 6


def test_a_path_says_what_each_learner_may_do_next(read, built):
    said = {
        "new": "Start this path",
        "half": "Continue",
        "done": "See my certificate",
        "missed": "See what is missing",
        "masters": "Start this path",
    }
    for state, words in said.items():
        with translation.override("en"):
            shown = read(built.page, state).content.decode()
        action = shown.split('class="path-action"')[1].split("</aside>")[0]
        assert words in action, state
        assert f"state={state}" not in action.split('aria-current="true"')[1].split("</strong>")[0]


def test_who_finished_with_too_few_marks_has_completed_and_not_passed(read, built):
    [first, *_others] = read(built.page, "missed").context["path"].courses
    assert (first.completed_at is None, first.passed_at) == (False, None)
    [first, *_others] = read(built.page, "done").context["path"].courses
    assert first.passed_at is not None


def test_what_somebody_masters_beforehand_is_skipped(read, built):
    shown = read(built.page, "masters")
    assert doing(shown) == ["open", "locked", "skipped"]
    assert shown.context["path"].minutes < read(built.page, "new").context["path"].minutes


def test_mastering_is_offered_only_where_it_changes_something(client):
    built = make_built()
    _link, secret = building.open_link(
        by=built.designers[0], path=built.page, note="A", days=3, at=timezone.now()
    )
    shown = client.get(reverse("review:draft", args=[secret, built.page.pk]))
    assert "state=missed" in shown.content.decode()
    assert "state=masters" not in shown.content.decode()


def test_the_course_before_is_a_draft_of_the_same_link(read, built):
    """The note that says what opens a course led to an address that isn't published yet."""
    second = CoursePage.objects.child_of(built.page).order_by("path")[1]
    first = CoursePage.objects.child_of(built.page).order_by("path")[0]
    note = read(second, "new").content.decode().split("step-note")[1]
    assert f"/{first.pk}/" in note.split("</a>")[0]


def test_the_editor_previews_a_page_as_each_learner(sign_in, built):
    desk = sign_in(person_of(built.organisms[0]))
    lesson = LessonPage.objects.get(pk=built.lesson.pk)
    for page, name in ((built.page, "path"), (lesson, "lesson")):
        modes = dict(page.preview_modes)
        assert list(modes) == ["new", "half", "done", "missed", "masters"]
        request = desk.get("/fr/").wsgi_request
        context = page.get_preview_context(request, "done")
        assert context["path"].progress.share == 1, name
        assert page.get_preview_context(request, "")["path"].progress.share == 0
    shown = desk.get(
        reverse("wagtailadmin_pages:view_draft", args=[built.page.pk]), {"mode": "half"}
    )
    assert PathPage.objects.get(pk=built.page.pk).default_preview_mode == "new"
    assert shown.status_code == 200
    assert shown.content.decode().count("lesson-row-done") == 3


def test_what_another_path_teaches_is_named(read, built):
    """The note of a course that goes further ended in a blank."""
    other = make_built().lesson.get_parent().specific
    third = CoursePage.objects.child_of(built.page).order_by("path")[2]
    third.condition, third.mastering = Condition.DEEPEN, [str(other.translation_key)]
    third.save_revision().publish()
    for state in ("new", "masters"):
        assert f"passed “{other.title}”." in read(built.page, state).content.decode()
    modes = ("new", "masters")
    seen = [built.page.path_in_preview(built.page, mode).steps[2].because for mode in modes]
    assert seen == [(other.title,)] * 2
