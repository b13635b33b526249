"""Pages that are kept to whoever knows their password stay with those who keep them."""

import pytest
from wagtail.models import PageViewRestriction

from courses.adoption.waiting import waiting_for
from courses.models import CoursePage

from .making import Two, edit, pages_of

pytestmark = pytest.mark.django_db


def keep(page):
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="sésame"
    )


def test_a_lesson_that_is_kept_is_not_copied_with_its_path():
    two = Two(lessons=2, languages=["fr"])
    secret, other = pages_of(two.path.key)
    keep(secret)
    adoption = two.adopt()
    assert [one.title for one in pages_of(adoption.own_key)] == [other.title]


def test_nothing_is_copied_below_a_course_that_is_kept():
    two = Two(lessons=2, languages=["fr"])
    keep(pages_of(two.path.key, CoursePage)[0])
    adoption = two.adopt()
    assert pages_of(adoption.own_key) == []
    assert pages_of(adoption.own_key, CoursePage) == []


def test_what_is_kept_since_is_proposed_no_more():
    two = Two(lessons=2, languages=["fr"])
    adoption = two.adopt()
    lesson = pages_of(two.path.key)[0]
    keep(lesson)
    edit(lesson, publish=True, summary="Un secret de plus.")
    assert all("secret" not in str(one.theirs) for one in waiting_for(adoption).pages)
