"""Mean scores: from twenty scores up, to the nearest five points, each score in one mean. Pure.

Two means of nearly the same people, before and after one of them was marked, tell that person's
score. So a mean is made once of at least twenty scores that were in no mean before, and stays until
the next twenty are there. Even then a mean of 100 points would say that each of twenty people has
at least 50: means are published from 5 to 95 ("95 or more"), which leaves any single score open.

When the next mean appears depends on what is published anyway: it waits until the bands alone prove
that twenty more people have a score.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from barometer.protection.bands import Figure

FEWEST = 20
STEP = 5
LOWEST, HIGHEST = 5, 95


@dataclass(frozen=True, slots=True)
class MeanState:
    """The published mean of an atom: `points` from 5 to 95, None before the first one.

    `counted`: whose scores were in a mean, never shown. `up_to`: the upper end of the band of those
    who had a score when the mean was made.
    """

    points: int | None = None
    counted: frozenset[Hashable] = field(default_factory=frozenset)
    up_to: int = 0


def next_mean(
    previous: MeanState, scores: Mapping[Hashable, float], roster: frozenset, figure: Figure
) -> MeanState:
    """Return the mean of the next release.

    `scores`: of whoever has one, in points from 0 to 100. `roster`: the atom's published roster.
    `figure`: the published figure of those who have a score (usually "completed").

    Raises ValueError for a score outside of 0 to 100.
    """
    if figure.low - previous.up_to < FEWEST:
        return previous
    fresh = {
        person: score
        for person, score in scores.items()
        if person in roster and person not in previous.counted
    }
    if len(fresh) < FEWEST:
        return previous
    for score in fresh.values():
        if not 0 <= score <= 100:
            raise ValueError(f"A score of {score} isn't in points from 0 to 100. Scale it first.")
    return MeanState(
        rounded(sum(fresh.values()) / len(fresh)), previous.counted | fresh.keys(), figure.high
    )


def rounded(mean: float) -> int:
    """Return a mean to the nearest five points, halves upwards, between 5 and 95."""
    return min(HIGHEST, max(LOWEST, STEP * int((mean + STEP / 2) // STEP)))
