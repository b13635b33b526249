"""The periods that a page may show. Pure.

Every figure is a state: the share of the people of a release who have taken the step. A period says
from which release to which the curve goes, and between which two the change is. It never selects
events or people, so that no two periods can be taken from one another: a shorter one is the end of
a longer one.
"""

import calendar
from collections.abc import Sequence
from datetime import date

PERIODS = ("last", "3", "6", "12", "24", "all")
USUAL = "12"


def days_of(period: str, days: Sequence[date]) -> list[date]:
    """Return the days of the releases that `period` shows; `days` are those of all, oldest first.

    A period of twelve months has thirteen monthly releases: the change goes from the one of twelve
    months ago to the newest. "last" is the last two, "all" every one there is.
    """
    if period == "all" or not days:
        return list(days)
    if period == "last":
        return list(days[-2:])
    first = _months_before(days[-1], int(period))
    return [day for day in days if day >= first]


def _months_before(day: date, months: int) -> date:
    """Return the same day of a month before, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
