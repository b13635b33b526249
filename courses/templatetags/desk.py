"""What the editor shows beside a page of a path."""

from typing import Any

from django import template
from django.utils import timezone
from wagtail.models import Page

from courses.items.queries import lesson_figures, smallest_group
from courses.items.wording import LessonWords, lessons_in_words
from courses.models import LessonPage
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
