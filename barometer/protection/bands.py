"""Bands: how many people took a step, said so that nobody's own answer follows. Pure.

Of n people on a published roster, the number who took a step is published as one of the bands
{0, 1, 2}, runs of five, {n-2, n-1, n}. Each has at least three values, so that no band says
"nobody" or "everybody".
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

SMALLEST = 10
"""The fewest people that a figure may be about."""

NO_BLUR = (0, 0)
"""Where nothing that was published before matters: no band ends at 0 anyway."""

HUNDREDTHS = 100
"""Expected numbers are kept in hundredths of a person: whole numbers are equal everywhere."""

_EDGE = 3
_RUN = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """What is published of a number of people: between `low` and `high` of `people`, included."""

    people: int
    low: int
    high: int

    @property
    def middle(self) -> float:
        """The middle of the band."""
        return (self.low + self.high) / 2

    @property
    def share(self) -> float:
        """The middle as a share of the people, between 0 and 1."""
        return self.middle / self.people


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of figures: between `low` and `high` of `people`. `expected`: the number that stands
    for them, the sum of those of its figures.

    `people` is 0 where there was none to sum; `share` is None then. `known`: on how many of the
    people the academy can tell something, those on published rosters; None where it is all.
    """

    people: int
    low: int
    high: int
    expected: float
    known: int | None = None

    @property
    def share(self) -> float | None:
        """The expected number as a share of the people, between 0 and 1."""
        return self.expected / self.people if self.people else None

    @property
    def says_nothing(self) -> bool:
        """Whether every number is possible: a page then says so instead."""
        known = self.people if self.known is None else self.known
        return self.low == 0 and self.high >= known


@lru_cache(maxsize=4096)
def bands(people: int, blur: tuple[int, int] = NO_BLUR) -> tuple[tuple[int, int], ...]:
    """Return the bands (first, last) of a roster of `people`; they cover 0 to `people` once.

    Between the first three and the last three values stand runs of five. What is left over before
    the last three is a band of its own when it has three or four values, and makes the last run
    longer, six or seven values, when it has one or two.

    `blur`: the range in which no band may end, both ends included, since what was published before
    would say too much together with it (`rosters.blur_of`). A band that would is one with the next.

    Raises ValueError for fewer than ten people, of whom nothing is published.
    """
    if people < SMALLEST:
        raise ValueError(
            f"A figure about {people} people can't be published. Merge them with others first: "
            f"{SMALLEST} people at least are counted together."
        )
    lasts = [_EDGE - 1]
    top = people - _EDGE
    while top - lasts[-1] >= _RUN + _EDGE:
        lasts.append(lasts[-1] + _RUN)
    left = top - lasts[-1]
    if left > _RUN + 2 or left < _EDGE:
        raise AssertionError(f"no arrangement of bands for {people} people")
    lasts += [top, people]
    first, last = blur
    lasts = [one for one in lasts if one == people or not first <= one <= last]
    firsts = [0, *(last + 1 for last in lasts[:-1])]
    return tuple(zip(firsts, lasts, strict=True))


def band(count: int, people: int, blur: tuple[int, int] = NO_BLUR) -> Figure:
    """Return the figure that is published when `count` of `people` took a step.

    Raises ValueError for a count outside 0 to `people`, and for fewer than ten people.
    """
    if not 0 <= count <= people:
        raise ValueError(
            f"{count} of {people} people can't have taken a step. Count the people of the published"
            " roster only, each once."
        )
    of = bands(people, blur)
    low, high = of[bisect_left(of, count, key=lambda one: one[1])]
    return Figure(people, low, high)


def total(figures: Iterable[Figure]) -> Total:
    """Return the figure of an organism, a portfolio or the government: the sum of its atoms'.

    Never the band of a sum: whoever knows the atoms' figures learns nothing from their total.
    Without expected numbers (`estimates`), middles stand for its figures: only its ends tell then.
    """
    people = low = high = 0
    for figure in figures:
        people += figure.people
        low += figure.low
        high += figure.high
    return Total(people, low, high, (low + high) / 2)


def sum_of(totals: Iterable[Total]) -> Total:
    """Return several totals together."""
    people = low = high = known = 0
    expected = 0.0
    for one in totals:
        people += one.people
        low += one.low
        high += one.high
        expected += one.expected
        known += one.people if one.known is None else one.known
    return Total(people, low, high, expected, known)
