"""The newest release beside the truth."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import numpy as np

from barometer.events import STEPS
from barometer.releases.making import Kept, unpack
from barometer.releases.models import Level, Release
from barometer.releases.queries import counts, newest, totals

from .known_truth import Recovered
from .recovery import World
from .tree_loading import organisms_of

PASSED = STEPS[-1]


def recovered_releases(world: World) -> Iterator[Recovered]:
    """Yield what is found of the newest release: bands beside true counts.

    First of the people whom each figure counts, then of those who are there on the day: those who
    came and left since the roster was published make the difference.
    """
    plan = world.plan
    release = newest(before=plan.size.until + timedelta(days=1))
    if release is None:
        return
    day = min(plan.seasons.number(release.day), plan.seasons.days)
    _inputs, kept = unpack(bytes(release.memory.packed))
    hexes = {plan.public_id(person).hex: person for person in range(len(plan.people))}
    before = [world.true_passes(place) < day for place in range(len(plan.paths))]
    keys = [path.key for path in plan.paths]
    held, cases, truths, saids = _bands(release, kept, keys, hexes, before)
    yield Recovered(
        measure="releases.queries.counts",
        compared="how many of the people of each published figure have passed: bands",
        cases=cases,
        truth=f"{truths:,} passes",
        said=f"{saids:,.0f} (expected in the bands)",
        off=float(cases - held),
        unit="bands without the true count",
        tolerance=0.0,
        held=held,
        intervals=cases,
        level=1.0,
    )
    codes = {organism.pk: number for number, organism in enumerate(organisms_of(plan))}
    there = _there(world, day)
    yield from _government(world, release, before, np.concatenate(there))
    off, within = [], 0
    means = [0.0, 0.0]
    for pk, by_path in totals(release, Level.ORGANISM).items():
        people = there[codes[pk]] if pk in codes else there[0][:0]
        for place, path in enumerate(plan.paths):
            figure = by_path.get(path.key, {}).get(PASSED)
            if figure is None or figure.share is None or not len(people):
                continue
            truth = float(before[place][people].mean())
            off.append(abs(figure.share - truth) * 100)
            within += figure.low / figure.people <= truth <= figure.high / figure.people
            means[0] += truth
            means[1] += figure.share
    if off:
        yield Recovered(
            measure="releases.queries.totals",
            compared="the share who have passed, as published of each organism, and of those who "
            f"are there that day: median error (95 % are off by {np.quantile(off, 0.95):.1f} "
            "points or less)",
            cases=len(off),
            truth=f"{means[0] / len(off):.1%}",
            said=f"{means[1] / len(off):.1%}",
            off=float(np.median(off)),
            unit="points",
            tolerance=5.0,
            held=within,
            intervals=len(off),
        )


def _government(
    world: World, release: Release, before: list[np.ndarray], people: np.ndarray
) -> Iterator[Recovered]:
    """Compare the totals of the whole government with the true shares of everybody there."""
    by_path = totals(release, Level.GOVERNMENT).get(0, {})
    truths, saids, held = [], [], 0
    for path, done in zip(world.plan.paths, before, strict=True):
        figure = by_path.get(path.key, {}).get(PASSED)
        if figure is None or figure.share is None:
            continue
        truth = float(done[people].mean())
        truths.append(truth)
        saids.append(figure.share)
        held += figure.low / figure.people <= truth <= figure.high / figure.people
    if truths:
        yield Recovered(
            measure="releases.queries.totals",
            compared="the share who have passed each path, as published of the whole government, "
            "and of everybody there that day: means over paths, and mean error",
            cases=len(truths),
            truth=f"{float(np.mean(truths)):.1%}",
            said=f"{float(np.mean(saids)):.1%}",
            off=float(np.abs(np.subtract(saids, truths)).mean()) * 100,
            unit="points",
            tolerance=2.0,
            held=held,
            intervals=len(truths),
        )


def _bands(
    release: Release,
    kept: Kept,
    keys: list[UUID],
    hexes: dict[str, int],
    before: list[np.ndarray],
):
    """Return how many bands hold the true count of their roster, of how many, and both sums."""
    held = cases = truths = 0
    saids = 0.0
    published = counts(release, kept.states.keys())
    for atom, state in kept.states.items():
        # Demonstration accounts aren't among the people of the plan.
        if not state.roster or not all(person in hexes for person in state.roster):
            continue
        people = np.array([hexes[str(person)] for person in state.roster])
        for key, done in zip(keys, before, strict=True):
            figure = published[atom][key][PASSED]
            truth = int(done[people].sum())
            held += figure.low <= truth <= figure.high
            cases += 1
            truths += truth
            saids += figure.expected
    return held, cases, truths, saids


def _there(world: World, day: int) -> list[np.ndarray]:
    """Return the people of each organism on a day, whatever posts they had before."""
    plan, people = world.plan, world.plan.people
    on = plan.seasons.day(day)
    unit = np.where(people.second_day <= day, people.second_unit, people.unit)
    organism_of = np.array(
        [plan.government.organism_of(number, on) for number in range(len(plan.government.units))]
    )
    here = (people.starts <= day) & (people.ends > day)
    organism = np.where(here, organism_of[unit], -1)
    return [np.flatnonzero(organism == number) for number in range(len(plan.government.organisms))]
