"""What may come after today, as many equally likely futures. Pure, and the same for a seed."""

from collections.abc import Mapping

import numpy as np

from .curves import SHAPES, Curve, hazards
from .fitting import BOUNDS, Fit, Prior, block_length, log_posterior

DRAWS = 300
# Parameters are proposed from a law wider than the normal at the mode, with heavy tails.
WIDER, TAILS = 1.3, 5
LEAST_IRREGULAR = 1e-4

# Rows (log p, log q, logit c) of each shape, all of them equally likely.
Drawn = Mapping[str, np.ndarray]


def own_parameters(
    curve: Curve, fits: tuple[Fit, ...], prior: Prior, rng: np.random.Generator
) -> Drawn:
    """Draw DRAWS rows of parameters from what `curve` and `prior` say together.

    The normals at the modes are where to look, not the answer: a ceiling that hasn't been seen yet
    has a skewed law. Rows are proposed around each mode, and kept as often as the posterior says
    (sampling, importance resampling: Rubin, Bayesian Statistics 3, 1988), which also weighs the
    shapes against each other.
    """
    low, high = np.array(BOUNDS).T
    rows, weights = {}, {}
    for fit in fits:
        root = np.linalg.cholesky(fit.law.covariance) * WIDER
        normal = rng.standard_normal((DRAWS, 3))
        free = normal / np.sqrt(rng.chisquare(TAILS, DRAWS) / TAILS)[:, None]
        proposed = fit.law.mean + free @ root.T
        inside = ((proposed >= low) & (proposed <= high)).all(axis=1)
        proposed = np.clip(proposed, low, high)
        density = -(TAILS + 3) / 2 * np.log1p((free**2).sum(axis=1) / TAILS)
        density -= np.log(np.diag(root)).sum()
        law = prior.laws[fit.shape]
        likely = log_posterior(proposed, fit.shape, curve, law, fit.dispersion)
        likely += np.log(prior.shares[fit.shape]) - density
        rows[fit.shape], weights[fit.shape] = proposed, np.where(inside, likely, -np.inf)
    return _kept(rows, weights, rng)


def peer_parameters(curve: Curve, prior: Prior, rng: np.random.Generator) -> Drawn:
    """Draw DRAWS rows of parameters of peers who were about here after as many weeks.

    Nothing of `curve` counts but today's number: too few people have passed, in too few weeks, for
    its shape to mean anything.
    """
    low, high = np.array(BOUNDS).T
    rows, weights = {}, {}
    for shape, law in prior.laws.items():
        root = np.linalg.cholesky(law.covariance)
        drawn = law.mean + rng.standard_normal((DRAWS, 3)) @ root.T
        drawn = np.clip(drawn, low, high)
        share = SHAPES[shape](drawn[:, 0], drawn[:, 1], np.array(float(curve.weeks)))[0]
        share = np.clip(share / (1 + np.exp(-drawn[:, 2])), 1e-9, 1 - 1e-9)
        likely = curve.passed * np.log(share) + (curve.people - curve.passed) * np.log1p(-share)
        rows[shape], weights[shape] = drawn, likely + np.log(prior.shares[shape])
    return _kept(rows, weights, rng)


def go_on(
    drawn: Drawn, curve: Curve, weeks: int, irregular: float, rng: np.random.Generator
) -> np.ndarray:
    """Return the share of people who have passed at the end of each of the next `weeks` weeks.

    One row for each row of parameters. Each week, each person left passes with the chance of that
    curve in that week: the future starts from today's count, and never goes back.
    """
    chances = np.vstack([hazards(shape, rows, curve.weeks, weeks) for shape, rows in drawn.items()])
    if irregular > LEAST_IRREGULAR:
        block = block_length(curve)
        shape = (len(chances), -(-weeks // block))
        factors = rng.gamma(1 / irregular, irregular, shape)
        chances = np.minimum(chances * np.repeat(factors, block, axis=1)[:, :weeks], 1.0)
    left = np.full(len(chances), curve.people - curve.passed)
    futures = np.empty(chances.shape)
    for week in range(weeks):
        left = left - rng.binomial(left, chances[:, week])
        futures[:, week] = curve.people - left
    return futures / curve.people


def published(
    futures: np.ndarray, between: tuple[int, int], people: int, rng: np.random.Generator
) -> np.ndarray:
    """Return `futures` as they may be published, from a number that is known to lie `between`.

    Bands have about five numbers, alike likely at the most: the one that stands for a band is off
    by a variance of 2, that of a sum by as much for each band, half of the width of the sum. Both
    the number of today and the one of that day are off, so each future is moved by the sum of the
    two.
    """
    low, high = between
    off = rng.normal(0.0, np.sqrt(high - low), len(futures)) / people
    return np.clip(futures + off[:, None], 0.0, 1.0)


def _kept(
    rows: dict[str, np.ndarray], weights: dict[str, np.ndarray], rng: np.random.Generator
) -> Drawn:
    """Keep DRAWS of all `rows`, as often as their weights (logarithms) say: systematic draws."""
    together = np.concatenate(list(weights.values()))
    likely = np.exp(together - together.max())
    places = (np.arange(DRAWS) + rng.random()) / DRAWS
    chosen = np.searchsorted(np.cumsum(likely / likely.sum()), places)
    chosen = np.minimum(chosen, len(together) - 1)
    kept, start = {}, 0
    for shape, own in rows.items():
        here = chosen[(chosen >= start) & (chosen < start + len(own))] - start
        kept[shape] = own[here]
        start += len(own)
    return kept
