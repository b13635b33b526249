"""Organisms beside one another: the rules."""

from datetime import date

import numpy as np
import pytest

from barometer.measures.benchmark import benchmark, limits_of
from barometer.measures.comparisons import Pair, movements, pairs
from barometer.protection.bands import Total


def said(people: int, passed: int, width: int = 4) -> Total:
    low, high = max(0, passed - width // 2), min(people, passed + width // 2)
    return Total(people, low, high, (low + high) / 2)


def test_stuck_is_who_stands_still_while_eight_peers_move():
    before = {name: said(100, 20) for name in "abcdefghi"}
    now = {name: said(100, 26) for name in "bcdefghi"} | {"a": said(100, 20)}
    found = movements(before, now)
    assert (found["a"].points, found["a"].peers, found["a"].is_stuck) == (0, 6, True)
    assert not found["b"].is_stuck
    # Peers are of the same size: alone in a class, nothing is said.
    alone = movements(before | {"z": said(900, 90)}, now | {"z": said(900, 90)})
    assert alone["z"].peers is None
    assert not alone["z"].is_stuck


@pytest.mark.parametrize(
    ("before", "now", "is_stuck"),
    [
        (said(100, 95), said(100, 95), False),
        (said(100, 40), said(100, 38), True),
        (said(100, 40), said(100, 41), False),
    ],
)
def test_who_is_nearly_there_or_moves_is_not_stuck(before, now, is_stuck):
    peers = {name: said(100, 20) for name in "bcdefghi"}
    moved = {name: said(100, 24) for name in "bcdefghi"}
    assert movements(peers | {"a": before}, moved | {"a": now})["a"].is_stuck == is_stuck


def test_what_a_release_leaves_open_or_lacks_is_left_out():
    found = movements(
        {"a": said(100, 20), "open": Total(30, 0, 30, 15)},
        {"a": said(100, 20), "open": said(30, 5), "new": said(30, 5)},
    )
    assert list(found) == ["a"]


def test_pairs_come_together_by_size_and_nobody_helps_more_than_two():
    found = pairs(
        {
            "a": said(100, 10),
            "b": said(110, 12),
            "c": said(120, 14),
            "d": said(105, 80),
            "e": said(300, 240),
            "f": said(100, 20),
        }
    )
    assert found == [Pair("a", "d"), Pair("b", "d"), Pair("c", "e")]


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"a": said(100, 10)},
        # Too near one another.
        {"a": said(100, 40), "b": said(100, 55)},
        # Too different in size.
        {"a": said(50, 5), "b": said(200, 180)},
        # Their bands meet.
        {"a": said(100, 30, width=60), "b": said(100, 55, width=4)},
    ],
)
def test_who_is_not_paired(told):
    assert pairs(told) == []


def test_the_limits_of_a_curve_are_those_of_the_organisms_on_it():
    random = np.random.default_rng(4)
    people = random.integers(100, 900, 30)
    counts = {place: (int(random.binomial(n, 0.4)), int(n)) for place, n in enumerate(people)}
    found = benchmark(counts, date(2026, 3, 1))
    lowest, highest = limits_of(people, found.target.value, found.overdispersion)
    assert [one.lowest for one in found.organisms.values()] == pytest.approx(lowest)
    assert [one.highest for one in found.organisms.values()] == pytest.approx(highest)
