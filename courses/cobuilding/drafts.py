"""The drafts of a path as whoever has a review link reads them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page

from courses.models import CoursePage, LessonPage, PathPage, Remark, ReviewLink
from courses.models.drafts import draft_view
from courses.path_view import CourseRow, PathView

from .building import digest_of
from .policies import who_takes_part
from .queries import pages_of


@dataclass(frozen=True, slots=True)
class Outline:
    """A path in one language: its pages in order, each with its depth below the path."""

    language: str
    pages: tuple[tuple[Any, int], ...]


def open_link(secret: str, at: datetime) -> ReviewLink | None:
    """Return the link whose secret this is, None where it leads nowhere at `at`."""
    link = ReviewLink.objects.filter(digest=digest_of(secret)).first()
    return link if link is not None and link.pk in leading([link], at) else None


def leading(links: Collection[ReviewLink], at: datetime) -> set[int]:
    """Return those of the links of one path, by id, that lead somewhere at `at`: as long as who
    made them takes part, whatever made them leave. Nobody takes the drafts of others along.

    Four queries at most, however many links there are.
    """
    whole = [one for one in links if one.opens_at(at) and one.made_by_id is not None]
    path = PathPage.objects.filter(translation_key=whole[0].path_key).first() if whole else None
    if path is None:
        return set()
    people = who_takes_part(path, timezone.localdate(at))
    makers = people.filter(pk__in={one.made_by_id for one in whole}).values_list("pk", flat=True)
    still = set(makers)
    return {one.pk for one in whole if one.made_by_id in still}


def outlines(link: ReviewLink) -> list[Outline]:
    """Return the pages that a link opens, as they were last saved, by language."""
    found: dict[str, list[tuple[Any, int]]] = {}
    tops: dict[str, int] = {}
    for page in pages_of(link.path_key).select_related("locale", "latest_revision"):
        language = page.locale.language_code
        top = tops.setdefault(language, page.depth)
        found.setdefault(language, []).append((_latest(page), page.depth - top))
    return [Outline(language, tuple(pages)) for language, pages in sorted(found.items())]


def _latest(page: Page) -> Any:
    revision = page.latest_revision
    return revision.as_object() if revision is not None else page.specific


def draft_of(link: ReviewLink, page_id: int) -> Any:
    """Return a page that a link opens, as it was last saved; None where it opens no such page."""
    page = pages_of(link.path_key).filter(pk=page_id).select_related("latest_revision").first()
    if page is None:
        return None
    latest = _latest(page)
    return latest if isinstance(latest, PathPage | CoursePage | LessonPage) else None


def path_of(page: Any) -> PathView:
    """Return the path of a page with all that is being written of it, as it was last saved."""
    path = PathPage.objects.ancestor_of(page, inclusive=True).get()
    return draft_view(path.get_latest_revision_as_object(), page, with_drafts=True)


def remarks_on(link: ReviewLink, page: Page) -> QuerySet[Remark]:
    """Return what was said of a page through a link, in order, and what was answered: for whoever
    has the link."""
    return link.remarks.filter(page=page).prefetch_related("answers")


def languages_of(link: ReviewLink, page: Page) -> list[tuple[str, int]]:
    """Return the languages in which a page is written, each with the id of its page."""
    twins = pages_of(link.path_key).filter(translation_key=page.translation_key)
    return [
        (str(language), pk)
        for language, pk in twins.order_by("locale__language_code").values_list(
            "locale__language_code", "pk"
        )
    ]


def ids_in_path(page: Any) -> dict[UUID, int]:
    """Return the page of the path of `page`, and of each of its courses, by key."""
    path = PathPage.objects.ancestor_of(page, inclusive=True).get()
    return {path.translation_key: path.pk} | dict(
        path.get_children().values_list("translation_key", "pk")
    )


def addressed(view: PathView, ids: Mapping[UUID, int], to: Callable[[int], str]) -> PathView:
    """Return `view` with addresses made by `to`. `ids`: the page of each course, and of the path,
    by key."""

    def row(course: CourseRow) -> CourseRow:
        lessons = tuple(replace(one, url=to(one.page_id)) for one in course.lessons)
        url = to(ids[course.key]) if course.key in ids else course.url
        return replace(course, url=url, lessons=lessons)

    url = to(ids[view.key]) if view.key in ids else view.url
    return replace(view, url=url, courses=tuple(row(one) for one in view.courses))
