"""How many people organisms have, as human resources count them."""

from collections import defaultdict
from datetime import date

from django.db.models import Count, OuterRef, Subquery

from academy.organisms.models import Headcount, Membership, UnitPlacement


def units_with_headcount(day: date) -> list[tuple[int, int, int | None]]:
    """Return the units open on `day`, by id: the unit, its organism, the last headcount sent of it.

    The headcount is None where human resources never sent one. One query.
    """
    last = Headcount.objects.filter(unit_id=OuterRef("unit_id"), on__lte=day).order_by("-on")
    placed = (
        UnitPlacement.objects.on(day)
        .filter(unit__starts_on__lte=day)
        .exclude(unit__ends_on__lte=day)
        .annotate(headcount=Subquery(last.values("people")[:1]))
        .order_by("unit_id")
    )
    return list(placed.values_list("unit_id", "organism_id", "headcount"))


def people_of_organisms(day: date) -> dict[int, int]:
    """Return how many people each organism has on `day`, by its id; two queries.

    The headcounts of its units; where human resources never sent one, the people known there.
    """
    known = dict(
        Membership.objects.on(day)
        .order_by()
        .values_list("unit_id")
        .annotate(people=Count("user_id", distinct=True))
    )
    found: dict[int, int] = defaultdict(int)
    for unit_id, organism_id, headcount in units_with_headcount(day):
        found[organism_id] += known.get(unit_id, 0) if headcount is None else headcount
    return dict(found)
