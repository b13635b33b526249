"""The band's width, corrected by how far past forecasts were off. Pure.

Split conformal prediction (Vovk, Gammerman and Shafer, *Algorithmic Learning in a Random World*,
2005; Lei et al., JASA 113, 2018): the miss of each past forecast, measured in half-widths of its
own raw band, gives the factor by which the next band is stretched so that it holds as often as it
says. Each side has its own factor (Romano, Patterson and Candès, NeurIPS 2019), and so has each
class: small organisms and young curves miss in their own way.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .rules import FEWEST_FORECASTS, LEVEL, PEERS, STARTING_STRETCH

SIZES = ((100, "small"), (500, "medium"), (float("inf"), "large"))
STAGES = ((0.5, "early"), (0.8, "middle"), (float("inf"), "late"))
ALL = "all"


@dataclass(frozen=True, slots=True)
class Stretch:
    """By how much to stretch a band below and above its middle; from how many forecasts."""

    below: float
    above: float
    forecasts: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """The stretch of each class: (size, stage), (size, all) and (all, all), as far as known.

    `start`: by how much bands are stretched, on either side, where nothing is known.
    """

    stretches: Mapping[tuple[str, str], Stretch]
    start: float = 1.0

    def stretch(self, size: str, stage: str) -> Stretch:
        """Return the stretch of the narrowest class with enough past forecasts, else `start`."""
        for key in ((size, stage), (size, ALL), (ALL, ALL)):
            found = self.stretches.get(key)
            if found is not None and found.forecasts >= FEWEST_FORECASTS:
                return found
        return Stretch(self.start, self.start, 0)


def size_class(people: int, basis: str) -> str:
    """Return the class of an organism: by headcount, or apart where the peers' curve is used."""
    if basis == PEERS:
        return PEERS
    return next(name for bound, name in SIZES if people < bound)


def stage_class(today: float, later: float) -> str:
    """Return the stage of a curve: how much of the share foreseen `later` is there today."""
    ratio = today / later if later > 0 else 0.0
    return next(name for bound, name in STAGES if ratio < bound)


def calibrate(frozen: pd.DataFrame, outcomes: pd.Series) -> Calibration:
    """Return the calibration that past forecasts teach.

    `frozen`: columns `people`, `size`, `stage`, `raw_low`, `raw_middle`, `raw_high`. `outcomes`:
    the share that came, by the same index; forecasts without an outcome yet are left out. Where
    too few have one, bands are as wide as those of a new academy.
    """
    known = frozen.assign(outcome=outcomes).dropna(subset=["outcome"])
    # A band without any width is at least half a person wide.
    least = 0.5 / known["people"]
    off = known["outcome"] - known["raw_middle"]
    known = known.assign(
        below=-off / np.maximum(known["raw_middle"] - known["raw_low"], least),
        above=off / np.maximum(known["raw_high"] - known["raw_middle"], least),
    )
    stretches = {(ALL, ALL): _stretch(known)} if len(known) else {}
    for size, of_size in known.groupby("size"):
        stretches[str(size), ALL] = _stretch(of_size)
        for stage, of_stage in of_size.groupby("stage"):
            stretches[str(size), str(stage)] = _stretch(of_stage)
    return Calibration(stretches, STARTING_STRETCH)


def stretched_band(
    raw: np.ndarray, stretch: Stretch, floor: float, people: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return low, middle and high of each week from `raw`, three rows (low, middle, high).

    They stay between `floor` and 1, and never go back.
    """
    least = 0.5 / people
    low, middle, high = raw
    low = middle - stretch.below * np.maximum(middle - low, least)
    high = middle + stretch.above * np.maximum(high - middle, least)
    rows = np.clip([low, middle, high], floor, 1.0)
    low, middle, high = np.maximum.accumulate(rows, axis=1)
    return low, middle, high


def stretched(futures: np.ndarray, stretch: Stretch, floor: float) -> np.ndarray:
    """Return `futures` (rows of shares, week by week) stretched about the middle of each week.

    What is counted among them (how many reach a target) then agrees with the stretched band.
    """
    middle = np.median(futures, axis=0)
    off = futures - middle
    wider = middle + off * np.where(off < 0, stretch.below, stretch.above)
    return np.maximum.accumulate(np.clip(wider, floor, 1.0), axis=1)


def _stretch(known: pd.DataFrame) -> Stretch:
    tail = (1 + LEVEL) / 2
    # The order statistic that holds the next miss with that probability, in finite samples.
    rank = min(int(np.ceil((len(known) + 1) * tail)), len(known)) - 1
    below, above = (max(float(np.sort(known[side])[rank]), 0.0) for side in ("below", "above"))
    return Stretch(below, above, len(known))
