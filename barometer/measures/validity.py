"""How long a pass is in force. Pure.

A pass holds from the day on which it was made until the day before it ends. Which day that is was
set by the version of the rule in force when the path was passed: a new version, shorter or longer,
changes nothing of the passes made before it. Failing a re-check ends what was in force; failing
anything else doesn't.
"""

from calendar import monthrange
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from academy.core.dates import months_later

Period = tuple[date, date | None]
"""The first day, and the first day after: None where no end is known."""

ValidUntil = Callable[[UUID, date], date | None]
"""From a path and the day on which it was passed to the first day on which the pass ended."""


def never_ends(_path: UUID, _day: date) -> None:
    """Passes of any path hold for ever."""


@dataclass(frozen=True, slots=True)
class Validity:
    """From the day `since` on, whoever passes has passed for `months`; None is for ever."""

    since: date
    months: int | None


def valid_until(passed_on: date, versions: Iterable[Validity]) -> date | None:
    """Return the first day on which a pass made on `passed_on` holds no more, None for never.

    The version that counts is the last of those in force that day; before the first, passes have
    no end. The day is the same day of a later month, or the last of that month where it is shorter.

    Raises ValueError for a version of no month or fewer.
    """
    in_force = [version for version in versions if version.since <= passed_on]
    if not in_force:
        return None
    months = max(in_force, key=lambda version: version.since).months
    if months is None:
        return None
    if months < 1:
        raise ValueError(
            f"A pass must hold for a month at least, not {months}. Leave the months out where it "
            "always holds."
        )
    return months_later(passed_on, months)


def months_in_force(versions: Iterable[Validity], day: date) -> int | None:
    """Return for how many months who passes on `day` has passed; None for ever."""
    begun = [version for version in versions if version.since <= day]
    return max(begun, key=lambda version: version.since).months if begun else None


def next_end(versions: Collection[Validity], today: date) -> tuple[date, date] | None:
    """Return which passes end next, from the month of `today` on: the first days of the month in
    which they were made and of the one in which they end. None where no pass ends.

    Of a month in which the rule changed, its last day counts. That there are such passes is not
    said: it follows from the rule alone.
    """
    this = today.year * 12 + today.month - 1
    longest = max((version.months or 0 for version in versions), default=0)
    found = []
    for number in range(this - longest, this + 1):
        year, month = divmod(number, 12)
        last = date(year, month + 1, monthrange(year, month + 1)[1])
        end = valid_until(last, versions)
        if end is not None and end >= today.replace(day=1):
            found.append((end.replace(day=1), date(year, month + 1, 1)))
    if not found:
        return None
    ends, made = min(found)
    return made, ends


def periods_in_force(
    passes: Mapping[date, date | None], lapses: Collection[date]
) -> tuple[Period, ...]:
    """Return the periods in which one of `passes` held, in order, apart from one another.

    `passes`: by day of a pass, the first day on which it holds no more. `lapses`: days on which a
    re-check was failed. Whoever failed and passed on the same day has passed.
    """
    periods: list[Period] = []
    for since in sorted(passes):
        until = passes[since]
        ends = [lapse for lapse in lapses if lapse > since]
        ends += [until] if until is not None else []
        end = min(ends, default=None)
        if end is not None and end <= since:
            continue
        last = periods[-1] if periods else None
        if last is None or (last[1] is not None and last[1] < since):
            periods.append((since, end))
        elif last[1] is not None and (end is None or end > last[1]):
            periods[-1] = (last[0], end)
    return tuple(periods)
