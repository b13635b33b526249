"""When a lesson, a course and a path are satisfied. Pure: no Django, no clock, no database.

Progress is a function of the set of what is told to have happened, never of the order in which it
was told.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class LessonOutline:
    """A published lesson: its key and the ids of its questions, in order.

    `tests`: the ids of its tests, each with the number of questions that an attempt asks.
    `set_aside`: the questions that are doubtful and count no more, each since when.
    `packages`: those that have to be finished first; None where it isn't known.
    """

    key: UUID
    questions: tuple[UUID, ...] = ()
    tests: tuple[tuple[UUID, int], ...] = ()
    set_aside: tuple[tuple[UUID, datetime], ...] = ()
    packages: tuple[UUID, ...] | None = None

    @property
    def weights(self) -> dict[UUID, int]:
        """What is marked in the lesson, and for how many questions it counts."""
        return dict.fromkeys(self.questions, 1) | dict(self.tests)


@dataclass(frozen=True, slots=True)
class CourseOutline:
    """A published course. `mastery_score` is the share of the marks that passes it, 0 to 1."""

    key: UUID
    mastery_score: float
    lessons: tuple[LessonOutline, ...]


@dataclass(frozen=True, slots=True)
class AnswerMade:
    """One marked answer, as the record tells it."""

    lesson: UUID
    block: UUID
    at: datetime
    scaled: float


@dataclass(frozen=True, slots=True)
class CourseStanding:
    """Where a learner stands in a course.

    `best_score` and `first_score` are means over all that is marked in the course of the best and
    the first mark of each (0 for what isn't yet answered); None where nothing is marked.
    """

    completed_at: datetime | None
    passed_at: datetime | None
    best_score: float | None
    first_score: float | None


def unanswered(lesson: LessonOutline, answered: Iterable[UUID]) -> tuple[UUID, ...]:
    """Return the questions and tests of `lesson` that are not among `answered`, in order."""
    done = set(answered)
    return tuple(question for question in lesson.weights if question not in done)


def course_standing(
    course: CourseOutline,
    lessons_completed: Mapping[UUID, datetime],
    answers: Iterable[AnswerMade],
) -> CourseStanding:
    """Return where a learner stands, from what the record says.

    A course is completed at the moment its last lesson was; it is passed at the first moment from
    which it is completed and the mean of the best marks so far reaches the mastery score (cmi5's
    masteryScore, compared with the best scaled score). A test counts as much as its questions
    would one by one, by its best attempt. Both depend on event times alone.

    A question that was set aside doesn't count; whoever had answered it by then, and well enough,
    keeps what it brought where that is more.
    """
    answers = list(answers)
    asides = {
        (lesson.key, block): since for lesson in course.lessons for block, since in lesson.set_aside
    }
    given = [one for one in answers if (one.lesson, one.block) not in asides]
    without = _standing(course, lessons_completed, given, ())
    early = [
        one
        for one in answers
        if (since := asides.get((one.lesson, one.block))) is not None and one.at <= since
    ]
    earned = {(one.lesson, one.block) for one in early if one.scaled >= course.mastery_score - 1e-9}
    if not earned:
        return without
    kept = [one for one in early if (one.lesson, one.block) in earned]
    return _better(without, _standing(course, lessons_completed, [*given, *kept], earned))


def _better(without: CourseStanding, with_them: CourseStanding) -> CourseStanding:
    """Return the standing that is passed first, else the one with the better marks."""
    passed = [one for one in (without, with_them) if one.passed_at is not None]
    if passed:
        return min(passed, key=lambda one: (one.passed_at, -(one.best_score or 0)))
    return max((without, with_them), key=lambda one: one.best_score or 0.0)


def _standing(
    course: CourseOutline,
    lessons_completed: Mapping[UUID, datetime],
    answers: Iterable[AnswerMade],
    kept: Collection[tuple[UUID, UUID]],
) -> CourseStanding:
    lesson_keys = {lesson.key for lesson in course.lessons}
    questions = {
        (lesson.key, block): weight
        for lesson in course.lessons
        for block, weight in lesson.weights.items()
    } | dict.fromkeys(kept, 1)
    total = sum(questions.values())

    def marks(scores: Mapping[tuple[UUID, UUID], float]) -> float:
        return sum(questions[question] * score for question, score in scores.items())

    done = {key: at for key, at in lessons_completed.items() if key in lesson_keys}
    completed_at = max(done.values()) if lesson_keys and done.keys() == lesson_keys else None
    if not questions:
        return CourseStanding(completed_at, completed_at, None, None)

    # A small slack, so that 0.8 made of thirds and fifths isn't missed by rounding.
    enough = course.mastery_score * total - 1e-9
    first: dict[tuple[UUID, UUID], float] = {}
    best: dict[tuple[UUID, UUID], float] = {}
    mastered_at: datetime | None = None
    for answer in sorted(answers, key=lambda made: (made.at, -made.scaled)):
        question = (answer.lesson, answer.block)
        if question not in questions:
            continue
        first.setdefault(question, answer.scaled)
        best[question] = max(best.get(question, 0.0), answer.scaled)
        if mastered_at is None and marks(best) >= enough:
            mastered_at = answer.at
    passed_at = max(mastered_at, completed_at) if mastered_at and completed_at else None
    return CourseStanding(
        completed_at,
        passed_at,
        marks(best) / total,
        marks(first) / total,
    )


def asked_again(
    courses: Iterable[CourseOutline], asked: Collection[tuple[UUID, UUID]]
) -> tuple[CourseOutline, ...]:
    """Return the courses with those of their questions (lesson, block) that are `asked` alone; a
    course of which nothing is asked is left out."""
    found = []
    for course in courses:
        lessons = tuple(
            LessonOutline(
                lesson.key,
                tuple(one for one in lesson.questions if (lesson.key, one) in asked),
                tuple(one for one in lesson.tests if (lesson.key, one[0]) in asked),
            )
            for lesson in course.lessons
        )
        lessons = tuple(lesson for lesson in lessons if lesson.weights)
        if lessons:
            found.append(CourseOutline(course.key, course.mastery_score, lessons))
    return tuple(found)


def passed_again_at(
    courses: Iterable[CourseOutline], answers: Iterable[AnswerMade], since: datetime
) -> datetime | None:
    """Return when answers given from `since` on passed each of `courses`, None where they don't.

    The lessons were completed before: only the questions count.
    """
    given = [one for one in answers if one.at >= since]
    return latest_of_all(
        course_standing(course, {lesson.key: since for lesson in course.lessons}, given).passed_at
        for course in courses
    )


def latest_of_all(moments: Iterable[datetime | None]) -> datetime | None:
    """Return the last of `moments` when there is at least one and none is missing, else None."""
    known = list(moments)
    present = [moment for moment in known if moment is not None]
    return max(present) if known and len(present) == len(known) else None
