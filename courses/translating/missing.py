"""Pages of a path that one of its languages lacks: its readers are asked what isn't there."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from courses.adoption.contents import MODELS
from courses.models import CoursePage, LessonPage, PathPage, StalePage, TranslatedPath

from .queries import live_content, pages_behind, source_language_of
from .segments import texts_of


@transaction.atomic
def refresh_missing(*, path_key: UUID, at: datetime) -> list[CoursePage | LessonPage]:
    """Bring what is known of pages that a language of a path lacks up to what is published.

    A course or lesson of the source that isn't published in another language of the path is behind
    there, from the first moment on; one that left the path is behind nowhere. Returned are the
    pages of other languages that are there again, as their courses are: whether their texts are
    behind is to be looked up (`following`). Two queries where the path is in one language, six
    otherwise, and one more for each page that is newly missing.
    """
    back: list[CoursePage | LessonPage] = []
    roots = {
        str(page.locale.language_code): page
        for page in PathPage.objects.filter(translation_key=path_key, live=True).select_related(
            "locale"
        )
    }
    source = roots.get(source_language_of(path_key))
    if source is None or len(roots) < 2:
        return back
    # As with every row of a translation: who writes it locks that of the path.
    TranslatedPath.objects.select_for_update().filter(path_key=path_key).first()
    asked = dict(_live_below(source))
    rows = {
        (row.page_key, row.language): row
        for row in StalePage.objects.filter(Q(path_key=path_key) | Q(page_key__in=asked))
    }
    for language, root in roots.items():
        if root.pk == source.pk:
            continue
        there = dict(_live_below(root))
        for key, page in asked.items():
            row = rows.pop((key, language), None)
            if key not in there:
                _keep(row, page, path_key, language, at)
            elif row is not None and not row.parts:
                back.append(there[key])
    for row in rows.values():
        if row.path_key == path_key and row.page_key != path_key and row.language in roots:
            # Its page left the source, or the path.
            row.delete()
    return back


def languages_without(page: Any) -> list[str]:
    """Return the languages of its path in which a page of the source is missing."""
    rows = pages_behind().filter(page_key=page.translation_key).order_by("language")
    languages = [row.language for row in rows]
    there = type(page).objects.filter(
        translation_key=page.translation_key, live=True, locale__language_code__in=languages
    )
    found = set(there.values_list("locale__language_code", flat=True)) if languages else set()
    return [language for language in languages if language not in found]


def _live_below(root: PathPage) -> Iterator[tuple[UUID, CoursePage | LessonPage]]:
    """Yield the pages below a path that its readers reach, by key. Two queries."""
    courses = list(CoursePage.objects.child_of(root).live())
    reached = {course.path for course in courses}
    yield from ((course.translation_key, course) for course in courses)
    lessons: Iterable[LessonPage] = LessonPage.objects.descendant_of(root).live().defer("body")
    for lesson in lessons:
        if lesson.path[: -lesson.steplen] in reached:
            yield lesson.translation_key, lesson


def _keep(row: StalePage | None, page: Any, path_key: UUID, language: str, at: datetime) -> None:
    if row is not None and row.path_key == path_key and not row.parts:
        return
    kind = next(kind for kind, model in MODELS.items() if isinstance(page, model))
    texts = sum(bool(text) for text in texts_of(kind, live_content(page)).values())
    values = {"path_key": path_key, "stale": max(texts, 1), "segments": max(texts, 1), "parts": []}
    if row is None:
        # Of two publications at once, one makes the row.
        key = {"page_key": page.translation_key, "language": language}
        StalePage.objects.get_or_create(**key, defaults={**values, "since": at})
        return
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
