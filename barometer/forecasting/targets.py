"""When a target will be reached, and when to raise an alarm about it. Pure.

A day would be a lie: the interval of the date is about 29 weeks wide. A season is said.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from .alarms import EVEN, FALLS_SHORT, ON_TRACK, SURE, alert
from .intervals import exact_interval
from .rules import LEVEL
from .seasons import Season, season_of

__all__ = [
    "EVEN",
    "FALLS_SHORT",
    "ON_TRACK",
    "SURE",
    "Crossing",
    "FalseAlarms",
    "Season",
    "alert",
    "chance",
    "crossing",
    "false_alarms",
    "season_of",
]


@dataclass(frozen=True, slots=True)
class Crossing:
    """When a target is reached. `probability`: within the weeks that were simulated.

    `earliest`, `likely`, `latest`: the seasons before which a tenth, half and nine tenths of all
    futures reach it; None where that many don't within these weeks. `weeks`: that simulated time.
    """

    probability: float
    weeks: int
    earliest: Season | None
    likely: Season | None
    latest: Season | None


def crossing(futures: np.ndarray, target: float, today: date) -> Crossing:
    """Return when `futures` (shares, a row each, a column a week from `today`) reach `target`.

    ValueError where `target` isn't above 0 and at most 1.
    """
    if not 0 < target <= 1:
        raise ValueError(f"A target is a share above 0 and at most 1, not {target}.")
    reaches = futures >= target - 1e-9
    ever = reaches.any(axis=1)
    when = np.where(ever, reaches.argmax(axis=1) + 1, np.iinfo("int64").max)
    tail = (1 - LEVEL) / 2
    earliest, likely, latest = (
        _season(np.sort(when), part, today) for part in (tail, 0.5, 1 - tail)
    )
    return Crossing(float(ever.mean()), futures.shape[1], earliest, likely, latest)


def chance(futures: np.ndarray, target: float, ahead: int) -> float:
    """Return the probability that `target` is reached `ahead` weeks from today."""
    return float((futures[:, ahead - 1] >= target - 1e-9).mean())


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """How many alarms of the past were false, with the rate's exact 95 % interval."""

    alarms: int
    false: int
    rate: float
    low: float
    high: float


def false_alarms(past: pd.DataFrame, sure: float = SURE) -> FalseAlarms | None:
    """Return how often an alarm came before a target that was reached all the same.

    `past`: a row for each target and release, columns `target` (any key), `release` (sorts in
    time), `chance`, and `reached` (whether the target was, missing before its date). Each target
    counts once, by whether any release raised the alarm. None where there was no alarm.
    """
    known = past.dropna(subset=["reached"]).sort_values("release")
    alarms = false = 0
    for _target, releases in known.groupby("target"):
        if (releases["chance"] <= 1 - sure + 1e-9).any():
            alarms += 1
            false += bool(releases["reached"].iloc[-1])
    if not alarms:
        return None
    low, high = exact_interval(false, alarms)
    return FalseAlarms(alarms, false, false / alarms, low, high)


def _season(when: np.ndarray, part: float, today: date) -> Season | None:
    """Return the season in which that part of all futures has reached the target."""
    weeks = when[min(int(np.ceil(part * len(when))), len(when)) - 1]
    if weeks == np.iinfo("int64").max:
        return None
    return season_of(today + timedelta(weeks=int(weeks)))
