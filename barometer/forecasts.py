"""Forecasts: how far a path will have spread, how sure that is, and when nothing can be said. Pure.

    prior = learn_prior(finished_curves)                # what other organisms and paths taught
    seed = seed_of(organism, path, day)
    outlook = forecast(curve, prior=prior, calibration=calibration, seed=seed)
    outlook.band()                                      # low, middle, high, week by week
    outlook.is_too_early(26)                            # then the page says so instead
    frozen(outlook, [13, 26, 52])                       # kept, and scored once the weeks are over

Three shapes of curve are fitted with what finished curves taught (`forecasting.fitting`), weighed
by how well they explain what was seen, and drawn from (`forecasting.simulation`). The band is then
stretched by how far past forecasts were off (`forecasting.conformal`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .forecasting.conformal import (
    Calibration,
    Stretch,
    calibrate,
    size_class,
    stage_class,
    stretched,
    stretched_band,
)
from .forecasting.curves import Curve, fixed_roster
from .forecasting.fitting import Prior, fit_shapes, starting_prior
from .forecasting.intervals import exact_interval
from .forecasting.priors import learn_prior
from .forecasting.rules import (
    FEWEST_PASSES,
    FEWEST_PEOPLE,
    FEWEST_WEEKS,
    LEVEL,
    OWN,
    PEERS,
    WIDEST_BAND,
)
from .forecasting.seeds import seed_of
from .forecasting.simulation import (
    go_on,
    own_parameters,
    peer_parameters,
    published,
)

__all__ = [
    "Calibration",
    "Curve",
    "Forecast",
    "Prior",
    "Score",
    "calibrate",
    "fixed_roster",
    "forecast",
    "frozen",
    "learn_prior",
    "obstacle",
    "score",
    "score_by",
    "seed_of",
    "starting_prior",
]

# The stage of a curve is today's share beside what is foreseen so many weeks ahead.
STAGE_WEEKS = 26
WEEKS = 104


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """What may come in one organism and path. Shares are 0 to 1, of the roster of today.

    `basis`: its OWN curve, or that of its PEERS; `obstacle` says why not its own. `learned_from`:
    how many finished curves of others are behind it. `futures`: equally likely shares, a row each,
    a column for each week ahead. `raw`: low, middle and high before the stretch, which is kept to
    be scored and never shown. `floor`: no future is below this share.
    """

    basis: str
    obstacle: str
    people: int
    today: float
    floor: float
    learned_from: int
    size: str
    stage: str
    stretch: Stretch
    futures: np.ndarray
    raw: np.ndarray

    def band(self) -> pd.DataFrame:
        """Return the columns `ahead` (weeks), `low`, `middle` and `high`: the LEVEL band."""
        low, middle, high = stretched_band(self.raw, self.stretch, self.floor, self.people)
        ahead = np.arange(1, len(middle) + 1)
        return pd.DataFrame({"ahead": ahead, "low": low, "middle": middle, "high": high})

    def is_too_early(self, ahead: int) -> bool:
        """Return whether nothing useful is known `ahead` weeks from today.

        The band is wider than WIDEST_BAND, or there is neither an own curve nor any finished one.
        """
        row = self.band().iloc[ahead - 1]
        nobody = self.basis == PEERS and not self.learned_from
        return nobody or bool(row["high"] - row["low"] > WIDEST_BAND)


def obstacle(curve: Curve, between: tuple[int, int] | None = None) -> str:
    """Return why `curve` can't be forecast on its own (people, weeks, passes), or nothing.

    `between`: the band in which today's number of passes lies; the curve has what is expected
    in it.
    """
    if curve.people < FEWEST_PEOPLE:
        return "people"
    if curve.weeks < FEWEST_WEEKS:
        return "weeks"
    return "passes" if (between[0] if between else curve.passed) < FEWEST_PASSES else ""


def forecast(
    curve: Curve,
    *,
    prior: Prior,
    calibration: Calibration,
    seed: int,
    weeks: int = WEEKS,
    between: tuple[int, int] | None = None,
) -> Forecast:
    """Return what may come in the next `weeks` weeks; the same for the same `seed` (`seed_of`).

    `between`: see `obstacle`. What is foreseen is then what will be published, which is expected
    from a band too: futures are as unsure as both numbers are, and may be below today's share,
    since a published share falls when trained people leave.

    ValueError where `weeks` is below 1.
    """
    if weeks < 1:
        raise ValueError("A forecast looks at least one week ahead.")
    rng = np.random.default_rng(seed)
    why = obstacle(curve, between)
    if why:
        drawn, irregular = peer_parameters(curve, prior, rng), prior.irregularity
    else:
        fits = fit_shapes(curve, prior)
        drawn, irregular = own_parameters(curve, fits, prior, rng), fits[0].irregularity
    futures = go_on(drawn, curve, weeks, irregular, rng)
    floor = curve.share
    if between:
        futures, floor = published(futures, between, curve.people, rng), 0.0
    raw = np.quantile(futures, [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2], axis=0)
    basis = PEERS if why else OWN
    size = size_class(curve.people, basis)
    stage = stage_class(curve.share, raw[1, min(STAGE_WEEKS, weeks) - 1])
    stretch = calibration.stretch(size, stage)
    return Forecast(
        basis=basis,
        obstacle=why,
        people=curve.people,
        today=curve.share,
        learned_from=prior.learned_from,
        size=size,
        stage=stage,
        stretch=stretch,
        floor=floor,
        futures=stretched(futures, stretch, floor),
        raw=raw,
    )


def frozen(outlook: Forecast, aheads: Sequence[int]) -> pd.DataFrame:
    """Return what to keep of `outlook`, a row for each of `aheads` (weeks), to score it later."""
    rows = outlook.band().iloc[[ahead - 1 for ahead in aheads]].reset_index(drop=True)
    columns = [ahead - 1 for ahead in aheads]
    raw = {
        f"raw_{name}": outlook.raw[position, columns]
        for position, name in enumerate(("low", "middle", "high"))
    }
    return rows.assign(
        people=outlook.people,
        today=outlook.today,
        floor=outlook.floor,
        basis=outlook.basis,
        size=outlook.size,
        stage=outlook.stage,
        **raw,
    )


@dataclass(frozen=True, slots=True)
class Score:
    """How past forecasts did. `error`: mean distance from the middle, in points.

    `held`: the share of bands that held what came, between `held_low` and `held_high` (exact
    binomial, 95 %). `outside`: forecasts that foresaw less than their floor, or more
    than everybody, which can't be.
    """

    forecasts: int
    error: float
    held: float
    held_low: float
    held_high: float
    width: float
    outside: int


def score(forecasts: pd.DataFrame, outcomes: pd.Series) -> Score | None:
    """Return how `forecasts` (rows of `frozen`) did against `outcomes`, by the same index.

    An outcome is a share, missing while its day hasn't come. None while none has.
    """
    known = forecasts.assign(outcome=outcomes).dropna(subset=["outcome"])
    if known.empty:
        return None
    # Shares come from counts: a difference of rounding isn't a miss.
    close = 1e-9
    held = known["outcome"].between(known["low"] - close, known["high"] + close)
    possible = (known["low"] >= known["floor"] - close) & (known["high"] <= 1 + close)
    low, high = exact_interval(int(held.sum()), len(known))
    return Score(
        forecasts=len(known),
        error=float((known["middle"] - known["outcome"]).abs().mean() * 100),
        held=float(held.mean()),
        held_low=low,
        held_high=high,
        width=float((known["high"] - known["low"]).mean() * 100),
        outside=int((~possible).sum()),
    )


def score_by(forecasts: pd.DataFrame, outcomes: pd.Series, column: str) -> dict[object, Score]:
    """Return the score of each value of `column` that has outcomes."""
    scores = {
        value: score(of_value, outcomes.reindex(of_value.index))
        for value, of_value in forecasts.groupby(column)
    }
    return {value: one for value, one in scores.items() if one is not None}
