"""What a campaign changed: the ledger of effects. Pure.

A campaign (a mailing, a workshop, a path built together) starts in some units before others. Its
effect is the difference in differences of Callaway and Sant'Anna, "Difference-in-differences with
multiple time periods", Journal of Econometrics 225, 2021: for the units g that start together and
each period t since, the change since the period before the start, less the change over the same
periods in the units that haven't started by t. Comparing with units that have already started, as
a regression on unit and period does, can give an effect the wrong sign (Goodman-Bacon, same issue).

Two things are asked before an effect is shown:

- its interval, from units drawn again with replacement (cluster bootstrap: Cameron, Gelbach and
  Miller, Review of Economics and Statistics 90, 2008), leaves out nought;
- it lies outside its placebo band: what the same computation finds when the same starts are dealt
  out to the units at random (randomisation inference: Roth and Sant'Anna, "Efficient estimation for
  staggered rollout designs", JPE Microeconomics 1, 2023). With few units, intervals alone
  are too narrow.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from barometer.forecasting.rules import FEWEST_UNITS

LEVEL = 0.95
RESAMPLES, DEALS = 400, 399


@dataclass(frozen=True, slots=True)
class Effect:
    """What a campaign changed, in the unit of the outcome, with the LEVEL interval.

    `placebo_low` to `placebo_high`: what chance alone gives. `chance`: how often chance gives at
    least as much (two-sided). `units`: those that started and count; `compared`: those that hadn't
    started yet when somebody else did.
    """

    estimate: float
    low: float
    high: float
    placebo_low: float
    placebo_high: float
    chance: float
    units: int
    compared: int

    @property
    def stands(self) -> bool:
        """Whether the effect may be shown as one."""
        return self.chance <= 1 - LEVEL and not self.low <= 0 <= self.high


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """Group-time cells: who is treated and compared in each, and each unit's change in it.

    `treated`, `compared`, `known`: units by cells, booleans. `changes`: units by cells, 0 where it
    isn't known. `weights`: units.
    """

    treated: np.ndarray
    compared: np.ndarray
    known: np.ndarray
    changes: np.ndarray
    weights: np.ndarray

    def heard(self, side: np.ndarray) -> np.ndarray:
        """Return the units of a side whose change is known in a cell where both sides have some."""
        both = (self.treated & self.known).any(axis=0) & (self.compared & self.known).any(axis=0)
        return (side & self.known & both).any(axis=1)


def effect_of(
    outcomes: pd.DataFrame,
    starts: Mapping[Any, int],
    *,
    periods: int,
    seed: int,
    weights: Mapping[Any, float] | None = None,
    after: int = 0,
    partial: bool = False,
) -> Effect | None:
    """Return the mean effect over the first `periods` periods since the start, its own included.

    `outcomes`: a row for each unit, a column for each period, in order, without gaps (a share, a
    rate; the sum of new passes over people at risk, say). `starts`: the position of the column in
    which each unit started; units that aren't named never did. `weights`: how much each unit
    counts (people), all alike where not given. `after`: the first of these periods don't count, for
    an effect that takes its time. `partial`: outcomes may be missing (NaN); a change of which one
    end isn't known doesn't count.

    None where fewer than FEWEST_UNITS units started with a period before, or could be compared.
    ValueError where an outcome is missing, or a start is of an unknown unit or outside the periods.
    """
    values, began = _read(outcomes, starts, partial)
    return _effect(values, began, _counts(outcomes, weights), (after, periods), seed)


def effect_before(
    outcomes: pd.DataFrame,
    starts: Mapping[Any, int],
    *,
    periods: int,
    seed: int,
    weights: Mapping[Any, float] | None = None,
    after: int = 0,
    partial: bool = False,
) -> Effect | None:
    """Return the "effect" of pretending that each start was `periods` periods earlier.

    Only what came before the true starts counts, so there is nothing to find: where this one
    stands, the units were already going different ways, and the campaign's effect isn't to be
    believed. None where too little came before.
    """
    values, began = _read(outcomes, starts, partial)
    counts = _counts(outcomes, weights)
    for row, start in zip(values, began, strict=True):
        row[start:] = np.nan
    never = began == values.shape[1]
    earlier = np.where(never, began, began - periods)
    kept = earlier >= 1
    return _effect(values[kept], earlier[kept], counts[kept], (after, periods), seed)


def _effect(values, began, counts, window, seed):
    """Return the effect of units that `began` at these periods; what is missing isn't known."""
    cells = _cells(values, began, counts, window)
    units, compared = cells.heard(cells.treated), cells.heard(cells.compared)
    if min(units.sum(), compared.sum()) < FEWEST_UNITS:
        return None
    rng = np.random.default_rng(seed)
    estimate = float(_estimates(cells, counts[None, :], np.arange(len(values))[None, :])[0])
    low, high = _interval(cells, estimate, rng)
    placebo = _dealt(cells, rng)
    reached = (np.abs(placebo) >= abs(estimate) - 1e-12).sum()
    tail = (1 - LEVEL) / 2
    placebo_low, placebo_high = np.quantile(placebo, [tail, 1 - tail])
    return Effect(
        estimate=estimate,
        low=low,
        high=high,
        placebo_low=float(placebo_low),
        placebo_high=float(placebo_high),
        chance=float((reached + 1) / (len(placebo) + 1)),
        units=int(units.sum()),
        compared=int(compared.sum()),
    )


def _counts(outcomes, weights):
    """Return how much each unit counts."""
    return np.array([1.0 if weights is None else weights[unit] for unit in outcomes.index])


def _read(outcomes, starts, partial):
    values = outcomes.to_numpy(dtype=float, copy=True)
    if np.isinf(values).any() or (np.isnan(values).any() and not partial):
        raise ValueError("An outcome is missing: give every unit a figure in every period.")
    unknown = [unit for unit in starts if unit not in outcomes.index]
    if unknown:
        raise ValueError(f"No outcome is known of {unknown[0]}, which has a start.")
    if any(not 0 <= start < values.shape[1] for start in starts.values()):
        raise ValueError("A start is outside the periods: leave out units that start later.")
    began = np.array([starts.get(unit, values.shape[1]) for unit in outcomes.index])
    return values, began


def _cells(values, began, weights, window):
    """Return the cells (group, period) in which somebody can be compared.

    `window`: from which period since the start, its own being 0, to which, not included.
    """
    (after, periods), last = window, values.shape[1]
    treated, compared, changes = [], [], []
    for group in np.unique(began[(began >= 1) & (began < last)]):
        for period in range(group + after, min(group + periods, last)):
            others = began > period
            if others.any():
                treated.append(began == group)
                compared.append(others)
                changes.append(values[:, period] - values[:, group - 1])
    if not treated:
        nothing = np.zeros((len(values), 0), dtype=bool)
        return _Cells(nothing, nothing, nothing, nothing.astype(float), weights)
    changed = np.array(changes).T
    known = np.isfinite(changed)
    return _Cells(
        np.array(treated).T, np.array(compared).T, known, np.where(known, changed, 0.0), weights
    )


def _estimates(cells, weights, order):
    """Return the mean effect for each row of `weights` and `order` (both rows by units).

    `order` says whose changes stand at each place, and `weights` how much they count: the places
    keep their starts. A change that isn't known doesn't count.
    """
    heard = weights[:, :, None] * cells.known[order]
    changed = heard * cells.changes[order]
    treated, compared = cells.treated.astype(float), cells.compared.astype(float)
    of_treated, of_compared = _sums(heard, treated), _sums(heard, compared)
    there = (of_treated > 0) & (of_compared > 0)
    gained = _sums(changed, treated) / np.where(there, of_treated, 1)
    usual = _sums(changed, compared) / np.where(there, of_compared, 1)
    counts = np.where(there, of_treated, 0)
    total = counts.sum(axis=1)
    found = ((gained - usual) * counts).sum(axis=1) / np.where(total > 0, total, 1)
    return np.where(total > 0, found, np.nan)


def _sums(of_units, side):
    """Add up rows by units by cells over the units of one side of each cell."""
    return np.einsum("ijk,jk->ik", of_units, side)


def _interval(cells, estimate, rng):
    """Return the basic bootstrap interval of `estimate`, from units drawn with replacement."""
    count = len(cells.weights)
    times = rng.multinomial(count, np.full(count, 1 / count), size=RESAMPLES)
    in_place = np.tile(np.arange(count), (RESAMPLES, 1))
    drawn = _estimates(cells, times * cells.weights, in_place)
    drawn = drawn[np.isfinite(drawn)]
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail])
    return float(2 * estimate - high), float(2 * estimate - low)


def _dealt(cells, rng):
    """Return what is found when the starts are dealt out to the units at random."""
    order = rng.permuted(np.tile(np.arange(len(cells.weights)), (DEALS, 1)), axis=1)
    dealt = _estimates(cells, cells.weights[order], order)
    return dealt[np.isfinite(dealt)]
