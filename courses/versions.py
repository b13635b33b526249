"""What a path asks of those who were under way when it changed. Pure.

An enrolment follows the version that its learner started. What was added since is offered, what was
taken away is asked no more: of whoever is under way, a new version may take, and never adds
(docs/explanation/versions.md).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from courses.rules import CourseOutline, LessonOutline
from courses.structure import OptionalSet, Structure, sound, step_of


def courses_in(outline: Mapping[str, Any]) -> tuple[CourseOutline, ...]:
    """Return the courses of an outline (`PublishedPath.outline`) as the rules take them."""
    return tuple(
        CourseOutline(
            key=UUID(course["key"]),
            mastery_score=course["mastery_score"],
            lessons=tuple(
                LessonOutline(
                    UUID(lesson["key"]),
                    tuple(map(UUID, lesson["questions"])),
                    tuple((UUID(one["id"]), one["count"]) for one in lesson.get("tests", ())),
                    tuple(
                        (UUID(block), datetime.fromisoformat(since))
                        for block, since in lesson.get("set_aside", {}).items()
                    ),
                    tuple(map(UUID, lesson["packages"])) if "packages" in lesson else None,
                )
                for lesson in course["lessons"]
            ),
        )
        for course in outline["courses"]
    )


def structure_in(outline: Mapping[str, Any]) -> Structure:
    """Return what an outline asks of whom."""
    return Structure(
        tuple(
            step_of(UUID(course["key"]), course["minutes"], course) for course in outline["courses"]
        ),
        tuple(OptionalSet(one["key"], one["needed"]) for one in outline.get("sets", ())),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What a path asks of a learner: its courses as it is published, each with what counts of it.

    `structures`: the ways to finish it, the published one last; whichever is finished first counts.
    `published`: the courses as they are published. `added`: the lessons that came after the learner
    had begun, which nobody asks.
    """

    courses: tuple[CourseOutline, ...]
    structures: tuple[Structure, ...]
    published: tuple[CourseOutline, ...]
    added: frozenset[UUID] = frozenset()

    @property
    def own(self) -> Structure:
        """What the version asks that the learner started."""
        return self.structures[0]

    @property
    def today(self) -> Structure:
        """What the published version asks."""
        return self.structures[-1]

    def spared_questions(self, lesson: UUID) -> frozenset[UUID]:
        """Return the questions and tests of a lesson that came after the learner had begun, and
        those that are set aside."""
        was, now = (
            {
                block
                for course in courses
                for one in course.lessons
                if one.key == lesson
                for block in one.weights
            }
            for courses in (self.courses, self.published)
        )
        aside = {
            block
            for course in self.published
            for one in course.lessons
            if one.key == lesson
            for block, _since in one.set_aside
        }
        return frozenset((now - was) | aside)

    def spared_packages(self, lesson: UUID) -> frozenset[UUID]:
        """Return the packages of a lesson that had not to be finished when the learner began."""
        was, now = (
            [one for course in courses for one in course.lessons if one.key == lesson]
            for courses in (self.courses, self.published)
        )
        if any(one.packages is None for one in was):
            return frozenset()
        needed = {block for one in was for block in one.packages or ()}
        return frozenset(block for one in now for block in one.packages or ()) - needed


def asked_by(published: Mapping[str, Any], started: Mapping[str, Any] | None = None) -> Asked:
    """Return what is asked of who `started` a version (an outline), None for the `published` one.

    Of a course of the version that is still there, its lessons, questions and tests count that are
    still there too, by the lower of the two mastery scores. A course of which nothing is left, and
    one that is gone, falls away.
    """
    today, structure = courses_in(published), structure_in(published)
    if started is None:
        return Asked(today, (structure,), today)
    then = {course.key: course for course in courses_in(started)}
    kept = {course.key: _kept(then[course.key], course) for course in today if course.key in then}
    kept = {key: course for key, course in kept.items() if course.lessons}
    known = {lesson.key for course in then.values() for lesson in course.lessons}
    was = structure_in(started)
    own = sound(Structure(tuple(one for one in was.steps if one.key in kept), was.sets))
    return Asked(
        courses=tuple(kept.get(course.key, course) for course in today),
        structures=(own, structure) if own.steps else (structure,),
        published=today,
        added=frozenset(
            lesson.key for course in today for lesson in course.lessons if lesson.key not in known
        )
        if own.steps
        else frozenset(),
    )


def _kept(then: CourseOutline, now: CourseOutline) -> CourseOutline:
    left = {lesson.key: lesson for lesson in now.lessons}
    return CourseOutline(
        now.key,
        min(then.mastery_score, now.mastery_score),
        tuple(
            LessonOutline(
                lesson.key,
                tuple(one for one in lesson.questions if one in left[lesson.key].questions),
                tuple(one for one in lesson.tests if one[0] in dict(left[lesson.key].tests)),
                tuple(one for one in left[lesson.key].set_aside if one[0] in _known(lesson)),
                lesson.packages,
            )
            for lesson in then.lessons
            if lesson.key in left
        ),
    )


def _known(lesson: LessonOutline) -> set[UUID]:
    """Return the questions of a lesson, those that are set aside too."""
    return {*lesson.questions, *(block for block, _since in lesson.set_aside)}


def is_another(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Tell whether two outlines ask different things: a version is what is asked, not its
    words. A question that is set aside makes none: it is spared to everybody."""
    return _order_free(before) != _order_free(after) or _asks_other_packages(before, after)


def _asks_other_packages(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Tell whether a lesson of both asks for other packages. Outlines that were made before they
    said so tell nothing."""
    was, now = (
        {
            one.key: frozenset(one.packages)
            for course in courses_in(outline)
            for one in course.lessons
            if one.packages is not None
        }
        for outline in (before, after)
    )
    return any(was[key] != now[key] for key in was.keys() & now.keys())


def takes_away(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Tell whether somebody may have finished by what `after` asks who hadn't `before`."""
    if _said(before) != _said(after):
        return True
    now = {course.key: course for course in courses_in(after)}
    for course in courses_in(before):
        still = now.get(course.key)
        if still is None or still.mastery_score < course.mastery_score:
            return True
        if _weights([course]).items() - _weights([still]).items():
            return True
        if {one.key for one in course.lessons} - {one.key for one in still.lessons}:
            return True
    return False


def _weights(courses: Iterable[CourseOutline]) -> dict[tuple[UUID, UUID], int]:
    return {
        (lesson.key, block): weight
        for course in courses
        for lesson in course.lessons
        for block, weight in lesson.weights.items()
    }


def _said(outline: Mapping[str, Any]) -> object:
    """Return what the structure of an outline says; None where each course is asked."""
    structure = structure_in(outline)
    if structure.is_plain:
        return None
    return [replace(step, minutes=0) for step in structure.steps], structure.sets


def _order_free(outline: Mapping[str, Any]) -> object:
    courses = {
        course.key: (
            course.mastery_score,
            {
                lesson.key: lesson.weights | dict.fromkeys(_known(lesson), 1)
                for lesson in course.lessons
            },
        )
        for course in courses_in(outline)
    }
    return _said(outline), courses
