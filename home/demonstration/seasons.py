"""When people learn: working days, holidays, hours. Pure.

Learning follows the working calendar: July is nearly empty, December half so, autumn is full. The
diffusion runs on *operational time*, which advances with that activity and makes 52.18 weeks a
year on average, so that a curve is known in closed form at every calendar day.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np

# Activity of a working day by month, January first; the year's mean doesn't matter.
MONTH_ACTIVITY = (1.0, 1.1, 1.05, 1.05, 1.1, 0.85, 0.3, 0.65, 1.3, 1.45, 1.25, 0.5)
WEEKEND_ACTIVITY = 0.03
HOLIDAY_ACTIVITY = 0.02
# Fixed-date holidays (month, day), and the days between Christmas and the new year.
HOLIDAYS = frozenset(
    {(6, 24), (7, 1), (1, 1), (1, 2), (9, 30), (11, 11)} | {(12, day) for day in range(23, 32)}
)
# Days after the end for which activity is known, so that what is under way then has a future.
AFTERWARDS = 150


def day_activity(day: date) -> float:
    """Return how active a day is; 1 is an ordinary working day."""
    if (day.month, day.day) in HOLIDAYS:
        return HOLIDAY_ACTIVITY
    activity = MONTH_ACTIVITY[day.month - 1]
    return activity * WEEKEND_ACTIVITY if day.weekday() >= 5 else activity


@dataclass(frozen=True)
class Seasons:
    """The days of the demonstration, counted from `first_day` (0) to `until` (not included)."""

    first_day: date
    until: date
    time_zone: str

    @property
    def days(self) -> int:
        """How many days there are."""
        return (self.until - self.first_day).days

    @cached_property
    def activity(self) -> np.ndarray:
        """The activity of each day, those after the end included."""
        count = self.days + AFTERWARDS
        return np.array([day_activity(self.day(number)) for number in range(count)])

    @cached_property
    def elapsed(self) -> np.ndarray:
        """Operational weeks from the first day to the start of each day."""
        weights = self.activity
        scale = 1 / (7 * weights[: self.days].mean())
        return np.concatenate([[0.0], np.cumsum(weights * scale)])

    @cached_property
    def is_working(self) -> list[bool]:
        """Whether each day is one on which people usually work."""
        return [bool(activity > 0.2) for activity in self.activity]

    @cached_property
    def midnights(self) -> list[int]:
        """Seconds since 1970 at the start of each day, where the administration works."""
        zone = ZoneInfo(self.time_zone)
        return [
            int(datetime.combine(self.day(number), time(), zone).astimezone(UTC).timestamp())
            for number in range(len(self.activity))
        ]

    @property
    def end(self) -> int:
        """Seconds since 1970 before which everything happens."""
        return self.midnights[self.days]

    def day(self, number: int) -> date:
        """Return the day with this number."""
        return self.first_day + timedelta(days=number)

    def number(self, day: date) -> int:
        """Return the number of a day."""
        return (day - self.first_day).days

    def day_when(self, weeks: np.ndarray) -> np.ndarray:
        """Return the numbers of the days on which so many operational weeks have elapsed.

        Times after the last known day give the number after it.
        """
        return np.searchsorted(self.elapsed, weeks, side="right") - 1


def two_years_before(until: date) -> date:
    """Return the first day of the month, two years before `until`."""
    return date(until.year - 2, until.month, 1)


def quarter_days(first_day: date, until: date) -> list[date]:
    """Return the first days of the quarters of the window; `first_day` is a first of the month."""
    days: list[date] = []
    months = 0
    while True:
        month = first_day.month - 1 + months
        day = date(first_day.year + month // 12, month % 12 + 1, 1)
        if day >= until:
            return days
        days.append(day)
        months += 3
