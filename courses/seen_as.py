"""A path as a learner sees it who is at some point, for whoever reads a draft. Pure.

Nobody is this learner: what is shown follows from the structure of the path by the rules that hold
for everybody (`courses.structure`).
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from .path_view import CourseRow, PathProgress, PathView
from .structure import OptionalSet, Structure, minutes_between, standings


class LearnerState(StrEnum):
    """How far the learner is: has just begun; is half way; has passed; has finished with too few
    marks; has just begun, and masters beforehand all that a course of the path asks about."""

    NEW = "new"
    HALF = "half"
    PASSED = "done"
    MISSED = "missed"
    MASTERS = "masters"


def states_of(view: PathView) -> tuple[LearnerState, ...]:
    """Return the states in which learners may be in a path; mastering beforehand is one only where
    it changes something."""
    changes = bool(_structure(view).named)
    return tuple(one for one in LearnerState if changes or one is not LearnerState.MASTERS)


def state_named(name: str) -> LearnerState:
    """Return the state of this name, the first one for any other."""
    return LearnerState(name) if name in set(LearnerState) else LearnerState.NEW


def seen_as(view: PathView, state: LearnerState, at: datetime) -> PathView:
    """Return `view` as a learner sees it who is in `state` since `at`.

    Who is half way has finished the first half of the lessons, and passed the courses that lie in
    it. What goes further is left to be done, so that it is seen as it is offered.
    """
    if state is LearnerState.NEW:
        return view
    structure = _structure(view)
    lessons = [
        lesson.key
        for course in view.courses
        if not course.step.is_deepening
        for lesson in course.lessons
    ]
    count = {
        LearnerState.HALF: len(lessons) // 2,
        LearnerState.MASTERS: 0,
    }.get(state, len(lessons))
    done = frozenset(lessons[:count])
    finished = {
        course.key: at
        for course in view.courses
        if course.lessons and all(one.key in done for one in course.lessons)
    }
    mastered = dict.fromkeys(structure.named, at) if state is LearnerState.MASTERS else {}
    if state is not LearnerState.MISSED:
        mastered |= finished
    standing = standings(
        structure,
        done=finished,
        mastered=mastered,
        since=at,
        begun={course.key for course in view.courses if _begun(course, done)},
    )
    rows = tuple(
        replace(
            course,
            lessons=tuple(
                replace(one, is_started=one.key in done, is_completed=one.key in done)
                for one in course.lessons
            ),
            standing=standing[course.key],
            completed_at=finished.get(course.key),
            passed_at=mastered.get(course.key) if course.key in finished else None,
        )
        for course in view.courses
    )
    least, most = minutes_between(structure, mastered)
    return replace(
        view,
        courses=rows,
        minutes=most,
        least_minutes=least,
        progress=PathProgress(
            enrolment=None,
            lessons_started=dict.fromkeys(done, at),
            lessons_completed=dict.fromkeys(done, at),
            courses={},
            lessons_asked=frozenset(
                lesson.key
                for course in rows
                if not course.step.is_deepening
                and course.standing.doing in ("done", "open", "locked")
                for lesson in course.lessons
            ),
            standings=standing,
            minutes=(least, most),
        ),
    )


def _begun(course: CourseRow, done: Collection[UUID]) -> bool:
    return any(one.key in done for one in course.lessons)


def _structure(view: PathView) -> Structure:
    return Structure(
        tuple(course.step for course in view.courses),
        tuple(OptionalSet(one.key, one.needed) for one in view.sets),
    )
