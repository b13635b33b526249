"""What if one more campaign began: a frozen forecast with the effect of past campaigns. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from barometer.forecasting.campaigns import NextEffect, gain, with_campaign
from barometer.forecasting.rules import LEVEL

from .frozen import LEARNED_AT, PARTS, SHOWN

_DRAWS = 2_000


@dataclass(frozen=True, slots=True)
class OneMore:
    """What may come with one more campaign, `begins` weeks after the release of `day`.

    `low`, `middle`, `high`: shares in each of SHOWN weeks, those of the forecast itself until the
    campaign begins. `more`: what the campaign adds in LEARNED_AT weeks, as low, middle and high.
    Between low and high lie LEVEL of all futures. `campaigns`: how many past ones it is learned
    from.
    """

    day: date
    begins: int
    low: tuple[float, ...]
    middle: tuple[float, ...]
    high: tuple[float, ...]
    more: tuple[float, float, float]
    campaigns: int

    @property
    def begins_on(self) -> date:
        """The day on which it begins."""
        return self.day + timedelta(weeks=self.begins)

    @property
    def band(self) -> tuple[float, float]:
        """Between which shares LEVEL of all futures lie LEARNED_AT weeks after the release."""
        place = SHOWN.index(LEARNED_AT)
        return self.low[place], self.high[place]

    @property
    def may_add_nothing(self) -> bool:
        """Whether it may add nothing, in whole points as it is said."""
        low, _middle, high = self.more
        return round(low * 100) <= 0 <= round(high * 100)


def one_more(
    said: Mapping[str, Any],
    law: NextEffect,
    *,
    day: date,
    begins: int,
    weeks: int,
    campaigns: int,
    seed: int,
) -> OneMore:
    """Return what the frozen forecast `said` of the release of `day` becomes with a campaign.

    `law`: of the next effect, which past ones took `weeks` weeks for. The same for the same `seed`.

    The band is the published one, each end moved by as much as the campaign moves that part of the
    same futures: so it keeps the width of what past forecasts taught, and differs only by the
    campaign.
    """
    futures = futures_of(said)
    moved = with_campaign(futures, 0.0, law, weeks=weeks, seed=seed, begins=begins)
    columns = [ahead - 1 for ahead in SHOWN]
    tail = (1 - LEVEL) / 2
    parts = [tail, 0.5, 1 - tail]
    without, with_one = (np.quantile(some[:, columns], parts, axis=0) for some in (futures, moved))
    published = np.array([said[name][: len(SHOWN)] for name in ("low", "middle", "high")]) / 1000
    ends = np.clip(published + (with_one - without), 0.0, 1.0)
    low, middle, high = np.sort(ends, axis=0).tolist()
    return OneMore(
        day=day,
        begins=begins,
        low=tuple(low),
        middle=tuple(middle),
        high=tuple(high),
        more=gain(futures, moved, LEARNED_AT, LEVEL),
        campaigns=campaigns,
    )


def futures_of(said: Mapping[str, Any]) -> np.ndarray:
    """Return equally likely shares, a row each, a column for each week up to the last of SHOWN.

    A frozen forecast keeps what parts of all futures lie below which shares, in some weeks: between
    these, a straight line; beyond the last parts, their shares. Each row stays in its part, which
    gives each week the law that was kept.
    """
    weeks = np.arange(1, SHOWN[-1] + 1)
    aheads = np.array([0, *said["aheads"]])
    kept = np.array([[said["today"]] * len(PARTS), *said["quantiles"]]) / 1000
    parts = (np.arange(_DRAWS) + 0.5) / _DRAWS
    by_week = np.array([np.interp(weeks, aheads, column) for column in kept.T]).T
    return np.array([np.interp(parts, PARTS, row) for row in by_week]).T
