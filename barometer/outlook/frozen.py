"""What is kept of a forecast, and what can be read from it. Pure, and quick to load."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from barometer.protection.bands import Total

OUTLOOK_VERSION = "outlook-1"
# Weeks ahead of which something is kept; those to SCORED are shown and scored.
AHEADS = (4, 9, 13, 17, 22, 26, 39, 52, 78, 104)
SHOWN = AHEADS[:6]
SCORED = (13, 26)
# In how many weeks after the release one more campaign may begin.
BEGINNINGS = SHOWN[:4]
# The horizon from which bands learn how wide they must be.
LEARNED_AT = 26
# What part of all futures lies at or below each kept share.
PARTS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)

Key = tuple[str, int, str]
"""A level, the id of a place, the key of a path."""


@dataclass(frozen=True, slots=True)
class Point:
    """What a release says of a place and a path: how many of the people passed.

    `begun`: whether somebody has joined the path for sure.
    """

    day: date
    passed: Total
    begun: bool

    @property
    def share(self) -> float:
        """The share of the people that is expected to have passed; there must be people."""
        return self.passed.expected / self.passed.people

    @property
    def says_nothing(self) -> bool:
        """Whether every number is possible."""
        return not self.passed.people or self.passed.says_nothing


@dataclass(frozen=True, slots=True)
class Scored:
    """A past forecast whose day has come: `frozen` is what was kept, `outcome` the share then."""

    frozen: Mapping[str, Any]
    ahead: int
    outcome: float


def chance_by(frozen: Mapping[str, Any], share: float, weeks: float) -> float | None:
    """Return the probability that a share is reached within `weeks` weeks.

    Between the weeks and the parts that were kept, a straight line. None beyond the last week, or
    where nothing useful is known.
    """
    aheads = [0, *frozen["aheads"]]
    if weeks < 0 or weeks > aheads[-1]:
        return None
    reached = [
        float(frozen["today"] >= share * 1000),
        *(_above(q, share) for q in frozen["quantiles"]),
    ]
    after = next(place for place, ahead in enumerate(aheads) if ahead >= weeks)
    if not after:
        return reached[0]
    first, last = aheads[after - 1], aheads[after]
    part = (weeks - first) / (last - first)
    return reached[after - 1] + part * (reached[after] - reached[after - 1])


def weeks_to(frozen: Mapping[str, Any], share: float, part: float) -> float | None:
    """Return after how many weeks that part of all futures has reached a share; None: later."""
    aheads, before = [0, *frozen["aheads"]], 0.0
    reached = [
        float(frozen["today"] >= share * 1000),
        *(_above(q, share) for q in frozen["quantiles"]),
    ]
    if reached[0] >= part:
        return 0.0
    for place in range(1, len(aheads)):
        if reached[place] >= part:
            before = reached[place - 1]
            step = (part - before) / (reached[place] - before)
            return float(aheads[place - 1] + step * (aheads[place] - aheads[place - 1]))
    return None


def band_at(frozen: Mapping[str, Any], weeks: float) -> tuple[float, float] | None:
    """Return between which shares eight futures of ten lie in so many weeks.

    Between the weeks that were kept, a straight line. None beyond the last week.
    """
    aheads = [0, *frozen["aheads"]]
    if weeks < 0 or weeks > aheads[-1]:
        return None
    ends = (PARTS.index(0.1), PARTS.index(0.9))
    kept = [[frozen["today"]] * 2, *([row[end] for end in ends] for row in frozen["quantiles"])]
    after = next(place for place, ahead in enumerate(aheads) if ahead >= weeks)
    before = max(after - 1, 0)
    part = (weeks - aheads[before]) / (aheads[after] - aheads[before]) if after else 0.0
    low, high = (
        (one + part * (other - one)) / 1000
        for one, other in zip(kept[before], kept[after], strict=True)
    )
    return low, high


def _above(quantiles: Sequence[int], share: float) -> float:
    """Return what part of the futures is at `share` or above, from their kept quantiles."""
    wanted = share * 1000
    at_or_above = next((n for n, one in enumerate(quantiles) if one >= wanted), None)
    if at_or_above is None:
        return 0.0
    if at_or_above == 0:
        return 1.0
    low, high = quantiles[at_or_above - 1], quantiles[at_or_above]
    below = PARTS[at_or_above - 1]
    return 1 - (below + (PARTS[at_or_above] - below) * (wanted - low) / (high - low))
