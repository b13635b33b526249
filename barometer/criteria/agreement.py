"""Whether two people who rate the same thing agree. Pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from random import Random

from .levels import HIGHEST

SHARE = 0.1
TARGET = 0.6
# With fewer pairs, an interval would say nothing.
FEWEST_PAIRS = 30
_DRAWS = 1000
_CONFIDENCE = 0.95

Pair = tuple[int, int]
"""The levels that the first and the second rater gave."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far `pairs` ratings agree. `kappa` and its interval are None where they can't be told."""

    pairs: int
    kappa: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def is_enough(self) -> bool:
        """Whether the target is reached."""
        return self.kappa is not None and self.kappa >= TARGET


def sampled(keys: Sequence[str], name: str, seed: str) -> list[str]:
    """Return the criteria of an assessment that are rated twice: a tenth of them, rounded up.

    The same name and seed always give the same ones, so that nobody chooses them, and an
    assessment that comes later changes nothing for those before.
    """

    def place(key: str) -> bytes:
        return hashlib.sha256(f"{seed}/{name}/{key}".encode()).digest()

    chosen = set(sorted(keys, key=place)[: ceil(SHARE * len(keys))])
    return [key for key in keys if key in chosen]


def weighted_kappa(pairs: Sequence[Pair]) -> float | None:
    """Return the quadratic-weighted kappa (Cohen, "Weighted kappa", Psychological Bulletin 70,
    1968), at most 1; None where all ratings are one level, so that chance alone explains them.

    1 - sum(w o) / sum(w e), where w = (i - j)², o is the share of pairs with levels i and j, and e
    the share expected if the two raters had nothing to do with each other.
    """
    if not pairs:
        return None
    count = len(pairs)
    seen = sum((first - second) ** 2 for first, second in pairs) / count
    firsts, seconds = ([pair[side] for pair in pairs] for side in (0, 1))
    shares = [
        [ratings.count(level) / count for level in range(HIGHEST + 1)]
        for ratings in (firsts, seconds)
    ]
    expected = sum(
        (i - j) ** 2 * shares[0][i] * shares[1][j]
        for i in range(HIGHEST + 1)
        for j in range(HIGHEST + 1)
    )
    return None if expected == 0 else 1 - seen / expected


def agreement_of(assessments: Sequence[Sequence[Pair]], *, seed: int = 1) -> Agreement:
    """Return how far the pairs of each assessment agree, with a 95% interval.

    The interval is that of the percentile bootstrap (Efron, 1979). Assessments are drawn, not
    pairs: ratings of one organism have the same two raters.
    """
    pairs = [pair for one in assessments for pair in one]
    if len(pairs) < FEWEST_PAIRS:
        return Agreement(len(pairs))
    kappa = weighted_kappa(pairs)
    if kappa is None:
        return Agreement(len(pairs))
    rng = Random(seed)  # noqa: S311 - no secret
    drawn = []
    for _draw in range(_DRAWS):
        again = rng.choices(assessments, k=len(assessments))
        value = weighted_kappa([pair for one in again for pair in one])
        if value is not None:
            drawn.append(value)
    drawn.sort()
    cut = (1 - _CONFIDENCE) / 2
    return Agreement(
        len(pairs),
        kappa,
        drawn[int(cut * (len(drawn) - 1))],
        drawn[ceil((1 - cut) * (len(drawn) - 1))],
    )
