"""How much was learned, before and after."""

from datetime import date

import numpy as np
import pytest

from barometer.measures.gains import learning_gain

ON = date(2026, 3, 1)


def pairs(random, count: int):
    """Ten questions; people who learn half of what they didn't know."""
    known = random.uniform(0.2, 0.8, count)
    before = random.binomial(10, known) / 10
    return before, random.binomial(10, known + 0.5 * (1 - known)) / 10


def test_the_gain_of_the_means_has_no_bias_and_that_of_each_person_has():
    random = np.random.default_rng(5)
    gains, individual = [], []
    for _run in range(400):
        before, after = pairs(random, 60)
        gains.append(learning_gain(before, after, ON, seed=1, draws=2).value)
        open_ones = before < 1
        individual.append(np.mean((after - before)[open_ones] / (1 - before)[open_ones]))
    assert abs(np.mean(gains) - 0.5) <= 0.01
    assert np.mean(individual) < 0.45


def test_the_interval_holds_the_truth_as_often_as_it_says():
    random = np.random.default_rng(6)
    found = [learning_gain(*pairs(random, 60), ON, seed=run, draws=300) for run in range(60)]
    assert 0.9 <= np.mean([gain.lo <= 0.5 <= gain.hi for gain in found]) <= 1


def test_the_gain_by_hand():
    before, after = [0.2, 0.6] * 10, [0.7, 0.9] * 10
    gain = learning_gain(before, after, ON, seed=1)
    assert gain.value == pytest.approx((0.8 - 0.4) / 0.6)
    assert (gain.denominator, gain.on) == (20, ON)
    assert gain.lo < gain.value < gain.hi
    assert learning_gain(before, after, ON, seed=1) == gain


def test_few_pairs_or_nothing_to_learn_are_not_shown():
    nineteen = learning_gain([0.2] * 19, [0.7] * 19, ON, seed=1)
    assert (nineteen.value, nineteen.lo, nineteen.denominator) == (None, None, 19)
    assert learning_gain([1.0] * 20, [1.0] * 20, ON, seed=1).value is None
    # One who could learn something, whom some draws leave out.
    one = learning_gain([0.0] + [1.0] * 19, [0.5] + [1.0] * 19, ON, seed=1)
    assert one.value == pytest.approx(0.5)


def test_scores_that_are_no_pairs_are_refused():
    with pytest.raises(ValueError, match="Keep the people who have both"):
        learning_gain([0.2] * 20, [0.7] * 21, ON, seed=1)
    with pytest.raises(ValueError, match="from 0 to 1"):
        learning_gain([0.2] * 20, [70.0] * 20, ON, seed=1)
    with pytest.raises(ValueError, match="none may be missing"):
        learning_gain([0.2] * 20, [float("nan")] * 20, ON, seed=1)
