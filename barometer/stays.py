"""Where people were, and which monthly sums they count in.

The unit is that of the person's membership; the organism is the one that the unit was part of at
the time, so that a unit which moves takes only its future along.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from academy.accounts.models import User
from academy.organisms.models import Membership, UnitPlacement

from .events import STEPS, Times
from .models import Stay

NEW, PRESENT, IN_FORCE = 0, len(STEPS), 2 * len(STEPS)
COUNTS = (
    *(f"new_{step}" for step in STEPS),
    *(f"present_{step}" for step in STEPS),
    "present_in_force",
)
"""The columns of a monthly sum: the step's position plus NEW or PRESENT; then IN_FORCE."""

Key = tuple[int, UUID, int, date]
"""What a monthly sum is about: organism, path, unit, first day of the month."""


class Place(NamedTuple):
    """A stay: `ends_on` is the first day after it, None where no end is known."""

    unit_id: int
    organism_id: int
    starts_on: date
    ends_on: date | None


Places = tuple[Place, ...]


def local_day(at: datetime) -> date:
    """Return the day of a moment where the administration works."""
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def counted(path: UUID, times: Times, places: Places) -> Iterable[tuple[Key, int, int]]:
    """Yield the monthly sums in which a person counts: each with the column and +1 or -1."""
    for step, at in enumerate(times.at):
        if at is None:
            continue
        day = local_day(at)
        for unit_id, organism_id, starts_on, ends_on in places:
            if ends_on is not None and ends_on <= day:
                continue
            # Present with the step taken: from the day of both on, until the stay ends.
            since = max(day, starts_on).replace(day=1)
            key = (organism_id, path, unit_id, since)
            if starts_on <= day:
                yield key, NEW + step, 1
            yield key, PRESENT + step, 1
            if ends_on is not None:
                yield (organism_id, path, unit_id, ends_on.replace(day=1)), PRESENT + step, -1
    for since, until in times.in_force:
        for unit_id, organism_id, starts_on, ends_on in places:
            start, end = max(since, starts_on), _earlier(until, ends_on)
            if end is not None and end <= start:
                continue
            yield (organism_id, path, unit_id, start.replace(day=1)), IN_FORCE, 1
            if end is not None:
                yield (organism_id, path, unit_id, end.replace(day=1)), IN_FORCE, -1


def places_counted(people: Collection[UUID]) -> dict[UUID, Places]:
    """Return the stays by which these people are counted now; one query."""
    found: dict[UUID, list[Place]] = defaultdict(list)
    for person, unit_id, organism_id, starts_on, ends_on in Stay.objects.filter(
        public_id__in=people
    ).values_list("public_id", "unit_id", "organism_id", "starts_on", "ends_on"):
        found[person].append(Place(unit_id, organism_id, starts_on, ends_on))
    return {person: _in_order(places) for person, places in found.items()}


def places_known(people: Collection[UUID]) -> dict[UUID, Places]:
    """Return the stays that memberships tell; three queries.

    Everybody who has an account is in the answer, with no stay perhaps; others are not.
    """
    person_of = dict(User.objects.filter(public_id__in=people).values_list("pk", "public_id"))
    memberships = list(
        Membership.objects.filter(user_id__in=person_of).values_list(
            "user_id", "unit_id", "organism_id", "starts_on", "ends_on"
        )
    )
    placements: dict[int, list[tuple[date, date | None, int]]] = defaultdict(list)
    units = {unit_id for _, unit_id, *_ in memberships}
    for unit_id, starts_on, ends_on, organism_id in UnitPlacement.objects.filter(
        unit_id__in=units
    ).values_list("unit_id", "starts_on", "ends_on", "organism_id"):
        placements[unit_id].append((starts_on, ends_on, organism_id))
    for periods in placements.values():
        periods.sort()
    found: dict[UUID, list[Place]] = {person: [] for person in person_of.values()}
    for user_id, unit_id, organism_id, starts_on, ends_on in memberships:
        post = Place(unit_id, organism_id, starts_on, ends_on)
        found[person_of[user_id]] += _cut(post, placements.get(unit_id, ()))
    return {person: _in_order(places) for person, places in found.items()}


def _in_order(places: Iterable[Place]) -> Places:
    return tuple(sorted(places, key=lambda place: (place.starts_on, place.unit_id)))


def _cut(post: Place, placements: Iterable[tuple[date, date | None, int]]) -> list[Place]:
    """Cut a membership where its unit changes organism.

    Days on which the unit hung nowhere keep the membership's own organism.
    """
    pieces: list[Place] = []
    since = post.starts_on

    def piece(organism_id: int, starts_on: date, ends_on: date | None) -> None:
        if ends_on is not None and ends_on <= starts_on:
            return
        last = pieces[-1] if pieces else None
        if last is not None and last.organism_id == organism_id and last.ends_on == starts_on:
            # A unit that moved within its organism: one stay.
            pieces[-1] = last._replace(ends_on=ends_on)
        else:
            pieces.append(Place(post.unit_id, organism_id, starts_on, ends_on))

    for starts_on, ends_on, organism_id in placements:
        start = max(since, starts_on)
        end = _earlier(ends_on, post.ends_on)
        if end is not None and end <= start:
            continue
        piece(post.organism_id, since, start)
        piece(organism_id, start, end)
        if end is None or end == post.ends_on:
            return pieces
        since = end
    piece(post.organism_id, since, post.ends_on)
    return pieces


def _earlier(one: date | None, other: date | None) -> date | None:
    """Return the earlier of two ends, None being no end."""
    return one if other is None else other if one is None else min(one, other)
