"""Making the ledger of a release from what releases say and when campaigns began. Pure.

Units are organisms, periods the releases about a month apart. The outcome is the cumulative hazard
of passing, -log(1 - share): its difference in differences `d` says that of those who wouldn't have
passed without the campaign, a share 1 - exp(-d) has (the product rule of survival: Kalbfleisch and
Prentice, "The Statistical Analysis of Failure Time Data", 1.2). That is what a forecast can apply
(`forecasting.campaigns`), and it leaves nobody more than everybody to pass.

An organism counts from the release on in which somebody has joined the path there for sure: where
it isn't open, nothing can follow nor be compared. It counts no more once another campaign began.

What comes out is plain: whole numbers (shares in thousandths) and words, the same for the same
releases and events.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd

from barometer.forecasting.campaigns import PastEffect, next_effect
from barometer.forecasting.rules import FEWEST_UNITS
from barometer.forecasting.seeds import seed_of
from barometer.measures.effects import Effect, effect_before, effect_of
from barometer.outlook.frozen import Point

from .roll_outs import Campaign, RollOut, roll_outs
from .said import ALONE, APART, EARLY, FEW, LEDGER_VERSION, MIXED, NONE, SEEN, UNKNOWN

# The effect is read in the sixth release after the start: half a year.
PERIODS = 6
# Periods are at least so many days long (weekly releases: each fourth counts) and at most so many.
SHORTEST, LONGEST = timedelta(days=28), timedelta(days=45)
MOST_PERIODS = 48
_MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True, eq=False)
class _Panel:
    """What is known of a roll-out: outcomes by organism and period, and the period of each start.

    `began`: all that began by the last release, those of which nothing is known included.
    """

    days: Sequence[date]
    outcomes: pd.DataFrame
    starts: Mapping[int, int]
    weights: Mapping[int, float]
    began: int


def ledger_of(
    campaigns: Iterable[Campaign], histories: Mapping[tuple[int, str], Sequence[Point]], day: date
) -> dict[str, Any]:
    """Return the ledger of the release of `day`, ready to freeze: `rows` and `next`.

    `histories`: by organism and path, what the releases up to that day say, the oldest first.
    """
    paths = {path for _organism, path in histories}
    rows = [_row(one, histories, day) for one in roll_outs(campaigns, paths)]
    return {"rows": rows, "next": _next(rows)}


def digest_of(said: Mapping[str, Any], day: date) -> str:
    """Return the SHA-256 of the ledger of a release, as canonical JSON."""
    text = json.dumps([LEDGER_VERSION, day.isoformat(), said], sort_keys=True, ensure_ascii=True)
    return sha256(text.encode()).hexdigest()


def periods_of(days: Iterable[date]) -> list[date]:
    """Return the days of releases that are periods, the oldest first: about a month apart.

    Back from the newest, as far as there is no gap, MOST_PERIODS at most.
    """
    kept: list[date] = []
    for day in sorted(days, reverse=True):
        if kept and kept[-1] - day < SHORTEST:
            continue
        if (kept and kept[-1] - day > LONGEST) or len(kept) == MOST_PERIODS:
            break
        kept.append(day)
    return kept[::-1]


def _row(
    roll_out: RollOut, histories: Mapping[tuple[int, str], Sequence[Point]], day: date
) -> dict[str, Any]:
    panel = _panel(roll_out, histories, day)
    seed = seed_of("ledger", roll_out.path, roll_out.fr, roll_out.en, day.isoformat())
    found, before = _effects(panel, seed)
    first, last = (end(roll_out.starts.values()) for end in (min, max))
    row: dict[str, Any] = {
        "path": roll_out.path,
        "fr": roll_out.fr,
        "en": roll_out.en,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "began": panel.began,
        "until": day.isoformat(),
    }
    if found is None:
        verdict, then = _obstacle(roll_out, panel)
        return row | {"verdict": verdict, "ready": then.isoformat() if then else None}
    apart = before is not None and before.stands
    since = panel.days[max(min(panel.starts.values(), default=1) - 1, 0)]
    return row | {
        "verdict": APART if apart else SEEN if found.stands else NONE,
        "units": found.units,
        "compared": found.compared,
        "since": since.isoformat(),
        "effect": [_share(one) for one in (found.estimate, found.low, found.high)],
        "placebo": [_share(one) for one in (found.placebo_low, found.placebo_high)],
        "chance": round(found.chance * 1000),
        "checked": before is not None,
    }


def _panel(
    roll_out: RollOut, histories: Mapping[tuple[int, str], Sequence[Point]], day: date
) -> _Panel:
    own = {
        organism: points
        for (organism, path), points in sorted(histories.items())
        if path == roll_out.path
    }
    days = periods_of({point.day for points in own.values() for point in points})
    place = {one: number for number, one in enumerate(days)}
    outcomes = pd.DataFrame(np.nan, index=sorted(own), columns=range(len(days)))
    for organism, points in own.items():
        until = roll_out.others.get(organism)
        has_begun = False
        for point in points:
            has_begun |= point.begun
            counts = has_begun and not point.says_nothing
            # A release says what had happened before its day.
            if counts and point.day in place and (until is None or point.day <= until):
                outcomes.loc[organism, place[point.day]] = _hazard(point)
    outcomes = outcomes[outcomes.notna().sum(axis=1) >= 2]
    began = {organism: on for organism, on in roll_out.starts.items() if on < day}
    starts = {
        organism: int(
            np.searchsorted(
                np.array([one.toordinal() for one in days]), on.toordinal(), side="right"
            )
        )
        for organism, on in began.items()
        if organism in outcomes.index
    }
    weights = {organism: float(own[organism][-1].passed.people) for organism in outcomes.index}
    return _Panel(days, outcomes, starts, weights, len(began))


def _hazard(point: Point) -> float:
    """Return the cumulative hazard of passing among those whom the academy knows.

    Nothing can move whoever it doesn't know. Half a person is always left.
    """
    passed = point.passed
    known = passed.people if passed.known is None else passed.known
    return float(-np.log(max(1 - passed.expected / known, 0.5 / known)))


def _effects(panel: _Panel, seed: int) -> tuple[Effect | None, Effect | None]:
    """Return what the campaign changed by half a year after, and what "it" changed before."""
    if panel.outcomes.empty:
        return None, None
    found, before = (
        measure(
            panel.outcomes,
            panel.starts,
            periods=PERIODS,
            after=PERIODS - 1,
            partial=True,
            seed=seed,
            weights=panel.weights,
        )
        for measure in (effect_of, effect_before)
    )
    return found, before


def _obstacle(roll_out: RollOut, panel: _Panel) -> tuple[str, date | None]:
    """Return why nothing is measured, and when it may be where that is a matter of time."""
    if panel.began < FEWEST_UNITS:
        return FEW, None
    known = {
        organism: start
        for organism, start in panel.starts.items()
        if start >= 1 and np.isfinite(panel.outcomes.loc[organism, start - 1])
    }
    if len(known) < FEWEST_UNITS:
        return UNKNOWN, None
    ends = {organism: start + PERIODS - 1 for organism, start in known.items()}
    ripe = {organism: end for organism, end in ends.items() if end < len(panel.days)}
    if len(ripe) < FEWEST_UNITS:
        fourth = sorted(roll_out.starts[organism] for organism in known)[FEWEST_UNITS - 1]
        return EARLY, fourth + (PERIODS + 1) * _MONTH
    read = [one for one, end in ripe.items() if np.isfinite(panel.outcomes.loc[one, end])]
    return (MIXED if len(read) < FEWEST_UNITS else ALONE), None


def _share(difference: float) -> int:
    """Return what part of those left has passed, in thousandths, from a difference of hazards."""
    return round(-np.expm1(-difference) * 1000)


def _next(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the law of the next effect, and from how many past ones; the latter alone if few.

    Where the organisms were already going different ways, nothing is learned.
    """
    measured = [row["effect"] for row in rows if row["verdict"] in (SEEN, NONE)]
    past = [
        PastEffect(one / 1000, min(low, one) / 1000, max(high, one) / 1000)
        for one, low, high in measured
        if min(low, one) < max(high, one)
    ]
    law = next_effect(past)
    if law is None:
        return {"campaigns": len(past)}
    return {
        "campaigns": len(past),
        "mean": round(law.mean, 4),
        "spread": round(law.spread, 4),
        "between": round(law.between, 4),
        "freedom": law.freedom,
    }
