"""What the people pages show."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from academy.accounts.models import User

from .models import Membership, Organism, PeopleImport, RoleGrant, Unit
from .queries import headcount_of, member_counts, organism_tree


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit of the tree as the page of an organism shows it.

    `headcount` is None where human resources never gave one; `branch_*` add the units below.
    """

    unit: Unit
    depth: int
    headcount: int | None
    members: int
    branch_headcount: int | None
    branch_members: int
    has_units: bool


@dataclass(frozen=True, slots=True)
class OrganismSummary:
    """An organism on a day: its units and its people."""

    units: list[UnitLine]
    headcount: int | None
    members: int
    units_without_headcount: int
    more_members_than_people: list[Unit]


def organism_summary(organism: Organism, day: date) -> OrganismSummary:
    """Return the units of `organism` on `day`, each with its people; three queries."""
    rows = organism_tree(organism, day)
    headcounts = headcount_of([row.unit_id for row in rows], day)
    members = member_counts(organism, day)
    branch_heads: dict[int, int] = defaultdict(int)
    branch_members: dict[int, int] = defaultdict(int)
    has_units = {row.parent_id for row in rows}
    # Children come after their parents: read backwards, each hands its sums up.
    for row in reversed(rows):
        branch_heads[row.unit_id] += headcounts.get(row.unit_id, 0)
        branch_members[row.unit_id] += members.get(row.unit_id, 0)
        if row.parent_id is not None:
            branch_heads[row.parent_id] += branch_heads[row.unit_id]
            branch_members[row.parent_id] += branch_members[row.unit_id]
    lines = [
        UnitLine(
            unit=row.unit,
            depth=row.depth,
            headcount=headcounts.get(row.unit_id),
            members=members.get(row.unit_id, 0),
            branch_headcount=branch_heads[row.unit_id] if headcounts else None,
            branch_members=branch_members[row.unit_id],
            has_units=row.unit_id in has_units,
        )
        for row in rows
    ]
    return OrganismSummary(
        units=lines,
        headcount=sum(headcounts.values()) if headcounts else None,
        members=sum(members.values()),
        units_without_headcount=sum(1 for line in lines if line.headcount is None),
        more_members_than_people=[
            line.unit
            for line in lines
            if line.headcount is not None and line.members > line.headcount
        ],
    )


def organisms_to_choose(
    day: date, *, organism_ids: frozenset[int] | None, search: str = ""
) -> QuerySet[Organism]:
    """Return the organisms open on `day` whose name or code holds `search`; None means all."""
    organisms = Organism.objects.on(day)
    if organism_ids is not None:
        organisms = organisms.filter(pk__in=organism_ids)
    if search:
        organisms = organisms.filter(
            Q(code__icontains=search) | Q(name_fr__icontains=search) | Q(name_en__icontains=search)
        )
    return organisms.order_by("name_en" if _english() else "name_fr", "code")


def _english() -> bool:
    return (get_language() or "fr").startswith("en")


def recent_lists(organism: Organism) -> QuerySet[PeopleImport]:
    """Return the lists of an organism, the last one first, without their text."""
    return organism.people_imports.select_related("uploaded_by").defer("content")


def units_of_plan(plan: dict[str, Any]) -> dict[int, Unit]:
    """Return the units that the differences of a list name; one query."""
    ids = {
        row[name]
        for rows in plan.get("shown", {}).values()
        for row in rows
        for name in ("unit_id", "from_unit_id")
        if name in row
    }
    return Unit.objects.in_bulk(ids)


def grants_in(organism: Organism, day: date) -> QuerySet[RoleGrant]:
    """Return the roles that hold in `organism` on `day`."""
    return _grants(day).filter(organism=organism)


def wide_grants(day: date) -> QuerySet[RoleGrant]:
    """Return the roles that hold in portfolios, or everywhere, on `day`."""
    return _grants(day).filter(organism=None)


def _grants(day: date) -> QuerySet[RoleGrant]:
    return (
        RoleGrant.objects.on(day)
        .select_related("user", "organism", "portfolio", "granted_by")
        .order_by("role", "user__last_name", "user__first_name", "pk")
    )


def person_to_grant(
    email: str, *, organism: Organism | None, everyone: bool, day: date
) -> User | None:
    """Return the account of `email` that may receive a role, or None.

    Unless `everyone` is asked for, only people of `organism` are found: a manager doesn't learn
    who else has an account.
    """
    users = User.objects.filter(email=email.strip().lower(), is_active=True)
    if not everyone:
        posts = Membership.objects.on(day).filter(organism=organism)
        users = users.filter(pk__in=posts.values("user_id"))
    return users.first()
