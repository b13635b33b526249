"""Figures with their denominator and interval."""

from datetime import date

import pytest

from barometer.measures.intervals import Measured, share, wilson

ON = date(2026, 3, 1)


def test_wilson_is_the_published_one():
    """Newcombe (1998), Statistics in Medicine 17:857-872, table I: 81/263, 15/148, 0/20, 1/29."""
    for count, total, lo, hi in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        assert wilson(count, total) == pytest.approx((lo, hi), abs=5e-5)


def test_a_share_holds_its_denominator_interval_and_day():
    assert share(0, 20, ON).lo == 0
    assert share(20, 20, ON).hi == 1
    measured = share(3, 4, ON)
    assert (measured.value, measured.denominator, measured.on) == (0.75, 4, ON)
    assert measured.interval == "Wilson, 95%"
    assert measured.lo < 0.75 < measured.hi


def test_nobody_has_no_share():
    assert share(0, 0, ON) == Measured(None, 0, None, None, "Wilson, 95%", ON)


@pytest.mark.parametrize(("count", "total"), [(-1, 3), (4, 3), (0, 0)])
def test_an_impossible_proportion_is_refused(count, total):
    with pytest.raises(ValueError, match="from 0 to its total"):
        wilson(count, total)
