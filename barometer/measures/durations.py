"""How long it takes, and where people stop. Pure.

Whoever hasn't finished yet, or left before, is no proof of slowness nor of speed: known to have
taken longer than so many days, and no more (censored). Leaving them out makes a path look faster
than it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, inf, log, sqrt

import numpy as np

from academy.core.proportions import LEVEL, normal_quantile

from .intervals import Measured, share

DROP_OFF_DAYS = 45


@dataclass(frozen=True, slots=True)
class Way:
    """When a person started a path, finished it and left, None where they didn't."""

    started_on: date
    finished_on: date | None = None
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class Survival:
    """The share of people still on their way after `days`, by Kaplan and Meier.

    One entry a day on which somebody finished: `at_risk` people were still on their way,
    `remaining` is the share of all who are after it, `greenwood` the sum whose product with the
    square of `remaining` is its variance.
    """

    days: np.ndarray
    at_risk: np.ndarray
    remaining: np.ndarray
    greenwood: np.ndarray


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a path loses people: `hazard` of no next step after the step at `position`.

    `returned`: how many of those came back later, which the hazard of the next step counts.
    """

    position: int
    hazard: Measured
    returned: int


def durations(ways: Iterable[Way], on: date) -> tuple[np.ndarray, np.ndarray]:
    """Return how many days each person took, and whether that is until they finished.

    Otherwise it is until they left or until `on`, whichever came first. Whoever starts after `on`
    isn't in the answer.

    Raises ValueError for somebody who finished or left before starting.
    """
    days, finished = [], []
    for way in ways:
        for other in (way.finished_on, way.left_on):
            if other is not None and other < way.started_on:
                raise ValueError(
                    f"Somebody started on {way.started_on} and finished or left before, on "
                    f"{other}. Correct one of the two days."
                )
        if way.started_on > on:
            continue
        end = on if way.left_on is None else min(on, way.left_on)
        is_finished = way.finished_on is not None and way.finished_on <= end
        last = way.finished_on if is_finished and way.finished_on else end
        days.append((last - way.started_on).days)
        finished.append(is_finished)
    return np.array(days, dtype="float64"), np.array(finished, dtype="bool")


def survival(days: np.ndarray, finished: np.ndarray) -> Survival:
    """Return the share still on their way.

    Kaplan and Meier (1958), "Nonparametric estimation from incomplete observations", Journal of
    the American Statistical Association 53:457-481; variance by Greenwood (1926), "The natural
    duration of cancer", Reports on Public Health and Medical Subjects 33. Somebody censored on a
    day on which others finish was still at risk then.

    Raises ValueError where the two don't have the same length, or a duration is negative.
    """
    if len(days) != len(finished):
        raise ValueError("Each duration needs to know whether it ended by finishing.")
    if (days < 0).any():
        raise ValueError("A duration can't be negative.")
    ends = np.unique(days[finished])
    at_risk = len(days) - np.searchsorted(np.sort(days), ends, side="left")
    done = np.searchsorted(np.sort(days[finished]), ends, side="right") - np.searchsorted(
        np.sort(days[finished]), ends, side="left"
    )
    remaining = np.cumprod(1 - done / at_risk)
    with np.errstate(divide="ignore"):
        greenwood = np.cumsum(done / (at_risk * (at_risk - done)))
    return Survival(ends, at_risk, remaining, greenwood)


def median_time(days: np.ndarray, finished: np.ndarray, on: date, level: float = LEVEL) -> Measured:
    """Return the median number of days to finish: the first day on which half have, or more.

    Kaplan and Meier (`survival`). The interval holds the days that the pointwise interval of the
    curve doesn't exclude, on the scale of log(-log S): Brookmeyer and Crowley (1982), "A confidence
    interval for the median survival time", Biometrics 38:29-41; Kalbfleisch and Prentice (1980),
    "The Statistical Analysis of Failure Time Data". A value or bound that the data don't reach yet
    is None. The denominator is everybody who started.
    """
    curve = survival(days, finished)
    z = normal_quantile(level)
    lowest, highest = [], []
    for remaining, greenwood in zip(curve.remaining, curve.greenwood, strict=True):
        if remaining <= 0 or not np.isfinite(greenwood):
            # Everybody has finished: nothing is left whose variance could be told.
            lowest.append(0.0)
            highest.append(0.0)
            continue
        spread = z * sqrt(greenwood) / -log(remaining) if remaining < 1 else 0.0
        lowest.append(remaining ** exp(spread))
        highest.append(remaining ** exp(-spread))
    half = 0.5 + 1e-12
    return Measured(
        value=_first(curve.days, curve.remaining <= half),
        denominator=len(days),
        lo=_first(curve.days, np.array(lowest) <= half),
        hi=_first(curve.days, np.array(highest) <= half),
        interval=f"Greenwood, log-log, {level:.0%}",
        on=on,
    )


def drop_off(journeys: Iterable[Sequence[float | None]], now: float, on: date) -> list[Stop]:
    """Return, for each step of a path, the hazard of no next step within 45 days.

    A journey has, for each step in the order of the path, the day (a number, fractions allowed) on
    which a person took it for the first time, None where they haven't; `now` is the day of the
    data on the same scale. Steps may be taken in any order: the next one is the next that was
    taken, in the order of the path where two were at once.

    At risk at a step: whoever took it 45 days ago or longer, unless it was their last one open.
    A discrete hazard (Singer and Willett, 1993, "It's about time", Journal of Educational
    Statistics 18:155-195), Wilson interval; 45 days are the product's own bound. Whoever comes
    back later has stopped here, and is at risk again at the step taken then.

    Raises ValueError where journeys don't all have the same number of steps.
    """
    steps: int | None = None
    at_risk: list[int] = []
    stopped: list[int] = []
    returned: list[int] = []
    for journey in journeys:
        if steps is None:
            steps = len(journey)
            at_risk, stopped, returned = [0] * steps, [0] * steps, [0] * steps
        elif len(journey) != steps:
            raise ValueError(
                f"A journey has {len(journey)} steps and another {steps}. Compare people on one "
                "version of a path."
            )
        taken = sorted(
            (day, position)
            for position, day in enumerate(journey)
            if day is not None and day <= now
        )
        for number, (day, position) in enumerate(taken):
            if number + 1 == steps or day + DROP_OFF_DAYS > now:
                continue
            following = taken[number + 1][0] if number + 1 < len(taken) else inf
            at_risk[position] += 1
            if following > day + DROP_OFF_DAYS:
                stopped[position] += 1
                returned[position] += following < inf
    return [
        Stop(position, share(stopped[position], at_risk[position], on), returned[position])
        for position in range(steps or 0)
    ]


def _first(days: np.ndarray, holds: np.ndarray) -> float | None:
    """Return the first of `days` for which `holds`, None where there is none."""
    found = np.flatnonzero(holds)
    return float(days[found[0]]) if len(found) else None
