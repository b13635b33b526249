"""Events as a figure shows them: numbered in the order of their days. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Mark:
    """What happened on a day, in words."""

    day: date
    says: str


@dataclass(frozen=True, slots=True)
class Numbered:
    """A mark with its number in a figure."""

    number: int
    mark: Mark


def numbered(marks: Iterable[Mark], days: Sequence[date]) -> list[Numbered]:
    """Return the marks within `days` (the rows of a curve, in order), numbered from 1 by day."""
    if not days:
        return []
    within = sorted(
        (mark for mark in marks if days[0] <= mark.day <= days[-1]),
        key=lambda mark: (mark.day, mark.says),
    )
    return [Numbered(number, mark) for number, mark in enumerate(within, start=1)]


def by_row(marks: Iterable[Numbered], days: Sequence[date]) -> list[list[Numbered]]:
    """Return, for each of `days` in order, the marks since the day before it, its own included."""
    rows: list[list[Numbered]] = [[] for _day in days]
    for one in marks:
        place = next(place for place, day in enumerate(days) if day >= one.mark.day)
        rows[place].append(one)
    return rows
