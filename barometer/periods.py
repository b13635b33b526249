"""The periods that a page may show. Pure.

Every figure is a state: the share of the people present at the end of a month who have taken a
step. A period says from which of these ends of month to which the curve goes, and between which two
the change is. It never selects events or people, so that no two periods can be taken from one
another: a shorter one is the end of a longer one.
"""

from collections.abc import Sequence
from datetime import date, timedelta

PERIODS = ("3", "6", "12", "24", "all")
USUAL = "12"
# However early a record says that something happened, in months.
LONGEST = 120


def months_of(period: str, today: date, first: date | None) -> list[date]:
    """Return the first days of the months that `period` shows, the current one last.

    A period of twelve months has thirteen ends of month: the change goes from the end of the month
    twelve months ago to now. `first` is the first month in which anything happened; the period
    "all" starts one month earlier, where nothing had.
    """
    if period == "all":
        since = today if first is None else min(first, today)
        count = (today.year - since.year) * 12 + today.month - since.month + 1
    else:
        count = int(period)
    months = [today.replace(day=1)]
    for _step in range(min(count, LONGEST)):
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months[::-1]


def start_of(counts: Sequence[Sequence[int]]) -> int:
    """Return the position of the last row before anything was counted, 0 where none is empty."""
    for position, row in enumerate(counts):
        if any(row):
            return max(position - 1, 0)
    return max(len(counts) - 1, 0)
