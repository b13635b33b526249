"""Whether units differ by more than chance."""

from datetime import date

import numpy as np
import pytest

from barometer.measures.unevenness import between_variance, unevenness

ON = date(2026, 3, 1)
SIZES = np.array([10] * 8 + [25, 40, 60, 150])


def test_equal_units_are_called_uneven_in_one_run_of_twenty_at_most():
    random = np.random.default_rng(1)
    flagged, held = 0, 0
    for run in range(200):
        found = unevenness(random.binomial(SIZES, 0.35), SIZES, ON, seed=run, draws=99)
        flagged += found.is_uneven
        held += found.excess.lo == 0
    # 5 % of 200, and two standard errors of chance.
    assert flagged <= 10 + 6
    assert held >= 200 * 0.95


def test_uneven_units_are_found_and_measured():
    """Beta-binomial rates of mean 0.5 and deviation 0.15 (32 people a unit on average)."""
    random = np.random.default_rng(2)
    weight = 0.25 / 0.15**2 - 1
    flagged, held, variances = 0, 0, []
    for run in range(100):
        rates = random.beta(weight / 2, weight / 2, len(SIZES))
        counts = random.binomial(SIZES, rates)
        found = unevenness(counts, SIZES, ON, seed=run, draws=99)
        flagged += found.is_uneven
        held += found.excess.lo <= 0.15 <= found.excess.hi
        variances.append(between_variance(counts, SIZES))
    assert flagged >= 75
    assert 0.88 <= held / 100 <= 1
    assert np.mean(variances) == pytest.approx(0.15**2, abs=0.004)


def test_two_units_that_have_nothing_in_common():
    found = unevenness([0, 50], [50, 50], ON, seed=1)
    assert found.is_uneven
    assert found.p_value == pytest.approx(1 / 2001)
    # All of the variance of 0 and 1 lies between the units.
    assert found.excess.value == pytest.approx(0.5**0.5)
    assert found.excess.denominator == 2


def test_units_that_say_nothing():
    for counts, people in (([], []), ([3], [10]), ([0, 0], [10, 12]), ([10, 12], [10, 12])):
        found = unevenness(counts, people, ON, seed=1)
        assert (found.p_value, found.is_uneven) == (1, False)
        assert not found.excess.value
    # A unit of nobody isn't counted.
    assert unevenness([3, 5, 0], [10, 10, 0], ON, seed=1).excess.denominator == 2
    assert between_variance([1, 0], [1, 1]) == 0


@pytest.mark.parametrize(("counts", "people"), [([11], [10]), ([-1], [10]), ([1, 2], [10])])
def test_impossible_counts_are_refused(counts, people):
    with pytest.raises(ValueError, match="from 0 to the number of its people"):
        unevenness(counts, people, ON, seed=1)
