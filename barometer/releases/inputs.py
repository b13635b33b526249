"""What is known at the beginning of a day: facts, posts, headcounts and the tree; few queries."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Case, F, IntegerField, Value, When

from academy.organisms.models import (
    Membership,
    OrganismPlacement,
    Succession,
)
from barometer.headcounts import units_with_headcount
from barometer.models import PathFact
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
        steps=_steps(beginning_of(day), keys, people),
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


def _steps(
    at: datetime, paths: Collection[str], people: Collection[Person]
) -> dict[str, dict[Person, int]]:
    """Return how many steps people had taken before a moment, by path."""
    found: dict[str, dict[Person, int]] = {path: {} for path in paths}
    taken = Case(
        When(passed_at__lt=at, then=Value(4)),
        When(completed_at__lt=at, then=Value(3)),
        When(started_at__lt=at, then=Value(2)),
        default=Value(1),
        output_field=IntegerField(),
    )
    facts = PathFact.objects.filter(reached_at__lt=at, path_key__in=paths).order_by()
    rows = facts.annotate(path=F("path_key"), taken=taken)
    for public_id, path, steps in rows.values_list("public_id", "path", "taken").iterator():
        person = public_id.hex
        if person in people:
            found[str(path)][person] = steps
    return found
