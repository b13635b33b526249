"""What to look at next: rules over published values, the same for everybody. Pure.

Nothing here sees a person: a `Total` is what a release says, with the ends of its bands. Each rule
is written so that what bands leave open never makes it speak.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Generic, TypeVar

from .measures.benchmark import FEWEST_PEERS
from .measures.unevenness import unevenness
from .protection.bands import Total

Path = TypeVar("Path", bound=Hashable)

SOON = timedelta(weeks=8)
"""A day that is nearer than this is worth a sentence."""

WANTED = 0.8
"""The share of people who have completed a path, from which nobody needs to be reminded."""

AHEAD = 0.15
"""By how much the median of peers must be above a share, in shares, to be worth a sentence."""

# The draws of the test of unevenness: the same release gives the same answer.
_SEED = 20_261


@dataclass(frozen=True, slots=True)
class Uneven(Generic[Path]):
    """A path that differs between groups of units; `low` and `high` are the furthest shares."""

    path: Path
    excess: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Behind(Generic[Path]):
    """A path of which half of the peers have passed `median` or more, and `own` here."""

    path: Path
    median: float
    own: float


def is_worth_a_reminder(
    due_on: date, completed: Total | None, today: date, exempted: int = 0
) -> bool:
    """Tell whether a path that is asked by a day needs a word: the day is near, or past, and less
    than `WANTED` have completed it, of those who aren't `exempted`. Nothing is said where nothing
    is published."""
    if completed is None or completed.share is None or completed.says_nothing:
        return False
    left = completed.people - exempted
    return due_on - today <= SOON and completed.expected < WANTED * left


def uneven_paths(groups: Mapping[Path, Sequence[Total]], on: date) -> list[Uneven[Path]]:
    """Return the paths that have spread unevenly over groups of units, the most uneven first.

    `groups`: what is published of those who passed in each group. Bands leave the number of a group
    open by some people, which alone makes equal groups look different. So the test
    (`unevenness`) is given, for each group, the number of its band that is nearest to the rate of
    all: where even these differ beyond chance, the true numbers do.
    """
    found = []
    for path, totals in groups.items():
        known = [one for one in totals if one.people]
        people = sum(one.people for one in known)
        if len(known) < 2 or not people:
            continue
        rate = sum(one.expected for one in known) / people
        counts = [min(max(round(rate * one.people), one.low), one.high) for one in known]
        told = unevenness(counts, [one.people for one in known], on, seed=_SEED)
        if told.is_uneven and told.excess.value:
            shares = [one.expected / one.people for one in known]
            found.append(Uneven(path, told.excess.value, min(shares), max(shares)))
    return sorted(found, key=lambda one: -one.excess)


def paths_behind(
    own: Mapping[Path, Total], peers: Sequence[Mapping[Path, Total]]
) -> list[Behind[Path]]:
    """Return the paths on which peers are far ahead, the furthest first.

    `own` and `peers`: what is published of those who passed, here and in each peer. There must be
    eight peers at least; the median of their shares must be `AHEAD` above the own share, and above
    the upper end of the own band.
    """
    found = []
    for path, mine in own.items():
        shares = [one[path].share for one in peers if path in one and not one[path].says_nothing]
        known = [share for share in shares if share is not None]
        if len(known) < FEWEST_PEERS or mine.share is None or mine.says_nothing:
            continue
        middle = median(known)
        if middle >= mine.share + AHEAD and middle > mine.high / mine.people:
            found.append(Behind(path, middle, mine.share))
    return sorted(found, key=lambda one: one.own - one.median)
