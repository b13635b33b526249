"""How much of what was passed is still known. Pure.

A power curve, estimated for a path as a whole from people asked again at random. It is about a
path and many people: never shown for a person.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, log

import numpy as np

from academy.core.proportions import LEVEL

from .coverage import Person, Standings
from .intervals import Measured
from .journeys import FEWEST as FEWEST_PEOPLE
from .journeys import to_five_points

DECAY = 0.5
"""The decay of the curve in FSRS 4.5, where it isn't estimated."""

AT_STABILITY = 0.9
"""The share retained after as many days as the stability."""

# A day, and a century: beyond, a curve is a step or a plateau.
_SHORTEST, _LONGEST = 1.0, 36_525.0
FEWEST = 20


@dataclass(frozen=True, slots=True)
class Recheck:
    """A question asked again at random `days` after the last pass, and whether it was known.

    `guess`: the chance to be right without knowing, such as 0.25 for one out of four choices.
    """

    days: float
    is_right: bool
    guess: float


@dataclass(frozen=True, slots=True)
class Recalled(Recheck):
    """A re-check, and by whom: a pseudonym, so that people can be counted."""

    person: str


def retained(days: float, stability: float, decay: float = DECAY) -> float:
    """Return R(days) = (1 + F days/S)^(-decay), with F = 0.9^(-1/decay) - 1, so that R(S) = 0.9.

    Open Spaced Repetition, "The Algorithm", FSRS-4.5 and FSRS-6 (github.com/open-spaced-repetition/
    fsrs4anki/wiki/The-Algorithm); that forgetting follows a power function: Wixted and Ebbesen
    (1991), "On the form of forgetting", Psychological Science 2:409-415.

    Raises ValueError for negative days, or a stability or decay that isn't above 0.
    """
    if days < 0 or stability <= 0 or decay <= 0:
        raise ValueError("Days can't be negative; stability and decay must be above 0.")
    return float((1 + _factor(decay) * days / stability) ** -decay)


def stability(
    rechecks: Sequence[Recheck], on: date, decay: float = DECAY, level: float = LEVEL
) -> Measured:
    """Return the stability S of a path in days, from random re-checks.

    Maximum likelihood: a re-check is right with probability c + (1 - c) R(days), c being the
    chance to guess (three-parameter logistic model of Birnbaum, 1968, in Lord and Novick,
    "Statistical Theories of Mental Test Scores"). Interval: the S that a likelihood ratio test
    doesn't exclude (Wilks, 1938, Annals of Mathematical Statistics 9:60-62). A bound that is None
    lies beyond a century, or under a day. No value under 20 re-checks.

    About 320 re-checks between one and two stabilities tell what is retained to 5 points.

    Raises ValueError for a chance to guess that isn't in [0, 1), or negative days.
    """
    name = f"likelihood ratio, {level:.0%}"
    if len(rechecks) < FEWEST:
        return Measured(None, len(rechecks), None, None, name, on)
    days = np.array([one.days for one in rechecks], dtype="float64")
    right = np.array([one.is_right for one in rechecks], dtype="bool")
    guess = np.array([one.guess for one in rechecks], dtype="float64")
    if (days < 0).any() or (guess < 0).any() or (guess >= 1).any():
        raise ValueError(
            "A re-check comes after a pass, and its chance to be guessed is from 0 to less than 1."
        )
    # Loaded where a page measures, not with what serves it.
    from scipy.optimize import brentq, minimize_scalar
    from scipy.special import chdtri

    factor = _factor(decay)

    def loss(log_stability: float) -> float:
        known = (1 + factor * days / exp(log_stability)) ** -decay
        chance = np.clip(guess + (1 - guess) * known, 1e-12, 1 - 1e-12)
        return float(-np.where(right, np.log(chance), np.log1p(-chance)).sum())

    lowest, highest = log(_SHORTEST), log(_LONGEST)
    grid = np.linspace(lowest, highest, 12)
    best = int(np.argmin([loss(point) for point in grid]))
    around = (grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)])
    found = minimize_scalar(loss, bounds=around, method="bounded", options={"xatol": 1e-6})
    bound = found.fun + float(chdtri(1, 1 - level)) / 2

    def excess(log_stability: float) -> float:
        return loss(log_stability) - bound

    lo = exp(brentq(excess, lowest, found.x)) if excess(lowest) > 0 else None
    hi = exp(brentq(excess, found.x, highest)) if excess(highest) > 0 else None
    return Measured(exp(found.x), len(rechecks), lo, hi, name, on)


HORIZONS = (30, 90, 180, 365)
"""After how many days it is said what is still known."""

FEWEST_ANSWERS = 320
"""About so many re-checks tell a share to five points."""


def told_of(rechecks: Sequence[Recalled], on: date) -> list[tuple[int, int, int, int]]:
    """Return, for the days of HORIZONS, the share still known and the ends of its interval (95 %).

    Shares are to the nearest five points, from 5 to 95, like all that is said of people's way
    (`journeys`). Nothing of fewer than 320 re-checks or 100 people, and nothing beyond the days
    that one re-check in ten lies beyond: a curve isn't drawn further than it was seen.
    """
    if len(rechecks) < FEWEST_ANSWERS or len({one.person for one in rechecks}) < FEWEST_PEOPLE:
        return []
    found = stability([Recheck(one.days, one.is_right, one.guess) for one in rechecks], on)
    seen = float(np.quantile([one.days for one in rechecks], 0.9))
    told = []
    for days in HORIZONS:
        share = retained_after(days, found)
        if days <= seen and share.value is not None:
            ends = (share.value, share.lo or 0.0, 1.0 if share.hi is None else share.hi)
            value, low, high = map(to_five_points, ends)
            told.append((days, value, low, high))
    return told


def retained_after(days: float, of: Measured, decay: float = DECAY) -> Measured:
    """Return the share retained after `days`, from the stability `of` a path and its interval.

    The more stable, the more is retained, so that the bounds are those of the stability; one that
    is None there is all or nothing here. The denominator is the number of re-checks.
    """
    if of.value is None:
        return of
    return Measured(
        value=retained(days, of.value, decay),
        denominator=of.denominator,
        lo=0.0 if of.lo is None else retained(days, of.lo, decay),
        hi=1.0 if of.hi is None else retained(days, of.hi, decay),
        interval=of.interval,
        on=of.on,
    )


def still_mastered(
    standings: Standings,
    audience: Collection[Person],
    of: Measured,
    on: date,
    decay: float = DECAY,
) -> Measured:
    """Return the mean over the audience of 1[g <= t] R(days since the last pass).

    `of`: the stability of the path, with its interval, whose bounds give those of the mean (all
    of the audience is counted, so that nothing else is uncertain). Whoever passed again counts from
    the last pass up to the day. The denominator is the audience. A mean over many, never a figure
    about one.
    """
    people = set(audience)
    if of.value is None or not people:
        return Measured(None, len(people), None, None, of.interval, on)
    since = [
        (on - max(days)).days
        for days in (
            [day for day in standings[person].renewed_on if day <= on]
            for person in people
            if person in standings
        )
        if days
    ]

    def mean(value: float) -> float:
        return sum(retained(days, value, decay) for days in since) / len(people)

    return Measured(
        value=mean(of.value),
        denominator=len(people),
        lo=0.0 if of.lo is None else mean(of.lo),
        hi=len(since) / len(people) if of.hi is None else mean(of.hi),
        interval=of.interval,
        on=on,
    )


def _factor(decay: float) -> float:
    return float(AT_STABILITY ** (-1 / decay) - 1)
