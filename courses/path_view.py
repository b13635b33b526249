"""A path as one person sees it: its courses and lessons in order, and how far the person is.

Read from the published row for learners, from the draft for a preview.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from courses.structure import Condition, Step, StepStanding

if TYPE_CHECKING:
    from courses.models import CourseProgress, Enrolment


@dataclass(frozen=True, slots=True)
class Positioned:
    """What somebody did with the positioning test of a course.

    `mastered_at`: when it found the course mastered. `is_open`: one is under way. `again_at`: from
    when on another may be begun, None where nothing is in the way.
    """

    mastered_at: datetime | None
    is_open: bool
    again_at: datetime | None


@dataclass(frozen=True, slots=True)
class PathProgress:
    """How far a learner is in a path, by key. Shares go from 0 to 1.

    `lessons_asked`: those that the learner has to finish, and those of skipped courses that are
    completed. `standings`: where the learner is with each course. `minutes`: the fewest and the
    most that the path asks of the learner. `positionings`: what the person did with the positioning
    tests of its courses. `lessons_added`: those that came after the learner had begun.
    """

    enrolment: Enrolment | None
    lessons_started: Mapping[UUID, datetime]
    lessons_completed: Mapping[UUID, datetime]
    courses: Mapping[UUID, CourseProgress]
    lessons_asked: frozenset[UUID]
    standings: Mapping[UUID, StepStanding] = field(default_factory=dict)
    minutes: tuple[int, int] = (0, 0)
    positionings: Mapping[UUID, Positioned] = field(default_factory=dict)
    lessons_added: frozenset[UUID] = frozenset()

    @property
    def share(self) -> float:
        """Share of the lessons that are asked of the learner which are completed."""
        if self.enrolment is not None and self.enrolment.completed_at:
            return 1.0
        done = len(self.lessons_asked & self.lessons_completed.keys())
        return done / len(self.lessons_asked) if self.lessons_asked else 0.0

    @property
    def percent(self) -> int:
        """The share in whole percents, never 100 before the end."""
        return 100 if self.share >= 1 else min(99, int(self.share * 100))


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson in the list of its course, for one learner. `is_added`: it came after the learner
    had begun the path, and isn't asked of them."""

    key: UUID
    title: str
    url: str
    page_id: int
    minutes: int
    is_started: bool
    is_completed: bool
    is_added: bool = False


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course in the list of its path, for one learner. Scores in whole percents, or None.

    `has_test`: it has a positioning test. `positioning`: what the person did with it, if anything.
    """

    key: UUID
    title: str
    url: str
    minutes: int
    lessons: tuple[LessonRow, ...]
    completed_at: datetime | None
    passed_at: datetime | None
    best_percent: int | None
    first_percent: int | None
    mastery_percent: int
    step: Step
    standing: StepStanding
    has_test: bool = False
    positioning: Positioned | None = None

    @property
    def is_locked(self) -> bool:
        """Whether other courses have to be done first."""
        return self.standing.doing == "locked"

    @property
    def mastered_at(self) -> datetime | None:
        """When a positioning test found it mastered; None where it was done otherwise, or not."""
        if self.positioning is None or self.completed_at is not None:
            return None
        return self.positioning.mastered_at

    @property
    def minutes_left(self) -> int:
        """The minutes of its lessons that are not completed."""
        return sum(lesson.minutes for lesson in self.lessons if not lesson.is_completed)

    @property
    def offers_test(self) -> bool:
        """Whether a positioning test may tell what of it need not be taken: nothing is done yet."""
        return self.has_test and self.positioning is None and not self.lessons_completed

    @property
    def lessons_completed(self) -> int:
        """How many of its lessons are completed."""
        return sum(lesson.is_completed for lesson in self.lessons)


@dataclass(frozen=True, slots=True)
class SetRow:
    """An optional set of a path: its title in one language, and how many courses it needs."""

    key: str
    title: str
    needed: int


@dataclass(frozen=True, slots=True)
class StepRow:
    """A course at its place in the path, from 1, and what its learner may want to know of it.

    `optional_set` with how many courses it has (`of`) and how many of them are done or skipped
    (`settled`); `first`: the courses that open it; `because`: the titles of those whose mastery
    skips or opens it.
    """

    number: int
    course: CourseRow
    optional_set: SetRow | None = None
    of: int = 0
    settled: int = 0
    first: tuple[CourseRow, ...] = ()
    because: tuple[str, ...] = ()

    @property
    def doing(self) -> str:
        """Where the learner stands with it (`courses.structure.StepStanding`)."""
        return self.course.standing.doing

    @property
    def at(self) -> datetime | None:
        """Since when, where a moment tells."""
        return self.course.standing.at


@dataclass(frozen=True, slots=True)
class PartRow:
    """Courses of a path that stand together: of one optional set, or of none."""

    optional_set: SetRow | None
    steps: tuple[StepRow, ...]

    @property
    def of(self) -> int:
        """How many courses the set has, wherever they stand."""
        return self.steps[0].of

    @property
    def settled(self) -> int:
        """How many courses of the set are done or skipped."""
        return self.steps[0].settled

    @property
    def is_enough(self) -> bool:
        """Whether as many are done or skipped as the set needs."""
        return self.optional_set is not None and self.settled >= self.optional_set.needed


@dataclass(frozen=True, slots=True)
class PathView:
    """A path as one person sees it, in one language.

    `minutes`: the most that it asks of this person, `least_minutes` the fewest; between them lies
    what may be chosen. `review_by`: the day by which the first of its lessons is read again.
    `elsewhere`: the titles of the courses of other paths that its conditions name. `credits`: who
    has which part in it (`PublishedPath.credits`).
    """

    key: UUID
    title: str
    summary: str
    theme: str
    url: str
    minutes: int
    least_minutes: int
    courses: tuple[CourseRow, ...]
    progress: PathProgress
    review_by: date | None = None
    sets: tuple[SetRow, ...] = ()
    elsewhere: Mapping[UUID, str] = field(default_factory=dict)
    credits: tuple[Mapping[str, Any], ...] = ()

    @property
    def steps(self) -> list[StepRow]:
        """The courses in order, each with what is to be said of its place in the path."""
        return [self._step(number, course) for number, course in enumerate(self.courses, 1)]

    @property
    def parts(self) -> list[PartRow]:
        """The steps in order, those of one optional set that follow one another together."""
        groups = itertools.groupby(self.steps, key=lambda step: step.optional_set)
        return [PartRow(found, tuple(steps)) for found, steps in groups]

    @property
    def spared_minutes(self) -> int:
        """The minutes of the courses asked of everybody else that this person needn't take."""
        return sum(
            course.minutes
            for course in self.courses
            if course.standing.doing == "skipped"
            and not (course.step.optional_set or course.step.is_deepening)
        )

    def step_of(self, key: UUID) -> StepRow | None:
        """Return the step of the course `key`, None where it isn't here."""
        return next((step for step in self.steps if step.course.key == key), None)

    def _step(self, number: int, course: CourseRow) -> StepRow:
        step = course.step
        found = next((one for one in self.sets if one.key == step.optional_set), None)
        members = [one for one in self.courses if found and one.step.optional_set == found.key]
        titles = {one.key: one.title for one in self.courses} | dict(self.elsewhere)
        return StepRow(
            number=number,
            course=course,
            optional_set=found,
            of=len(members),
            settled=sum(one.standing.doing in ("done", "skipped") for one in members),
            first=tuple(one for one in self.courses if one.key in course.standing.first),
            because=tuple(
                titles[key]
                for key in [*titles, *step.mastering - titles.keys()]
                if key in step.mastering and titles.get(key)
            )
            if step.condition is not Condition.ALWAYS
            else (),
        )

    @property
    def lessons(self) -> list[LessonRow]:
        """Every lesson of the path, in order."""
        return [lesson for course in self.courses for lesson in course.lessons]

    @property
    def missed(self) -> list[CourseRow]:
        """The courses that are finished with too few marks to pass them."""
        return [one for one in self.courses if one.completed_at and not one.passed_at]

    @property
    def tests(self) -> list[CourseRow]:
        """The courses that a positioning test may spare."""
        return [course for course in self.courses if course.offers_test]

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
        """Return the lesson before this one, and the one to go on with: of the same course, or of
        the next that is neither skipped, locked nor more than is needed."""
        place = self.place_of(lesson_key)
        if place is None:
            return None, None
        lessons = self.lessons
        here = lessons.index(place[1])
        ahead = {
            lesson.key
            for course in self.courses
            if course is place[0] or course.standing.doing in ("open", "done")
            for lesson in course.lessons
        }
        after = (lesson for lesson in lessons[here + 1 :] if lesson.key in ahead)
        return lessons[here - 1] if here else None, next(after, None)

    @property
    def next_lesson(self) -> LessonRow | None:
        """Where to go on: the lesson of the last visit unless it is finished, else the first one
        of what is asked that isn't, else of what goes further or was added since; None when there
        is none. What a positioning test found mastered is left aside."""
        enrolment = self.progress.enrolment
        asked: list[LessonRow] = []
        further: list[LessonRow] = []
        for course in self.courses:
            doing = course.standing.doing
            for lesson in course.lessons:
                if lesson.is_completed or doing == "locked" or course.mastered_at is not None:
                    continue
                if enrolment is not None and lesson.key == enrolment.last_lesson_key:
                    return lesson
                if doing in ("open", "done", "added"):
                    is_further = course.step.is_deepening or lesson.is_added
                    (further if is_further else asked).append(lesson)
        return next(iter([*asked, *further]), None)

    @property
    def resume_url(self) -> str:
        """The exact place to go on from: the lesson, and the block of the last visit."""
        lesson, enrolment = self.next_lesson, self.progress.enrolment
        if lesson is None:
            return self.url
        if enrolment and enrolment.last_lesson_key == lesson.key and enrolment.last_block_id:
            return f"{lesson.url}#block-{enrolment.last_block_id}"
        return lesson.url
