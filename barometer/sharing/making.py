"""Figures of paths that organisms adopted from others. Pure.

An adoption counts once people have learned from it: from `smallest` people who passed, at the least
number that the release leaves open, on. What is known of people comes from a release alone, so that
nothing is said here that it doesn't say.

Design hours avoided are an assumption, with declared bounds: so many hours of design for an hour of
learning, for what was not adapted.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Between:
    """A number that lies between two, and the one that is expected."""

    low: float
    high: float
    expected: float


@dataclass(frozen=True, slots=True)
class Reuse:
    """An adopted path: of which path (`source`), by which organism.

    So many of its `parts` were `adapted`, and it has so many minutes of learning that weren't
    (`kept_minutes`). `passed_low`: the least number of people who have passed it, as published;
    `reached`: how many have begun it, None where nothing is.
    """

    source: str
    organism: str
    kept_minutes: float
    parts: int
    adapted: int
    passed_low: int = 0
    reached: Between | None = None

    def counts(self, smallest: int) -> bool:
        """Tell whether people have learned from it."""
        return self.passed_low >= smallest

    @property
    def adapted_share(self) -> float | None:
        """Which share of its parts was adapted; None as long as nothing of it is published."""
        return self.adapted / self.parts if self.parts else None


@dataclass(frozen=True, slots=True)
class Sharing:
    """What several adoptions come to. `organisms`: those that have one that counts; `waiting`: how
    many adoptions don't count yet. `hours` and `learners` are 0 to 0 where none counts."""

    organisms: int
    counted: int
    waiting: int
    adapted_share: float | None
    learners: Between
    hours: Between


def sharing_of(rows: Iterable[Reuse], *, smallest: int, hours: tuple[float, float]) -> Sharing:
    """Return what adoptions come to.

    `hours`: the least and the most hours of design that an hour of learning takes.
    """
    every = list(rows)
    counted = [one for one in every if one.counts(smallest)]
    parts, adapted = sum(one.parts for one in counted), sum(one.adapted for one in counted)
    reached = [one.reached for one in counted if one.reached is not None]
    kept = sum(one.kept_minutes for one in counted) / 60
    least, most = hours
    return Sharing(
        organisms=len({one.organism for one in counted}),
        counted=len(counted),
        waiting=len(every) - len(counted),
        adapted_share=adapted / parts if parts else None,
        learners=Between(
            sum(one.low for one in reached),
            sum(one.high for one in reached),
            sum(one.expected for one in reached),
        ),
        hours=Between(kept * least, kept * most, kept * (least + most) / 2),
    )
