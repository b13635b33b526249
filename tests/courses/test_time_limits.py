"""How long a test lasts, and for whom."""

from datetime import UTC, datetime, timedelta

import pytest

from courses.time_limits import finished_at, is_over, time_allowed

AT = datetime(2026, 11, 3, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("minutes", "factors", "allowed"),
    [
        (20, [], 20 * MINUTE),
        (20, ["1.25"], 25 * MINUTE),
        (15, ["1.5"], 22 * MINUTE + 30 * SECOND),
        (20, ["1.25", "2"], 40 * MINUTE),
        (20, ["2", "none"], None),
        (None, ["2"], None),
    ],
)
def test_an_accommodation_multiplies_a_limit_or_lifts_it(minutes, factors, allowed):
    assert time_allowed(minutes, factors) == allowed


def test_what_was_sent_in_time_is_taken_half_a_minute_later():
    assert not is_over(AT, AT + 30 * SECOND)
    assert is_over(AT, AT + 31 * SECOND)
    assert not is_over(None, AT + 9999 * MINUTE)


def test_an_attempt_never_ends_after_its_end():
    assert finished_at(AT, AT + MINUTE) == AT
    assert finished_at(AT, AT - MINUTE) == AT - MINUTE
    assert finished_at(None, AT) == AT
