"""How people get through a path: what may be said of it, of a hundred people at least. Pure.

A figure is about a cohort: the people who started in a stretch of time, each in one cohort only,
followed for 90 days or longer. So no two figures are about nearly the same people, and none can be
taken from another. Shares are said to the nearest five points, from "5 or less" to "95 or more",
days to the nearest five: each stands for several people of a hundred, and none says "everybody".
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from .durations import Way, drop_off, durations, median_time

Question = TypeVar("Question", bound=Hashable)

FEWEST = 100
"""The fewest people that a figure of this module is about."""

FOLLOWED_DAYS = 90
"""For how many days at least everybody of a cohort was followed."""

STEP = 5
LOWEST, HIGHEST = 5, 95


@dataclass(frozen=True, slots=True)
class MedianTime:
    """In how many days half have finished, to the nearest five; None where that isn't reached.

    `soonest`, `latest`: the ends of the interval of 95 %.
    """

    days: int | None
    soonest: int | None
    latest: int | None


def time_of(ways: Iterable[Way], on: date) -> MedianTime | None:
    """Return the median time to finish of a cohort (`durations.median_time`); None of too few."""
    days, finished = durations(ways, on)
    if len(days) < FEWEST:
        return None
    found = median_time(days, finished, on)
    return MedianTime(_five(found.value), _five(found.lo), _five(found.hi))


def stops_of(journeys: Iterable[Sequence[float | None]], now: float, on: date) -> list[int | None]:
    """Return, for each step, how many per cent took no other within 45 days (`durations.drop_off`).

    None where fewer than a hundred were at risk. The last step of everybody who took all of them is
    no stop.
    """
    return [
        None if stop.hazard.value is None else points_of(stop.hazard.value, stop.hazard.denominator)
        for stop in drop_off(journeys, now, on)
    ]


def rights_of(answers: Mapping[Question, Sequence[bool]]) -> dict[Question, int | None]:
    """Return, by question, how many per cent of first answers were right.

    `answers`: of each question, whether the first answer of each person was. None where fewer than
    a hundred answered.
    """
    return {
        question: points_of(sum(right) / len(right), len(right)) if right else None
        for question, right in answers.items()
    }


def points_of(share: float, people: int) -> int | None:
    """Return a share to the nearest five points, from 5 to 95; None of fewer than a hundred."""
    return None if people < FEWEST else to_five_points(share)


def to_five_points(share: float) -> int:
    """Return a share to the nearest five points, from 5 to 95."""
    return min(HIGHEST, max(LOWEST, STEP * int((100 * share + STEP / 2) // STEP)))


def _five(days: float | None) -> int | None:
    return None if days is None else max(STEP, STEP * int((days + STEP / 2) // STEP))
