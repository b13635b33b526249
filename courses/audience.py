"""Of whom a path is asked: a rule over dated rows, on any day. Pure.

A rule combines conditions that all have to hold: being in one of some units or below, holding one
of some roles in the organism, having arrived since a day or within the last days. It is live: who
is asked follows from where people are, which role they hold and when they came, all dated. A rule
that is changed keeps its former versions, so that since when somebody is asked can be told at any
time from the rows alone, whatever order they came in.

Periods are half-open, like those of memberships: `end` is the first day after, None for no end.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from .deadlines import Begun

LONGEST_WITHIN = 730
"""In days: two years after an arrival, nobody has just arrived."""


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` to the day before `end`."""

    start: date
    end: date | None = None

    def holds(self, day: date) -> bool:
        """Tell whether `day` is in the period."""
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Rule:
    """Who is asked. Without any condition: everybody.

    `units`: ids; whoever is in one of them or below. `roles`: whoever holds one of them in the
    organism. `arrived_since`: whoever arrived on that day or later. `arrived_within`: whoever
    arrived at most so many days ago.
    """

    units: frozenset[int] = frozenset()
    roles: frozenset[str] = frozenset()
    arrived_since: date | None = None
    arrived_within: int | None = None

    @property
    def is_everybody(self) -> bool:
        """Whether there is no condition."""
        return self == Rule()

    def as_data(self) -> dict[str, Any]:
        """Return the conditions as JSON has them; equal rules make equal data."""
        data: dict[str, Any] = {}
        if self.units:
            data["units"] = sorted(self.units)
        if self.roles:
            data["roles"] = sorted(self.roles)
        if self.arrived_since:
            data["arrived_since"] = self.arrived_since.isoformat()
        if self.arrived_within is not None:
            data["arrived_within"] = self.arrived_within
        return data

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Rule":
        """Return the rule that `as_data` wrote; what else stands there is ignored."""
        since = data.get("arrived_since")
        return cls(
            units=frozenset(data.get("units", ())),
            roles=frozenset(data.get("roles", ())),
            arrived_since=date.fromisoformat(since) if since else None,
            arrived_within=data.get("arrived_within"),
        )


@dataclass(frozen=True, slots=True)
class Version:
    """A rule, from the day `since` until the next version."""

    since: date
    rule: Rule


@dataclass(frozen=True, slots=True)
class Post:
    """Where somebody is, in one organism."""

    unit: int
    period: Period


@dataclass(frozen=True, slots=True)
class Placement:
    """The unit above a unit in a period; None at the top."""

    unit: int
    parent: int | None
    period: Period


@dataclass(frozen=True, slots=True)
class Person:
    """What the rows say of somebody in one organism: posts, and when each role was held."""

    posts: Sequence[Post]
    roles: Mapping[str, Sequence[Period]] = field(default_factory=dict)


Placements = Mapping[int, Sequence[Placement]]
"""Where each unit hangs, by its id."""


def with_version(versions: Sequence[Version], rule: Rule, on: date) -> list[Version]:
    """Return the versions once `rule` holds from the day `on`; one of that day is replaced."""
    kept = [one for one in versions if one.since < on]
    if kept and kept[-1].rule == rule:
        return kept
    return [*kept, Version(on, rule)]


def begun(
    versions: Sequence[Version],
    person: Person,
    placements: Placements,
    *,
    asked_on: date,
    on: date,
    exact_unit: int | None = None,
) -> Begun | None:
    """Return since when somebody is asked, None for whoever isn't on the day `on`.

    `versions`: of the rule, the oldest first; none is everybody. `exact_unit`: one unit without
    those below, instead of a rule. Whoever is asked by one version and then by the next is asked
    since the first; whoever left and came back, since they came back.
    """
    stays = _merged(post.period for post in person.posts)
    stay = _holding(stays, on)
    if stay is None:
        return None
    asked: list[Period] = []
    known = versions or [Version(asked_on, Rule())]
    for place, version in enumerate(known):
        # The first one holds from the ask on, whatever day it was written down.
        start = asked_on if place == 0 else version.since
        end = known[place + 1].since if place + 1 < len(known) else None
        if end is None or start < end:
            matching = _matching(version.rule, person, placements, stays, exact_unit)
            asked += _both(matching, [Period(start, end)])
    asked_now = _holding(_merged(asked), on)
    if asked_now is None:
        return None
    rule = next((one.rule for one in reversed(known) if one.since <= on), known[0].rule)
    units = frozenset({exact_unit}) if exact_unit is not None else rule.units
    here = (
        _in_units(person.posts, units, placements, below=exact_unit is None)
        if units
        else _merged(post.period for post in _posts_of_unit(person.posts, on))
    )
    unit_stay = _holding(here, on) or stay
    return Begun(
        asked_on=asked_on,
        since=asked_now.start,
        arrived_on=stay.start,
        unit_arrived_on=unit_stay.start,
    )


def _posts_of_unit(posts: Sequence[Post], on: date) -> list[Post]:
    """Return the posts in the unit of the day, those before and after included."""
    unit = next((post.unit for post in posts if post.period.holds(on)), None)
    return [post for post in posts if post.unit == unit]


def _matching(
    rule: Rule,
    person: Person,
    placements: Placements,
    stays: Sequence[Period],
    exact_unit: int | None,
) -> list[Period]:
    """Return when somebody fulfils every condition of a rule."""
    found = list(stays)
    if exact_unit is not None:
        found = _both(
            found, _in_units(person.posts, frozenset({exact_unit}), placements, below=False)
        )
    if rule.units:
        found = _both(found, _in_units(person.posts, rule.units, placements, below=True))
    if rule.roles:
        held = (period for role in rule.roles for period in person.roles.get(role, ()))
        found = _both(found, _merged(held))
    if rule.arrived_since is not None:
        found = _both(found, [stay for stay in stays if stay.start >= rule.arrived_since])
    if rule.arrived_within is not None:
        days = timedelta(days=rule.arrived_within + 1)
        found = _both(found, [Period(stay.start, stay.start + days) for stay in stays])
    return found


def _in_units(
    posts: Sequence[Post], units: frozenset[int], placements: Placements, *, below: bool
) -> list[Period]:
    """Return when somebody was in one of `units`, or `below` one of them as the tree was then."""
    return _merged(
        period
        for post in posts
        for period in _under(post.unit, post.period, units, placements if below else {})
    )


def _under(
    unit: int, during: Period, units: frozenset[int], placements: Placements
) -> Iterable[Period]:
    if unit in units:
        yield during
        return
    # The tree of a day has no cycle, and the period only gets shorter on the way up.
    for placement in placements.get(unit, ()):
        if placement.parent is not None:
            for period in _both([placement.period], [during]):
                yield from _under(placement.parent, period, units, placements)


def _merged(periods: Iterable[Period]) -> list[Period]:
    """Return the union of periods in order: those that touch or overlap are one."""
    found: list[Period] = []
    for period in sorted(periods, key=lambda one: one.start):
        last = found[-1] if found else None
        if last is not None and (last.end is None or period.start <= last.end):
            if last.end is not None and (period.end is None or period.end > last.end):
                found[-1] = replace(last, end=period.end)
        else:
            found.append(period)
    return found


def _both(ones: Iterable[Period], others: Sequence[Period]) -> list[Period]:
    """Return the days that are in one of `ones` and in one of `others`."""
    found = []
    for one in ones:
        for other in others:
            start = max(one.start, other.start)
            ends = [end for end in (one.end, other.end) if end is not None]
            end = min(ends) if ends else None
            if end is None or start < end:
                found.append(Period(start, end))
    return found


def _holding(periods: Iterable[Period], day: date) -> Period | None:
    return next((period for period in periods if period.holds(day)), None)
