"""When a weekly mail may leave: at a chosen weekday and hour, never in quiet hours. Pure.

Everything is in the academy's own time zone: callers hand local days and local hours over, so that
nine o'clock is nine o'clock on both sides of a change of the clocks.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

MONDAY, TUESDAY, FRIDAY = 0, 1, 4
# What counts for who never chose: Tuesday at nine, quiet from six in the evening to eight.
USUAL_WEEKDAY, USUAL_HOUR = TUESDAY, 9
USUAL_QUIET_FROM, USUAL_QUIET_UNTIL = 18, 8


@dataclass(frozen=True, slots=True)
class Wish:
    """When somebody wants the mail of a week.

    `weekday` goes from 0, Monday, to 4, Friday; hours are whole, 0 to 23. Quiet hours run from
    `quiet_from` to the hour before `quiet_until`, over midnight where the first is larger; there
    are none where both are the same. `away_from` to `away_until`, both included: days off.
    `starts_on`: nothing leaves before that day.
    """

    weekday: int = USUAL_WEEKDAY
    hour: int = USUAL_HOUR
    quiet_from: int = USUAL_QUIET_FROM
    quiet_until: int = USUAL_QUIET_UNTIL
    away_from: date | None = None
    away_until: date | None = None
    starts_on: date | None = None


USUAL = Wish()


def week_of(day: date) -> date:
    """Return the Monday of the week of `day`."""
    return day - timedelta(days=day.weekday())


def is_public_holiday(day: date, holidays: Collection[str]) -> bool:
    """Tell whether `holidays` names the day: "12-25" every year, "2026-04-03" in one."""
    return day.isoformat() in holidays or day.strftime("%m-%d") in holidays


def is_quiet(hour: int, quiet_from: int, quiet_until: int) -> bool:
    """Tell whether `hour` is one of the quiet hours."""
    if quiet_from <= quiet_until:
        return quiet_from <= hour < quiet_until
    return hour >= quiet_from or hour < quiet_until


def is_working_day(day: date, holidays: Collection[str]) -> bool:
    """Tell whether mails leave at all on that day: no weekend, no public holiday."""
    return day.weekday() <= FRIDAY and not is_public_holiday(day, holidays)


def may_leave(moment: datetime, wish: Wish, holidays: Collection[str]) -> bool:
    """Tell whether the mail of the week may leave at `moment`, a local time.

    From the chosen hour on, on the chosen day or, when that one was a day off or nothing could be
    sent then, on a later working day of the same week.
    """
    return (
        _is_open(moment.date(), wish, holidays)
        and moment.weekday() >= wish.weekday
        and moment.hour >= wish.hour
        and not is_quiet(moment.hour, wish.quiet_from, wish.quiet_until)
    )


def leaving_day(monday: date, wish: Wish, holidays: Collection[str]) -> date | None:
    """Return the day on which the mail of the week of `monday` leaves; None when none can."""
    if is_quiet(wish.hour, wish.quiet_from, wish.quiet_until):
        return None
    days = (monday + timedelta(days=number) for number in range(wish.weekday, FRIDAY + 1))
    return next((day for day in days if _is_open(day, wish, holidays)), None)


def next_leaving(
    after: datetime, wish: Wish, holidays: Collection[str], zone: tzinfo, *, weeks: int = 60
) -> datetime | None:
    """Return the first moment after `after` at which a mail is to leave; None in `weeks` weeks."""
    monday = week_of(after.astimezone(zone).date())
    for number in range(weeks):
        day = leaving_day(monday + timedelta(weeks=number), wish, holidays)
        if day is not None:
            moment = datetime(day.year, day.month, day.day, wish.hour, tzinfo=zone)
            if moment > after:
                return moment
    return None


def _is_open(day: date, wish: Wish, holidays: Collection[str]) -> bool:
    if not is_working_day(day, holidays):
        return False
    if wish.starts_on is not None and day < wish.starts_on:
        return False
    if wish.away_from is None and wish.away_until is None:
        return True
    begun = wish.away_from is None or wish.away_from <= day
    over = wish.away_until is not None and wish.away_until < day
    return not begun or over
