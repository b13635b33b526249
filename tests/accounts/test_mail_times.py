"""When a weekly mail may leave: the chosen hour, never in quiet hours or on days off."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from academy.accounts.mail_times import (
    USUAL,
    Wish,
    is_public_holiday,
    is_quiet,
    leaving_day,
    may_leave,
    next_leaving,
    week_of,
)

MONTREAL = ZoneInfo("America/Toronto")
MONDAY = date(2026, 10, 5)
HOLIDAYS = ("12-25", "2026-10-12")


def moment(day, hour):
    return datetime(day.year, day.month, day.day, hour, 30, tzinfo=MONTREAL)


def test_who_never_chose_is_told_on_tuesday_at_nine():
    assert leaving_day(MONDAY, USUAL, ()) == MONDAY + timedelta(days=1)
    assert not may_leave(moment(MONDAY, 9), USUAL, ())
    assert not may_leave(moment(MONDAY + timedelta(days=1), 8), USUAL, ())
    assert may_leave(moment(MONDAY + timedelta(days=1), 9), USUAL, ())


def test_what_could_not_leave_in_time_leaves_later_in_the_week_and_not_after():
    for days, leaves in ((2, True), (4, True), (5, False), (6, False), (7, False)):
        assert may_leave(moment(MONDAY + timedelta(days=days), 11), USUAL, ()) is leaves


@pytest.mark.parametrize(
    ("quiet_from", "quiet_until", "quiet"),
    [(18, 8, {18, 23, 0, 7}), (12, 14, {12, 13}), (9, 9, set()), (0, 23, set(range(23)))],
)
def test_quiet_hours_run_over_midnight_or_not(quiet_from, quiet_until, quiet):
    told = {hour for hour in range(24) if is_quiet(hour, quiet_from, quiet_until)}
    assert quiet <= told
    length = (quiet_until - quiet_from) % 24
    assert len(told) == length


def test_nothing_leaves_in_quiet_hours_even_late():
    wish = Wish(weekday=0, hour=9, quiet_from=17, quiet_until=8)
    assert may_leave(moment(MONDAY, 16), wish, ())
    assert not may_leave(moment(MONDAY, 17), wish, ())
    assert not may_leave(moment(MONDAY + timedelta(days=1), 7), wish, ())
    assert not may_leave(moment(MONDAY + timedelta(days=1), 8), wish, ()), "nine was chosen"


def test_a_day_off_moves_the_mail_to_the_next_working_day_of_the_week():
    wish = Wish(weekday=0)
    assert leaving_day(date(2026, 10, 12), wish, HOLIDAYS) == date(2026, 10, 13)
    away = replace(wish, away_from=date(2026, 10, 12), away_until=date(2026, 10, 14))
    assert leaving_day(date(2026, 10, 12), away, HOLIDAYS) == date(2026, 10, 15)
    assert leaving_day(date(2026, 10, 12), replace(away, away_until=date(2026, 11, 1)), ()) is None
    assert not may_leave(moment(date(2026, 10, 12), 10), wish, HOLIDAYS)


def test_holidays_come_every_year_or_once():
    assert is_public_holiday(date(2031, 12, 25), HOLIDAYS)
    assert is_public_holiday(date(2026, 10, 12), HOLIDAYS)
    assert not is_public_holiday(date(2027, 10, 12), HOLIDAYS)


def test_nine_is_nine_on_both_sides_of_a_change_of_the_clocks():
    # In 2026 the clocks go back on the first of November.
    before = next_leaving(datetime(2026, 10, 25, tzinfo=UTC), USUAL, (), MONTREAL)
    after = next_leaving(datetime(2026, 11, 1, tzinfo=UTC), USUAL, (), MONTREAL)
    assert before.astimezone(UTC) == datetime(2026, 10, 27, 13, tzinfo=UTC)
    assert after.astimezone(UTC) == datetime(2026, 11, 3, 14, tzinfo=UTC)
    assert before.hour == after.hour == 9


def test_the_next_one_is_after_now_and_after_an_absence():
    tuesday = moment(MONDAY + timedelta(days=1), 9)
    assert next_leaving(tuesday, USUAL, (), MONTREAL).date() == date(2026, 10, 13)
    away = replace(USUAL, away_from=MONDAY, away_until=date(2026, 10, 30))
    assert next_leaving(tuesday, away, (), MONTREAL).date() == date(2026, 11, 3)
    never = replace(USUAL, hour=3)
    assert next_leaving(tuesday, never, (), MONTREAL) is None


def test_nothing_leaves_before_the_first_day():
    wish = replace(USUAL, starts_on=date(2026, 10, 12))
    assert leaving_day(MONDAY, wish, ()) is None
    assert leaving_day(date(2026, 10, 12), wish, ()) == date(2026, 10, 13)


def test_a_week_starts_on_monday():
    assert {week_of(MONDAY + timedelta(days=days)) for days in range(7)} == {MONDAY}
