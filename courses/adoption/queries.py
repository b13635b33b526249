"""How much of an adopted path is its organism's own, for figures."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from wagtail.models import Page

from courses.models import AdoptedPage, Adoption, CoursePage, LessonPage, PublishedPath

from .contents import content_of, kind_of, row_values
from .waiting import count_parts


@dataclass(frozen=True, slots=True)
class Adaptation:
    """A published copy: so many of its `parts` (blocks and fields) are its organism's (`adapted`),
    those of pages that it wrote itself too. `kept_minutes`: of the lessons that were taken over,
    the minutes that weren't adapted."""

    parts: int
    adapted: int
    kept_minutes: float


def adaptations(adoptions: Collection[Adoption]) -> dict[int, Adaptation]:
    """Return, by the id of the adoption, how much was adapted of what is published of each copy;
    where it is published no more, of what was. Copies that never were are left out.

    Five queries at most.
    """
    paths = PublishedPath.objects.in_bulk([one.own_key for one in adoptions])
    keys = {key for path in paths.values() for key in _keys(path)}
    is_live = _published(keys)
    taken: dict[UUID, list[AdoptedPage]] = {}
    rows = AdoptedPage.objects.filter(own_key__in=keys).defer("base")
    for row in rows:
        taken.setdefault(row.own_key, []).append(row)
    own = _own_parts(keys - taken.keys(), is_live)
    found = {}
    for one in adoptions:
        path = paths.get(one.own_key)
        if path is not None:
            counts = {
                key: _counts(taken.get(key, []), path, is_live)
                for key in _keys(path)
                if key in taken
            }
            written = sum(own.get(key, 0) for key in _keys(path))
            found[one.pk] = Adaptation(
                parts=sum(parts for parts, _adapted in counts.values()) + written,
                adapted=sum(adapted for _parts, adapted in counts.values()) + written,
                kept_minutes=sum(
                    minutes * (1 - (counts[key][1] / counts[key][0]))
                    for key, minutes in _lessons(path)
                    if counts.get(key, (0, 0))[0]
                ),
            )
    return found


def _keys(path: PublishedPath) -> Iterator[UUID]:
    """Yield the keys of the pages of a path as it was last published."""
    yield path.key
    for course in path.outline["courses"]:
        yield UUID(course["key"])
    for key, _minutes in _lessons(path):
        yield key


def _lessons(path: PublishedPath) -> Iterator[tuple[UUID, int]]:
    for course in path.outline["courses"]:
        for lesson in course["lessons"]:
            yield UUID(lesson["key"]), lesson["minutes"]


def _published(keys: Collection[UUID]) -> dict[tuple[UUID, str], bool]:
    """Return the pages with these keys, by key and language, that are or were published; whether
    each is so now."""
    rows = Page.objects.filter(translation_key__in=keys).values_list(
        "translation_key", "locale__language_code", "live", "first_published_at"
    )
    return {(key, language): live for key, language, live, first in rows if live or first}


def _counts(
    rows: Collection[AdoptedPage], path: PublishedPath, is_live: dict[tuple[UUID, str], bool]
) -> tuple[int, int]:
    """Return how many parts a page has in its published languages, and how many were adapted."""
    known = [
        row
        for row in rows
        if (place := (row.own_key, row.language)) in is_live
        and (is_live[place] or not path.is_live)
    ]
    return sum(row.parts for row in known), sum(row.adapted_parts for row in known)


def _own_parts(keys: Collection[UUID], is_live: dict[tuple[UUID, str], bool]) -> dict[UUID, int]:
    """Return, by key, how many parts the pages have that organisms wrote themselves."""
    found: dict[UUID, int] = {}
    for model in (CoursePage, LessonPage):
        pages: QuerySet[Any] = model._default_manager.filter(translation_key__in=keys)
        for page in pages.select_related("locale"):
            if is_live.get((page.translation_key, page.locale.language_code)):
                count = count_parts(content_of(kind_of(page), row_values(page)))
                found[page.translation_key] = found.get(page.translation_key, 0) + count
    return found
