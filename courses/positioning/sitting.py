"""When a positioning test is over, and what it says. Pure.

It is a sequential test between "above" and "below" what passing the course takes (A. Wald,
Sequential Analysis, 1947; J. A. Spray & M. D. Reckase, Comparison of SPRT and Sequential Bayes
Procedures for Classifying Examinees Into Two Categories Using a Computerized Test, Journal of
Educational and Behavioral Statistics 21, 1996, whose Bayesian form this is).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from courses.assessment import Question

from .ability import Item, Posterior, posterior_of, shares_of
from .choosing import next_item

# A test exists where there are so many questions, of so many lessons.
FEWEST_ITEMS = 12
FEWEST_LESSONS = 3
MOST_ASKED = 12
MINUTES = 10
# A course is mastered when the share of its questions that one is expected to answer right reaches
# what passes the course, and is within MARGIN of it with this probability. It isn't, as soon as
# the probability to reach that share is down to the other.
CERTAIN_ABOVE = 0.9
CERTAIN_BELOW = 0.1
MARGIN = 0.08
# Nobody masters a course by fewer answers, nor is told to take it after fewer.
FEWEST_TO_MASTER = 8
FEWEST_TO_STOP = 5
# The share of its questions that masters a course is the one that passes it, within these.
LOWEST_MASTERY = 0.8
HIGHEST_MASTERY = 0.95
# Kinds of questions that take several screens.
TOO_LONG = frozenset({"message_triage", "branching_scenario"})
HIGHEST_GUESS = 0.5


class Outcome(StrEnum):
    """What a test that is over says."""

    MASTERED = "mastered"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class Told:
    """An answer to a question of the pool: `right` only when it was entirely so."""

    block: UUID
    right: bool


@dataclass(frozen=True)
class Sitting:
    """A test as it began: its pool, the share that masters (0 to 1), the seed of its draws."""

    pool: tuple[Item, ...]
    mastery: float
    seed: int

    def posterior(self, told: Sequence[Told]) -> Posterior:
        """Return what the answers say of the ability."""
        return posterior_of(self._answers(told))

    def expected_share(self, told: Sequence[Told]) -> float:
        """Return the share of the pool, 0 to 1, that one is expected to answer right."""
        return self.posterior(told).expected(self._shares)

    def probability(self, told: Sequence[Told], share: float) -> float:
        """Return the probability, 0 to 1, to answer at least `share` of the pool right."""
        return self.posterior(told).expected([float(one >= share - 1e-9) for one in self._shares])

    def next(self, told: Sequence[Told], *, gone: frozenset[UUID] = frozenset()) -> Item | None:
        """Return the question to ask now, after `told`, in order; None once the test is over.

        `gone`: questions that can't be asked any more.
        """
        if self._is_over(told):
            return None
        left = [item for item in self.pool if item.block not in gone]
        return next_item(left, self._answers(told), seed=self.seed)

    def outcome(self, told: Sequence[Told]) -> Outcome:
        """Return what the answers say, whether it is they or the person that ended the test."""
        is_mastered = (
            len(told) >= FEWEST_TO_MASTER
            and self.lessons_left(told) == 0
            and self.expected_share(told) >= self.mastery
            and self.probability(told, self.mastery - MARGIN) >= CERTAIN_ABOVE
        )
        return Outcome.MASTERED if is_mastered else Outcome.NOT_YET

    def lessons_left(self, told: Sequence[Told]) -> int:
        """Return of how many lessons nothing was answered; those beyond MOST_ASKED don't count."""
        lessons = {item.block: item.lesson for item in self.pool}
        seen = {lessons[one.block] for one in told if one.block in lessons}
        return max(0, min(len(set(lessons.values())), MOST_ASKED) - len(seen))

    @cached_property
    def _shares(self) -> tuple[float, ...]:
        return shares_of(self.pool)

    def _is_over(self, told: Sequence[Told]) -> bool:
        if len(told) >= min(MOST_ASKED, len(self.pool)):
            return True
        if self.outcome(told) is Outcome.MASTERED:
            return True
        return len(told) >= FEWEST_TO_STOP and self.probability(told, self.mastery) <= CERTAIN_BELOW

    def _answers(self, told: Sequence[Told]) -> list[tuple[Item, bool]]:
        items = {item.block: item for item in self.pool}
        return [(items[one.block], one.right) for one in told if one.block in items]


def may_position(question: Question) -> bool:
    """Tell whether a question may be asked in a positioning test.

    A mailbox and a scenario with consequences take too long for it; what is found blindly as often
    as not says too little.
    """
    return question.kind not in TOO_LONG and question.guess <= HIGHEST_GUESS


def is_long_enough(questions: Sequence[tuple[UUID, UUID]]) -> bool:
    """Tell whether questions (lesson, block) are enough for the precision that is stated."""
    lessons = {lesson for lesson, _block in questions}
    return len(questions) >= FEWEST_ITEMS and len(lessons) >= FEWEST_LESSONS


def mastery_asked(mastery_score: float) -> float | None:
    """Return the share of its questions that masters a course which `mastery_score` passes; None
    where it is more than so few questions can tell."""
    return None if mastery_score > HIGHEST_MASTERY else max(mastery_score, LOWEST_MASTERY)
