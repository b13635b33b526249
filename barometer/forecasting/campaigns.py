"""What if there were one more campaign: what past ones changed, and how unsure that is. Pure.

The effect of the next campaign is not the mean of the past ones: campaigns differ. It is drawn
from the predictive law of a random-effects meta-analysis (Higgins, Thompson and Spiegelhalter,
JRSS A 172, 2009), with the variance between campaigns of DerSimonian and Laird (Controlled Clinical
Trials 7, 1986).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .rules import FEWEST_CAMPAIGNS

# The effects are given with an interval of this level (`barometer.measures.effects`).
EFFECTS_LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class PastEffect:
    """What one campaign changed: of those who wouldn't have passed without it, the share who did.

    At most 1 (negative where it did harm); `low` to `high` is its 95 % interval.
    """

    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class NextEffect:
    """The law of the next effect: a Student's t around `mean`. `between`: how campaigns differ."""

    mean: float
    spread: float
    between: float
    freedom: int


def next_effect(effects: Sequence[PastEffect]) -> NextEffect | None:
    """Return what the next campaign may change; None under FEWEST_CAMPAIGNS past ones.

    ValueError where an interval is empty or doesn't hold its estimate.
    """
    if any(not one.low <= one.estimate <= one.high or one.low == one.high for one in effects):
        raise ValueError("The interval of an effect must be around its estimate.")
    if len(effects) < FEWEST_CAMPAIGNS:
        return None
    # Loaded where a page measures, not with what serves it.
    from scipy.stats import norm

    estimates = np.array([one.estimate for one in effects])
    widths = np.array([one.high - one.low for one in effects])
    own = (widths / (2 * norm.ppf((1 + EFFECTS_LEVEL) / 2))) ** 2
    fixed = 1 / own
    off = fixed @ (estimates - fixed @ estimates / fixed.sum()) ** 2
    room = fixed.sum() - (fixed**2).sum() / fixed.sum()
    between = max((off - (len(effects) - 1)) / room, 0.0)
    weights = 1 / (own + between)
    return NextEffect(
        mean=float(weights @ estimates / weights.sum()),
        spread=float(np.sqrt(between + 1 / weights.sum())),
        between=float(np.sqrt(between)),
        freedom=len(effects) - 2,
    )


def with_campaign(
    futures: np.ndarray,
    today: float,
    effect: NextEffect,
    *,
    weeks: int,
    seed: int,
    begins: int = 0,
) -> np.ndarray:
    """Return `futures` as they might be with a campaign that begins in `begins` weeks.

    Each future draws an effect of its own, which comes evenly over the first `weeks` weeks (those
    over which past effects were measured) and stays: of the people left, that share more passes.
    Shares stay between `today` and 1. A campaign never makes a future go back, but one that goes
    back by itself (what is published may) still does; give 0 as `today` then. Before the campaign
    begins, futures are what they were.
    """
    rng = np.random.default_rng(seed)
    drawn = effect.mean + effect.spread * rng.standard_t(effect.freedom, len(futures))
    come = np.clip((np.arange(1, futures.shape[1] + 1) - begins) / weeks, 0.0, 1.0)
    more = np.clip(drawn[:, None] * come[None, :], -1.0, 1.0)
    moved = np.clip(futures + more * (1 - futures), today, 1.0)
    # By how much each future has gone back by itself.
    lost = futures - np.maximum.accumulate(futures, axis=1)
    kept = np.clip(np.maximum.accumulate(moved - lost, axis=1) + lost, today, 1.0)
    return np.where(come > 0, kept, futures)


def gain(
    futures: np.ndarray, moved: np.ndarray, ahead: int, level: float = 0.80
) -> tuple[float, float, float]:
    """Return low, middle and high of what the campaign adds `ahead` weeks from today (share)."""
    more = moved[:, ahead - 1] - futures[:, ahead - 1]
    low, middle, high = np.quantile(more, [(1 - level) / 2, 0.5, (1 + level) / 2])
    return float(low), float(middle), float(high)
