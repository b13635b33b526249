"""How long a pass is in force."""

from datetime import date

import pytest

from barometer.measures.validity import (
    Validity,
    months_in_force,
    next_end,
    periods_in_force,
    valid_until,
)

VERSIONS = [Validity(date(2025, 7, 1), 6), Validity(date(2025, 1, 1), 12)]


@pytest.mark.parametrize(
    ("passed_on", "until"),
    [
        # Before any version, without end.
        (date(2024, 12, 31), None),
        (date(2025, 1, 1), date(2026, 1, 1)),
        # An old pass holds until its own day, whatever came in July.
        (date(2025, 6, 30), date(2026, 6, 30)),
        (date(2025, 7, 1), date(2026, 1, 1)),
        # The last day of a shorter month.
        (date(2025, 8, 31), date(2026, 2, 28)),
    ],
)
def test_the_version_of_the_day_says_when_a_pass_ends(passed_on, until):
    assert valid_until(passed_on, VERSIONS) == until


def test_a_version_may_have_no_end_and_none_may_be_shorter_than_a_month():
    assert valid_until(date(2025, 3, 1), [Validity(date(2025, 1, 1), None)]) is None
    with pytest.raises(ValueError, match="at least, not 0"):
        valid_until(date(2025, 3, 1), [Validity(date(2025, 1, 1), 0)])


def days(month: int) -> date:
    return date(2025, month, 1)


@pytest.mark.parametrize(
    ("passes", "lapses", "periods"),
    [
        ({}, {days(2)}, ()),
        ({days(1): None}, set(), ((days(1), None),)),
        # Renewed in time, on the very day, and too late.
        ({days(1): days(5), days(3): days(7)}, set(), ((days(1), days(7)),)),
        ({days(1): days(3), days(3): days(5)}, set(), ((days(1), days(5)),)),
        (
            {days(1): days(3), days(4): days(6)},
            set(),
            ((days(1), days(3)), (days(4), days(6))),
        ),
        # The older pass holds longer than the newer one.
        ({days(1): days(9), days(3): days(5)}, set(), ((days(1), days(9)),)),
        # A failed re-check ends all that was made before it; a new pass holds again.
        ({days(1): None, days(2): days(8)}, {days(4)}, ((days(1), days(4)),)),
        ({days(1): None, days(6): None}, {days(4)}, ((days(1), days(4)), (days(6), None))),
        # On the same day, the pass counts.
        ({days(1): None, days(4): None}, {days(4)}, ((days(1), None),)),
        # A failure before any pass ends nothing.
        ({days(3): days(5)}, {days(2)}, ((days(3), days(5)),)),
    ],
)
def test_periods_in_force(passes, lapses, periods):
    assert periods_in_force(passes, lapses) == periods


def test_which_passes_end_next():
    versions = [Validity(date.min, 12)]
    assert next_end(versions, date(2026, 11, 29)) == (date(2025, 11, 1), date(2026, 11, 1))
    # A rule of July 2026: the passes made before hold until their own day.
    shorter = [*versions, Validity(date(2026, 7, 2), 3)]
    assert next_end(shorter, date(2026, 8, 5)) == (date(2025, 8, 1), date(2026, 8, 1))
    assert next_end(shorter, date(2027, 9, 5)) == (date(2027, 6, 1), date(2027, 9, 1))
    # The first passes that end, where none did before.
    assert next_end([Validity(date(2026, 7, 2), 6)], date(2026, 8, 5)) == (
        date(2026, 7, 1),
        date(2027, 1, 1),
    )
    assert next_end([Validity(date.min, None)], date(2026, 8, 5)) is None
    assert next_end([], date(2026, 8, 5)) is None


def test_for_how_long_who_passes_now_has_passed():
    assert months_in_force(VERSIONS, date(2025, 6, 30)) == 12
    assert months_in_force(VERSIONS, date(2025, 7, 1)) == 6
    assert months_in_force(VERSIONS, date(2024, 12, 31)) is None
