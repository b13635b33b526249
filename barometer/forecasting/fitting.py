"""Fitting a shape to a curve: the most probable parameters, and how sure they are. Pure.

New passes in each period among those at risk are binomial,
n_t ~ B(R_t, [F(t) - F(t-1)] / [1 - F(t-1)])
(grouped survival times: Prentice and Gloeckler, Biometrics 34, 1978). The parameters
(log p, log q, logit c) have a normal prior. Weeks are less regular than a binomial says (holidays,
reminders), so the likelihood is tempered by an overdispersion, as in quasi-likelihood (Wedderburn,
Biometrika 61, 1974). The posterior is a normal at its mode (Laplace), which also gives the
evidence that weighs one shape against another (Kass and Raftery, JASA 90, 1995).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .curves import SHAPES, Curve

# log p, log q, logit c: beyond these nothing changes any more within a century of weeks.
BOUNDS = ((-14.0, 0.5), (-9.0, 1.5), (-6.0, 6.0))
# A chance of passing that is never quite nothing, so that a single late pass can be explained.
LEAST_STEP = 1e-7
# Nobody is quite sure to pass in a week either.
SUREST = 1 - 1e-9
# Irregularity is judged on blocks of so many weeks: a holiday lasts longer than a week. A curve
# that is still short has shorter ones, so that there are some.
BLOCK_WEEKS, FEWEST_BLOCKS = 4, 8
# What was known before counts as so many blocks, each as telling as USUAL_IRREGULARITY allows.
KNOWN_BLOCKS, USUAL_IRREGULARITY, MOST_IRREGULAR = 6.0, 0.3, 4.0
STARTING_IRREGULARITY = 0.1
MOST_DISPERSION = 50.0
# A mode is found when another step would make the curve less than this more likely (logarithm).
LEAST_GAIN, MOST_STEPS, MOST_DAMPING = 1e-3, 60, 1e8


@dataclass(frozen=True, slots=True, eq=False)
class Normal:
    """A normal law of (log p, log q, logit c)."""

    mean: np.ndarray
    covariance: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Prior:
    """What is known before a curve is seen: a law for each shape, and how likely the shape is.

    `irregularity`: see `irregularity`. `learned_from`: how many finished curves it comes from; 0
    for the starting one.
    """

    laws: Mapping[str, Normal]
    shares: Mapping[str, float]
    irregularity: float
    learned_from: int


def starting_prior() -> Prior:
    """Return what is assumed before any curve is finished: almost nothing."""
    law = Normal(np.array([np.log(0.006), np.log(0.09), 2.0]), np.diag([1.0, 1.5, 1.5]) ** 2)
    equal = 1 / len(SHAPES)
    return Prior(
        laws=dict.fromkeys(SHAPES, law),
        shares=dict.fromkeys(SHAPES, equal),
        irregularity=STARTING_IRREGULARITY,
        learned_from=0,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A shape fitted to a curve. `evidence` is a logarithm, up to a constant of the curve.

    `irregularity` is that of the curve, the same for all shapes, and `dispersion` what it does to
    counts of that size.
    """

    shape: str
    law: Normal
    evidence: float
    dispersion: float
    irregularity: float


def fit_shapes(curve: Curve, prior: Prior) -> tuple[Fit, ...]:
    """Fit every shape to `curve`. All share the irregularity seen from the one that fits best."""
    modes = {}
    for name, law in prior.laws.items():
        modes[name] = _mode(name, curve, law, law.mean, 1.0)
    best = min(modes, key=lambda name: modes[name][1] - np.log(prior.shares[name]))
    blocks = _blocks(best, modes[best][0], curve)
    irregular = _irregularity(blocks, prior.irregularity)
    expected = blocks[1]
    usual = (expected**2).sum() / max(expected.sum(), 1e-9)
    dispersion = float(min(1 + irregular * usual, MOST_DISPERSION))
    fits = []
    for name, law in prior.laws.items():
        mode, cost, precision = modes[name]
        if dispersion > 1.0:
            mode, cost, precision = _mode(name, curve, law, mode, dispersion)
        covariance = np.linalg.inv(precision)
        # Laplace: the height of the posterior times the room it takes beside the prior's.
        room = np.linalg.slogdet(covariance)[1] - np.linalg.slogdet(law.covariance)[1]
        evidence = float(-cost + room / 2 + np.log(prior.shares[name]))
        fits.append(Fit(name, Normal(mode, covariance), evidence, dispersion, irregular))
    return tuple(fits)


def weights(fits: tuple[Fit, ...]) -> np.ndarray:
    """Return how probable each of `fits` is, given the curve; they sum to 1."""
    evidence = np.array([fit.evidence for fit in fits])
    likely = np.exp(evidence - evidence.max())
    return likely / likely.sum()


def cost_and_slope(
    parameters: np.ndarray, shape: str, curve: Curve, dispersion: float = 1.0
) -> tuple[float, np.ndarray]:
    """Return minus the log-likelihood of `curve` over the dispersion, and its gradient.

    With F(t), the likelihood is the sum of n log[F(t) - F(t-1)] + (R - n) log[1 - F(t)]
    - R log[1 - F(t-1)], without the binomial coefficients.
    """
    cost, slope, _ = _evaluated(parameters, shape, curve)
    return cost / dispersion, slope / dispersion


def _evaluated(parameters, shape, curve):
    """Return minus the log-likelihood, its gradient, and Fisher's information.

    Fisher's information is never negative, unlike the observed curvature.
    """
    shares, slopes = _shares(shape, parameters, curve.times)
    new, at_risk = curve.new, curve.at_risk
    steps = np.diff(shares) + LEAST_STEP
    left = 1 - shares
    value = new @ np.log(steps) + (at_risk - new) @ np.log(left[1:]) - at_risk @ np.log(left[:-1])
    rises = slopes[:, 1:] - slopes[:, :-1]
    slope = (
        rises @ (new / steps)
        - slopes[:, 1:] @ ((at_risk - new) / left[1:])
        + slopes[:, :-1] @ (at_risk / left[:-1])
    )
    chance = np.minimum(steps / left[:-1], SUREST)
    by_parameter = (rises + chance * slopes[:, :-1]) / left[:-1]
    information = (by_parameter * (at_risk / (chance * (1 - chance)))) @ by_parameter.T
    return float(-value), -slope, information


def log_posterior(
    rows: np.ndarray, shape: str, curve: Curve, law: Normal, dispersion: float
) -> np.ndarray:
    """Return the logarithm of the tempered posterior of `rows` of parameters, up to a constant.

    The constant is the same for every shape: rows of several shapes may be weighed together.
    """
    times = curve.times[None, :]
    log_p, log_q, logit_c = (column[:, None] for column in rows.T)
    shares = SHAPES[shape](log_p, log_q, times)[0] / (1 + np.exp(-logit_c))
    left = np.log(1 - shares)
    value = np.log(np.diff(shares, axis=1) + LEAST_STEP) @ curve.new
    value += left[:, 1:] @ (curve.at_risk - curve.new) - left[:, :-1] @ curve.at_risk
    return value / dispersion + log_density(rows, law)


def log_density(rows: np.ndarray, law: Normal) -> np.ndarray:
    """Return the logarithm of the normal density of `law` at `rows`, without its power of 2 pi."""
    root = np.linalg.cholesky(law.covariance)
    away = np.linalg.solve(root, (rows - law.mean).T)
    return -(away**2).sum(axis=0) / 2 - np.log(np.diag(root)).sum()


def _shares(shape, parameters, times):
    """Return F at `times` (weeks), and its three derivatives."""
    values, by_p, by_q = SHAPES[shape](parameters[0], parameters[1], times)
    ceiling = 1 / (1 + np.exp(-parameters[2]))
    slopes = np.vstack([by_p, by_q, (1 - ceiling) * values]) * ceiling
    return values * ceiling, slopes


def _mode(shape, curve, law, start, dispersion):
    """Return the mode of the posterior, minus the logarithm of its height, and its curvature.

    Fisher scoring with damped steps (Levenberg, Quarterly of Applied Mathematics 2, 1944): with
    three parameters it needs about ten steps. L-BFGS-B finds the same mode, but its linear algebra
    wakes threads at each step, which takes a hundred times as long on a busy machine.
    """
    precision = np.linalg.inv(law.covariance)
    low, high = np.array(BOUNDS).T

    def posterior(parameters):
        cost, slope, information = _evaluated(parameters, shape, curve)
        away = parameters - law.mean
        pull = precision @ away
        height = cost / dispersion + float(away @ pull) / 2
        return height, slope / dispersion + pull, information / dispersion + precision

    place, damping = np.clip(start, low, high), 1e-3
    value, slope, curvature = posterior(place)
    for _step in range(MOST_STEPS):
        # A parameter that stands at its bound and would go further stays there.
        free = ((place > low) | (slope < 0)) & ((place < high) | (slope > 0))
        curved = curvature[np.ix_(free, free)]
        gained = -1.0
        while gained < 0 and damping < MOST_DAMPING:
            damped = curved + damping * np.diag(np.diag(curved))
            there = place.copy()
            there[free] -= np.linalg.solve(damped, slope[free])
            there = np.clip(there, low, high)
            found = posterior(there)
            gained = value - found[0]
            damping = max(damping / 10, 1e-9) if gained >= 0 else damping * 10
        if gained >= 0:
            place, (value, slope, curvature) = there, found
        if gained < LEAST_GAIN:
            break
    return place, value, curvature


def irregularity(fitted: Sequence[tuple[Curve, Fit]], known: float) -> float:
    """Return the irregularity of `fitted` curves together, `known` being what was known before.

    The chance of a block of weeks is that of the shape times a factor of mean 1 and this variance
    (holidays, reminders, a deadline): a block with e passes expected varies by e + irregularity e²
    (a negative binomial; moments as in Breslow, Applied Statistics 33, 1984).
    """
    parts = [_blocks(fit.shape, fit.law.mean, curve) for curve, fit in fitted]
    seen, expected, spread = (np.concatenate(column) for column in zip(*parts, strict=True))
    return _irregularity((seen, expected, spread), known)


def block_length(curve: Curve) -> int:
    """Return how many weeks of `curve` are judged together; never fewer than a period has."""
    period = round(curve.weeks / curve.periods) if curve.periods else 1
    return max(int(np.clip(curve.weeks // FEWEST_BLOCKS, 1, BLOCK_WEEKS)), period)


def _blocks(shape, parameters, curve):
    """Return the passes seen and expected in each block, and their binomial variance."""
    shares, _ = _shares(shape, parameters, curve.times)
    chance = np.minimum((np.diff(shares) + LEAST_STEP) / (1 - shares[:-1]), SUREST)
    periods = max(round(block_length(curve) * curve.periods / curve.weeks), 1)
    starts = np.arange(0, curve.periods, periods)
    expected = np.add.reduceat(curve.at_risk * chance, starts)
    spread = np.add.reduceat(curve.at_risk * chance * (1 - chance), starts)
    return np.add.reduceat(curve.new, starts), expected, spread


def _irregularity(blocks, known):
    seen, expected, spread = blocks
    # Below one expected pass, a block says little and its ratio may be anything.
    heard = expected >= 1.0
    seen, expected, spread = seen[heard], expected[heard], spread[heard]
    found = np.minimum(((seen - expected) ** 2 - spread) / expected**2, MOST_IRREGULAR)
    telling = 1 / (1 / expected + USUAL_IRREGULARITY) ** 2
    before = KNOWN_BLOCKS / USUAL_IRREGULARITY**2
    return float(max((telling @ found + before * known) / (telling.sum() + before), 0.0))
