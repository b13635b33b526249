"""The days of releases: the first of each month, or each Monday. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

Rhythm = Literal["monthly", "weekly"]
RHYTHMS: tuple[Rhythm, ...] = ("monthly", "weekly")


def due(day: date, rhythm: Rhythm) -> date:
    """Return the day of the release that is due on `day`: the last one that has begun."""
    return day.replace(day=1) if rhythm == "monthly" else day - timedelta(days=day.weekday())


def following(day: date, rhythm: Rhythm) -> date:
    """Return the day of the first release after `day`."""
    return due(day, rhythm) + timedelta(days=7) if rhythm == "weekly" else _next_month(day)


def previous(day: date, rhythm: Rhythm) -> date:
    """Return the day of the last release before `day`."""
    return due(day - timedelta(days=1), rhythm)


def between(since: date, until: date, rhythm: Rhythm) -> Iterator[date]:
    """Yield the days of the releases from `since` to `until`, both included, the oldest first."""
    day = since if due(since, rhythm) == since else following(since, rhythm)
    while day <= until:
        yield day
        day = following(day, rhythm)


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
