"""By how much the mean of a scale shifted between two moments, for the same people. Pure.

The interval is Student's for paired differences (Student, "The probable error of a mean",
Biometrika 6, 1908): the mean difference, plus or minus t times its standard error. A person's two
answers are compared with each other, so that who answered does not weigh on the shift.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

# Of fewer people no mean is said (docs/explanation/protection-of-persons.md).
FEWEST_PAIRS = 20
LEVEL = 0.95
# No interval is narrower on either side: it would tell that everybody moved alike.
NARROWEST = 0.2


@dataclass(frozen=True, slots=True)
class Shift:
    """The mean before and after, by how much it shifted, and between what that lies; in tenths."""

    pairs: int
    before: float
    after: float
    mean: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether the shift is more than chance explains."""
        return self.low > 0 or self.high < 0


def shift_of(before: Sequence[int], after: Sequence[int]) -> Shift | None:
    """Return the shift from `before` to `after`, person by person; None of fewer than 20."""
    from scipy.stats import t

    count = len(before)
    if count != len(after):
        raise ValueError("Each person has an answer before and one after.")
    if count < FEWEST_PAIRS:
        return None
    differences = [two - one for one, two in zip(before, after, strict=True)]
    mean = sum(differences) / count
    spread = sum((one - mean) ** 2 for one in differences) / (count - 1)
    half = float(t.ppf((1 + LEVEL) / 2, count - 1)) * sqrt(spread / count)
    half = max(half, NARROWEST)
    return Shift(
        pairs=count,
        before=round(sum(before) / count, 1),
        after=round(sum(after) / count, 1),
        mean=round(mean, 1),
        low=round(mean - half, 1),
        high=round(mean + half, 1),
    )
