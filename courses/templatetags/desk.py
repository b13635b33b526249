"""What the editor shows beside a page of a path."""

from typing import Any

from django import template
from django.utils import timezone
from wagtail.models import Page

from courses.adoption.contents import LearningPage
from courses.items.queries import (
    LONGEST_SITTING,
    MOST_PEOPLE,
    PATIENCE,
    lesson_figures,
    smallest_group,
)
from courses.items.wording import LessonWords, lessons_in_words
from courses.linting import wording
from courses.linting.queries import checked_page
from courses.linting.sparing import unless_it_fails
from courses.models import LessonPage, PathPage
from courses.touched.queries import is_new
from courses.touched.wording import InWords, in_words

register = template.Library()


@register.simple_tag
def touched(page: Page, *, retires: bool = False) -> InWords | None:
    """Return whom publishing a page touches, or withdrawing it (`retires`), and what happens."""
    return in_words(page, retires=retires)


@register.simple_tag
def figures_of_lesson(page: Any) -> LessonWords | None:
    """Return how far people come in a published lesson, in words; None for another page."""
    if not isinstance(page, LessonPage) or is_new(page):
        return None
    return lessons_in_words([lesson_figures(page, timezone.now())], smallest_group())[0]


@register.simple_tag
def bounds_of_figures() -> dict[str, int]:
    """Return what the figures of a lesson are counted on: how many people at most, and days and
    hours."""
    return {
        "most_people": MOST_PEOPLE,
        "patience": PATIENCE.days,
        "longest_hours": LONGEST_SITTING.seconds // 3600,
    }


@register.simple_tag
def findings_in(page: LearningPage) -> list[wording.FindingWords] | None:
    """Return what the check finds in a page as it is given, in words, what matters most first; None
    where the check fails."""
    today = timezone.localdate()
    return unless_it_fails(
        page, lambda: [wording.in_words(one) for one in checked_page(page, today)]
    )


@register.simple_tag
def findings_in_draft(page: Page) -> list[wording.FindingWords] | None:
    """Return the same of a page as it was last saved."""
    return findings_in(page.get_latest_revision_as_object())


@register.simple_tag
def path_above(page: Page) -> PathPage:
    """Return the path that a page is, or is part of."""
    return PathPage.objects.ancestor_of(page, inclusive=True).get()
