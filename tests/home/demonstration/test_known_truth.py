"""What the measures find of the truth, and the page that says so."""

import re
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from barometer.measures import effects
from barometer.measures.coverage import Standing
from barometer.measures.intervals import Measured
from home.demonstration import recovered_curves as curves_of
from home.demonstration import recovered_differences as differences_of
from home.demonstration.known_truth import (
    COLUMNS,
    COUNTS,
    CURVES,
    DIFFERENCES,
    TITLE,
    Recovered,
    page_of,
)
from home.demonstration.plan import Size
from home.demonstration.population import NEVER
from home.demonstration.recovered_counts import recovered_counts
from home.demonstration.recovered_curves import recovered_curves
from home.demonstration.recovered_differences import recovered_differences
from home.demonstration.recovery import World, holds

from .conftest import UNTIL, ZONE, plan_of

PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "known-truth.md"
SECTIONS = (COUNTS, DIFFERENCES, CURVES)


def world_of(plan):
    """Return what the facts of a plan say when everything was recorded as drawn."""
    day, people = plan.seasons.day, plan.people
    found = []
    for outcome in plan.outcomes:
        told = (outcome.passes < plan.seasons.days) & (outcome.passes < people.ends)
        found.append(
            {
                int(person): Standing(
                    started_on=day(int(outcome.start[person])),
                    passed_on=day(int(outcome.passes[person])) if told[person] else None,
                )
                for person in np.flatnonzero(outcome.start < NEVER)
            }
        )
    return World(plan, tuple(found))


@pytest.fixture(scope="module")
def world():
    return world_of(plan_of(9_000, joined=0.35))


@pytest.fixture(scope="module")
def rows(world):
    """What is found of a small world, with fewer draws than the command makes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(effects, "RESAMPLES", 80)
        patch.setattr(effects, "DEALS", 79)
        patch.setattr(curves_of, "ROUNDS", 1)
        patch.setattr(curves_of, "STAGES", (0.5,))
        patch.setattr(differences_of, "EQUAL_WORLDS", 5)
        found = (recovered_counts, recovered_differences, recovered_curves)
        return [row for measures in found for row in measures(world)]


def test_what_is_recovered_is_within_what_is_accepted(rows):
    off = {row.measure: row.off for row in rows if row.is_within is False}
    # Of the few curves of so small a world, forecasts may be off by more: the page tells of many.
    assert off.pop("forecasts.forecast", 0) < 15
    assert not off
    assert {row.measure for row in rows} == {
        "queries.standings",
        "measures.coverage.passed",
        "measures.durations.median_time",
        "measures.effects.effect_of",
        "measures.effects.effect_before",
        "measures.unevenness.unevenness",
        "measures.benchmark.benchmark",
        "forecasting.fitting.fit_shapes",
        "forecasts.forecast",
    }


def test_intervals_hold_the_truth_about_as_often_as_they_promise(rows):
    many = [row for row in rows if row.level and row.intervals >= 20]
    assert len(many) >= 4
    for row in many:
        assert row.held / row.intervals > row.level - 0.15, row.compared


def test_a_fact_that_is_wrong_is_noticed(world):
    first = next(person for person, one in world.standings[0].items() if one.passed_on)
    one = world.standings[0][first]
    wrong = Standing(started_on=one.started_on, passed_on=one.passed_on + timedelta(days=1))
    other = World(world.plan, ({**world.standings[0], first: wrong}, *world.standings[1:]))
    days = next(recovered_counts(other))
    assert (days.measure, days.off, days.is_within) == ("queries.standings", 1.0, False)


def test_measures_that_are_missed_are_named_at_the_top():
    row = Recovered(
        "measures.coverage.passed", "this with that", 3, "1", "2", 1.0, "points", 0.5, 1, 3, 0.9
    )
    sections = [replace(COUNTS, rows=[row])]
    page = page_of(Size(7, UNTIL, 1_200, ZONE), "2026-11-01", sections)
    assert "- `measures.coverage.passed`: this with that." in page
    assert "| this with that | 3 | 1 | 2 | 1 points | 0.5 | 1 of 3 (90%) | **no** |" in page
    assert f"--learners 1200 --seed 7 --until {UNTIL.isoformat()}" in page


def test_an_interval_with_an_open_end_holds_what_lies_beyond(world):
    open_ended = Measured(3.0, 10, 2.0, None, "", UNTIL)
    assert holds(open_ended, 100.0)
    assert not holds(open_ended, 1.0)


def test_the_committed_page_is_what_the_command_writes(rows):
    page = PAGE.read_text(encoding="utf-8")
    assert page.startswith(TITLE)
    assert [line[3:] for line in page.splitlines() if line.startswith("## ")] == [
        *(section.title for section in SECTIONS),
        "What this cannot check",
        "Make it again",
    ]
    assert page.count(f"| {' | '.join(COLUMNS)} |") == len(SECTIONS)
    for section in SECTIONS:
        assert section.before in page
        assert section.after in page
    measured = re.findall(r"^\| `([a-z_.]+)` \| ([^|]+) \|", page, re.MULTILINE)
    assert [compared for measure, compared in measured if not _exists(measure)] == []
    assert {row.measure for row in rows} <= {measure for measure, _compared in measured}
    people, seed, until = re.search(
        r"Demonstration: ([\d,]+) people, seed (\d+), until ([\d-]+);", page
    ).groups()
    assert f"--learners {people.replace(',', '')} --seed {seed} --until {until}" in page


def _exists(measure):
    """Return whether the barometer has this module, or this function of a module."""
    module, _, name = f"barometer.{measure}".rpartition(".")
    return hasattr(import_module(module), name) or find_spec(f"{module}.{name}") is not None
