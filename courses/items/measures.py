"""Classical test theory: what answers say of questions. Pure.

A score is what an answer was worth, from 0 to 1. Intervals are of `LEVEL` unless told otherwise.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import atanh, log, sqrt, tanh
from statistics import NormalDist, fmean
from typing import Literal

from academy.core.proportions import LEVEL, normal_quantile

Size = Literal["A", "B", "C"]
# The factor from a log odds ratio to ETS's delta scale: Holland and Thayer (1988).
_DELTA = -2.35
# Below the first, a difference is negligible; from the second on, it may be large: Zieky (1993).
_SMALL, _LARGE = 1.0, 1.5
# One-sided and two-sided quantiles at 5 %.
_ONE_SIDED = normal_quantile(0.90)
_TWO_SIDED = normal_quantile(0.95)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its interval."""

    value: float
    lo: float
    hi: float


def correlation(
    first: Sequence[float], second: Sequence[float], level: float = LEVEL
) -> Estimate | None:
    """Return Pearson's correlation with the interval of Fisher's transformation.

    Fisher (1921), "On the 'probable error' of a coefficient of correlation deduced from a small
    sample", Metron 1:3-32: atanh(r) is nearly normal with the variance 1 / (n - 3).

    None below 4 pairs, and where either side is always the same. Raises ValueError where the sides
    don't have one length.
    """
    if len(first) != len(second):
        raise ValueError("A correlation needs pairs: both sides have one length.")
    count = len(first)
    if count < 4:
        return None
    mean_first, mean_second = fmean(first), fmean(second)
    together = across = along = 0.0
    for one, other in zip(first, second, strict=True):
        away, off = one - mean_first, other - mean_second
        together += away * off
        along += away * away
        across += off * off
    if along < 1e-12 or across < 1e-12:
        return None
    value = max(-1.0, min(1.0, together / sqrt(along * across)))
    if abs(value) > 1 - 1e-12:
        return Estimate(value, value, value)
    half = normal_quantile(level) / sqrt(count - 3)
    return Estimate(value, tanh(atanh(value) - half), tanh(atanh(value) + half))


def chance_of_working(told: Estimate, people: int) -> float:
    """Return the chance (0 to 1) of a discrimination as low as `told` by so many people, at most,
    in a question that doesn't work backwards: of a true one of 0, by Fisher's transformation."""
    value = max(-1 + 1e-12, min(1 - 1e-12, told.value))
    return NormalDist().cdf(atanh(value) * sqrt(max(people - 3, 0)))


def chance_of_guessing(right: int, count: int, chance: float) -> float:
    """Return the chance (0 to 1) that no more than `right` of `count` people are right, at most, in
    a question that is found as often as by answering blindly (`chance`). Exact, binomial."""
    # Loaded where a page measures, not with what serves it.
    from scipy.special import bdtr

    return float(bdtr(right, count, chance))


def discrimination(
    scores: Sequence[float], sums: Sequence[float], level: float = LEVEL
) -> Estimate | None:
    """Return the corrected correlation of a question with the sum of the others.

    `scores`: of the question, one a person; `sums`: the same people's sums over all questions, this
    one included. It is left out of the sum: Henrysson (1963), "Correction of item-total
    correlations in item analysis", Psychometrika 28:211-218. None where `correlation` has none.
    """
    rest = [total - score for total, score in zip(sums, scores, strict=True)]
    return correlation(scores, rest, level)


def alpha(rows: Sequence[Sequence[float]], level: float = LEVEL) -> Estimate | None:
    """Return Cronbach's alpha with Feldt's interval; KR-20 where scores are 0 or 1.

    Cronbach (1951), "Coefficient alpha and the internal structure of tests", Psychometrika
    16:297-334; Kuder and Richardson (1937), Psychometrika 2:151-160. The interval: Feldt (1965),
    "The approximate sampling distribution of Kuder-Richardson reliability coefficient twenty",
    Psychometrika 30:357-370: (1 - alpha) / (1 - estimate) is nearly 1 / F(n - 1, (n - 1)(k - 1)).

    None below 2 questions or 2 people, and where everybody has the same sum.
    """
    people = len(rows)
    count = len(rows[0]) if rows else 0
    if people < 2 or count < 2:
        return None
    total = _variance([sum(row) for row in rows])
    if total < 1e-12:
        return None
    parts = sum(_variance([row[place] for row in rows]) for place in range(count))
    value = count / (count - 1) * (1 - parts / total)
    # Loaded where a page measures, not with what serves it.
    from scipy.special import fdtri

    free, other = people - 1, (people - 1) * (count - 1)
    tail = (1 - level) / 2
    lo = 1 - (1 - value) * float(fdtri(free, other, 1 - tail))
    hi = 1 - (1 - value) * float(fdtri(free, other, tail))
    return Estimate(value, lo, hi)


def _variance(values: Sequence[float]) -> float:
    """Return the variance of a sample; that of `statistics` is exact, and far slower."""
    mean = fmean(values)
    return sum((one - mean) ** 2 for one in values) / (len(values) - 1)


@dataclass(frozen=True, slots=True)
class Table:
    """Of people who know as much: how many of either group are right and wrong."""

    reference_right: int
    reference_wrong: int
    focal_right: int
    focal_wrong: int


@dataclass(frozen=True, slots=True)
class Difference:
    """How differently a question works in two groups. `delta`: on ETS's scale, below 0 where it is
    harder for the focal group than for people of the reference group who know as much. `error`: its
    standard error. `size`: A negligible, B moderate, C large."""

    delta: float
    error: float
    size: Size

    @property
    def interval(self) -> Estimate:
        """The difference with its interval of `LEVEL`, by the standard error."""
        half = normal_quantile(LEVEL) * self.error
        return Estimate(self.delta, self.delta - half, self.delta + half)

    @property
    def chance_below_large(self) -> float:
        """The chance (0 to 1) of a difference as large, at most, in a question that isn't of class
        C: of a true one of 1 (Zieky); 1 where it is below 1.5."""
        far = abs(self.delta)
        if far < _LARGE:
            return 1.0
        return NormalDist().cdf((_SMALL - far) / self.error)


def difference(tables: Iterable[Table]) -> Difference | None:
    """Return the Mantel-Haenszel difference of a question between two groups.

    `tables`: one for each sum of scores. The common odds ratio: Mantel and Haenszel (1959), Journal
    of the National Cancer Institute 22:719-748; as a measure of questions, with the delta scale:
    Holland and Thayer (1988), "Differential item performance and the Mantel-Haenszel procedure",
    in Wainer and Braun, Test Validity. Its variance: Robins, Breslow and Greenland (1986),
    Biometrics 42:311-323. Classes of ETS: Zieky (1993), "Practical questions in the use of DIF
    statistics in test development", in Holland and Wainer, Differential Item Functioning: A where
    the difference isn't significantly other than 0 or is below 1; C where it is 1.5 or more and
    significantly more than 1; B else. Both at 5 %, by the standard error.

    None where no table compares the groups, or one of the two ways of being different has nobody.
    """
    plus = minus = 0.0
    first = mixed = last = 0.0
    for one in tables:
        reference = one.reference_right + one.reference_wrong
        focal = one.focal_right + one.focal_wrong
        people = reference + focal
        if not reference or not focal:
            continue
        like = (one.reference_right + one.focal_wrong) / people
        unlike = (one.reference_wrong + one.focal_right) / people
        right = one.reference_right * one.focal_wrong / people
        wrong = one.reference_wrong * one.focal_right / people
        plus += right
        minus += wrong
        first += like * right
        mixed += like * wrong + unlike * right
        last += unlike * wrong
    if plus == 0 or minus == 0:
        return None
    delta = _DELTA * log(plus / minus)
    spread = first / (2 * plus * plus) + mixed / (2 * plus * minus) + last / (2 * minus * minus)
    error = abs(_DELTA) * sqrt(spread)
    return Difference(delta, error, _size(abs(delta), error))


def _size(far: float, error: float) -> Size:
    if far < _SMALL or far <= _TWO_SIDED * error:
        return "A"
    if far >= _LARGE and far - _SMALL > _ONE_SIDED * error:
        return "C"
    return "B"
