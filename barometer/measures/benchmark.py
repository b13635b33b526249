"""An organism among its peers. Pure.

Never a ranking: small organisms come first and last by chance. A funnel says who differs from the
class of peers by more than chance; the rate shown beside is drawn towards that of the class, the
more so the fewer people an organism has.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

import numpy as np

from academy.core.proportions import LEVEL

from .intervals import Measured, share
from .unevenness import between_variance

FEWEST_PEERS = 8
LIMITS = 0.998


@dataclass(frozen=True, slots=True)
class Placed:
    """An organism in the funnel of its class.

    `rate`: its own, Wilson. `lowest`, `highest`: the limits for so many people. `is_outside`: its
    rate is beyond them. `shrunk`: its rate as the class makes it likely.
    """

    rate: Measured
    lowest: float
    highest: float
    is_outside: bool
    shrunk: Measured


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A class of peers: its rate, its overdispersion (1 where there is none), and who is where."""

    target: Measured
    overdispersion: float
    organisms: Mapping[Hashable, Placed]


def benchmark(counts: Mapping[Hashable, tuple[int, int]], on: date) -> Benchmark | None:
    """Return the funnel of a class of peers; None where there are fewer than 8 peers to anybody.

    `counts`: of each organism, how many of how many people. One without people is left out.

    Limits: outside of what a binomial law of the rate of the class leaves to 0.1 % on either side,
    exactly, stretched about the rate by the square root of the overdispersion: Spiegelhalter
    (2005), "Funnel plots for comparing institutional performance", Statistics in Medicine
    24:1185-1202; winsorised at a tenth on either side, never under 1. Limits aren't interpolated
    between two counts, so that equal organisms are outside no more often than that: less than one
    in 307.

    Shrunk rate: the posterior mean and its central 95 % under a beta prior with the mean and
    variance of the class (Morris, 1983, "Parametric empirical Bayes inference", Journal of the
    American Statistical Association 78:47-55; variance by Kleinman, 1973). Where organisms differ
    no more than chance, it is the rate of the class, with its Wilson interval.

    Raises ValueError where a count isn't between 0 and the people of its organism.
    """
    known = {key: pair for key, pair in counts.items() if pair[1] > 0 or pair[0] != 0}
    if any(not 0 <= done <= people for done, people in known.values()):
        raise ValueError("Each organism needs a count from 0 to the number of its people.")
    if len(known) <= FEWEST_PEERS:
        return None
    # Loaded where a page measures, not with what serves it.
    from scipy.stats import beta

    done, people = np.array(list(known.values()), dtype="int64").T
    target = share(int(done.sum()), int(people.sum()), on)
    rate = done.sum() / people.sum()
    dispersion = _overdispersion(done, people, rate)
    lowest, highest = limits_of(people, rate, dispersion)
    # Rounding must not put on the other side what is on the limit.
    outside = (done / people < lowest - 1e-12) | (done / people > highest + 1e-12)

    variance = between_variance(done.tolist(), people.tolist())
    name = f"empirical Bayes, {LEVEL:.0%}"
    shrunk: list[Measured] = []
    if variance > 0:
        # The prior counts as so many people.
        weight = max(rate * (1 - rate) / variance - 1, 1e-6)
        ones, zeros = done + weight * rate, people - done + weight * (1 - rate)
        lo, hi = (beta.ppf(q, ones, zeros) for q in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
        shrunk = [
            Measured(float(one / (one + zero)), int(n), float(low), float(high), name, on)
            for one, zero, n, low, high in zip(ones, zeros, people, lo, hi, strict=True)
        ]
    else:
        shrunk = [
            Measured(target.value, int(n), target.lo, target.hi, target.interval, on)
            for n in people
        ]
    return Benchmark(
        target=target,
        overdispersion=dispersion,
        organisms={
            key: Placed(
                rate=share(*known[key], on),
                lowest=float(lowest[position]),
                highest=float(highest[position]),
                is_outside=bool(outside[position]),
                shrunk=shrunk[position],
            )
            for position, key in enumerate(known)
        },
    )


def limits_of(
    people: Sequence[int] | np.ndarray, rate: float, dispersion: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return between which shares organisms of so many people lie, in a class of such a rate and
    overdispersion (`benchmark`)."""
    # Loaded where a page measures, not with what serves it.
    from scipy.stats import binom

    n, tail = np.asarray(people), (1 - LIMITS) / 2
    lowest, highest = (binom.ppf(end, n, rate) / n for end in (tail, 1 - tail))
    return _stretched(lowest, rate, dispersion), _stretched(highest, rate, dispersion)


def _overdispersion(done: np.ndarray, people: np.ndarray, rate: float) -> float:
    """Return by how much the variance of the class exceeds a binomial one, 1 or more."""
    if not 0 < rate < 1:
        return 1.0
    z = (done / people - rate) / np.sqrt(rate * (1 - rate) / people)
    # An organism that truly differs must not widen the limits that would show it.
    winsorised = np.clip(z, *np.quantile(z, (0.1, 0.9)))
    return float(max(1.0, (winsorised**2).mean()))


def _stretched(limit: np.ndarray, rate: float, dispersion: float) -> np.ndarray:
    return np.clip(rate + (limit - rate) * sqrt(dispersion), 0.0, 1.0)
