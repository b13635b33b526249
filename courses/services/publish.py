"""Publishing: what the catalogue, progress and the barometer know of the live pages."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from academy.core import edition
from courses.cobuilding.ledger import credits_of
from courses.models import CoursePage, LessonPage, Package, PathPage, PublishedPath
from courses.positioning import may_position
from courses.queries.doubts import set_aside_in
from courses.queries.packages import lessons_with, packages_needed
from courses.search import folded, words_of
from courses.structure import Structure, as_data, minutes_between, sound
from courses.validity import next_versions
from courses.versions import is_another, takes_away

from .follow_version import keep_version
from .objectives import Contents, objectives_of
from .settle import settle_path

_waiting: ContextVar[set[UUID] | None] = ContextVar("paths to refresh", default=None)


@contextmanager
def refreshed_once(*, at: datetime) -> Iterator[None]:
    """Put off the refreshing of paths; each that asked for it is refreshed once, at the end.

    For changes of many pages at a time, such as an import. An error refreshes nothing: the caller's
    transaction takes the pages back too.
    """
    token = _waiting.set(set())
    try:
        yield
        keys = _waiting.get() or set()
    finally:
        _waiting.reset(token)
    for key in sorted(keys):
        refresh_path(key=key, at=at)


def refresh_all_paths(*, at: datetime) -> int:
    """Refresh every path; return how many there are."""
    keys = set(PathPage.objects.values_list("translation_key", flat=True))
    keys |= set(PublishedPath.objects.values_list("key", flat=True))
    for key in keys:
        refresh_path(key=key, at=at)
    return len(keys)


def refresh_paths_with(*, package: Package, at: datetime) -> int:
    """Refresh the paths with a lesson that holds `package`, of which it may have changed when
    somebody is done with it; return how many there are."""
    lessons = LessonPage.objects.filter(pk__in=lessons_with(package))
    paths = [PathPage.objects.ancestor_of(lesson) for lesson in lessons]
    keys = {key for some in paths for key in some.values_list("translation_key", flat=True)}
    for key in sorted(keys):
        refresh_path(key=key, at=at)
    return len(keys)


def refresh_stale_paths(*, at: datetime) -> None:
    """Refresh the live paths whose rows were made by a version that kept less in them: no
    objectives, nothing of positioning tests or of packages, or tests without their banks."""
    for path in PublishedPath.objects.filter(is_live=True):
        if path.objectives is None or any(
            "positioning" not in course
            or any("packages" not in lesson for lesson in course["lessons"])
            or any(
                "bank" not in test
                for lesson in course["lessons"]
                for test in lesson.get("tests", ())
            )
            for course in path.outline["courses"]
        ):
            refresh_path(key=path.key, at=at)


@transaction.atomic
def refresh_path(*, key: UUID, at: datetime, settles: bool = True) -> None:
    """Bring the published row of a path up to its live pages.

    The outline comes from the path's first language that is live (French, then English), with what
    can be finished of its structure (`courses.structure.sound`); titles and addresses from each. Of
    a lesson's questions, those count that each of its live languages has: the marks are the same
    whatever the language one reads in. A path without a live page is kept for its records, but not
    live. Within `refreshed_once` it waits for the end.

    Where something else is asked, those under way go on by the version that they started; where
    something was taken away, whoever has done all that is left has finished: at once, unless the
    caller has the worker see to it (not `settles`; `courses.doubts`).
    """
    waiting = _waiting.get()
    if waiting is not None:
        waiting.add(key)
        return
    # Of two pages that are published at once, the second sees what the first has kept.
    before = PublishedPath.objects.select_for_update(of=("self",)).filter(key=key).first()
    pages = {
        page.locale.language_code: page
        for page in PathPage.objects.filter(translation_key=key, live=True)
        .select_related("locale", "theme")
        .prefetch_related("built_by")
    }
    languages = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES if code in pages]
    if not languages:
        PublishedPath.objects.filter(key=key).update(is_live=False, updated_at=at)
        edition.renew()
        return
    contents = {language: _contents(pages[language]) for language in languages}
    needed = _needed_packages(contents.values())
    source = pages[languages[0]]
    structure = _structure(source, contents[languages[0]])
    shared = _shared_questions(contents.values())
    outline = _outline(contents[languages[0]], shared, set_aside_in(shared), structure, needed)
    lessons = [lesson for course in outline["courses"] for lesson in course["lessons"]]
    values = {
        "is_live": bool(lessons),
        "theme": source.theme,
        "level": source.level,
        "minutes": minutes_between(structure)[1],
        "longest_lesson_minutes": max((lesson["minutes"] for lesson in lessons), default=0),
        "outline": outline,
        "texts": {language: _text(pages[language], contents[language]) for language in languages},
        "lesson_words": " ".join(
            words_of(
                text
                for content in contents.values()
                for course, lessons in content
                for text in [*_said(course), *(words for one in lessons for words in one.words())]
            )
        ),
        "objectives": objectives_of(
            {language: pages[language] for language in languages}, contents
        ),
        "credits": credits_of(key),
        "updated_at": at,
    }
    values["validity"] = next_versions(
        before.validity if before else [],
        source.valid_months,
        on=timezone.localdate(at),
        is_new=before is None,
    )
    path, _is_new = PublishedPath.objects.update_or_create(
        key=key, defaults=values, create_defaults=values | {"first_published_at": at}
    )
    path.built_by.set(source.built_by.all())
    edition.renew()
    if before is not None:
        if is_another(before.outline, outline):
            keep_version(path_key=key, outline=before.outline, at=at)
        if settles and takes_away(before.outline, outline):
            settle_path(key=key, at=at)


def _contents(page: PathPage) -> Contents:
    """Return the live courses of a path with their live lessons, both in order."""
    courses = CoursePage.objects.child_of(page).live().order_by("path")
    return [
        (course, list(LessonPage.objects.child_of(course).live().order_by("path")))
        for course in courses
    ]


def _shared_questions(contents: Iterable[Contents]) -> dict[UUID, set[str]]:
    """Return, by lesson, the ids of the questions and tests that each of its live languages has."""
    shared: dict[UUID, set[str]] = {}
    for content in contents:
        for _course, lessons in content:
            for lesson in lessons:
                asked = {*lesson.question_blocks, *lesson.test_blocks}
                shared[lesson.translation_key] = shared.get(lesson.translation_key, asked) & asked
    return shared


def _needed_packages(contents: Iterable[Contents]) -> dict[UUID, list[str]]:
    """Return, by lesson, the packages that have to be finished first in one of its languages."""
    needed: dict[UUID, list[str]] = {}
    for content in contents:
        for _course, lessons in content:
            for lesson in lessons:
                known = needed.setdefault(lesson.translation_key, [])
                known += [str(one) for one in packages_needed(lesson) if str(one) not in known]
    return needed


def _structure(page: PathPage, contents: Contents) -> Structure:
    """Return what the live pages ask of whom, as near as it can be finished."""
    steps = tuple(
        course.step(sum(lesson.duration_minutes for lesson in lessons))
        for course, lessons in contents
        if lessons
    )
    return sound(Structure(steps, page.sets()))


def _outline(
    contents: Contents,
    shared: Mapping[UUID, set[str]],
    aside: Mapping[UUID, Mapping[str, str]],
    structure: Structure,
    needed: Mapping[UUID, list[str]],
) -> dict[str, Any]:
    counted = {key: blocks - aside.get(key, {}).keys() for key, blocks in shared.items()}
    said = {step.key: as_data(step) for step in structure.steps}
    sets = [{"key": one.key, "needed": one.needed} for one in structure.sets]
    return ({"sets": sets} if sets else {}) | {
        "courses": [
            {
                "key": str(course.translation_key),
                "mastery_score": float(course.mastery_score),
                "minutes": sum(lesson.duration_minutes for lesson in lessons),
                "positioning": _to_position(course, lessons, counted),
                "lessons": [
                    {
                        "key": str(lesson.translation_key),
                        "minutes": lesson.duration_minutes,
                        "questions": [
                            block_id
                            for block_id in lesson.question_blocks
                            if block_id in counted[lesson.translation_key]
                        ],
                        "packages": needed[lesson.translation_key],
                        **_aside(aside.get(lesson.translation_key, {}), lesson),
                        **_tests(lesson, shared[lesson.translation_key]),
                    }
                    for lesson in lessons
                ],
            }
            | said[course.translation_key]
            for course, lessons in contents
            if lessons
        ]
    }


def _to_position(
    course: CoursePage, lessons: Iterable[LessonPage], shared: Mapping[UUID, set[str]]
) -> dict[str, float]:
    """Return the questions that a positioning test of a course may ask, each with the chance to
    find it blindly; none where the course offers no test."""
    if not course.has_positioning:
        return {}
    found = {}
    for lesson in lessons:
        for block_id, block in lesson.question_blocks.items():
            question = block.value.question(block_id)
            if block_id in shared[lesson.translation_key] and may_position(question):
                found[block_id] = round(question.guess, 4)
    return found


def _aside(aside: Mapping[str, str], lesson: LessonPage) -> dict[str, Any]:
    """Return the questions of a lesson that are set aside, each since when; nothing without one."""
    found = {block: since for block, since in aside.items() if block in lesson.question_blocks}
    return {"set_aside": found} if found else {}


def _tests(lesson: LessonPage, shared: set[str]) -> dict[str, Any]:
    """Return the tests of a lesson, each with the number of its questions; nothing without one."""
    tests = [
        {
            "id": block_id,
            "count": block.value.count,
            "bank": str(block.value["bank"].key) if block.value["bank"] else "",
            "tags": [one.tag for one in block.value.draws()],
        }
        for block_id, block in lesson.test_blocks.items()
        if block_id in shared
    ]
    return {"tests": tests} if tests else {}


def _text(page: PathPage, contents: Contents) -> dict[str, Any]:
    words = [page.title, page.summary, page.audience]
    objectives = [str(objective.value) for objective in page.objectives]
    words += objectives
    for course, lessons in contents:
        words += [course.title, course.summary]
        words += [f"{lesson.title} {lesson.summary}" for lesson in lessons]
    sets = page.set_titles()
    return ({"sets": sets} if sets else {}) | {
        "title": page.title,
        "summary": page.summary,
        "objectives": objectives,
        "page_id": page.pk,
        "url": page.get_url(),
        "courses": [
            {
                "key": str(course.translation_key),
                "title": course.title,
                "page_id": course.pk,
                "url": course.get_url(),
                "lessons": [
                    {
                        "key": str(lesson.translation_key),
                        "title": lesson.title,
                        "page_id": lesson.pk,
                        "url": lesson.get_url(),
                    }
                    for lesson in lessons
                ],
            }
            for course, lessons in contents
            if lessons
        ],
        "review_by": _first_review(lesson for _course, lessons in contents for lesson in lessons),
        "search": folded(" ".join(words)),
    }


def _said(course: CoursePage) -> list[str]:
    return [course.title, course.summary, *(str(one.value) for one in course.objectives)]


def _first_review(lessons: Iterable[LessonPage]) -> str | None:
    """Return the first day, as ISO 8601, by which one of `lessons` is to be read again."""
    days = [lesson.review_by for lesson in lessons if lesson.review_by]
    return min(days).isoformat() if days else None
