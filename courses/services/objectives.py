"""What a published path says that one will be able to do, and what works on it."""

from collections.abc import Iterable, Mapping
from typing import Any

from courses.models import CoursePage, LessonPage, PathPage

Contents = list[tuple[CoursePage, list[LessonPage]]]


def objectives_of(
    pages: Mapping[str, PathPage], contents: Mapping[str, Contents]
) -> list[dict[str, Any]]:
    """Return the objectives of a path and of its courses (`PublishedPath.objectives`).

    `pages` and `contents` are by language, the one that gives the order first. An objective is the
    same in several languages where its id is; it then meets all that it meets in any of them.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for language, page in pages.items():
        _read(found, "", language, page.objectives)
        for course, lessons in contents[language]:
            key = str(course.translation_key)
            _read(found, key, language, course.objectives)
            for lesson in lessons:
                for objective in lesson.objectives:
                    served = found.get((key, str(objective)))
                    if served is not None:
                        _add(served["lessons"], [str(lesson.translation_key)])
    return list(found.values())


def _read(
    found: dict[tuple[str, str], dict[str, Any]], course: str, language: str, blocks: Any
) -> None:
    for block in blocks:
        one = found.setdefault(
            (course, str(block.id)),
            {"course": course, "texts": {}, "frameworks": [], "lessons": []},
        )
        one["texts"][language] = str(block.value)
        _add(one["frameworks"], block.value.references)


def _add(known: list[str], more: Iterable[str]) -> None:
    known += [one for one in more if one not in known]
