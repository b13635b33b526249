"""What finished curves teach about the next one. Pure.

Empirical Bayes: each finished curve is fitted, and the normal law of their parameters is the one
that makes them most likely together (expectation-maximisation with normal posteriors: Dempster,
Laird and Rubin, JRSS B 39, 1977). With few curves the law stays near the starting one.
"""

from collections.abc import Sequence

import numpy as np

from .curves import Curve
from .fitting import Fit, Normal, Prior, fit_shapes, irregularity, starting_prior, weights

ROUNDS = 4
# The starting law counts as so many curves, in the mean and in the spread.
MEAN_COUNTS_AS, SPREAD_COUNTS_AS = 0.5, 3.0
FEWEST_CURVES = 8


def learn_prior(curves: Sequence[Curve], rounds: int = ROUNDS) -> Prior:
    """Return the prior that finished `curves` of other organisms and paths teach.

    Under FEWEST_CURVES curves, nothing is learned and the starting prior is returned.
    """
    start = starting_prior()
    if len(curves) < FEWEST_CURVES:
        return start
    prior = start
    for _round in range(rounds):
        fitted = [fit_shapes(curve, prior) for curve in curves]
        likely = np.array([weights(fits) for fits in fitted])
        laws, shares = {}, {}
        for position, (shape, law) in enumerate(start.laws.items()):
            fits = [fits[position] for fits in fitted]
            laws[shape] = _law(fits, likely[:, position], law)
            shares[shape] = float((likely[:, position].sum() + 1) / (len(curves) + len(start.laws)))
        best = [fits[int(row.argmax())] for fits, row in zip(fitted, likely, strict=True)]
        prior = Prior(
            laws=laws,
            shares=shares,
            irregularity=irregularity(list(zip(curves, best, strict=True)), start.irregularity),
            learned_from=len(curves),
        )
    return prior


def _law(fits: list[Fit], likely: np.ndarray, start: Normal) -> Normal:
    """Return the law of one shape's parameters; a curve counts as far as it has that shape."""
    means = np.array([fit.law.mean for fit in fits])
    covariances = np.array([fit.law.covariance for fit in fits])
    total = likely.sum()
    mean = (likely @ means + MEAN_COUNTS_AS * start.mean) / (total + MEAN_COUNTS_AS)
    away = means - mean
    within = np.einsum("i,ijk->jk", likely, covariances)
    between = np.einsum("i,ij,ik->jk", likely, away, away)
    spread = within + between + SPREAD_COUNTS_AS * start.covariance
    return Normal(mean, spread / (total + SPREAD_COUNTS_AS))
