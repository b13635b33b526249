"""What the people pages show."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.forms import Form
from django.utils.formats import date_format
from django.utils.html import format_html_join

from academy.accounts.models import User
from academy.core.alphabet import alphabetical
from academy.core.templatetags.figures import whole

from .models import (
    Membership,
    Organism,
    OrganismPlacement,
    PeopleImport,
    Portfolio,
    RoleGrant,
    Unit,
)
from .queries import branch_ids, headcount_of, headcount_of_organisms, member_counts, organism_tree

Node = TypeVar("Node", Portfolio, Organism)


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


def portfolio_of(organism: Organism, day: date) -> Portfolio | None:
    """Return the portfolio of `organism` on `day`, None outside of any."""
    placed = OrganismPlacement.objects.on(day).filter(organism=organism)
    placement = placed.select_related("portfolio").first()
    return placement.portfolio if placement is not None else None


def government(day: date) -> dict[str, Any]:
    """Return the open portfolios with their organisms, and the organisms that are in none."""
    placed = OrganismPlacement.objects.on(day).filter(organism__in=Organism.objects.on(day))
    counts = Counter(placed.values_list("portfolio_id", flat=True))
    return {
        "portfolios": [
            (portfolio, counts[portfolio.pk]) for portfolio in by_name(Portfolio.objects.on(day))
        ],
        "alone": by_name(Organism.objects.on(day).exclude(pk__in=placed.values("organism_id"))),
    }


def by_name(nodes: Iterable[Node]) -> list[Node]:
    """Return portfolios or organisms in the order of their names."""
    return sorted(nodes, key=lambda one: (alphabetical(one.name), one.code))


def unit_facts(unit: Unit, organism: Organism, day: date) -> dict[str, Any]:
    """Return what the page of a unit tells: people, headcounts, former names, units below."""
    below = [pk for pk in branch_ids(organism, unit, day) if pk != unit.pk]
    return {
        "members": member_counts(organism, day).get(unit.pk, 0),
        "below": len(below),
        "headcount": headcount_of([unit.pk], day).get(unit.pk),
        "headcounts": unit.headcounts.order_by("-on")[:12],
        "former_names": unit.former_names.all(),
    }


def answers_in_words(form: Form) -> list[tuple[str, str]]:
    """Return what was asked in a valid form, label by label, as people read it."""
    said = []
    for bound in form:
        value = form.cleaned_data.get(bound.name)
        if value in (None, "", []):
            continue
        choices = dict(getattr(bound.field, "choices", None) or [])
        words: str
        if isinstance(value, list):
            words = format_html_join(", ", "{}", ((choices.get(one, one),) for one in value))
        elif isinstance(value, date):
            words = date_format(value, "DATE_FORMAT")
        elif isinstance(value, Model):
            words = str(value)
        elif isinstance(value, int) and not choices:
            words = whole(value)
        else:
            words = str(choices.get(value, value)).strip()
        said.append((str(bound.label), words))
    return said


def organism_headcount(organism: Organism, day: date) -> int | None:
    """Return how many people `organism` has on `day`, None where human resources never said."""
    return headcount_of_organisms([organism.pk], day).get(organism.pk)


def organisms_to_choose(
    day: date, *, organism_ids: frozenset[int] | None, search: str = ""
) -> list[Organism]:
    """Return the organisms open on `day` whose name or code holds `search`; None means all.

    Accents and capitals don't matter. A government has some hundreds of organisms: they are
    compared here, since databases don't agree on accents.
    """
    organisms = Organism.objects.on(day)
    if organism_ids is not None:
        organisms = organisms.filter(pk__in=organism_ids)
    wanted = alphabetical(search)
    return by_name(
        organism
        for organism in organisms
        if any(
            wanted in alphabetical(text)
            for text in (organism.code, organism.name_fr, organism.name_en)
        )
    )


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
