"""Whether passing goes along with co-builders who passed."""

from datetime import date

import numpy as np
import pytest

from barometer.measures.network import exposures, network_spread

ON = date(2026, 3, 1)


def people(random, slope: float, count: int = 150):
    """Three strata that differ in both how often people pass and how exposed they are."""
    stratum = random.integers(0, 3, count)
    exposure = random.poisson(1 + stratum)
    odds = np.exp(-1.5 + stratum + slope * exposure)
    return random.random(count) < odds / (1 + odds), exposure, stratum


def test_what_strata_explain_is_shown_in_one_run_of_twenty_at_most():
    random = np.random.default_rng(1)
    shown = sum(
        network_spread(*people(random, 0.0), ON, seed=run, permutations=39).odds_ratio.value
        is not None
        for run in range(50)
    )
    # 5 % of 50, and two standard errors of chance.
    assert shown <= 5


def test_spread_is_found_and_measured():
    random = np.random.default_rng(2)
    found = network_spread(*people(random, 0.5, 600), ON, seed=1)
    ratio = found.odds_ratio
    assert ratio.value > found.band[1]
    assert ratio.lo < np.exp(0.5) < ratio.hi
    assert (ratio.denominator, ratio.interval) == (600, "Wald, 95%")


def test_the_odds_ratio_of_a_table_of_four():
    """One stratum and an exposure of 0 or 1: the cross-product ratio, Woolf's error."""
    passed = [True] * 30 + [False] * 10 + [True] * 20 + [False] * 40
    exposure = [1] * 40 + [0] * 60
    ratio = network_spread(passed, exposure, ["a"] * 100, ON, seed=1).odds_ratio
    assert ratio.value == pytest.approx(30 * 40 / (10 * 20))
    error = (1 / 30 + 1 / 10 + 1 / 20 + 1 / 40) ** 0.5
    assert ratio.lo == pytest.approx(6 * np.exp(-1.959964 * error))
    assert ratio.hi == pytest.approx(6 * np.exp(1.959964 * error))


def test_strata_that_tell_nothing_are_left_out():
    passed = [True] * 20 + [True, False] * 10
    exposure = [0, 1] * 10 + [2] * 20
    found = network_spread(passed, exposure, ["all passed"] * 20 + ["all alike"] * 20, ON, seed=1)
    assert (found.odds_ratio.value, found.odds_ratio.denominator, found.band) == (None, 0, None)


def test_who_passed_and_who_was_exposed_being_the_same_has_no_odds_ratio():
    passed = [True] * 20 + [False] * 20
    found = network_spread(passed, [3] * 20 + [0] * 20, ["a"] * 40, ON, seed=1)
    assert (found.odds_ratio.value, found.band) == (None, None)


def test_exposure_is_to_co_builders_who_had_passed_before():
    before, since = date(2026, 1, 31), date(2026, 2, 1)
    found = exposures(
        [["a", "b", "c"], ["a", "b", "d"], ["e"]],
        {"a": since, "b": before, "d": before, "e": before},
        since,
    )
    # b is in two teams of a, and counts once; a passed on the day, too late.
    assert found == {"a": 2, "b": 1, "c": 1, "d": 1, "e": 0}


def test_each_person_needs_all_three():
    with pytest.raises(ValueError, match="an outcome, an exposure and a stratum"):
        network_spread([True], [1, 2], ["a"], ON, seed=1)
