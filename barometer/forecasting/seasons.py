"""Seasons: as near as a day can be foreseen. Pure."""

from dataclasses import dataclass
from datetime import date

# The season of each month, January first; December belongs to the winter of the next year.
SEASONS = ("winter",) * 2 + ("spring",) * 3 + ("summer",) * 3 + ("autumn",) * 3 + ("winter",)


@dataclass(frozen=True, slots=True, order=True)
class Season:
    """A season of a year: winter is December to February, of the year of its January."""

    year: int
    first_month: int

    @property
    def name(self) -> str:
        """One of winter, spring, summer, autumn."""
        return SEASONS[self.first_month % 12]


def season_of(day: date) -> Season:
    """Return the season that `day` is in."""
    since_december = day.month % 12
    year = day.year + (day.month == 12)
    return Season(year, since_december // 3 * 3)
