"""Published paths, as one person sees them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef
from wagtail.models import Page

from academy.accounts.models import User
from academy.core import edition
from courses.models import (
    Answer,
    Assignment,
    CoursePage,
    CourseProgress,
    Enrolment,
    LessonPage,
    LessonProgress,
    PathPage,
    PublishedPath,
)
from courses.path_view import CourseRow, LessonRow, PathProgress, PathView, Positioned
from courses.rules import CourseOutline, LessonOutline

from .positioning import has_sat, has_test, positionings_of


def outline_of(path: PublishedPath) -> tuple[CourseOutline, ...]:
    """Return the courses of a published path as the rules take them."""
    return tuple(
        CourseOutline(
            key=UUID(course["key"]),
            mastery_score=course["mastery_score"],
            lessons=tuple(
                LessonOutline(
                    UUID(lesson["key"]),
                    tuple(map(UUID, lesson["questions"])),
                    tuple((UUID(one["id"]), one["count"]) for one in lesson.get("tests", ())),
                )
                for lesson in course["lessons"]
            ),
        )
        for course in path.outline["courses"]
    )


def live_paths() -> list[PublishedPath]:
    """Return every path that learners can take, oldest first. Two queries with the builders."""
    return list(
        PublishedPath.objects.filter(is_live=True)
        .select_related("theme")
        .prefetch_related("built_by")
    )


def lesson_words() -> dict[UUID, list[str]]:
    """Return the words of the lessons of each live path, in order: one query an edition."""

    def read() -> dict[UUID, list[str]]:
        rows = PublishedPath.objects.filter(is_live=True).values_list("key", "lesson_words")
        return {key: words.split() for key, words in rows}

    return edition.kept("lesson words", read)


def enrolment_in(user: User | AnonymousUser, path_key: UUID) -> Enrolment | None:
    """Return this person's enrolment in a path, if there is one."""
    if not user.is_authenticated:
        return None
    return (
        Enrolment.objects.filter(user=user, path_key=path_key).annotate(has_sat=has_sat()).first()
    )


def answers_in(
    enrolment: Enrolment | None, lesson_key: UUID, block_id: UUID | None = None
) -> dict[str, list[Answer]]:
    """Return the learner's answers to the questions of a lesson, or to one of them (`block_id`), by
    block id, oldest first.
    """
    answers: dict[str, list[Answer]] = {}
    if enrolment is not None:
        told = Answer.objects.filter(enrolment=enrolment, lesson_key=lesson_key)
        for answer in told.filter(block_id=block_id) if block_id else told:
            answers.setdefault(str(answer.block_id), []).append(answer)
    return answers


def progress_in(
    paths: Iterable[PublishedPath],
    enrolments: Iterable[Enrolment],
    user: User | AnonymousUser | None = None,
) -> dict[UUID, PathProgress]:
    """Return the progress in each of `paths`, by key, of the person whose `enrolments` these are.

    `user`: that person, where positioning tests are to be told of. Three queries at most, whatever
    the number of paths.
    """
    paths, enrolments = list(paths), list(enrolments)
    positionings: dict[UUID, Positioned] = {}
    # Few have sat a test: where an enrolment was read, it is known with it.
    if isinstance(user, User) and all(getattr(one, "has_sat", True) for one in enrolments):
        keys = {course.key for path in paths for course in outline_of(path)}
        positionings = positionings_of(user, keys)
    by_path = {enrolment.path_key: enrolment for enrolment in enrolments}
    lessons: dict[int, list[LessonProgress]] = {}
    courses: dict[int, list[CourseProgress]] = {}
    if by_path:
        owners = [enrolment.pk for enrolment in by_path.values()]
        for lesson in LessonProgress.objects.filter(enrolment__in=owners):
            lessons.setdefault(lesson.enrolment_id, []).append(lesson)
        for course in CourseProgress.objects.filter(enrolment__in=owners):
            courses.setdefault(course.enrolment_id, []).append(course)
    return {
        path.key: _progress(path, by_path.get(path.key), lessons, courses, positionings)
        for path in paths
    }


def _progress(
    path: PublishedPath,
    enrolment: Enrolment | None,
    lessons: Mapping[int, list[LessonProgress]],
    courses: Mapping[int, list[CourseProgress]],
    positionings: Mapping[UUID, Positioned],
) -> PathProgress:
    outline = outline_of(path)
    keys = {lesson.key for course in outline for lesson in course.lessons}
    mine = (
        [row for row in lessons.get(enrolment.pk, ()) if row.lesson_key in keys]
        if enrolment
        else []
    )
    completed = {row.lesson_key for row in mine if row.completed_at}
    spared = {
        lesson.key
        for course in outline
        if course.key in positionings and positionings[course.key].mastered_at
        for lesson in course.lessons
    }
    return PathProgress(
        enrolment=enrolment,
        lessons_started={row.lesson_key: row.started_at for row in mine if row.started_at},
        lessons_completed={row.lesson_key: row.completed_at for row in mine if row.completed_at},
        courses={row.course_key: row for row in courses.get(enrolment.pk, ())} if enrolment else {},
        lessons_total=len(keys - (spared - completed)),
        positionings=positionings,
    )


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
    return PathView(
        key=path.key,
        title=text["title"],
        summary=text["summary"],
        theme=path.theme.name,
        url=text["url"],
        minutes=path.minutes,
        courses=tuple(_course_row(course, named, progress) for course in path.outline["courses"]),
        progress=progress,
        review_by=date.fromisoformat(text["review_by"]) if text.get("review_by") else None,
    )


def _course_row(
    course: Mapping[str, Any], named: Mapping[str, Mapping[str, Any]], progress: PathProgress
) -> CourseRow:
    row = progress.courses.get(UUID(course["key"]))
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
            )
            for lesson in course["lessons"]
        ),
        completed_at=row.completed_at if row else None,
        passed_at=row.passed_at if row else None,
        best_percent=_percent(row.best_score if row else None),
        first_percent=_percent(row.first_score if row else None),
        mastery_percent=round(course["mastery_score"] * 100),
        has_test=has_test(course),
        positioning=progress.positionings.get(UUID(course["key"])),
    )


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


def live_lesson(page_id: int) -> LessonPage | None:
    """Return the live lesson of this page, or None."""
    lessons = LessonPage.objects.live().select_related("locale")
    return edition.kept(f"lesson {page_id}", lessons.filter(pk=page_id).first)


def course_with(path: PublishedPath, lesson_key: UUID) -> CourseOutline | None:
    """Return the course of `path` that holds this lesson, or None."""
    for course in outline_of(path):
        if any(lesson.key == lesson_key for lesson in course.lessons):
            return course
    return None


@dataclass(frozen=True, slots=True)
class Seat:
    """A learner in a lesson: the lesson, the course that holds it, and the enrolment."""

    lesson: LessonPage
    course_key: UUID
    enrolment: Enrolment


def seat_of(user: User, page_id: int) -> Seat | None:
    """Return the seat of `user` in the lesson of this page; None where there is no such lesson
    today, or the person doesn't follow its path."""
    lesson = live_lesson(page_id)
    path = path_of(lesson) if lesson else None
    if lesson is None or path is None:
        return None
    course = course_with(path, lesson.translation_key)
    enrolment = enrolment_in(user, path.key)
    if course is None or enrolment is None:
        return None
    enrolment.user = user
    return Seat(lesson, course.key, enrolment)


def path_of(page: PathPage | CoursePage | LessonPage) -> PublishedPath | None:
    """Return the published path that a page is, or is part of."""
    return edition.kept(f"path of {page.pk}", lambda: _path_of(page))


def is_asked(page: PathPage) -> bool:
    """Tell whether some organism asks the path of a page now; no query once the path is known."""
    path = path_of(page)
    return bool(path and getattr(path, "is_asked", False))


def published_paths(keys: Collection[UUID]) -> dict[UUID, PublishedPath]:
    """Return the published paths with these keys, those that are no longer live included."""
    if len(keys) != 1:
        return PublishedPath.objects.in_bulk(keys)
    (key,) = keys
    path = edition.kept(f"path {key}", PublishedPath.objects.filter(key=key).first)
    return {key: path} if path else {}


def _path_of(page: Page) -> PublishedPath | None:
    keys = PathPage.objects.ancestor_of(page, inclusive=True).values("translation_key")
    asked = Assignment.objects.filter(path_key=OuterRef("key"), withdrawn_at__isnull=True)
    paths = PublishedPath.objects.filter(key__in=keys).select_related("theme")
    return paths.annotate(is_asked=Exists(asked)).first()


def _view(path: PublishedPath | None, user: User | AnonymousUser, language: str) -> PathView | None:
    if path is None:
        return None
    enrolment = enrolment_in(user, path.key)
    progress = progress_in([path], [enrolment] if enrolment else [], user)[path.key]
    return path_view(path, progress, language)


def pages_with_records(pages: Iterable[Page]) -> list[Page]:
    """Return those of `pages` that learners' records name, or that hold one that they name."""
    kept = []
    for page in pages:
        keys = list(
            Page.objects.descendant_of(page, inclusive=True).values_list(
                "translation_key", flat=True
            )
        )
        if (
            Enrolment.objects.filter(path_key__in=keys).exists()
            or LessonProgress.objects.filter(lesson_key__in=keys).exists()
        ):
            kept.append(page)
    return kept
