"""Curves of diffusion: what was seen week by week, and the three shapes that may explain it. Pure.

F(t) = c G(t) is the share of people who have passed t weeks after the start, c in (0, 1) the share
who ever will. Each shape has two parameters, p (the pull from outside at the start, a week) and q
(the pull from colleagues who passed, a week), with a = q / p and e = exp(-(p + q) t):

- Bass: G = (1 - e) / (1 + a e)  (Bass, "A new product growth for model consumer durables",
  Management Science 15, 1969);
- logistic: G = 1 / (1 + a e) from the first week on, and 0 before: a few pass as soon as they can,
  and their colleagues follow (Griliches, "Hybrid corn", Econometrica 25, 1957). Without that jump
  it would be Bass's curve with another ceiling;
- Gompertz: G = exp(-b e'), b = log(1 + a), e' = exp(-(p + q) t / 2): a steep start and a long end
  (Gompertz, Philosophical Transactions 115, 1825). The rate is halved so that half of the people
  are reached at about the same week as in the two others, and one prior suits all three.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Values = np.ndarray
# Value and both derivatives (by log p and log q) of G at each time.
Shape = Callable[[Any, Any, Values], tuple[Values, Values, Values]]


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """What one organism did in one path, period by period, the first one first.

    `new`: people who passed during each period. `at_risk`: people on the roster at its start who
    hadn't passed. `people` and `passed`: the roster today, and who of them has passed. `ends`: the
    weeks from the start to the end of each period; not given where each is one week. Between two
    looks, only how many passed is known, not when (interval censoring).
    """

    new: np.ndarray
    at_risk: np.ndarray
    people: int
    passed: int
    ends: np.ndarray | None = None

    def __post_init__(self) -> None:
        if self.new.shape != self.at_risk.shape or self.new.ndim != 1:
            raise ValueError("Give as many counts of people at risk as of new passes.")
        if (self.new < 0).any() or (self.new > self.at_risk).any():
            raise ValueError("A week has fewer than 0 new passes, or more than people at risk.")
        if self.ends is not None and (
            self.ends.shape != self.new.shape or (np.diff(self.ends, prepend=0.0) <= 0).any()
        ):
            raise ValueError("Give the end of each period, in weeks, each after the one before.")
        if not 0 <= self.passed <= self.people or not self.people:
            raise ValueError(
                f"{self.passed} people of {self.people} have passed: give a roster of at least one"
                " person, and no more passes than people."
            )

    @property
    def periods(self) -> int:
        """How many periods were seen."""
        return len(self.new)

    @property
    def weeks(self) -> float:
        """How many weeks were seen."""
        if self.ends is None:
            return len(self.new)
        return float(self.ends[-1]) if len(self.ends) else 0.0

    @property
    def times(self) -> np.ndarray:
        """The weeks from the start at which people were counted, the start included."""
        if self.ends is None:
            return np.arange(len(self.new) + 1, dtype=float)
        return np.concatenate([[0.0], self.ends])

    @property
    def share(self) -> float:
        """The share of the roster that has passed today."""
        return self.passed / self.people


def fixed_roster(people: int, passed: Sequence[int]) -> Curve:
    """Return the curve of `people` who stay, of whom `passed` had passed at the end of each week.

    ValueError where a count falls, or is above `people`: nobody unpasses on a fixed roster.
    """
    totals = np.asarray(passed, dtype="int64")
    before = np.concatenate([[0], totals])[:-1]
    return Curve(
        new=totals - before,
        at_risk=people - before,
        people=people,
        passed=int(totals[-1]) if len(totals) else 0,
    )


def bass(log_p: float, log_q: float, times: Values) -> tuple[Values, Values, Values]:
    """Return G and its derivatives by log p and log q; see the module for the formula."""
    p, q, a, e = _parts(log_p, log_q, times)
    square = (1 + a * e) ** 2
    faster = (1 + a) * times * e / square
    later = a * e * (1 - e) / square
    return (1 - e) / (1 + a * e), p * faster + later, q * faster - later


def logistic(log_p: float, log_q: float, times: Values) -> tuple[Values, Values, Values]:
    """Return G and its derivatives by log p and log q; see the module for the formula."""
    p, q, a, e = _parts(log_p, log_q, times)
    begun = times > 0
    slope = begun * a * e / (1 + a * e) ** 2
    return begun / (1 + a * e), slope * (p * times + 1), slope * (q * times - 1)


def gompertz(log_p: float, log_q: float, times: Values) -> tuple[Values, Values, Values]:
    """Return G and its derivatives by log p and log q; see the module for the formula."""
    p, q, a, e = _parts(log_p, log_q, times / 2)
    b = np.log1p(a)
    values = np.exp(-b * e)
    faster = b * e * values * times / 2
    later = e * values * a / (1 + a)
    return values, p * faster + later, q * faster - later


def _parts(log_p, log_q, times):
    p, q = np.exp(log_p), np.exp(log_q)
    return p, q, q / p, np.exp(-(p + q) * times)


SHAPES: dict[str, Shape] = {"bass": bass, "logistic": logistic, "gompertz": gompertz}


def hazards(shape: str, parameters: np.ndarray, first: float, weeks: int) -> np.ndarray:
    """Return how likely somebody who hasn't passed passes in each of `weeks` weeks after `first`.

    `parameters`: one row (log p, log q, logit c) for each curve. The result has a row for each
    curve and a column for each week: [F(t) - F(t - 1)] / [1 - F(t - 1)].
    """
    times = first + np.arange(weeks + 1, dtype=float)
    log_p, log_q, logit_c = (column[:, None] for column in parameters.T)
    values = SHAPES[shape](log_p, log_q, times[None, :])[0] / (1 + np.exp(-logit_c))
    steps = np.diff(values, axis=1) / (1 - values[:, :-1])
    return np.clip(steps, 0.0, 1.0)
