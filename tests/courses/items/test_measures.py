"""The measures of questions, beside values worked out by hand or published."""

from math import log, sqrt

import pytest

from courses.items.measures import (
    Difference,
    Estimate,
    Table,
    alpha,
    chance_of_guessing,
    chance_of_working,
    correlation,
    difference,
    discrimination,
)

# Six people, three questions.
ROWS = [[1, 1, 1], [1, 1, 0], [1, 0, 0], [1, 1, 1], [0, 0, 0], [0, 1, 0]]


def test_a_question_is_left_out_of_the_sum_it_is_compared_with():
    """By hand: x = 1 1 1 1 0 0, rest = 2 1 0 2 0 1; Sxy = 1, Sxx = 4/3, Syy = 4; r = √3/4."""
    found = discrimination([row[0] for row in ROWS], [sum(row) for row in ROWS])
    assert found.value == pytest.approx(sqrt(3) / 4)
    # Fisher: atanh(0.4330) = 0.46363, ± 1.95996 / √3.
    assert (found.lo, found.hi) == pytest.approx((-0.5834, 0.9212), abs=5e-4)


def test_kr20_by_hand_with_the_interval_of_feldt():
    """Item variances 8/30, 8/30, 8/30 (n - 1); sums 3 2 1 3 0 1: variance 22/15; KR-20 = 15/22."""
    found = alpha(ROWS)
    assert found.value == pytest.approx(1.5 * (1 - 0.8 / (22 / 15)))
    # F(5, 10): 4.2361 at 97.5 %, 1 / 6.6192 at 2.5 % (printed tables).
    wrong = 1 - found.value
    assert found.lo == pytest.approx(1 - wrong * 4.2361, abs=1e-4)
    assert found.hi == pytest.approx(1 - wrong / 6.6192, abs=1e-4)


def test_what_says_nothing_has_no_measure():
    assert correlation([1, 0, 1], [1, 0, 1]) is None
    assert correlation([1, 1, 1, 1], [0, 1, 0, 1]) is None
    assert alpha([[1, 0], [0, 1]]) is None
    assert alpha([[1], [0]]) is None
    assert difference([Table(5, 5, 0, 0)]) is None
    with pytest.raises(ValueError, match="one length"):
        correlation([1, 2], [1])


def test_one_table_gives_its_own_odds_ratio():
    """One stratum: the ratio is ad / bc, and its log's variance 1/a + 1/b + 1/c + 1/d (Woolf)."""
    found = difference([Table(60, 40, 30, 70)])
    assert found.delta == pytest.approx(-2.35 * log(60 * 70 / (40 * 30)))
    assert found.error == pytest.approx(2.35 * sqrt(1 / 60 + 1 / 40 + 1 / 30 + 1 / 70))
    assert found.size == "C"


def test_tables_are_weighed_as_mantel_and_haenszel_do():
    """Two strata by hand: (20·15/50 + 30·10/50) / (10·5/50 + 5·5/50) = 12 / 1.5 = 8."""
    found = difference([Table(20, 10, 5, 15), Table(30, 5, 5, 10), Table(9, 1, 0, 0)])
    assert found.delta == pytest.approx(-2.35 * log(8))


@pytest.mark.parametrize(
    ("table", "size"),
    [
        (Table(50, 50, 50, 50), "A"),  # no difference
        (Table(13, 7, 10, 10), "A"),  # more than 1, and as well none
        (Table(600, 400, 500, 500), "A"),  # sure, and less than 1
        (Table(625, 375, 500, 500), "B"),  # sure, between 1 and 1.5
        (Table(60, 30, 40, 50), "B"),  # 1.5 or more, and not surely more than 1
        (Table(700, 300, 500, 500), "C"),
        (Table(500, 500, 700, 300), "C"),  # harder in the other language
    ],
)
def test_classes_are_those_of_ets(table, size):
    assert difference([table]).size == size


def test_chances_in_a_sound_question_are_those_of_printed_tables():
    """Binomial, 10 at 0.25: 0.0563 for none, 0.2440 for one at most. Fisher: −0.2 of 103 people is
    −0.20273 · 10 errors, 0.0213 below. MH: (1 − 2) / 0.5 is two errors, 0.0228."""
    assert chance_of_guessing(0, 10, 0.25) == pytest.approx(0.0563, abs=1e-4)
    assert chance_of_guessing(1, 10, 0.25) == pytest.approx(0.2440, abs=1e-4)
    told = Estimate(-0.2, -1, 1)
    assert chance_of_working(told, 103) == pytest.approx(0.0213, abs=1e-4)
    assert chance_of_working(Estimate(-1, -1, -1), 100) < 1e-9
    assert Difference(-2, 0.5, "C").chance_below_large == pytest.approx(0.0228, abs=1e-4)
    # Below 1.5, no size of the error makes it large.
    assert Difference(1.49, 0.01, "B").chance_below_large == 1


def test_the_interval_of_a_difference_is_two_errors_about():
    found = Difference(-2, 0.5, "C").interval
    assert (found.lo, found.hi) == pytest.approx((-2.98, -1.02), abs=1e-3)
