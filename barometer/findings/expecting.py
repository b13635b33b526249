"""The number that stands for a band of a campaign: the one to expect in it. Pure.

As in releases (`barometer.protection.estimates`): the bands of all campaigns that are stored say
which shares are common, and so how many people one should expect within a band. A sum of middles
would lean: where few click, nearly every group says "0 to 2", whose middle is one in ten of ten
people. Made of what is published alone, so it tells nothing that the bands don't.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from barometer.protection.bands import HUNDREDTHS, Figure, Total
from barometer.protection.estimates import expected_under, law_of

from .exposure import COUNTS, Count, Group

Law = Sequence[float]


@dataclass(frozen=True, slots=True)
class Expecting:
    """The law of the shares of each count, as all stored campaigns tell it."""

    laws: dict[Count, Law]

    def one(self, figure: Figure | Total, count: Count = "clicked") -> Total:
        """Return a figure with the number to expect in it."""
        return self.total([figure], count)

    def total(self, figures: Iterable[Figure | Total], count: Count = "clicked") -> Total:
        """Return the sum of figures, with the sum of the numbers to expect in them."""
        told = [(one.people, one.low, one.high) for one in figures]
        hundredths = sum(expected_under(self.laws[count], told))
        people, low, high = (sum(one[place] for one in told) for place in range(3))
        return Total(people, low, high, hundredths / HUNDREDTHS)


def expecting(groups: Sequence[Group]) -> Expecting:
    """Return what to expect, from the groups of all campaigns that are stored."""
    return Expecting(
        {
            count: law_of(
                [
                    (figure.people, figure.low, figure.high)
                    for figure in (getattr(group, count) for group in groups)
                ]
            )
            for count in COUNTS
        }
    )
