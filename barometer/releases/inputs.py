"""What is known at the beginning of a day: facts, posts, headcounts and the tree; few queries."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

from academy.organisms.models import (
    Membership,
    OrganismPlacement,
    Succession,
)
from barometer.engines.choice import chosen
from barometer.headcounts import units_with_headcount
from barometer.protection import SMALLEST
from courses.models import PublishedPath

from .making import Inputs, Person, UnitOfDay


def beginning_of(day: date) -> datetime:
    """Return the moment at which a day begins where the administration works."""
    return datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE))


def known_on(day: date, rosters: Collection[Person]) -> Inputs:
    """Return what is known at the beginning of `day`; six queries.

    `rosters`: who is on a published roster. What they did is told too, wherever they are now.
    """
    units = _units(day)
    members = _members(day, {unit.id for unit in units})
    paths = PublishedPath.objects.filter(is_live=True).values_list("key", flat=True)
    keys = sorted(str(key) for key in paths.order_by())
    people = frozenset(rosters).union(*members.values())
    placed = OrganismPlacement.objects.on(day).order_by("organism_id")
    successions = Succession.objects.filter(on__lte=day, from_unit__isnull=False).order_by("pk")
    return Inputs(
        units=units,
        members=members,
        portfolio_of=dict(placed.values_list("organism_id", "portfolio_id")),
        continues=tuple(successions.values_list("from_unit_id", "to_unit_id")),
        paths=tuple(keys),
        steps=chosen().steps_before(beginning_of(day), keys, people),
        smallest=max(SMALLEST, settings.BAROMETER_SMALLEST_GROUP),
    )


def _units(day: date) -> tuple[UnitOfDay, ...]:
    return tuple(
        UnitOfDay(unit, organism, headcount or 0)
        for unit, organism, headcount in units_with_headcount(day)
    )


def _members(day: date, units: Collection[int]) -> dict[int, frozenset[Person]]:
    found: dict[int, set[Person]] = defaultdict(set)
    posts = Membership.objects.on(day).order_by("unit_id")
    for unit, public_id in posts.values_list("unit_id", "user__public_id").iterator():
        if unit in units:
            found[unit].add(public_id.hex)
    return {unit: frozenset(people) for unit, people in found.items()}
