"""What mails would leave in the weeks to come, by what is known today; nothing is sent.

Counts follow the rule for small groups: below `BAROMETER_SMALLEST_GROUP` people it is said that
there are fewer, and no more; from there on they are rounded down to fives. The days that are told
don't depend on who wants what, so that no day says that nobody is behind.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import timezone

from academy.accounts.mail_times import USUAL, is_working_day, leaving_day, week_of
from academy.accounts.models import MailPreference, User
from academy.organisms.models import Organism
from courses.models import Assignment

from . import queries
from .rules import Line, Rule, lines_on

WEEKS = 4
# People looked at together; fewer queries than when mails are sent.
_BATCH = 2000
# Of an organism with more people, some are looked at, and stand for the others.
MOST_LOOKED_AT = 5000


@dataclass(frozen=True, slots=True)
class Count:
    """A number of mails as it may be shown: `at_least` it, or `fewer_than` that."""

    at_least: int = 0
    fewer_than: int = 0


@dataclass(frozen=True, slots=True)
class PlannedWeek:
    """A week of the calendar, from `monday` on.

    `days`: the mails of each working day from Monday to Friday, None where nothing leaves because
    it is a public holiday. `about`: the mails of the week that speak of the path that is tried
    out, `alone`: of nothing else.
    """

    monday: date
    days: tuple[Count | None, ...]
    mails: Count
    about: Count
    alone: Count


@dataclass(frozen=True, slots=True)
class Plan:
    """The calendar of an organism's mails. `is_small`: too few people for any number.

    `one_in`: one person in so many was looked at, and numbers were multiplied; 1: everybody was.
    `kinds`: for each rule, how many mails have such a line in the first week.
    """

    is_small: bool
    one_in: int
    people: Count
    weeks: tuple[PlannedWeek, ...]
    kinds: tuple[tuple[Rule, Count], ...]


def plan_of(organism: Organism, at: datetime, *, if_asked: Assignment | None = None) -> Plan:
    """Return the calendar of the next weeks of `organism`, by what is known at `at`.

    `if_asked`: an assignment that isn't saved, taken as if it were. Of many people, some are looked
    at, so that a page takes as long for the largest organism as for one of five thousand people.
    """
    today = timezone.localdate(at)
    first_week = _first_week(organism, today)
    weeks = [first_week + timedelta(weeks=number) for number in range(WEEKS)]
    paths = queries.published()
    people = queries.people_of(organism, today)
    tally = _Tally(one_in=-(-people.count() // MOST_LOOKED_AT) or 1)
    if tally.one_in > 1:
        people = people.annotate(place=F("pk") % tally.one_in).filter(place=0)
    asked: Iterable[Assignment] = [if_asked] if if_asked is not None else []
    for some in _batches(people):
        known = queries.known_of([user.pk for user in some], today, paths, if_asked=asked)
        for user in some:
            tally.people += 1
            preference = _preference_of(user)
            wish = preference.wish if preference is not None else USUAL
            for week in weeks:
                day = leaving_day(week, wish, settings.PUBLIC_HOLIDAYS)
                if day is not None:
                    tally.add(day, lines_on(known[user.pk], day), is_first=week == first_week)
    return _shown(tally, weeks)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What would be done at a moment, in exact numbers, for who runs the academy.

    `kinds`: how many mails have a line of each rule.
    """

    people: int
    mails: int
    kinds: tuple[tuple[Rule, int], ...]


def rehearse(at: datetime) -> Rehearsal:
    """Return what sending at `at` would do to everybody whose turn it is; nothing is sent."""
    today = timezone.localdate(at)
    paths = queries.published()
    people = mails = 0
    kinds: Counter[Rule] = Counter()
    for some in _batches(queries.people_due(at)):
        known = queries.known_of([user.pk for user in some], today, paths)
        told = [lines_on(one, today) for one in known.values()]
        people += len(some)
        mails += sum(bool(lines) for lines in told)
        for lines in told:
            kinds.update({line.rule for line in lines})
    return Rehearsal(people, mails, tuple((rule, kinds[rule]) for rule in Rule if kinds[rule]))


class _Tally:
    """Mails counted, not protected yet."""

    def __init__(self, *, one_in: int) -> None:
        self.one_in = one_in
        self.people = 0
        self.mails: Counter[date] = Counter()
        self.about: Counter[date] = Counter()
        self.alone: Counter[date] = Counter()
        self.kinds: Counter[Rule] = Counter()

    def add(self, day: date, lines: tuple[Line, ...], *, is_first: bool) -> None:
        if not lines:
            return
        self.mails[day] += 1
        # What isn't saved has no id of its own: see `duties_of`.
        tried = [line.assignment_id == 0 for line in lines]
        self.about[day] += any(tried)
        self.alone[day] += all(tried)
        if is_first:
            self.kinds.update({line.rule for line in lines})


def _shown(tally: _Tally, mondays: list[date]) -> Plan:
    is_small = tally.people < settings.BAROMETER_SMALLEST_GROUP
    return Plan(
        is_small=is_small,
        one_in=tally.one_in,
        people=protected(tally.people, tally.one_in),
        weeks=() if is_small else tuple(_week(tally, monday) for monday in mondays),
        kinds=()
        if is_small
        else tuple((rule, protected(tally.kinds[rule], tally.one_in)) for rule in Rule),
    )


def _week(tally: _Tally, monday: date) -> PlannedWeek:
    days = [monday + timedelta(days=number) for number in range(5)]
    return PlannedWeek(
        monday=monday,
        days=tuple(
            protected(tally.mails[day], tally.one_in)
            if is_working_day(day, settings.PUBLIC_HOLIDAYS)
            else None
            for day in days
        ),
        mails=protected(sum(tally.mails[day] for day in days), tally.one_in),
        about=protected(sum(tally.about[day] for day in days), tally.one_in),
        alone=protected(sum(tally.alone[day] for day in days), tally.one_in),
    )


def protected(count: int, one_in: int = 1) -> Count:
    """Return a count of one person in `one_in` as it may be shown for all of them."""
    smallest = settings.BAROMETER_SMALLEST_GROUP
    if count < smallest:
        return Count(fewer_than=smallest * one_in)
    return Count(at_least=max(count - count % 5, smallest) * one_in)


def _first_week(organism: Organism, today: date) -> date:
    """Return the Monday of the first whole week to come in which mails leave."""
    coming = week_of(today) + timedelta(weeks=1)
    switch = queries.switch_of(organism)
    return max(coming, switch.first_week) if switch else coming


def _batches(people: QuerySet[User]) -> Iterable[list[User]]:
    last = 0
    while some := list(people.filter(pk__gt=last)[:_BATCH]):
        yield some
        last = some[-1].pk


def _preference_of(user: User) -> MailPreference | None:
    return getattr(user, "mail_preference", None)
