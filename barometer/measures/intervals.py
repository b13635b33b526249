"""A measured figure: what it is, over how many, how sure, and of which day. Pure."""

from dataclasses import dataclass
from datetime import date
from math import sqrt
from statistics import NormalDist

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure with its denominator, its interval and its day.

    `value`, `lo` and `hi` are None where the figure can't be said: nobody to measure, too few, or
    a bound that the data don't give. `interval` names the interval. `on`: the day of the data.
    """

    value: float | None
    denominator: int
    lo: float | None
    hi: float | None
    interval: str
    on: date


def normal_quantile(level: float) -> float:
    """Return the z between whose opposite and itself a share `level` of a normal law lies."""
    return NormalDist().inv_cdf((1 + level) / 2)


def wilson(count: int, total: int, level: float = LEVEL) -> tuple[float, float]:
    """Return the score interval of a proportion.

    Wilson (1927), "Probable inference, the law of succession, and statistical inference", Journal
    of the American Statistical Association 22:209-212; recommended for small numbers too by Brown,
    Cai and DasGupta (2001), Statistical Science 16:101-133.

    Raises ValueError where `count` isn't between 0 and `total`, or `total` is 0.
    """
    if not 0 <= count <= total or total == 0:
        raise ValueError(f"A proportion needs a count from 0 to its total: {count} of {total}.")
    z = normal_quantile(level)
    share = count / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    # Exact at the ends, where rounding would leave a trace of either side.
    return (
        0.0 if count == 0 else max(0.0, middle - half),
        1.0 if count == total else min(1.0, middle + half),
    )


def share(count: int, total: int, on: date, level: float = LEVEL) -> Measured:
    """Return a proportion with its Wilson interval; without a value where `total` is 0."""
    name = f"Wilson, {level:.0%}"
    if total == 0:
        return Measured(None, 0, None, None, name, on)
    lo, hi = wilson(count, total, level)
    return Measured(count / total, total, lo, hi, name, on)
