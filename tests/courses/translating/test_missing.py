"""A language of a path that lacks a page of its source is behind too."""

from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from academy.core.errors import AcademyError
from courses.models import CoursePage, LessonPage, PathPage, StalePage
from courses.translating.deadline import late_languages
from courses.translating.missing import refresh_missing
from tests.factories.courses import LessonPageFactory, lesson_body, make_path

from .pages import make_designer, make_translated_path, pages_of, put_block
from .test_deadline import LATE, _thirty_days, ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
__all__ = ["_thirty_days"]


def course_of(path, language):
    return pages_of(path)[language == "en"].get_parent().specific


def add_lesson(course, like=None, *, publish=True):
    """Add a lesson to a course, as the editor does."""
    same = {"translation_key": like.translation_key, "body": like.body.raw_data} if like else {}
    page = LessonPageFactory(parent=course, live=False, **{"body": lesson_body(1), **same})
    revision = page.save_revision()
    if publish:
        revision.publish()
    return LessonPage.objects.get(pk=page.pk)


def missing():
    return {row.page_key for row in StalePage.objects.filter(language="en")}


def fresh(page):
    return Page.objects.get(pk=page.pk).specific


def test_a_lesson_that_the_source_adds_is_missing_until_it_is_published_in_the_other_language(path):
    french = add_lesson(course_of(path, "fr"))
    assert missing() == {french.translation_key}
    row = StalePage.objects.get()
    assert (row.path_key, row.stale, row.parts) == (path.key, row.segments, [])
    assert row.stale > 2
    english = add_lesson(course_of(path, "en"), like=french, publish=False)
    assert missing() == {french.translation_key}
    english.title = "Another lesson"
    english.summary = "In English."
    english.save_revision().publish()
    # What it doesn't translate yet is behind, and since the same moment.
    again = StalePage.objects.get()
    assert (again.pk, again.since) == (row.pk, row.since)
    assert 0 < again.stale < row.stale


def test_what_was_missing_before_is_noted_when_translations_are_prepared(path):
    french = add_lesson(course_of(path, "fr"))
    StalePage.objects.all().delete()
    call_command("prepare_translations", stdout=StringIO())
    assert missing() == {french.translation_key}
    (row,) = StalePage.objects.all()
    call_command("prepare_translations", stdout=StringIO())
    assert StalePage.objects.get().since == row.since


def test_a_path_in_one_language_lacks_nothing():
    path = make_path(languages=["fr"])
    add_lesson(CoursePage.objects.get(translation_key=path.outline["courses"][0]["key"]))
    assert not StalePage.objects.exists()


def test_a_language_that_lacks_a_lesson_for_too_long_is_asked_of_nobody_else(path):
    ask(path)
    add_lesson(course_of(path, "fr"))
    StalePage.objects.update(since=timezone.now() - LATE)
    with pytest.raises(AcademyError) as refused:
        ask(path)
    assert "out of date for more than 30 days: English" in refused.value.message
    with pytest.raises(ValidationError) as kept:
        add_lesson(course_of(path, "fr"))
    assert "would leave it further behind" in kept.value.messages[0]


def test_a_translation_that_is_withdrawn_and_published_again_gains_no_time(path):
    french, english = pages_of(path)
    put_block(french, "<p>Bonsoir.</p>")
    since = timezone.now() - LATE
    StalePage.objects.update(since=since)
    fresh(english).unpublish()
    assert StalePage.objects.get().since == since
    assert late_languages(path.key, timezone.localdate()) == ["en"]
    StalePage.objects.update(since=timezone.now())
    ask(path)
    StalePage.objects.update(since=since)
    # Nobody reads it: the source may say something else meanwhile.
    put_block(french, "<p>Bonne nuit.</p>")
    fresh(english).get_latest_revision().publish()
    row = StalePage.objects.get()
    assert (row.since, row.stale) == (since, 1)


def test_a_language_that_was_withdrawn_is_late_no_more(path):
    french, _english = pages_of(path)
    put_block(french, "<p>Bonsoir.</p>")
    StalePage.objects.update(since=timezone.now() - LATE)
    root = PathPage.objects.get(translation_key=path.key, locale__language_code="en")
    root.unpublish()
    assert late_languages(path.key, timezone.localdate()) == []
    ask(path)
    fresh(root).get_latest_revision().publish()
    assert late_languages(path.key, timezone.localdate()) == ["en"]


def test_what_leaves_the_path_is_missing_nowhere(path):
    course, other = course_of(path, "fr"), make_translated_path(title="Autre", slug="autre")
    gone, moved = add_lesson(course), add_lesson(course)
    assert missing() == {gone.translation_key, moved.translation_key}
    fresh(gone).delete()
    assert missing() == {moved.translation_key}
    fresh(moved).move(course_of(other, "fr"), pos="last-child")
    assert list(StalePage.objects.values_list("path_key", flat=True)) == [other.key]
    fresh(moved).unpublish()
    assert not StalePage.objects.exists()


def test_a_translation_that_is_deleted_is_missing(path):
    french, english = pages_of(path)
    fresh(english).delete()
    assert missing() == {french.translation_key}


def test_a_course_that_is_withdrawn_takes_its_lessons_along(path):
    course = course_of(path, "en")
    fresh(course).unpublish()
    lessons = {page.translation_key for page in (pages_of(path, 0)[0], pages_of(path, 1)[0])}
    assert missing() == {course.translation_key, *lessons}


def test_lessons_are_there_again_with_their_course(path):
    course = course_of(path, "en")
    fresh(course).unpublish()
    assert len(missing()) == 3
    fresh(course).save_revision().publish()
    assert missing() == set()


def test_a_lesson_that_is_there_again_with_its_course_is_behind_where_its_source_changed(path):
    course = course_of(path, "en")
    fresh(course).unpublish()
    french, _english = pages_of(path)
    put_block(french, "<p>Bonsoir.</p>")
    since = StalePage.objects.get(page_key=french.translation_key).since
    fresh(course).save_revision().publish()
    assert missing() == {french.translation_key}
    row = StalePage.objects.get()
    assert (row.since, row.stale, len(row.parts)) == (since, 1, 1)


def test_a_translation_that_moves_to_another_path_is_missing_where_it_was(path):
    other = make_translated_path(title="Autre", slug="autre")
    home = course_of(path, "en")
    french, english = pages_of(path)
    fresh(english).move(course_of(other, "en"), pos="last-child")
    assert missing() == {french.translation_key}
    assert StalePage.objects.get().path_key == path.key
    fresh(english).move(fresh(home), pos="last-child")
    assert missing() == set()


def test_it_costs_as_many_queries_whatever_the_lessons():
    def cost(lessons):
        path = make_translated_path(lessons=lessons, title=f"{lessons}", slug=f"n{lessons}")
        with CaptureQueriesContext(connection) as queries:
            refresh_missing(path_key=path.key, at=timezone.now())
        return len(queries)

    assert cost(6) == cost(1) <= 10


def test_the_list_counts_what_is_missing(path, organism, client, with_second_factor):
    user = make_designer(organism)
    with_second_factor(user)
    client.force_login(user)
    add_lesson(course_of(path, "fr"))
    html = client.get(reverse("courses_translating:paths")).content.decode()
    row = StalePage.objects.get()
    assert f"In English, {row.stale} texts are missing or follow an older one." in html


def test_the_editor_says_that_a_page_is_missing_in_a_language(
    path, organism, client, with_second_factor
):
    user = make_designer(organism)
    with_second_factor(user)
    client.force_login(user)
    french = add_lesson(course_of(path, "fr"))
    said = "This page isn’t published in English: whoever follows the path in English reads it"
    edit = reverse("wagtailadmin_pages:edit", args=[french.pk])
    assert said in client.get(edit).content.decode()
    edit = reverse("wagtailadmin_pages:edit", args=[pages_of(path)[0].pk])
    assert said not in client.get(edit).content.decode()


def test_translators_are_led_to_a_page_that_was_withdrawn(
    path, organism, client, with_second_factor
):
    user = make_designer(organism)
    with_second_factor(user)
    client.force_login(user)
    french, english = pages_of(path)
    root = PathPage.objects.get(translation_key=path.key, locale__language_code="fr")
    standing = reverse("courses_translating:path", args=[root.pk])
    desk = reverse("courses_translating:desk", args=[english.pk])
    edit = reverse("wagtailadmin_pages:edit", args=[english.pk])
    said = "isn’t published in English: whoever follows the path in English reads it in French."
    assert "published in English" not in client.get(standing).content.decode()
    assert said not in client.get(desk).content.decode()
    fresh(english).unpublish()
    html = client.get(standing).content.decode()
    assert "1 page isn’t published in English, though its source is" in html
    assert f'<strong>Not published</strong> <a href="{edit}">' in html
    shown = client.get(desk).content.decode()
    assert said in shown
    assert "Nothing is to be done on this page." not in shown
    # Nobody is asked what its source doesn't say any more.
    fresh(french).unpublish()
    assert "published in English" not in client.get(standing).content.decode()
