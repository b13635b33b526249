"""Figures with their denominator and interval."""

from datetime import date

from barometer.measures.intervals import Measured, share

ON = date(2026, 3, 1)


def test_a_share_holds_its_denominator_interval_and_day():
    assert share(0, 20, ON).lo == 0
    assert share(20, 20, ON).hi == 1
    measured = share(3, 4, ON)
    assert (measured.value, measured.denominator, measured.on) == (0.75, 4, ON)
    assert measured.interval == "Wilson, 95%"
    assert measured.lo < 0.75 < measured.hi


def test_nobody_has_no_share():
    assert share(0, 0, ON) == Measured(None, 0, None, None, "Wilson, 95%", ON)
