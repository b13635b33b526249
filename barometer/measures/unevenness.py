"""Whether units differ more than chance makes them differ. Pure.

Twelve units of ten people with one and the same chance still show twelve rates: their raw spread
is noise. What is measured is the spread beyond it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

import numpy as np

from academy.core.proportions import LEVEL

from .intervals import Measured

DRAWS = 2_000


@dataclass(frozen=True, slots=True)
class Unevenness:
    """`excess`: the standard deviation between units beyond that of equal units, in shares.

    `p_value`: how often equal units would look as uneven, or more. `is_uneven`: that is 5 % of the
    time or less.
    """

    excess: Measured
    p_value: float
    is_uneven: bool


def unevenness(
    counts: Sequence[int],
    people: Sequence[int],
    on: date,
    *,
    seed: int,
    draws: int = DRAWS,
    level: float = LEVEL,
) -> Unevenness:
    """Return by how much rates differ between units, beyond chance.

    `counts`: how many of the `people` of each unit. The rates are those of a beta-binomial law; the
    standard deviation of its rates is estimated by moments (`between_variance`), 0 where units
    differ no more than chance. Interval: the standard deviations that Cochran's Q doesn't exclude
    (Viechtbauer, 2007, "Confidence intervals for the amount of heterogeneity in meta-analysis",
    Statistics in Medicine 26:37-52). The p-value is that of Pearson's chi-square among `draws`
    of the same successes over the same people regardless of units, itself counted (Davison and
    Hinkley, 1997, "Bootstrap Methods and their Application", 4.2), so that equal units are called
    uneven in 5 % of cases at most. The denominator is the number of units with people.

    Raises ValueError where a count isn't between 0 and the people of its unit.
    """
    done, total = _checked(counts, people)
    name = f"Q profile, {level:.0%}"
    units = len(total)
    pooled = done.sum() / total.sum() if units else 0.0
    if units < 2 or not 0 < pooled < 1:
        # Everybody or nobody: no unit differs from any other.
        alike = Measured(0.0 if units > 1 else None, units, None, None, name, on)
        return Unevenness(alike, 1.0, False)
    # Loaded where a page measures, not with what serves it.
    from scipy.optimize import brentq
    from scipy.special import chdtri

    random = np.random.default_rng(seed)
    by_chance = random.multivariate_hypergeometric(total, int(done.sum()), size=draws)
    # Equal up to rounding is as uneven.
    as_uneven = _chi_square(by_chance, total, pooled) >= _chi_square(done, total, pooled) - 1e-9
    p_value = (1 + int(as_uneven.sum())) / (1 + draws)

    within = pooled * (1 - pooled) / total

    def q(variance: float) -> float:
        weights = 1 / (within + variance)
        mean = (weights * done / total).sum() / weights.sum()
        return float((weights * (done / total - mean) ** 2).sum())

    def deviation_at(quantile: float) -> float:
        wanted = float(chdtri(units - 1, 1 - quantile))
        if q(0.0) <= wanted:
            return 0.0
        # Rates lie within 0 and 1, so that no variance of theirs is above a quarter.
        return sqrt(brentq(_less(q, wanted), 0.0, 0.25)) if q(0.25) < wanted else 0.5

    excess = Measured(
        value=sqrt(between_variance(counts, people)),
        denominator=units,
        lo=deviation_at((1 + level) / 2),
        hi=deviation_at((1 - level) / 2),
        interval=name,
        on=on,
    )
    return Unevenness(excess, p_value, p_value <= 1 - LEVEL)


def between_variance(counts: Sequence[int], people: Sequence[int]) -> float:
    """Return the variance of rates between units beyond chance, 0 or more.

    The estimate by analysis of variance, weighted by people: Kleinman (1973), "Proportions with
    extraneous variance: single and independent samples", Journal of the American Statistical
    Association 68:46-54. 0 where it can't be told, with fewer than two units.

    Raises ValueError where a count isn't between 0 and the people of its unit.
    """
    done, total = _checked(counts, people)
    everybody = total.sum()
    freedom = everybody - (total**2).sum() / everybody if everybody else 0.0
    if len(total) < 2 or everybody <= len(total):
        return 0.0
    pooled = done.sum() / everybody
    between = (total * (done / total - pooled) ** 2).sum()
    # Within units: x(n - x)/n each, over the people beyond one a unit.
    within = (done * (total - done) / total).sum() / (everybody - len(total))
    return float(max(0.0, (between - (len(total) - 1) * within) / freedom))


def _chi_square(done: np.ndarray, total: np.ndarray, pooled: float) -> np.ndarray:
    expected = total * pooled
    return ((done - expected) ** 2 / (expected * (1 - pooled))).sum(axis=-1)


def _less(function: Callable[[float], float], constant: float) -> Callable[[float], float]:
    return lambda value: function(value) - constant


def _checked(counts: Sequence[int], people: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """Return both as arrays, without the units that nobody belongs to."""
    done, total = np.array(counts, dtype="int64"), np.array(people, dtype="int64")
    if done.shape != total.shape or (done < 0).any() or (done > total).any():
        raise ValueError("Each unit needs a count from 0 to the number of its people.")
    return done[total > 0], total[total > 0]
