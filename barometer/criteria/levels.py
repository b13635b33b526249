"""What a level asks for, and how levels are compared. Pure.

Levels are ordinal, from 0 to 4: they are never added up. A quantile is a level that somebody has
(the smallest level at or below which a share of the levels lies: definition 1 of Hyndman and Fan,
"Sample Quantiles in Statistical Packages", 1996), so that no page shows a level of 2.25.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import ceil

HIGHEST = 4
EVIDENCE_FROM = 2
RECENT_EVIDENCE_FROM = 3
# What a level below is a gap: applied and measured.
EXPECTED = 3
FEWEST_PEERS = 8
# Headcounts from which an organism is of the next size class: those of the forecasts.
SIZE_BOUNDS = (100, 500)


class Lack(StrEnum):
    """What keeps a rating from being submitted."""

    LEVEL = "level"
    JUSTIFICATION = "justification"
    EVIDENCE = "evidence"
    PARTS = "parts"
    FUTURE = "future"
    RECENT = "recent"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence as far as the rules ask; `is_whole`: nothing of it is missing."""

    dated_on: date | None
    is_whole: bool


def lacks_of(
    level: int | None, justification: str, proofs: Sequence[Proof], day: date
) -> list[Lack]:
    """Return what a rating lacks to be submitted on `day`, in the order in which one mends it."""
    if level is None:
        return [Lack.LEVEL]
    lacks = []
    if level >= 1 and not justification.strip():
        lacks.append(Lack.JUSTIFICATION)
    if any(not proof.is_whole for proof in proofs):
        lacks.append(Lack.PARTS)
    if any(proof.dated_on is not None and proof.dated_on > day for proof in proofs):
        lacks.append(Lack.FUTURE)
    if level >= EVIDENCE_FROM and not proofs:
        lacks.append(Lack.EVIDENCE)
    elif level >= RECENT_EVIDENCE_FROM and not any(
        proof.dated_on is not None and year_before(day) < proof.dated_on <= day for proof in proofs
    ):
        lacks.append(Lack.RECENT)
    return lacks


def year_before(day: date) -> date:
    """Return the same day 12 months before; February 28 for the 29."""
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def quantile(levels: Sequence[int], share: float) -> int:
    """Return the smallest level at or below which at least `share` (above 0) of `levels` lies."""
    ordered = sorted(levels)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def median_level(levels: Sequence[int]) -> int:
    """Return the smallest level at or below which half of `levels` lies."""
    return quantile(levels, 0.5)


@dataclass(frozen=True, slots=True)
class Quartiles:
    """The levels of `count` organisms: a quarter is at `low` or below, three at `high` or below."""

    low: int
    median: int
    high: int
    count: int


def quartiles_of(levels: Sequence[int]) -> Quartiles | None:
    """Return the quartiles of peers, or None where there are too few of them."""
    if len(levels) < FEWEST_PEERS:
        return None
    return Quartiles(
        quantile(levels, 0.25), median_level(levels), quantile(levels, 0.75), len(levels)
    )


def size_class(people: int) -> int:
    """Return the size class of an organism of `people`: 0 for the smallest, len(SIZE_BOUNDS) at
    most."""
    return bisect_right(SIZE_BOUNDS, people)


@dataclass(frozen=True, slots=True)
class Gap:
    """A criterion to work on. `below`: the median of the peers where it is above the level."""

    key: str
    level: int
    below: int | None


def gaps_of(levels: Mapping[str, int], peers: Mapping[str, Quartiles | None]) -> list[Gap]:
    """Return the criteria under what is expected or under the median of the peers, lowest first."""
    gaps = []
    for key, level in levels.items():
        found = peers.get(key)
        below = found.median if found is not None and level < found.median else None
        if level < EXPECTED or below is not None:
            gaps.append(Gap(key, level, below))
    return sorted(gaps, key=lambda gap: gap.level)
