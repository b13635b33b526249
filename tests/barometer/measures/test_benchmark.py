"""An organism among its peers."""

from datetime import date

import numpy as np
import pytest
from scipy.stats import binom

from barometer.measures.benchmark import benchmark

ON = date(2026, 3, 1)


def sizes(random, count: int) -> np.ndarray:
    return np.round(np.exp(random.normal(4.5, 1.2, count))).astype(int).clip(3, 5_000)


def counts_of(done, people) -> dict:
    return dict(enumerate(zip(map(int, done), map(int, people), strict=True)))


@pytest.mark.parametrize("rate", [0.05, 0.35, 0.9])
def test_at_most_one_false_alarm_among_307_equal_organisms(rate):
    random = np.random.default_rng(307)
    alarms = []
    for _run in range(10):
        people = sizes(random, 307)
        found = benchmark(counts_of(random.binomial(people, rate), people), ON)
        alarms.append(sum(one.is_outside for one in found.organisms.values()))
    assert np.mean(alarms) <= 0.62
    assert np.mean([count <= 1 for count in alarms]) >= 0.9


def test_organisms_that_differ_a_little_widen_the_limits_and_one_that_differs_much_shows():
    random = np.random.default_rng(3)
    people = np.full(60, 400)
    rates = random.beta(40, 60, 60)
    rates[0] = 0.05
    found = benchmark(counts_of(random.binomial(people, rates), people), ON)
    assert found.overdispersion > 2
    assert [key for key, one in found.organisms.items() if one.is_outside] == [0]
    # Without it, others would have been called different.
    one = found.organisms[1]
    plain = binom.ppf([0.001, 0.999], 400, found.target.value) / 400
    assert one.lowest < plain[0] < found.target.value < plain[1] < one.highest


def test_limits_are_exact():
    counts = dict.fromkeys(range(10), (20, 40))
    found = benchmark(counts | {"small": (0, 12)}, ON)
    rate = 200 / 412
    one = found.organisms["small"]
    assert found.overdispersion == 1
    assert found.target.value == pytest.approx(rate)
    # The smallest and largest counts that aren't among the 0.1 % of either side.
    assert (one.lowest * 12, one.highest * 12) == pytest.approx((1, 11))
    assert binom.cdf(0, 12, rate) < 0.001 < binom.cdf(1, 12, rate)
    assert one.is_outside
    assert one.rate.value == 0
    assert (one.rate.denominator, one.rate.on) == (12, ON)


def test_shrunk_rates_are_nearer_to_the_truth_and_hold_it():
    random = np.random.default_rng(4)
    people = sizes(random, 200)
    rates = random.beta(8, 12, 200)
    found = benchmark(counts_of(random.binomial(people, rates), people), ON)
    raw = np.array([one.rate.value for one in found.organisms.values()])
    shrunk = np.array([one.shrunk.value for one in found.organisms.values()])
    assert np.mean((shrunk - rates) ** 2) < 0.75 * np.mean((raw - rates) ** 2)
    held = [
        one.shrunk.lo <= rate <= one.shrunk.hi
        for one, rate in zip(found.organisms.values(), rates, strict=True)
    ]
    assert 0.9 <= np.mean(held) <= 0.99
    # The fewer people, the nearer to the class.
    drawn = np.abs(raw - shrunk) / np.abs(raw - found.target.value).clip(1e-9)
    assert np.corrcoef(np.log(people), drawn)[0, 1] < -0.8


def test_organisms_that_are_alike_have_the_rate_of_their_class():
    found = benchmark(dict.fromkeys(range(9), (10, 40)), ON)
    one = found.organisms[0]
    assert one.shrunk.value == found.target.value == 0.25
    assert (one.shrunk.lo, one.shrunk.hi) == (found.target.lo, found.target.hi)
    everybody = benchmark(dict.fromkeys(range(9), (40, 40)), ON)
    assert not any(one.is_outside for one in everybody.organisms.values())


def test_nobody_is_compared_with_fewer_than_eight_peers():
    assert benchmark(dict.fromkeys(range(8), (10, 40)), ON) is None
    # One without people is nobody's peer.
    assert benchmark(dict.fromkeys(range(8), (10, 40)) | {"empty": (0, 0)}, ON) is None
    assert benchmark({}, ON) is None


@pytest.mark.parametrize("wrong", [(41, 40), (-1, 40), (1, 0)])
def test_impossible_counts_are_refused(wrong):
    with pytest.raises(ValueError, match="from 0 to the number of its people"):
        benchmark(dict.fromkeys(range(9), (10, 40)) | {"wrong": wrong}, ON)
