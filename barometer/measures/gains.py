"""How much was learned, from the same people asked before and after. Pure."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from academy.core.proportions import LEVEL

from .intervals import Measured

FEWEST_PAIRS = 20
DRAWS = 2_000


def learning_gain(
    before: Sequence[float],
    after: Sequence[float],
    on: date,
    *,
    seed: int,
    draws: int = DRAWS,
    level: float = LEVEL,
) -> Measured:
    """Return (mean after - mean before) / (1 - mean before): the share learned of what could be.

    Hake (1998), "Interactive-engagement versus traditional methods", American Journal of Physics
    66:64-74: the gain of the means, since the mean of individual gains is biased. Interval: bias-
    corrected percentiles of `draws` of pairs with replacement (Efron and Tibshirani, 1993, "An
    Introduction to the Bootstrap", chapter 14). The two scores of a person, from 0 to 1, have the
    same position; the denominator is the number of pairs. No value under 20 pairs, nor where all
    was known before.

    Raises ValueError where scores don't come in pairs, or aren't between 0 and 1.
    """
    name = f"bootstrap, bias-corrected, {level:.0%}"
    if len(before) != len(after):
        raise ValueError(
            f"There are {len(before)} scores before and {len(after)} after. Keep the people who "
            "have both, in the same order."
        )
    pairs = np.array([before, after], dtype="float64")
    if not ((pairs >= 0) & (pairs <= 1)).all():
        raise ValueError("Scores go from 0 to 1, and none may be missing.")
    count = len(before)
    if count < FEWEST_PAIRS or pairs[0].min() == 1:
        return Measured(None, count, None, None, name, on)
    # Loaded where a page measures, not with what serves it.
    from scipy.special import ndtr, ndtri

    value = float(_gain(pairs.mean(axis=1)))
    drawn = np.random.default_rng(seed).integers(0, count, size=(draws, count))
    means = pairs[:, drawn].mean(axis=2)
    # A draw of people who all knew everything before has no gain.
    gains = np.sort(_gain(means[:, means[0] < 1]))
    below = ((gains < value).sum() + (gains == value).sum() / 2) / len(gains)
    shift = 2 * ndtri(np.clip(below, 1 / (2 * len(gains)), 1 - 1 / (2 * len(gains))))
    z = ndtri((1 + level) / 2)
    lo, hi = np.quantile(gains, ndtr([shift - z, shift + z]))
    return Measured(value, count, float(lo), float(hi), name, on)


def _gain(means: np.ndarray) -> np.ndarray:
    return (means[1] - means[0]) / (1 - means[0])
