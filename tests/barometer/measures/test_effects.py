"""The ledger of effects finds what is there, and nothing where there is nothing."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from barometer.measures.effects import effect_before, effect_of

PERIODS = 24
STARTS = (8, 8, 8, 11, 11, 11, 14, 14, 14, 17, 17, 17)


def roll_out(rng, *, effect=0.0, units=20, drift=0.0):
    """Weekly rates of passing in units that differ and swing together, and who started when."""
    level = rng.normal(0.05, 0.02, (units, 1))
    season = rng.normal(0, 0.015, (1, PERIODS))
    noise = rng.normal(0, 0.01, (units, PERIODS))
    # What a unit does one week, it goes on doing a little the next.
    for period in range(1, PERIODS):
        noise[:, period] += 0.5 * noise[:, period - 1]
    outcomes = level + season + noise
    starts = {f"unit {number}": start for number, start in enumerate(STARTS)}
    for number, start in enumerate(STARTS):
        outcomes[number, start:] += effect
        outcomes[number] += drift * np.arange(PERIODS)
    return pd.DataFrame(outcomes, index=[f"unit {number}" for number in range(units)]), starts


def test_an_effect_is_found_with_its_size():
    outcomes, starts = roll_out(np.random.default_rng(1), effect=0.04)
    found = effect_of(outcomes, starts, periods=6, seed=1)
    assert found.stands
    assert found.estimate == pytest.approx(0.04, abs=0.012)
    assert found.low < 0.04 < found.high
    assert found.placebo_low < 0 < found.placebo_high < found.estimate
    assert (found.units, found.compared) == (12, 17)


def test_the_effect_is_that_of_the_paper_by_hand():
    # Two groups of four, four never: no noise, so that the cells can be added up.
    outcomes = pd.DataFrame(
        [[0, 1, 3, 5]] * 4 + [[0, 1, 2, 6]] * 4 + [[0, 1, 2, 3]] * 4, columns=range(4)
    ).astype(float)
    starts = dict.fromkeys(range(4), 2) | dict.fromkeys(range(4, 8), 3)
    found = effect_of(outcomes, starts, periods=2, seed=1)
    # Group 2: 1 in its first period (against both others), 2 in its second (against never);
    # group 3: 3 in its first.
    assert found.estimate == pytest.approx((1 + 2 + 3) / 3)


def test_units_count_by_their_people():
    outcomes = pd.DataFrame([[0.0, 1.0]] * 2 + [[0.0, 4.0]] * 2 + [[0.0, 0.0]] * 4)
    starts = dict.fromkeys(range(4), 1)
    weights = dict.fromkeys(range(8), 1.0) | {0: 3.0, 1: 3.0}
    assert effect_of(outcomes, starts, periods=1, seed=1).estimate == pytest.approx(2.5)
    weighed = effect_of(outcomes, starts, periods=1, seed=1, weights=weights)
    assert weighed.estimate == pytest.approx((6 * 1 + 2 * 4) / 8)


def flagged(runs, seed):
    """In how many of `runs` without any effect one stands."""
    rng = np.random.default_rng(seed)
    found = [effect_of(*roll_out(rng), periods=6, seed=run) for run in range(runs)]
    return sum(one.stands for one in found)


def test_nothing_is_found_where_there_is_nothing():
    runs = 30
    # At a true rate of 5 %, more than this comes once in a thousand such tests.
    assert flagged(runs, seed=11) <= binom.ppf(0.999, runs, 0.05)


@pytest.mark.bench
def test_nothing_is_found_in_at_most_five_percent_of_many_runs():
    runs = 1000
    count = flagged(runs, seed=12)
    print(f"\nplacebo: {count} of {runs} flagged")
    # Two standard errors of a rate of 5 % over that many runs: 1.4 points.
    assert count / runs <= 0.05 + 2 * (0.05 * 0.95 / runs) ** 0.5


def test_units_that_went_another_way_before_are_seen():
    calm, starts = roll_out(np.random.default_rng(3), effect=0.04)
    drifting, _ = roll_out(np.random.default_rng(3), effect=0.0, drift=0.01)
    before = effect_before(calm, starts, periods=6, seed=1)
    assert not before.stands
    # What the units would have done anyway looks like an effect, before the campaign too.
    assert effect_of(drifting, starts, periods=6, seed=1).stands
    assert effect_before(drifting, starts, periods=6, seed=1).stands


def test_what_comes_before_knows_nothing_of_the_campaign():
    outcomes, starts = roll_out(np.random.default_rng(4))
    stronger = outcomes.copy()
    for unit, start in starts.items():
        stronger.loc[unit, start:] += 5.0
    first, second = (effect_before(one, starts, periods=6, seed=1) for one in (outcomes, stronger))
    assert first == second


def test_few_units_tell_nothing():
    outcomes, starts = roll_out(np.random.default_rng(5))
    three = dict(list(starts.items())[:3])
    assert effect_of(outcomes, three, periods=6, seed=1) is None
    everybody = dict.fromkeys(outcomes.index, 8)
    assert effect_of(outcomes, everybody, periods=6, seed=1) is None
    assert effect_before(outcomes, dict.fromkeys(starts, 3), periods=6, seed=1) is None


def test_an_effect_is_the_same_for_the_same_seed():
    outcomes, starts = roll_out(np.random.default_rng(6), effect=0.02)
    first, again = (effect_of(outcomes, starts, periods=6, seed=9) for _time in range(2))
    assert first == again


@pytest.mark.parametrize(
    ("starts", "says"), [({"unit x": 8}, "unit x"), ({"unit 1": 24}, "outside the periods")]
)
def test_starts_of_nobody_or_of_no_time_are_refused(starts, says):
    outcomes, _ = roll_out(np.random.default_rng(7))
    with pytest.raises(ValueError, match=says):
        effect_of(outcomes, starts, periods=6, seed=1)


def test_a_missing_outcome_is_refused():
    outcomes, starts = roll_out(np.random.default_rng(8))
    outcomes.iloc[2, 3] = np.nan
    with pytest.raises(ValueError, match="missing"):
        effect_of(outcomes, starts, periods=6, seed=1)


def test_what_comes_late_is_read_once_it_has_come():
    outcomes = pd.DataFrame([[0.0, 0.0, 1.0, 3.0]] * 4 + [[0.0, 0.0, 0.0, 0.0]] * 4)
    starts = dict.fromkeys(range(4), 2)
    assert effect_of(outcomes, starts, periods=2, seed=1).estimate == pytest.approx(2.0)
    late = effect_of(outcomes, starts, periods=2, after=1, seed=1)
    assert late.estimate == pytest.approx(3.0)


def test_what_is_not_known_does_not_count():
    outcomes = pd.DataFrame([[0.0, 0.0, 1.0]] * 5 + [[0.0, 0.0, 0.0]] * 5)
    outcomes.iloc[0, 2] = outcomes.iloc[5, 1] = np.nan
    starts = dict.fromkeys(range(5), 2)
    found = effect_of(outcomes, starts, periods=1, partial=True, seed=1)
    assert found.estimate == pytest.approx(1.0)
    assert (found.units, found.compared) == (4, 4)
    outcomes.iloc[1, 2] = np.nan
    assert effect_of(outcomes, starts, periods=1, partial=True, seed=1) is None
    outcomes.iloc[1, 2] = np.inf
    with pytest.raises(ValueError, match="missing"):
        effect_of(outcomes, starts, periods=1, partial=True, seed=1)
