"""How sure a proportion is, whoever measures it. Pure."""

from math import sqrt
from statistics import NormalDist

LEVEL = 0.95


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
