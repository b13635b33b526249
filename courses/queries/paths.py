"""Published paths, as one person sees them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from wagtail.models import Page

from academy.accounts.models import User
from courses.models import (
    Answer,
    CoursePage,
    CourseProgress,
    Enrolment,
    LessonPage,
    LessonProgress,
    PathPage,
    PublishedPath,
)
from courses.rules import CourseOutline, LessonOutline


def outline_of(path: PublishedPath) -> tuple[CourseOutline, ...]:
    """Return the courses of a published path as the rules take them."""
    return tuple(
        CourseOutline(
            key=UUID(course["key"]),
            mastery_score=course["mastery_score"],
            lessons=tuple(
                LessonOutline(UUID(lesson["key"]), tuple(map(UUID, lesson["questions"])))
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


def enrolment_in(user: User | AnonymousUser, path_key: UUID) -> Enrolment | None:
    """Return this person's enrolment in a path, if there is one."""
    if not user.is_authenticated:
        return None
    return Enrolment.objects.filter(user=user, path_key=path_key).first()


def answers_in(enrolment: Enrolment | None, lesson_key: UUID) -> dict[str, list[Answer]]:
    """Return the learner's answers to the questions of a lesson, by block id, oldest first."""
    answers: dict[str, list[Answer]] = {}
    if enrolment is not None:
        for answer in Answer.objects.filter(enrolment=enrolment, lesson_key=lesson_key):
            answers.setdefault(str(answer.block_id), []).append(answer)
    return answers


@dataclass(frozen=True, slots=True)
class PathProgress:
    """How far a learner is in a path, by key. Shares go from 0 to 1."""

    enrolment: Enrolment | None
    lessons_started: Mapping[UUID, datetime]
    lessons_completed: Mapping[UUID, datetime]
    courses: Mapping[UUID, CourseProgress]
    lessons_total: int

    @property
    def share(self) -> float:
        """Share of the lessons of the path that are completed."""
        if self.enrolment is not None and self.enrolment.completed_at:
            return 1.0
        return len(self.lessons_completed) / self.lessons_total if self.lessons_total else 0.0

    @property
    def percent(self) -> int:
        """The share in whole percents, never 100 before the end."""
        return 100 if self.share >= 1 else min(99, int(self.share * 100))


def progress_in(
    paths: Iterable[PublishedPath], enrolments: Iterable[Enrolment]
) -> dict[UUID, PathProgress]:
    """Return the progress in each of `paths`, by key, of the person whose `enrolments` these are.

    Two queries, whatever the number of paths.
    """
    by_path = {enrolment.path_key: enrolment for enrolment in enrolments}
    lessons: dict[int, list[LessonProgress]] = {}
    courses: dict[int, list[CourseProgress]] = {}
    if by_path:
        owners = [enrolment.pk for enrolment in by_path.values()]
        for lesson in LessonProgress.objects.filter(enrolment__in=owners):
            lessons.setdefault(lesson.enrolment_id, []).append(lesson)
        for course in CourseProgress.objects.filter(enrolment__in=owners):
            courses.setdefault(course.enrolment_id, []).append(course)
    return {path.key: _progress(path, by_path.get(path.key), lessons, courses) for path in paths}


def _progress(
    path: PublishedPath,
    enrolment: Enrolment | None,
    lessons: Mapping[int, list[LessonProgress]],
    courses: Mapping[int, list[CourseProgress]],
) -> PathProgress:
    keys = {lesson.key for course in outline_of(path) for lesson in course.lessons}
    mine = (
        [row for row in lessons.get(enrolment.pk, ()) if row.lesson_key in keys]
        if enrolment
        else []
    )
    return PathProgress(
        enrolment=enrolment,
        lessons_started={row.lesson_key: row.started_at for row in mine if row.started_at},
        lessons_completed={row.lesson_key: row.completed_at for row in mine if row.completed_at},
        courses={row.course_key: row for row in courses.get(enrolment.pk, ())} if enrolment else {},
        lessons_total=len(keys),
    )


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson in the list of its course, for one learner."""

    key: UUID
    title: str
    url: str
    page_id: int
    minutes: int
    is_started: bool
    is_completed: bool


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course in the list of its path, for one learner. Scores in whole percents, or None."""

    key: UUID
    title: str
    url: str
    minutes: int
    lessons: tuple[LessonRow, ...]
    completed_at: datetime | None
    passed_at: datetime | None
    best_percent: int | None
    mastery_percent: int

    @property
    def lessons_completed(self) -> int:
        """How many of its lessons are completed."""
        return sum(lesson.is_completed for lesson in self.lessons)


@dataclass(frozen=True, slots=True)
class PathView:
    """A path as one person sees it, in one language."""

    key: UUID
    title: str
    summary: str
    theme: str
    url: str
    minutes: int
    courses: tuple[CourseRow, ...]
    progress: PathProgress

    @property
    def lessons(self) -> list[LessonRow]:
        """Every lesson of the path, in order."""
        return [lesson for course in self.courses for lesson in course.lessons]

    @property
    def catalogue_url(self) -> str:
        """The catalogue that holds the path: its page is the path's parent."""
        return f"{self.url.rstrip('/').rpartition('/')[0]}/"

    def place_of(self, lesson_key: UUID) -> tuple[CourseRow, LessonRow] | None:
        """Return the course that holds this lesson, and the lesson; None when it isn't here."""
        for course in self.courses:
            for lesson in course.lessons:
                if lesson.key == lesson_key:
                    return course, lesson
        return None

    def around(self, lesson_key: UUID) -> tuple[LessonRow | None, LessonRow | None]:
        """Return the lessons before and after this one."""
        lessons = self.lessons
        keys = [lesson.key for lesson in lessons]
        if lesson_key not in keys:
            return None, None
        here = keys.index(lesson_key)
        return (
            lessons[here - 1] if here else None,
            lessons[here + 1] if here + 1 < len(lessons) else None,
        )

    @property
    def next_lesson(self) -> LessonRow | None:
        """Where to go on: the lesson of the last visit unless it is finished, else the first one
        that isn't; None when all are."""
        enrolment = self.progress.enrolment
        left = [lesson for lesson in self.lessons if not lesson.is_completed]
        for lesson in left:
            if enrolment is not None and lesson.key == enrolment.last_lesson_key:
                return lesson
        return left[0] if left else None

    @property
    def resume_url(self) -> str:
        """The exact place to go on from: the lesson, and the block of the last visit."""
        lesson, enrolment = self.next_lesson, self.progress.enrolment
        if lesson is None:
            return self.url
        if enrolment and enrolment.last_lesson_key == lesson.key and enrolment.last_block_id:
            return f"{lesson.url}#block-{enrolment.last_block_id}"
        return lesson.url


def path_view(path: PublishedPath, progress: PathProgress, language: str) -> PathView:
    """Return `path` with a learner's `progress`, in `language` where the path exists in it.

    A course or lesson that has no page in that language appears in the one it has.
    """
    text = path.texts.get(language) or next(iter(path.texts.values()))
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
        best_percent=int(row.best_score * 100) if row and row.best_score is not None else None,
        mastery_percent=round(course["mastery_score"] * 100),
    )


def view_of_path(key: UUID, user: User | AnonymousUser, language: str) -> PathView | None:
    """Return a published path as `user` sees it, or None when no such path is published."""
    return _view(PublishedPath.objects.filter(key=key), user, language)


def view_of_page(
    page: PathPage | CoursePage | LessonPage, user: User | AnonymousUser
) -> PathView | None:
    """Return the published path that a page is, or is part of, in the language of the page."""
    keys = PathPage.objects.ancestor_of(page, inclusive=True).values("translation_key")
    return _view(PublishedPath.objects.filter(key__in=keys), user, page.locale.language_code)


def _view(
    paths: QuerySet[PublishedPath], user: User | AnonymousUser, language: str
) -> PathView | None:
    path = paths.select_related("theme").first()
    if path is None:
        return None
    enrolment = enrolment_in(user, path.key)
    progress = progress_in([path], [enrolment] if enrolment else [])[path.key]
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
