"""What designers are told of the captions of their lessons' videos."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.models import Page

from academy.accounts.requests import SignedInRequest
from courses.models import LessonPage, doubtful_captions, uncaptioned_in


def note_doubtful_captions(request: SignedInRequest, page: Any) -> None:
    """Say of a lesson which captions go on after their video, or cover little of it."""
    if isinstance(page, LessonPage):
        for sentence in doubtful_captions(page.body, page.locale.language_code):
            messages.warning(request, sentence)


def refuse_uncaptioned_pages(
    request: SignedInRequest, pages: Iterable[Page]
) -> HttpResponse | None:
    """Send back who publishes several pages at once where a video of one has no captions.

    `include_descendants` of the form takes the drafts below them along.
    """
    pages = list(pages)
    below = request.POST.get("include_descendants") == "on"
    for page in [*pages, *(draft for one in pages if below for draft in _drafts_below(one))]:
        lesson = page.get_latest_revision_as_object()
        if not isinstance(lesson, LessonPage):
            continue
        problems = uncaptioned_in(lesson.body, lesson.locale.language_code)
        if problems:
            messages.error(request, f"{lesson.title}: {' '.join(problems)}")
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


def _drafts_below(page: Page) -> Iterator[Page]:
    yield from page.get_descendants().not_live().type(LessonPage)
