"""Designers see whom a publication touches, and what happens to them, before and after it."""

import html
import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from courses.models import CoursePage, LessonPage, PathPage
from courses.touched.wording import in_words
from tests.courses.test_plan_in_the_editor import save
from tests.courses.test_versions import do, join
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.courses import choice_question, lesson_pages, make_path

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(settings):
    settings.BAROMETER_SMALLEST_GROUP = 10
    return make_path(courses=1, lessons=2, questions=1, languages=["fr"])


@pytest.fixture
def people(path):
    """Twelve who haven't begun, eleven under way, ten who have finished."""
    lessons = lesson_pages(path)
    for count, done in ((12, 0), (11, 1), (10, 2)):
        for _number in range(count):
            user = UserFactory()
            join(user, path)
            for lesson in lessons[:done]:
                do(user, lesson, at=timezone.now())


@pytest.fixture
def designer(client):
    user = SuperuserFactory(language="en")
    client.force_login(user)
    return user


def edit(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def words(reply):
    """What a page says, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", reply.content.decode())).split())


def told(reply):
    return " ".join(str(one) for one in get_messages(reply.wsgi_request))


@pytest.mark.parametrize("model", [PathPage, CoursePage])
def test_the_editor_counts_by_state_and_says_what_happens(client, designer, path, people, model):
    said = words(client.get(edit(model.objects.get())))
    assert "Not begun 12 people They begin with what you publish." in said
    assert "Under way 11 people They go on by the version that they began." in said
    assert "Finished 10 people They stay finished" in said


def test_a_lesson_counts_those_who_have_done_it_as_finished(client, designer, path, people):
    said = words(client.get(edit(lesson_pages(path)[0])))
    assert "Under way nobody" in said
    assert "Finished 21 people" in said


def test_fewer_than_a_group_is_no_number(client, designer, path):
    for _number in range(9):
        join(UserFactory(), path)
    said = words(client.get(edit(PathPage.objects.get())))
    assert "Not begun fewer than 10 people" in said
    assert "Under way nobody" in said


def test_a_path_that_nobody_joined_touches_nobody(client, designer, path):
    said = words(client.get(edit(PathPage.objects.get())))
    assert "Nobody has joined this path yet: publishing touches nobody." in said


def test_a_draft_says_which_questions_it_adds_takes_away_and_puts_otherwise(
    client, designer, path, people
):
    lesson = lesson_pages(path)[0]
    body = lesson.body.get_prep_value()
    place = next(at for at, one in enumerate(body) if one["type"] == "single_choice")
    body[place]["value"]["prompt"] = "Autrement ?"
    lesson.body = [*body, choice_question(), choice_question()]
    lesson.save_revision()
    said = words(client.get(edit(lesson)))
    assert "The draft adds 2 questions and tests: those under way finish without them." in said
    assert "The draft puts 1 question otherwise: answers already given keep their marks" in said
    lesson.body = [one for at, one in enumerate(body) if at != place]
    lesson.save_revision()
    said = words(client.get(edit(lesson)))
    assert "The draft takes 1 question or test away: it counts in no mark any more." in said


def test_a_new_lesson_is_said_to_be_asked_of_nobody_under_way(client, designer, path, people):
    course = CoursePage.objects.get()
    lesson = LessonPage(title="Nouvelle", slug="nouvelle", duration_minutes=5, live=False)
    course.add_child(instance=lesson)
    said = words(client.get(edit(lesson)))
    assert "Under way 11 people It is added to what they began" in said


def test_once_published_the_editor_says_whom_it_touched(client, designer, path, people):
    reply = save(client, CoursePage.objects.get())
    assert "Under way: 11 people, who go on by the version that they began." in told(reply)
    assert "Finished: 10 people, who stay finished." in told(reply)


def test_before_it_is_withdrawn_the_page_says_what_happens(client, designer, path, people):
    reply = client.get(reverse("wagtailadmin_pages:unpublish", args=[lesson_pages(path)[1].pk]))
    said = words(reply)
    assert "Under way 11 people It is asked of them no more" in said


def test_before_a_path_is_withdrawn_the_page_says_that_its_lessons_stay(
    client, designer, path, people
):
    reply = client.get(reverse("wagtailadmin_pages:unpublish", args=[PathPage.objects.get().pk]))
    said = words(reply)
    assert "Not begun 12 people They can still begin it, while its lessons stay published" in said
    assert "Under way 11 people They go on with it, while its lessons stay published." in said
    assert "It is asked of them no more" not in said


@pytest.mark.parametrize(("action", "done"), [("publish", "published"), ("unpublish", "withdrawn")])
def test_several_pages_at_once_say_the_same(client, designer, path, people, action, done):
    lessons = lesson_pages(path)
    ids = "&".join(f"id={one.pk}" for one in lessons)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    said = words(client.get(f"{address}?{ids}"))
    for lesson in lessons:
        assert f"{lesson.title} – Who is touched when this is {done}" in said
    assert said.count("Not begun 12 people") == 2


def test_the_panel_costs_a_constant_number_of_queries(
    client, designer, path, people, django_assert_max_num_queries
):
    lesson = lesson_pages(path)[0]
    client.get(edit(lesson))
    with django_assert_max_num_queries(6):
        in_words(lesson)


def test_a_lesson_has_its_figures_beside_it(client, designer, path, people):
    said = words(client.get(edit(lesson_pages(path)[0])))
    assert "How people do in this lesson" in said
    assert "Began at least 20" in said
    assert "Open reports 0" in said
    said = words(client.get(edit(CoursePage.objects.get())))
    assert "How people do in this lesson" not in said
