"""A path as one person sees it: its courses and lessons in order, and how far the person is.

Read from the published row for learners, from the draft for a preview.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

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

    `positionings`: what the person did with the positioning tests of its courses. The lessons of
    those that are mastered are none of `lessons_total`, unless they are completed.
    """

    enrolment: Enrolment | None
    lessons_started: Mapping[UUID, datetime]
    lessons_completed: Mapping[UUID, datetime]
    courses: Mapping[UUID, CourseProgress]
    lessons_total: int
    positionings: Mapping[UUID, Positioned] = field(default_factory=dict)

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
    has_test: bool = False
    positioning: Positioned | None = None

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
class PathView:
    """A path as one person sees it, in one language.

    `review_by`: the day by which the first of its lessons is read again.
    """

    key: UUID
    title: str
    summary: str
    theme: str
    url: str
    minutes: int
    courses: tuple[CourseRow, ...]
    progress: PathProgress
    review_by: date | None = None

    @property
    def lessons(self) -> list[LessonRow]:
        """Every lesson of the path, in order."""
        return [lesson for course in self.courses for lesson in course.lessons]

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
        that isn't, mastered courses left aside; None when there is none."""
        enrolment = self.progress.enrolment
        left = [
            lesson
            for course in self.courses
            if course.mastered_at is None
            for lesson in course.lessons
            if not lesson.is_completed
        ]
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
