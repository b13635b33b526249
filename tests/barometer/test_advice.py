"""What to look at next: the rules, and that bands alone never make them speak."""

from datetime import date, timedelta

import numpy as np
import pytest

from barometer.advice import is_worth_a_reminder, paths_behind, uneven_paths
from barometer.protection.bands import Total, band, total

TODAY = date(2026, 11, 29)


def told(people: int, count: int) -> Total:
    return total([band(count, people)])


@pytest.mark.parametrize(
    ("days", "completed", "is_worth"),
    [
        (56, told(40, 10), True),
        (57, told(40, 10), False),
        (-30, told(40, 10), True),
        (10, told(40, 36), False),
        (10, Total(40, 0, 40, 20), False),
        (10, None, False),
    ],
)
def test_a_day_that_is_near_is_worth_a_reminder_unless_most_have_completed(
    days, completed, is_worth
):
    assert is_worth_a_reminder(TODAY + timedelta(days=days), completed, TODAY) == is_worth


def test_units_that_differ_are_found_the_most_uneven_path_first():
    found = uneven_paths(
        {
            "alike": [told(40, 20), told(40, 22), told(40, 17)],
            "some": [told(40, 4), told(40, 20), told(40, 30)],
            "most": [told(40, 2), told(40, 38), told(40, 20)],
        },
        TODAY,
    )
    assert [one.path for one in found] == ["most", "some"]
    assert (found[0].low, found[0].high) == (1 / 40, 39 / 40)


def test_equal_units_are_called_uneven_less_often_than_chance_allows():
    random, alarms = np.random.default_rng(8), 0
    for _ in range(200):
        sizes = random.integers(10, 60, 8).tolist()
        groups = [told(n, int(random.binomial(n, 0.4))) for n in sizes]
        alarms += bool(uneven_paths({"path": groups}, TODAY))
    assert alarms <= 10


def test_one_group_or_nobody_says_nothing():
    assert uneven_paths({"one": [told(40, 4)], "none": []}, TODAY) == []


def test_a_path_is_behind_where_half_of_eight_peers_are_far_ahead():
    peers = [{"path": told(100, count)} for count in (10, 40, 40, 42, 44, 60, 60, 90)]
    (found,) = paths_behind({"path": told(100, 10)}, peers)
    assert found.path == "path"
    assert found.own < 0.15 < 0.35 < found.median
    assert paths_behind({"path": told(100, 30)}, peers) == []
    assert paths_behind({"path": told(100, 10)}, peers[:7]) == []


def test_a_wide_band_is_not_behind():
    peers = [{"path": told(100, 40)}] * 8
    assert paths_behind({"path": Total(100, 0, 45, 22.5)}, peers) == []
