"""Days, shares, times and effects beside the truth."""

from collections.abc import Iterator, Mapping
from typing import TypedDict, cast

import numpy as np
import pandas as pd

from barometer.measures.coverage import Standings, passed
from barometer.measures.durations import Way, durations, median_time
from barometer.measures.effects import effect_before, effect_of

from .known_truth import Recovered
from .population import NEVER
from .recovery import World, holds

# Effects: over the first months since a path is opened, from paths with that many before and after.
EFFECT_MONTHS = 6
# Who belongs to a cohort of fewer people says little about an interval.
FEWEST = 10


class _Options(TypedDict):
    periods: int
    seed: int
    weights: Mapping[object, float]


def recovered_counts(world: World) -> Iterator[Recovered]:
    """Yield what is found of days, shares, times and effects."""
    yield _steps(world)
    yield from _shares(world)
    yield from _times(world)
    yield from _effects(world)


def _steps(world: World) -> Recovered:
    """Compare the day of every pass in the facts with the one that was drawn."""
    differing = total = 0
    for place, found in enumerate(world.passed):
        truth = world.true_passes(place)
        differing += int((found != truth).sum())
        total += int((truth < NEVER).sum())
    said = sum(int((found < NEVER).sum()) for found in world.passed)
    return Recovered(
        measure="queries.standings",
        compared="the day on which each person passed each path: facts, and what was drawn",
        cases=total,
        truth=f"{total:,} passes",
        said=f"{said:,} passes",
        off=float(differing),
        unit="people and paths with another day",
        tolerance=0.0,
    )


def _shares(world: World) -> Iterator[Recovered]:
    """Compare the share who passed with the one that the process expects, in each organism."""
    truths, saids, held = [], [], 0
    for place, found in enumerate(world.standings):
        expected = world.expected(place, world.plan.seasons.days)
        for number, people in enumerate(world.members):
            if len(people) < FEWEST or not expected[number]:
                continue
            measured = passed(cast(Standings, found), people.tolist(), world.last_day)
            truths.append(float(expected[number]))
            saids.append(measured.value or 0.0)
            held += holds(measured, float(expected[number]))
    if not truths:
        return
    mean, said = float(np.mean(truths)), float(np.mean(saids))
    yield Recovered(
        measure="measures.coverage.passed",
        compared="the share who have passed a path at the end, in each organism that has opened "
        "it: means over organisms and paths, and Wilson intervals that hold the expected share",
        cases=len(truths),
        truth=f"{mean:.1%}",
        said=f"{said:.1%}",
        off=abs(said - mean) * 100,
        unit="points",
        tolerance=2.0,
        held=held,
        intervals=len(truths),
        level=0.95,
    )


def _times(world: World) -> Iterator[Recovered]:
    """Compare the median time to pass with that of all who started, whose end the plan knows."""
    plan, people = world.plan, world.plan.people
    truths, saids, naive, held = [], [], [], 0
    for place, found in enumerate(world.standings):
        outcome = plan.outcomes[place]
        started = np.flatnonzero(outcome.start < plan.seasons.days)
        takes = np.where(outcome.passes < NEVER, outcome.passes - outcome.start, np.inf)[started]
        ways = [
            Way(
                one.started_on,
                one.passed_on,
                plan.seasons.day(int(people.ends[person])) if people.ends[person] < NEVER else None,
            )
            for person, one in found.items()
            if one.started_on is not None
        ]
        days, finished = durations(ways, world.last_day)
        measured = median_time(days, finished, world.last_day)
        if measured.value is None or not len(takes):
            continue
        truth = float(np.quantile(takes, 0.5, method="inverted_cdf"))
        truths.append(truth)
        saids.append(measured.value)
        naive.append(float(np.median(days[finished])))
        held += holds(measured, truth)
    if not truths:
        return
    off = [abs(said - truth) for said, truth in zip(saids, truths, strict=True)]
    listed = [", ".join(f"{value:.0f}" for value in values) for values in (truths, saids, naive)]
    yield Recovered(
        measure="measures.durations.median_time",
        compared="the median days from start to pass, whoever hasn't finished included, one for "
        f"each path (those who finished alone would say {listed[2]}): largest error",
        cases=len(truths),
        truth=f"{listed[0]} days",
        said=f"{listed[1]} days",
        off=max(off),
        unit="days",
        tolerance=2.0,
        held=held,
        intervals=len(truths),
        level=0.95,
    )


def _effects(world: World) -> Iterator[Recovered]:
    """Compare the effect of opening a path, in waves, with what it truly brings.

    Nobody passes before, so the true effect is the expected share itself.
    """
    plan, seasons = world.plan, world.plan.seasons
    ends = [
        number
        for number in range(1, seasons.days + 1)
        if number == seasons.days or seasons.day(number).day == 1
    ]
    truths, saids, held, cases, false = [], [], 0, 0, 0
    for place, days in enumerate(world.passed):
        kept = [number for number, people in enumerate(world.members) if len(people) >= FEWEST]
        shares = [[(days[world.members[number]] < end).mean() for end in ends] for number in kept]
        outcomes = pd.DataFrame(shares, index=kept, columns=range(len(ends)))
        opened = plan.spreads[place].opened
        starts = {
            number: int(np.searchsorted(ends, opened[number], side="right"))
            for number in kept
            if opened[number] < seasons.days
        }
        weights = {number: float(len(world.members[number])) for number in kept}
        options = _Options(
            periods=EFFECT_MONTHS,
            seed=plan.size.seed,
            weights=cast(Mapping[object, float], weights),
        )
        begun = cast(Mapping[object, int], starts)
        found = effect_of(outcomes, begun, **options)
        if found is None:
            continue
        pretended = effect_before(outcomes, begun, **options)
        false += pretended is not None and pretended.stands
        cases += 1
        truth = _true_effect(world, place, starts, ends, weights)
        truths.append(truth)
        saids.append(found.estimate)
        held += found.low <= truth <= found.high
    if not cases:
        return
    mean, said = float(np.mean(truths)), float(np.mean(saids))
    yield Recovered(
        measure="measures.effects.effect_of",
        compared="what opening a path brings over its first six months, organisms that opened it "
        "beside those that hadn't yet: mean over paths",
        cases=cases,
        truth=f"{mean:.1%}",
        said=f"{said:.1%}",
        off=abs(said - mean) * 100,
        unit="points",
        tolerance=1.0,
        held=held,
        intervals=cases,
        level=0.95,
    )
    yield Recovered(
        measure="measures.effects.effect_before",
        compared="effects found of pretending that paths were opened six months earlier",
        cases=cases,
        truth="0 effects",
        said=f"{false} effects",
        off=float(false),
        unit="effects that stand",
        tolerance=0.0,
    )


def _true_effect(
    world: World, place: int, starts: dict[int, int], ends: list[int], weights: dict[int, float]
) -> float:
    """Return the mean expected share over the cells that the measure compares."""
    latest = max(starts.values()) if len(starts) == len(weights) else len(ends)
    shares = np.array([world.expected(place, end) for end in ends])
    total = count = 0.0
    for number, start in starts.items():
        for period in range(start, min(start + EFFECT_MONTHS, len(ends))):
            if start >= 1 and period < latest:
                total += weights[number] * float(shares[period, number])
                count += weights[number]
    return total / count
