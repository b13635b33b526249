"""Differences beside the truth: units and organisms built equal or unequal, the funnel's alarms."""

from collections.abc import Iterator

import numpy as np

from barometer.measures.benchmark import FEWEST_PEERS, benchmark
from barometer.measures.unevenness import unevenness

from .known_truth import Recovered
from .population import NEVER
from .recovery import World, holds

# Units and organisms with fewer people, or fewer of them, say nothing of differences.
FEWEST_PEOPLE, FEWEST_PLACES = 5, 3
# How often equal organisms are drawn for the funnel.
EQUAL_WORLDS = 40


def recovered_differences(world: World) -> Iterator[Recovered]:
    """Yield what is found of differences that are there, and of those that aren't."""
    yield from _equal_units(world)
    yield from _unequal_organisms(world)
    yield from _funnel(world)


def _counts(world: World, place: int, groups: list[np.ndarray]) -> tuple[list[int], list[int]]:
    done = world.passed[place] < NEVER
    return [int(done[people].sum()) for people in groups], [len(people) for people in groups]


def _equal_units(world: World) -> Iterator[Recovered]:
    """Units of an organism are equal: all follow its one process."""
    seed, cases, found, held = world.plan.size.seed, 0, 0, 0
    excess: list[float] = []
    for people in world.members:
        unit = world.plan.people.unit[people]
        groups = [people[unit == one] for one in np.unique(unit)]
        groups = [group for group in groups if len(group) >= FEWEST_PEOPLE]
        if len(groups) < FEWEST_PLACES:
            continue
        for place in range(len(world.passed)):
            counts, of = _counts(world, place, groups)
            if not 0 < sum(counts) < sum(of):
                continue
            measured = unevenness(counts, of, world.last_day, seed=seed)
            cases += 1
            found += measured.is_uneven
            held += holds(measured.excess, 0.0)
            excess.append(measured.excess.value or 0.0)
    if cases:
        # Loaded where it is needed, as in the measures.
        from scipy.stats import binom

        yield Recovered(
            measure="measures.unevenness.unevenness",
            compared="units of one organism, equal by construction: how often they are called "
            "uneven (5 % is meant; accepted: what chance makes of 5 % in 99 of 100 cases)",
            cases=cases,
            truth="0.0 points",
            said=f"{float(np.median(excess)):.1%} (median)",
            off=found / cases * 100,
            unit="% called uneven",
            tolerance=float(binom.ppf(0.99, cases, 0.05)) / cases * 100,
            held=held,
            intervals=cases,
            level=0.95,
        )


def _unequal_organisms(world: World) -> Iterator[Recovered]:
    """Organisms are unequal: each has its own process and its own opening."""
    plan, seed = world.plan, world.plan.size.seed
    cases = found = held = 0
    truths: list[float] = []
    saids: list[float] = []
    for portfolio in range(len(plan.government.portfolios)):
        numbers = [
            number
            for number, organism in enumerate(plan.government.organisms)
            if organism.portfolio == portfolio and len(world.members[number]) >= FEWEST_PEOPLE
        ]
        if len(numbers) < FEWEST_PLACES:
            continue
        groups = [world.members[number] for number in numbers]
        for place in range(len(world.passed)):
            expected = world.expected(place, plan.seasons.days)[numbers]
            counts, of = _counts(world, place, groups)
            if not 0 < sum(counts) < sum(of):
                continue
            measured = unevenness(counts, of, world.last_day, seed=seed)
            truth = float(np.std(expected, ddof=1))
            cases += 1
            found += measured.is_uneven
            held += holds(measured.excess, truth)
            truths.append(truth)
            saids.append(measured.excess.value or 0.0)
    if cases:
        truth, said = float(np.median(truths)), float(np.median(saids))
        yield Recovered(
            measure="measures.unevenness.unevenness",
            compared="organisms of one portfolio, unequal by construction: the standard deviation "
            f"of their expected shares, medians ({found} of {cases} called uneven)",
            cases=cases,
            truth=f"{truth:.1%}",
            said=f"{said:.1%}",
            off=abs(said - truth) * 100,
            unit="points",
            tolerance=4.0,
            held=held,
            intervals=cases,
            level=0.95,
        )


def _funnel(world: World) -> Iterator[Recovered]:
    """The funnel over organisms as they are, then over organisms of the same sizes, all equal."""
    rng = np.random.default_rng(world.plan.size.seed)
    worlds, alarms, most = 0, 0, 0
    outside = truly = shrunk_held = placed = 0
    raw_off: list[float] = []
    shrunk_off: list[float] = []
    for place in range(len(world.passed)):
        expected = world.expected(place, world.plan.seasons.days)
        numbers = [
            number
            for number, people in enumerate(world.members)
            if len(people) >= FEWEST_PEOPLE and expected[number]
        ]
        if len(numbers) <= FEWEST_PEERS:
            continue
        counts, of = _counts(world, place, [world.members[number] for number in numbers])
        real = benchmark(
            dict(zip(numbers, zip(counts, of, strict=True), strict=True)), world.last_day
        )
        if real is None or not real.target.value:
            continue
        target = real.target.value
        for number in numbers:
            one = real.organisms[number]
            truth, rate = float(expected[number]), one.rate.value or 0.0
            placed += 1
            shrunk_held += holds(one.shrunk, truth)
            raw_off.append(abs(rate - truth))
            shrunk_off.append(abs((one.shrunk.value or 0.0) - truth))
            outside += one.is_outside
            truly += one.is_outside and (rate > target) == (truth > target)
        for _world in range(EQUAL_WORLDS):
            drawn = rng.binomial(of, target)
            equal = benchmark(dict(enumerate(zip(drawn.tolist(), of, strict=True))), world.last_day)
            worlds += 1
            of_world = sum(one.is_outside for one in equal.organisms.values()) if equal else 0
            alarms += of_world
            most = max(most, of_world)
    if not worlds:
        return
    yield Recovered(
        measure="measures.benchmark.benchmark",
        compared="organisms of the same sizes drawn with one and the same chance: mean number "
        f"outside the funnel (at most {most} at once)",
        cases=worlds,
        truth="0 differ",
        said=f"{alarms / worlds:.2f} outside",
        off=alarms / worlds,
        unit="false alarms a path",
        tolerance=1.0,
    )
    yield Recovered(
        measure="measures.benchmark.benchmark",
        compared="organisms outside the funnel: those that aren't on that side in truth",
        cases=outside,
        truth=f"{truly} on that side",
        said=f"{outside} outside",
        off=float(outside - truly),
        unit="on the wrong side",
        tolerance=0.0,
    )
    yield Recovered(
        measure="measures.benchmark.benchmark",
        compared="the shrunk rate of each organism and its expected share: mean error (the raw "
        f"rate is off by {float(np.mean(raw_off)) * 100:.1f} points)",
        cases=placed,
        truth="the expected share",
        said="the shrunk rate",
        off=float(np.mean(shrunk_off)) * 100,
        unit="points",
        tolerance=max(float(np.mean(raw_off)) * 100, 1.0),
        held=shrunk_held,
        intervals=placed,
        level=0.95,
    )
