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
    PathVersion,
    PublishedPath,
    StalePage,
)
from courses.path_view import (
    PathProgress,
    Positioned,
)
from courses.rules import CourseOutline
from courses.structure import StepStanding, Structure, as_started, minutes_between, standings
from courses.versions import Asked, asked_by, courses_in, structure_in

from .mastery import mastered_courses
from .positioning import has_sat, positionings_of

# Somebody's mastery is dated by its event, be it before they joined the path.
_EVER = datetime.min.replace(tzinfo=UTC)


def outline_of(path: PublishedPath) -> tuple[CourseOutline, ...]:
    """Return the courses of a published path as the rules take them."""
    return courses_in(path.outline)


def structure_of(path: PublishedPath) -> Structure:
    """Return what a published path asks of whom. It can always be finished."""
    return structure_in(path.outline)


def followed_in(
    paths: Mapping[UUID, PublishedPath], enrolments: Iterable[Enrolment]
) -> dict[int, Asked]:
    """Return what each of `enrolments` asks of its learner, by id: of who was under way when its
    path changed, what the version asks that they started. One query where there is such a one."""
    enrolments = [one for one in enrolments if one.path_key in paths]
    started = PathVersion.objects.in_bulk({one.follows_id for one in enrolments if one.follows_id})
    known: dict[tuple[UUID, int | None], Asked] = {}
    found = {}
    for one in enrolments:
        place = (one.path_key, one.follows_id)
        if place not in known:
            version = started.get(one.follows_id) if one.follows_id else None
            outline = version.outline if version else None
            known[place] = asked_by(paths[one.path_key].outline, outline)
        found[one.pk] = known[place]
    return found


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
    own = {one.path_key: one for one in enrolments}
    followed = followed_in({path.key: path for path in paths}, enrolments)
    asked = {
        path.key: followed[own[path.key].pk] if path.key in own else asked_by(path.outline)
        for path in paths
    }
    positionings: dict[UUID, Positioned] = {}
    mastered: dict[UUID, datetime] = {}
    if isinstance(user, User):
        named = {
            key for one in asked.values() for structure in one.structures for key in structure.named
        }
        mastered = mastered_courses(user, named)
    # Few have sat a test: where an enrolment was read, it is known with it.
    if isinstance(user, User) and all(getattr(one, "has_sat", True) for one in enrolments):
        keys = {course.key for one in asked.values() for course in one.published}
        positionings = positionings_of(user, keys)
    lessons: dict[int, list[LessonProgress]] = {}
    courses: dict[int, list[CourseProgress]] = {}
    if own:
        owners = [enrolment.pk for enrolment in own.values()]
        for lesson in LessonProgress.objects.filter(enrolment__in=owners):
            lessons.setdefault(lesson.enrolment_id, []).append(lesson)
        for course in CourseProgress.objects.filter(enrolment__in=owners):
            courses.setdefault(course.enrolment_id, []).append(course)
    return {
        path.key: _progress(
            asked[path.key],
            own.get(path.key),
            (lessons, courses),
            mastered,
            positionings,
        )
        for path in paths
    }


def _progress(
    asked: Asked,
    enrolment: Enrolment | None,
    told: tuple[Mapping[int, list[LessonProgress]], Mapping[int, list[CourseProgress]]],
    mastered: Mapping[UUID, datetime],
    positionings: Mapping[UUID, Positioned],
) -> PathProgress:
    lessons, courses = told
    keys = {lesson.key for course in asked.published for lesson in course.lessons}
    mine = (
        [row for row in lessons.get(enrolment.pk, ()) if row.lesson_key in keys]
        if enrolment
        else []
    )
    rows = {row.course_key: row for row in courses.get(enrolment.pk, ())} if enrolment else {}
    touched = {row.lesson_key for row in mine}
    positioned = {key: one.mastered_at for key, one in positionings.items() if one.mastered_at}
    begun = {
        course.key
        for course in asked.published
        if any(lesson.key in touched for lesson in course.lessons)
    }
    done = {key: row.completed_at for key, row in rows.items() if row.completed_at}
    completed = {row.lesson_key: row.completed_at for row in mine if row.completed_at}
    ways = []
    for structure in asked.structures:
        found = standings(
            structure,
            done=done,
            mastered=mastered,
            positioned=positioned,
            since=_EVER,
            begun=begun,
        )
        ways.append((found, _asked_lessons(structure, asked.courses, found, completed), structure))
    # Of two ways to finish, one is shown the nearer.
    _standing, lessons_asked, structure = min(ways, key=lambda way: len(way[1] - completed.keys()))
    return PathProgress(
        enrolment=enrolment,
        lessons_started={row.lesson_key: row.started_at for row in mine if row.started_at},
        lessons_completed=completed,
        courses=rows,
        lessons_asked=lessons_asked,
        standings=as_started(ways[0][0], ways[-1][0]),
        minutes=minutes_between(structure, mastered, positioned),
        positionings=positionings,
        lessons_added=asked.added,
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
        # A course that was added since stands in none of the ways of who began without it.
        return key in standing and standing[key].doing == "skipped"

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


def set_aside_of(lesson: LessonPage) -> frozenset[str]:
    """Return which questions (ids) of a lesson count no more; no query once the path is known."""
    path = path_of(lesson)
    return frozenset(
        block
        for course in (path.outline["courses"] if path else ())
        for one in course["lessons"]
        if one["key"] == str(lesson.translation_key)
        for block in one.get("set_aside", ())
    )
