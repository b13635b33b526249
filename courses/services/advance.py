"""How a course and a path advance by what was settled, and the statements that follow."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from courses.models import CourseProgress, Enrolment
from courses.rules import AnswerMade, CourseStanding
from courses.statements import COMPLETED, PASSED, Place
from courses.structure import Moments, Structure, counted, finished_at

from .record import learner_of, wording

Words = Callable[[datetime], dict[str, Any]]


@dataclass(slots=True)
class TakenBack:
    """What voided statements took away from an enrolment.

    `lessons`: those completed at another moment now, or not at all. `answers`: those that are gone.
    `voided`: verbs and keys of what followed and was itself voided. `told`: what followed, as the
    academy told it, by verb and key: the statements that stand, and the moments they name.
    """

    lessons: set[UUID] = field(default_factory=set)
    answers: list[AnswerMade] = field(default_factory=list)
    voided: set[tuple[str, UUID]] = field(default_factory=set)
    told: dict[tuple[str, UUID], dict[UUID, datetime]] = field(default_factory=dict)


@dataclass(slots=True)
class Consequences:
    """The statements that follow from a batch, and those that hold no longer."""

    statements: list[dict[str, Any]] = field(default_factory=list)
    withdrawn: set[UUID] = field(default_factory=set)

    def follow(self, known: datetime | None, now: datetime | None, words: Words) -> datetime | None:
        """Return the earliest of the moment that is `known` and the one told `now`; the first
        that is told becomes a statement."""
        moments = [moment for moment in (known, now) if moment is not None]
        if not moments:
            return None
        if known is None:
            self.statements.append(words(min(moments)))
        return min(moments)

    def follow_again(
        self, told: Mapping[UUID, datetime], now: datetime | None, words: Words
    ) -> datetime | None:
        """Return the moment told `now`; of the statements `told`, those that claim an earlier one
        are withdrawn. (A later one is what the academy knew when it told it.)"""
        standing = {own_id for own_id, at in told.items() if now is not None and at >= now}
        self.withdrawn |= told.keys() - standing
        if now is not None and not standing:
            self.statements.append(words(now))
        return now


def advance_course(
    row: CourseProgress,
    standing: CourseStanding,
    again: set[str],
    place: Place,
    enrolment: Enrolment,
    back: TakenBack,
    consequences: Consequences,
) -> set[str]:
    """Bring `row` up to `standing`, backwards only for the verbs `again`, and note what follows.

    Return the verbs among `again` whose moment changed by that.
    """
    words, learner, key = wording(), learner_of(enrolment), row.course_key
    before = (row.completed_at, row.passed_at)
    row.best_score, row.first_score = standing.best_score, standing.first_score

    def completed(at: datetime) -> dict[str, Any]:
        return words.completed(learner, place, at)

    def passed(at: datetime) -> dict[str, Any]:
        return words.passed(learner, place, at, standing.best_score)

    row.completed_at = (
        consequences.follow_again(
            back.told.get((COMPLETED, key), {}), standing.completed_at, completed
        )
        if COMPLETED in again
        else consequences.follow(row.completed_at, standing.completed_at, completed)
    )
    row.passed_at = (
        consequences.follow_again(back.told.get((PASSED, key), {}), standing.passed_at, passed)
        if PASSED in again
        else consequences.follow(row.passed_at, standing.passed_at, passed)
    )
    now = (row.completed_at, row.passed_at)
    return {
        verb
        for verb, was, is_now in zip((COMPLETED, PASSED), before, now, strict=True)
        if verb in again and was != is_now
    }


@dataclass(frozen=True, slots=True)
class Way:
    """What a path asks of a learner: its structure, and what the learner skips, since when."""

    structure: Structure
    skipped: Moments

    def mean(self, rows: Collection[CourseProgress]) -> float | None:
        """Return the mean of the best marks of the courses that count."""
        best = {row.course_key: row.best_score for row in rows}
        done = {row.course_key for row in rows if row.completed_at}
        # What was passed counts, be it mastered by another door too.
        unread = self.skipped.keys() - {row.course_key for row in rows if row.passed_at}
        keys = counted(self.structure, done, unread, best)
        scores = [score for key in keys if (score := best.get(key)) is not None]
        return sum(scores) / len(scores) if scores else None

    def finished_at(self, done: Moments) -> datetime | None:
        """Return when all that it asks was `done` or skipped, None before."""
        return finished_at(self.structure, done, self.skipped)


def first_finished(ways: Sequence[Way], done: Moments) -> Way:
    """Return the way that was finished first, the first of `ways` where none is."""
    finished = [(at, way) for way in ways if (at := way.finished_at(done)) is not None]
    return min(finished, key=lambda one: one[0])[1] if finished else ways[0]


def advance_path(
    enrolment: Enrolment,
    courses: Collection[CourseProgress],
    ways: Sequence[Way],
    again: set[str],
    place: Place,
    back: TakenBack,
    consequences: Consequences,
) -> bool:
    """Bring the enrolment up to its courses and what is skipped, by whichever of `ways` is finished
    first, backwards only for the verbs `again`, and note what follows; return whether the enrolment
    changed."""
    words, learner, key = wording(), learner_of(enrolment), enrolment.path_key
    before = (enrolment.completed_at, enrolment.passed_at)
    done = {row.course_key: row.completed_at for row in courses if row.completed_at}
    won = {row.course_key: row.passed_at for row in courses if row.passed_at}
    completed_at = first_finished(ways, done).finished_at(done)
    way = first_finished(ways, won)
    passed_at = way.finished_at(won)
    mean = way.mean(courses)

    def completed(at: datetime) -> dict[str, Any]:
        return words.completed(learner, place, at)

    def passed(at: datetime) -> dict[str, Any]:
        return words.passed(learner, place, at, mean)

    enrolment.completed_at = (
        consequences.follow_again(back.told.get((COMPLETED, key), {}), completed_at, completed)
        if COMPLETED in again
        else consequences.follow(enrolment.completed_at, completed_at, completed)
    )
    enrolment.passed_at = (
        consequences.follow_again(back.told.get((PASSED, key), {}), passed_at, passed)
        if PASSED in again
        else consequences.follow(enrolment.passed_at, passed_at, passed)
    )
    return (enrolment.completed_at, enrolment.passed_at) != before
