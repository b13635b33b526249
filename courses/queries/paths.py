"""Published paths, as one person sees them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
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
    StalePage,
)
from courses.path_view import (
    PathProgress,
    Positioned,
)
from courses.rules import CourseOutline, LessonOutline
from courses.structure import (
    OptionalSet,
    StepStanding,
    Structure,
    minutes_between,
    standings,
    step_of,
)

from .mastery import mastered_courses
from .positioning import has_sat, positionings_of

# Somebody's mastery is dated by its event, be it before they joined the path.
_EVER = datetime.min.replace(tzinfo=UTC)


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


def structure_of(path: PublishedPath) -> Structure:
    """Return what a published path asks of whom. It can always be finished."""
    return Structure(
        tuple(
            step_of(UUID(course["key"]), course["minutes"], course)
            for course in path.outline["courses"]
        ),
        tuple(OptionalSet(one["key"], one["needed"]) for one in path.outline.get("sets", ())),
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
    """Return the progress in each of `paths`, by key, of `user`, whose `enrolments` these are.

    `user`: that person, where it is to be told what they master. Four queries at most, whatever the
    number of paths.
    """
    paths, enrolments = list(paths), list(enrolments)
    structures = {path.key: structure_of(path) for path in paths}
    positionings: dict[UUID, Positioned] = {}
    mastered: dict[UUID, datetime] = {}
    if isinstance(user, User):
        named = {key for structure in structures.values() for key in structure.named}
        mastered = mastered_courses(user, named)
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
        path.key: _progress(
            path,
            by_path.get(path.key),
            (lessons, courses),
            structures[path.key],
            mastered,
            positionings,
        )
        for path in paths
    }


def _progress(
    path: PublishedPath,
    enrolment: Enrolment | None,
    told: tuple[Mapping[int, list[LessonProgress]], Mapping[int, list[CourseProgress]]],
    structure: Structure,
    mastered: Mapping[UUID, datetime],
    positionings: Mapping[UUID, Positioned],
) -> PathProgress:
    lessons, courses = told
    outline = outline_of(path)
    keys = {lesson.key for course in outline for lesson in course.lessons}
    mine = (
        [row for row in lessons.get(enrolment.pk, ()) if row.lesson_key in keys]
        if enrolment
        else []
    )
    rows = {row.course_key: row for row in courses.get(enrolment.pk, ())} if enrolment else {}
    touched = {row.lesson_key for row in mine}
    positioned = {key: one.mastered_at for key, one in positionings.items() if one.mastered_at}
    standing = standings(
        structure,
        done={key: row.completed_at for key, row in rows.items() if row.completed_at},
        mastered=mastered,
        positioned=positioned,
        since=_EVER,
        begun={
            course.key
            for course in outline
            if any(lesson.key in touched for lesson in course.lessons)
        },
    )
    completed = {row.lesson_key: row.completed_at for row in mine if row.completed_at}
    return PathProgress(
        enrolment=enrolment,
        lessons_started={row.lesson_key: row.started_at for row in mine if row.started_at},
        lessons_completed=completed,
        courses=rows,
        lessons_asked=_asked_lessons(structure, outline, standing, completed),
        standings=standing,
        minutes=minutes_between(structure, mastered, positioned),
        positionings=positionings,
    )


def _asked_lessons(
    structure: Structure,
    outline: Iterable[CourseOutline],
    standing: Mapping[UUID, StepStanding],
    completed: Collection[UUID],
) -> frozenset[UUID]:
    """Return the lessons that a learner has to finish: none of a course that is skipped or goes
    further, and of a set those of the courses that are the nearest to their end."""
    lessons = {course.key: [lesson.key for lesson in course.lessons] for course in outline}

    def is_skipped(key: UUID) -> bool:
        return standing[key].doing == "skipped"

    def left(key: UUID) -> int:
        return sum(lesson not in completed for lesson in lessons[key])

    asked = [step.key for step in structure.required if not is_skipped(step.key)]
    for one in structure.sets:
        members = [step.key for step in structure.members(one.key)]
        open_ones = sorted((key for key in members if not is_skipped(key)), key=left)
        asked += open_ones[: max(0, one.needed - (len(members) - len(open_ones)))]
    found = {lesson for key in asked for lesson in lessons[key]}
    # What was done of a skipped course counts as done.
    done = {
        lesson
        for key in lessons
        if is_skipped(key)
        for lesson in lessons[key]
        if lesson in completed
    }
    return frozenset(found | done)


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


def may_be_behind(page: PathPage | CoursePage | LessonPage) -> bool:
    """Tell whether some page of the path of a page follows an older text; no query once the path
    is known."""
    path = path_of(page)
    return bool(path and getattr(path, "is_behind", False))


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
    stale = StalePage.objects.filter(path_key=OuterRef("key"))
    return paths.annotate(is_asked=Exists(asked), is_behind=Exists(stale)).first()


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
