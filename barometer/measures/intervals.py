"""A measured figure: what it is, over how many, how sure, and of which day. Pure."""

from dataclasses import dataclass
from datetime import date

from academy.core.proportions import LEVEL, wilson


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


def share(count: int, total: int, on: date, level: float = LEVEL) -> Measured:
    """Return a proportion with its Wilson interval; without a value where `total` is 0."""
    name = f"Wilson, {level:.0%}"
    if total == 0:
        return Measured(None, 0, None, None, name, on)
    lo, hi = wilson(count, total, level)
    return Measured(count / total, total, lo, hi, name, on)
