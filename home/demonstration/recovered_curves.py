"""Curves beside the truth: what a fit finds of the process, and forecasts beside what came."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypedDict

import numpy as np
import pandas as pd

from academy.core.proportions import normal_quantile
from barometer.forecasting.fitting import fit_shapes
from barometer.forecasting.rules import STARTING_STRETCH
from barometer.forecasts import (
    Calibration,
    Curve,
    Prior,
    calibrate,
    fixed_roster,
    forecast,
    frozen,
    learn_prior,
    obstacle,
    score,
    seed_of,
)

from .known_truth import Recovered
from .recovery import World

# Where a fit is compared with the truth: so many people, followed for so many weeks.
FIT_PEOPLE, FIT_WEEKS = 60, 40
# Forecasts: made when so much of the true curve is behind, over so many weeks.
STAGES = (0.3, 0.5, 0.7)
AHEAD = 26
FORECAST_PEOPLE = 30
ROUNDS = 2
NAMES = ("p", "q", "ceiling")
# By how much of its true value each may be off, as the median over curves.
TOLERANCES = (50.0, 40.0, 25.0)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What an organism did in a path: `passed` people of `people` by the end of each week.

    `in_calendar`: weeks of the calendar, as the product knows; `in_operation`: weeks of the
    process, which the product doesn't know. `weeks_of_stage`: the week of the calendar in which
    each of STAGES is behind in truth.
    """

    place: int
    organism: int
    people: int
    in_calendar: np.ndarray
    in_operation: np.ndarray
    weeks_of_stage: tuple[int, ...]


class _Options(TypedDict):
    prior: Prior
    seed: int
    weeks: int


def recovered_curves(world: World) -> Iterator[Recovered]:
    """Yield what is found of the process, then how forecasts did."""
    curves = list(_curves(world))
    yield from _fits(world, curves, in_operation=True)
    yield from _fits(world, curves, in_operation=False)
    yield from _forecasts(world, curves)


def _curves(world: World) -> Iterator[Seen]:
    seasons = world.plan.seasons
    for place, spread in enumerate(world.plan.spreads):
        for number, people in enumerate(world.members):
            opened = int(spread.opened[number])
            # From where on a campaign moves people, it isn't this process alone.
            end = spread.alone_until(number, seasons.days)
            if len(people) < FORECAST_PEOPLE or opened >= end - 7:
                continue
            days = world.passed[place][people]
            calendar = np.arange(opened + 7, end + 1, 7)
            begun = seasons.elapsed[opened]
            whole = int(seasons.elapsed[end] - begun)
            operation = seasons.day_when(begun + np.arange(1, whole + 1))
            share = world.expected(place, end)[number]
            ceiling = spread.ceiling[number]
            behind = (
                np.array([world.expected(place, int(day))[number] for day in calendar]) / ceiling
            )
            yield Seen(
                place=place,
                organism=number,
                people=len(people),
                in_calendar=np.searchsorted(np.sort(days), calendar, side="left"),
                in_operation=np.searchsorted(np.sort(days), operation, side="left"),
                weeks_of_stage=tuple(
                    int(np.argmax(behind >= stage)) + 1 if share / ceiling >= stage else 0
                    for stage in STAGES
                ),
            )


def _fits(world: World, curves: list[Seen], *, in_operation: bool) -> Iterator[Recovered]:
    """Compare p, q and the ceiling of the Bass curve fitted with those of the process."""
    z = normal_quantile(0.95)
    kept = [one for one in curves if one.people >= FIT_PEOPLE]
    found = []
    for one, curve, prior in _with_priors(kept, in_operation):
        if curve.weeks < FIT_WEEKS or obstacle(curve):
            continue
        law = next(fit for fit in fit_shapes(curve, prior) if fit.shape == "bass").law
        spread = world.plan.spreads[one.place]
        c = float(spread.ceiling[one.organism])
        truth = np.array(
            [np.log(spread.p[one.organism]), np.log(spread.q[one.organism]), np.log(c / (1 - c))]
        )
        held = np.abs(law.mean - truth) <= z * np.sqrt(np.diag(law.covariance))
        found.append((_values(truth), _values(law.mean), held))
    if not found:
        return
    truths, saids, held = (np.array(column) for column in zip(*found, strict=True))
    kind = "operational" if in_operation else "calendar"
    for place, name in enumerate(NAMES):
        away = np.abs(saids[:, place] / truths[:, place] - 1)
        yield Recovered(
            measure="forecasting.fitting.fit_shapes",
            compared=f"{name} in {kind} weeks, organisms of {FIT_PEOPLE} people or more followed "
            f"for {FIT_WEEKS} weeks: medians, and median error",
            cases=len(found),
            truth=f"{float(np.median(truths[:, place])):.4f}",
            said=f"{float(np.median(saids[:, place])):.4f}",
            off=float(np.median(away)) * 100,
            unit="% of the truth",
            tolerance=TOLERANCES[place] if in_operation else None,
            held=int(held[:, place].sum()),
            intervals=len(found),
            level=0.95,
        )


def _values(parameters: np.ndarray) -> np.ndarray:
    return np.array(
        [np.exp(parameters[0]), np.exp(parameters[1]), 1 / (1 + np.exp(-parameters[2]))]
    )


def _with_priors(curves: list[Seen], in_operation: bool) -> Iterator[tuple[Seen, Curve, Prior]]:
    """Yield each curve with the prior that the curves of the other half of organisms teach."""
    made = [
        (
            one,
            fixed_roster(
                one.people, (one.in_operation if in_operation else one.in_calendar).tolist()
            ),
        )
        for one in curves
    ]
    for half in (0, 1):
        others = [curve for one, curve in made if one.organism % 2 != half and not obstacle(curve)]
        prior = learn_prior(others, ROUNDS)
        for one, curve in made:
            if one.organism % 2 == half:
                yield one, curve, prior


def _forecasts(world: World, curves: list[Seen]) -> Iterator[Recovered]:
    """Forecast each curve at each stage from what others taught; compare with what then came."""
    plain, start = Calibration({}), Calibration({}, STARTING_STRETCH)
    rows, halves, stages, outcomes = [], [], [], []
    made = []
    for one, whole, prior in _with_priors(curves, in_operation=False):
        for stage, week in zip(STAGES, one.weeks_of_stage, strict=True):
            if not week or week + AHEAD > whole.weeks:
                continue
            curve = fixed_roster(one.people, one.in_calendar[:week].tolist())
            if obstacle(curve):
                continue
            seed = seed_of(one.organism, one.place, week)
            options = _Options(prior=prior, seed=seed, weeks=AHEAD)
            outlook = forecast(curve, calibration=plain, **options)
            rows.append(frozen(outlook, [AHEAD]))
            made.append((curve, options))
            halves.append(one.organism % 2)
            stages.append(stage)
            outcomes.append(float(one.in_calendar[week + AHEAD - 1]) / one.people)
    if not rows:
        return
    kept = pd.concat(rows, ignore_index=True)
    came, half = pd.Series(outcomes), np.array(halves)
    at_first = kept.copy()
    for case, (curve, options) in enumerate(made):
        at_first.loc[case, ["low", "middle", "high"]] = _again(curve, start, options)
    for side in (0, 1):
        of_others = half != side
        calibration = calibrate(kept[of_others], came[of_others])
        for row in np.flatnonzero(half == side):
            curve, options = made[row]
            kept.loc[row, ["low", "middle", "high"]] = _again(curve, calibration, options)
    for stage in STAGES:
        at = np.array(stages) == stage
        found = score(kept[at], came[at])
        if found is None:
            continue
        first = score(at_first[at], came[at])
        assert first is not None  # noqa: S101 - for the type checker: the same forecasts came out
        middles, truths = kept.loc[at, "middle"], came[at]
        yield Recovered(
            measure="forecasts.forecast",
            compared=f"the share {AHEAD} weeks later, forecast with {stage:.0%} of the true curve "
            f"behind: means, mean error (staying put is off by "
            f"{float((truths - kept.loc[at, 'today']).abs().mean()) * 100:.1f} points), bands of "
            f"{found.width:.1f} points on average (as wide as a new academy makes them, "
            f"{first.width:.1f} points, {first.held:.0%} hold)",
            cases=found.forecasts,
            truth=f"{float(truths.mean()):.1%}",
            said=f"{float(middles.mean()):.1%}",
            off=found.error,
            unit="points",
            tolerance=6.0,
            held=round(found.held * found.forecasts),
            intervals=found.forecasts,
            level=0.8,
        )


def _again(curve: Curve, calibration: Calibration, options: _Options) -> list[float]:
    row = forecast(curve, calibration=calibration, **options).band().iloc[-1]
    return [float(row["low"]), float(row["middle"]), float(row["high"])]
