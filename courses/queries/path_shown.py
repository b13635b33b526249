"""A published path as somebody's page shows it."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from academy.accounts.models import User
from academy.core import edition
from courses.models import (
    CoursePage,
    LessonPage,
    PathPage,
    PublishedPath,
)
from courses.path_view import (
    CourseRow,
    LessonRow,
    PathProgress,
    PathView,
    SetRow,
)
from courses.structure import (
    minutes_between,
    step_of,
)

from .paths import enrolment_in, path_of, progress_in, structure_of
from .positioning import has_test


def path_view(path: PublishedPath, progress: PathProgress, language: str) -> PathView:
    """Return `path` with a learner's `progress`, in `language` where the path exists in it.

    A course or lesson that has no page in that language appears in the one it has.
    """
    text = path.text_in(language)
    named: dict[str, dict[str, Any]] = {}
    for code in [*(code for code in path.texts if code != language), language]:
        for course in path.texts.get(code, {"courses": []})["courses"]:
            named[course["key"]] = course
            named |= {lesson["key"]: lesson for lesson in course["lessons"]}
    least, most = progress.minutes
    return PathView(
        key=path.key,
        title=text["title"],
        summary=text["summary"],
        theme=path.theme.name,
        url=text["url"],
        minutes=most,
        least_minutes=least,
        courses=tuple(_course_row(course, named, progress) for course in path.outline["courses"]),
        sets=_set_rows(path, language),
        elsewhere=_titles_elsewhere(path, named, language),
        credits=tuple(path.credits),
        progress=progress,
        review_by=date.fromisoformat(text["review_by"]) if text.get("review_by") else None,
    )


def _course_row(
    course: Mapping[str, Any], named: Mapping[str, Mapping[str, Any]], progress: PathProgress
) -> CourseRow:
    row = progress.courses.get(UUID(course["key"]))
    step = step_of(UUID(course["key"]), course["minutes"], course)
    return CourseRow(
        key=UUID(course["key"]),
        title=named[course["key"]]["title"],
        url=named[course["key"]]["url"],
        minutes=course["minutes"],
        lessons=tuple(
            LessonRow(
                key=UUID(lesson["key"]),
                title=named[lesson["key"]]["title"],
                url=named[lesson["key"]]["url"],
                page_id=named[lesson["key"]]["page_id"],
                minutes=lesson["minutes"],
                is_started=UUID(lesson["key"]) in progress.lessons_started,
                is_completed=UUID(lesson["key"]) in progress.lessons_completed,
                is_added=UUID(lesson["key"]) in progress.lessons_added,
            )
            for lesson in course["lessons"]
        ),
        completed_at=row.completed_at if row else None,
        passed_at=row.passed_at if row else None,
        best_percent=_percent(row.best_score if row else None),
        first_percent=_percent(row.first_score if row else None),
        mastery_percent=round(course["mastery_score"] * 100),
        step=step,
        standing=progress.standings[step.key],
        has_test=has_test(course),
        positioning=progress.positionings.get(step.key),
    )


def _set_rows(path: PublishedPath, language: str) -> tuple[SetRow, ...]:
    titles: dict[str, str] = {}
    for code in [*(code for code in path.texts if code != language), language]:
        titles |= path.texts.get(code, {}).get("sets", {})
    return tuple(
        SetRow(one["key"], titles.get(one["key"], ""), one["needed"])
        for one in path.outline.get("sets", ())
    )


def _titles_elsewhere(
    path: PublishedPath, named: Mapping[str, Mapping[str, Any]], language: str
) -> dict[UUID, str]:
    """Return the titles of the courses of other paths that conditions of this one name."""
    wanted = {key for key in structure_of(path).named if str(key) not in named}
    return course_titles(wanted, language) if wanted else {}


def course_titles(keys: Collection[UUID], language: str) -> dict[UUID, str]:
    """Return the titles of these live courses, in `language` where they have it. One query."""
    found: dict[UUID, str] = {}
    pages = CoursePage.objects.live().filter(translation_key__in=keys)
    for key, code, title in pages.values_list("translation_key", "locale__language_code", "title"):
        if key not in found or code == language:
            found[key] = title
    return found


def paths_naming(keys: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Return, for each of the courses `keys` that conditions name, the live paths whose do."""

    def read() -> dict[UUID, set[UUID]]:
        naming: dict[UUID, set[UUID]] = {}
        for path in PublishedPath.objects.filter(is_live=True).only("key", "outline"):
            for key in structure_of(path).named:
                naming.setdefault(key, set()).add(path.key)
        return naming

    naming = edition.kept("paths that name courses", read)
    return {key: naming[key] for key in keys if key in naming}


def minutes_of(path: PublishedPath) -> tuple[int, int]:
    """Return the fewest minutes that a path may ask of somebody, and the most."""
    structure = structure_of(path)
    return minutes_between(structure, structure.named)[0], minutes_between(structure)[1]


def _percent(share: float | None) -> int | None:
    """Return a share in whole percents, never more than was reached."""
    return None if share is None else int(share * 100)


def view_of_path(key: UUID, user: User | AnonymousUser, language: str) -> PathView | None:
    """Return a published path as `user` sees it, or None when no such path is published."""
    path = PublishedPath.objects.filter(key=key).select_related("theme").first()
    return _view(path, user, language)


def view_of_page(
    page: PathPage | CoursePage | LessonPage, user: User | AnonymousUser
) -> PathView | None:
    """Return the published path that a page is, or is part of, in the language of the page."""
    return _view(path_of(page), user, page.locale.language_code)


def _view(path: PublishedPath | None, user: User | AnonymousUser, language: str) -> PathView | None:
    if path is None:
        return None
    enrolment = enrolment_in(user, path.key)
    progress = progress_in([path], [enrolment] if enrolment else [], user)[path.key]
    return path_view(path, progress, language)
