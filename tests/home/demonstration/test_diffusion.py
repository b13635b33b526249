"""The process by which passing spreads, and what can be recovered of it."""

from itertools import islice

import numpy as np
import pytest

from home.demonstration.diffusion import bass, bass_inverse, expected_share, launch_days
from home.demonstration.population import NEVER, stays_of
from home.demonstration.seasons import Seasons, quarter_days, two_years_before
from home.demonstration.truth import truth_of

from .conftest import UNTIL, ZONE, plan_of


def test_the_curve_solves_the_equation_of_bass():
    weeks = np.linspace(0, 150, 3001)
    p, q = 0.006, 0.09
    share = bass(weeks, p, q)
    slope = np.gradient(share, weeks)
    assert share[0] == 0
    np.testing.assert_allclose(slope[1:-1], ((p + q * share) * (1 - share))[1:-1], rtol=1e-3)
    np.testing.assert_allclose(bass(bass_inverse(share, p, q), p, q), share, atol=1e-9)


def test_operational_time_keeps_the_year_and_rests_in_july_and_december():
    seasons = Seasons(two_years_before(UNTIL), UNTIL, ZONE)
    assert seasons.elapsed[seasons.days] == pytest.approx(seasons.days / 7)

    def activity(year, month):
        return np.mean(
            [
                seasons.activity[number]
                for number in range(seasons.days)
                if (seasons.day(number).year, seasons.day(number).month) == (year, month)
            ]
        )

    for year in (2025, 2026):
        assert activity(year, 7) < 0.4 * activity(year, 10)
    assert activity(2025, 12) < 0.5 * activity(2025, 11)


def test_days_and_midnights_follow_the_clocks_of_the_administration():
    seasons = Seasons(two_years_before(UNTIL), UNTIL, ZONE)
    lengths = np.diff(seasons.midnights[: seasons.days])
    # Two changes of the clocks a year.
    assert sorted(set(lengths)) == [82_800, 86_400, 90_000]
    assert seasons.number(UNTIL) == seasons.days


def test_quarters_start_on_the_first_of_a_month():
    days = quarter_days(two_years_before(UNTIL), UNTIL)
    assert days[0] == two_years_before(UNTIL)
    assert all(day.day == 1 for day in days)
    assert days[-1] < UNTIL
    assert len(days) == 9


def test_the_final_shares_are_recovered_within_chance(plan):
    """z-scores of the cohorts of large organisms behave like z-scores."""
    truth = truth_of(plan, [{"fr": "Un"}, {"fr": "Deux"}, {"fr": "Trois"}])
    scores = []
    for path in truth["paths"]:
        for row in path["organisms"].values():
            if row["cohort"] < 60 or not 0.02 < row["expected_share"] < 0.98:
                continue
            expected = row["expected_share"]
            deviation = np.sqrt(expected * (1 - expected) / row["cohort"])
            scores.append((row["cohort_passed"] / row["cohort"] - expected) / deviation)
    assert len(scores) > 100
    assert abs(np.mean(scores)) < 0.25
    assert 0.8 < np.std(scores) < 1.2
    assert np.max(np.abs(scores)) < 4.5


def test_the_curve_is_recovered_at_every_moment(plan):
    people, seasons = plan.people, plan.seasons
    stayed = (people.starts <= 0) & (people.ends == NEVER) & (people.second_unit < 0)
    stayed &= ~np.isin(people.organism, sorted(plan.government.changes.organisms))
    organism = people.organism[stayed]
    for spread, outcome in zip(plan.spreads, plan.outcomes, strict=True):
        for day in (200, 400, 550, seasons.days):
            told = np.mean(outcome.passes[stayed] < day)
            expected = np.mean(expected_share(spread, organism, day, seasons))
            assert told == pytest.approx(expected, abs=0.012)


def test_builders_are_faster_and_organisms_differ(plan):
    for spread in plan.spreads:
        others = np.setdiff1d(np.arange(len(spread.p)), spread.builders)
        rates = spread.p / (spread.p + spread.q)
        assert np.median(rates[list(spread.builders)]) > np.median(rates[others])
        assert (spread.opened[list(spread.builders)] == spread.launched).all()
        assert np.std(spread.ceiling[others]) > 0.1
    assert plan.government.showcase in plan.spreads[0].builders


def test_paths_are_launched_one_after_the_other():
    assert launch_days(1, 730) == [20]
    days = launch_days(5, 730)
    assert days == sorted(days)
    assert days[0] == 20
    assert days[-1] == 600


def test_nobody_passes_before_arriving_or_before_the_opening(plan):
    people = plan.people
    for spread, outcome in zip(plan.spreads, plan.outcomes, strict=True):
        passing = outcome.passes < NEVER
        assert (outcome.passes >= people.starts)[passing].all()
        moved = people.second_unit >= 0
        changes = plan.government.changes
        touched = np.isin(people.organism, sorted(changes.organisms))
        plain = passing & ~moved & ~touched & (people.unit != changes.moved_unit)
        assert (outcome.passes >= spread.opened[people.organism])[plain].all()
        started = outcome.start < NEVER
        assert (outcome.start < plan.seasons.days)[started].all()
        assert (outcome.start <= outcome.passes)[started].all()
        assert (outcome.start < people.ends)[started].all()


def test_people_come_leave_and_move(plan):
    people = plan.people
    assert np.mean(people.starts > 0) == pytest.approx(0.12, abs=0.01)
    assert np.mean(people.ends < NEVER) == pytest.approx(0.095, abs=0.015)
    assert np.mean(people.second_unit >= 0) == pytest.approx(0.037, abs=0.01)
    assert (people.ends > people.starts).all()
    moved = people.second_unit >= 0
    assert (people.second_day > people.starts)[moved].all()
    assert (people.second_unit != people.unit)[moved].all()


def test_stays_follow_units_that_change_hands(plan):
    government, people, seasons = plan.government, plan.people, plan.seasons
    changes = government.changes
    on = seasons.number(changes.merged_on)
    there = [
        person
        for person in np.flatnonzero(people.organism == changes.merged)
        if people.starts[person] < on < people.ends[person]
    ]
    assert there
    for person in islice(there, 10):
        stays = stays_of(people, person, government, seasons)
        assert [stay.organism for stay in stays] == [changes.merged, changes.merged_into]
        assert stays[0].end == stays[1].start == on


def test_joining_and_participation_decide_how_much_there_is(plan):
    def passes(**size):
        other = plan_of(4_000, **size)
        return sum((one.passes < other.seasons.days).sum() for one in other.outcomes)

    whole = passes()
    assert passes(joined=0.5) < 0.8 * whole
    assert passes(participation=0.4) == pytest.approx(0.4 * whole, rel=0.15)


def test_the_same_seed_makes_the_same_people_and_outcomes():
    one, two, other = plan_of(2_000), plan_of(2_000), plan_of(2_000, seed=5)
    for name in type(one.people).__slots__:
        np.testing.assert_array_equal(getattr(one.people, name), getattr(two.people, name))
    for mine, same in zip(one.outcomes, two.outcomes, strict=True):
        np.testing.assert_array_equal(mine.passes, same.passes)
        np.testing.assert_array_equal(mine.start, same.start)
    assert one.public_id(0) == two.public_id(0) != other.public_id(0)
    assert one.name(0) == two.name(0)
