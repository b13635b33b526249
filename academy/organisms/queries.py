"""Reads across the dated tree: plain rows, few queries, always on a day or during a period."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum

from academy.accounts.models import User

from .models import (
    Headcount,
    Membership,
    Organism,
    OrganismPlacement,
    Portfolio,
    Role,
    RoleGrant,
    Unit,
    UnitPlacement,
)

# SQLite binds at most 32,766 values in one query on the versions that Python 3.11 ships with.
_BATCH = 20_000

# Organisms, as rows or by their ids.
Organisms = Iterable[Organism] | Iterable[int]


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    """Cut ids into lists that every database can bind."""
    unique = sorted(set(ids))
    for start in range(0, len(unique), _BATCH):
        yield unique[start : start + _BATCH]


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A unit of an organism on a day; `depth` is 0 for those that hang from the organism."""

    unit: Unit
    parent_id: int | None
    depth: int

    @property
    def unit_id(self) -> int:
        """The id of the unit."""
        return self.unit.pk


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """Where a person was during a period; `ends_on` is the first day after, None for no end."""

    user_id: int
    organism_id: int
    unit_id: int
    starts_on: date
    ends_on: date | None


def units_of(organism: Organism, day: date) -> QuerySet[Unit]:
    """Return the units of `organism` that are open on `day`, by code."""
    return Unit.objects.on(day).filter(
        pk__in=UnitPlacement.objects.on(day).filter(organism=organism).values("unit_id")
    )


def unit_codes_by_day(organism: Organism, days: Iterable[date]) -> dict[date, dict[str, int]]:
    """Return, for each day, the ids of the units of `organism` by code; one query."""
    placements = list(
        UnitPlacement.objects.filter(organism=organism).select_related("unit").order_by("pk")
    )
    return {
        day: {
            placement.unit.code: placement.unit_id
            for placement in placements
            if placement.holds_on(day) and placement.unit.holds_on(day)
        }
        for day in set(days)
    }


def organism_tree(organism: Organism, day: date) -> list[TreeRow]:
    """Return the units of `organism` on `day`, each under its own, by name; one query."""
    placements = (
        UnitPlacement.objects.on(day)
        .filter(Q(unit__ends_on__isnull=True) | Q(unit__ends_on__gt=day))
        .filter(organism=organism)
        .select_related("unit")
    )
    children: dict[int | None, list[UnitPlacement]] = defaultdict(list)
    here = {placement.unit_id for placement in placements}
    for placement in placements:
        # A unit whose parent is closed or elsewhere is shown at the top, never lost.
        parent_id = placement.parent_id if placement.parent_id in here else None
        children[parent_id].append(placement)
    for siblings in children.values():
        siblings.sort(key=lambda placement: (placement.unit.name.casefold(), placement.unit.code))

    rows: list[TreeRow] = []
    pending = [(placement, 0) for placement in reversed(children[None])]
    while pending:
        placement, depth = pending.pop()
        parent_id = placement.parent_id if depth else None
        rows.append(TreeRow(unit=placement.unit, parent_id=parent_id, depth=depth))
        pending.extend((child, depth + 1) for child in reversed(children[placement.unit_id]))
    return rows


def branch_ids(organism: Organism, unit: Unit, day: date) -> list[int]:
    """Return the ids of `unit` and of every unit below it on `day`, from the top."""
    rows = organism_tree(organism, day)
    branch: list[int] = []
    depth_of_unit: int | None = None
    for row in rows:
        if row.unit_id == unit.pk:
            depth_of_unit = row.depth
        elif depth_of_unit is not None and row.depth <= depth_of_unit:
            break
        if depth_of_unit is not None:
            branch.append(row.unit_id)
    return branch


def parents_on(day: date, organism_ids: Collection[int] | None = None) -> dict[int, int | None]:
    """Return, for each unit placed on `day`, the unit above it (None at the top); one query."""
    placements = UnitPlacement.objects.on(day)
    if organism_ids is not None:
        placements = placements.filter(organism_id__in=organism_ids)
    return dict(placements.values_list("unit_id", "parent_id"))


def organism_ids_of_units(day: date) -> dict[int, int]:
    """Return the organism of every unit placed on `day`; one query."""
    return dict(UnitPlacement.objects.on(day).values_list("unit_id", "organism_id"))


def organisms_of_portfolio(portfolio: Portfolio, day: date) -> QuerySet[Organism]:
    """Return the organisms of `portfolio` that are open on `day`, by code."""
    return Organism.objects.on(day).filter(
        pk__in=OrganismPlacement.objects.on(day).filter(portfolio=portfolio).values("organism_id")
    )


def with_portfolios(organisms: QuerySet[Organism], day: date) -> QuerySet[Organism]:
    """Return `organisms`, each with its placement on `day` in `placements_then`; one query more."""
    then = OrganismPlacement.objects.on(day).select_related("portfolio")
    return organisms.prefetch_related(Prefetch("placements", then, to_attr="placements_then"))


def portfolio_ids_of_organisms(day: date) -> dict[int, int]:
    """Return the portfolio of every organism placed on `day`; one query."""
    return dict(OrganismPlacement.objects.on(day).values_list("organism_id", "portfolio_id"))


def _membership_rows(memberships: QuerySet[Membership]) -> Iterator[MembershipRow]:
    values = memberships.order_by("user_id", "starts_on", "pk").values_list(
        "user_id", "organism_id", "unit_id", "starts_on", "ends_on"
    )
    return (MembershipRow(*row) for row in values)


def memberships_on(user_ids: Iterable[int], day: date) -> dict[int, list[MembershipRow]]:
    """Return where each person was on `day`, the oldest post first; nobody without a post."""
    found: dict[int, list[MembershipRow]] = defaultdict(list)
    for batch in _batches(user_ids):
        for row in _membership_rows(Membership.objects.on(day).filter(user_id__in=batch)):
            found[row.user_id].append(row)
    return dict(found)


def membership_on(user_ids: Iterable[int], day: date) -> dict[int, MembershipRow]:
    """Return the main post of each person on `day`: the one held longest."""
    return {user_id: rows[0] for user_id, rows in memberships_on(user_ids, day).items()}


def memberships_during(
    user_ids: Iterable[int], start: date, end: date
) -> dict[int, list[MembershipRow]]:
    """Return where each person was between `start` and the day before `end`, in order of time."""
    during = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=start), starts_on__lt=end
    )
    found: dict[int, list[MembershipRow]] = defaultdict(list)
    for batch in _batches(user_ids):
        for row in _membership_rows(during.filter(user_id__in=batch)):
            found[row.user_id].append(row)
    return dict(found)


def people_of(organism: Organism, day: date) -> QuerySet[User]:
    """Return the people who belong to `organism` on `day`, each once."""
    posts = Membership.objects.on(day).filter(organism=organism)
    return User.objects.filter(pk__in=posts.values("user_id"))


def people_in_role(role: Role, day: date, organisms: Organisms | None = None) -> QuerySet[User]:
    """Return the active people who hold `role` on `day`, each once; those who hold it for one of
    `organisms` alone, where these are given."""
    grants = RoleGrant.objects.on(day).filter(role=role)
    if organisms is not None:
        grants = grants.filter(organism__in=organisms)
    people = User.objects.filter(is_active=True, pk__in=grants.values("user_id"))
    return people.order_by("pk")


def people_in_charge(role: Role, day: date, organisms: Organisms) -> list[User]:
    """Return the active people who hold `role` for one of `organisms` on `day`; the academy's
    administrators where nobody does."""
    own = list(people_in_role(role, day, organisms))
    return own or list(people_in_role(Role.ADMINISTRATOR, day))


def member_counts(organism: Organism, day: date) -> dict[int, int]:
    """Return how many people with an account each unit of `organism` has on `day`."""
    counted = (
        Membership.objects.on(day)
        .filter(organism=organism)
        .values("unit_id")
        .annotate(people=Count("user_id", distinct=True))
    )
    return dict(counted.values_list("unit_id", "people"))


def _latest_headcounts(day: date) -> QuerySet[Headcount]:
    latest = (
        Headcount.objects.filter(unit=OuterRef("unit"), on__lte=day)
        .order_by("-on")
        .values("on")[:1]
    )
    return Headcount.objects.filter(on=Subquery(latest))


def headcount_of(unit_ids: Iterable[int], day: date) -> dict[int, int]:
    """Return the headcount of each unit on `day`; a unit that never had one is absent."""
    found: dict[int, int] = {}
    for batch in _batches(unit_ids):
        rows = _latest_headcounts(day).filter(unit_id__in=batch)
        found.update(rows.values_list("unit_id", "people"))
    return found


def headcount_of_organisms(organism_ids: Iterable[int], day: date) -> dict[int, int]:
    """Return the headcount of each organism on `day`: the sum of its units of that day."""
    placed = UnitPlacement.objects.on(day)
    found: dict[int, int] = {}
    for batch in _batches(organism_ids):
        rows = (
            _latest_headcounts(day)
            .filter(unit__placements__in=placed.filter(organism_id__in=batch))
            .values(organism_id=F("unit__placements__organism_id"))
            .annotate(total=Sum("people"))
        )
        found.update((row["organism_id"], row["total"]) for row in rows)
    return found


def headcount_rows(unit_ids: Iterable[int], start: date, end: date) -> list[tuple[int, date, int]]:
    """Return the steps of the headcount of each unit: rows (unit id, from, people).

    A step holds until the next one. The last step before `start` is given at `start`, so that
    the rows alone say the headcount of every day between `start` and the day before `end`.
    """
    rows: list[tuple[int, date, int]] = []
    for batch in _batches(unit_ids):
        rows += [(unit_id, start, people) for unit_id, people in headcount_of(batch, start).items()]
        rows += Headcount.objects.filter(unit_id__in=batch, on__gt=start, on__lt=end).values_list(
            "unit_id", "on", "people"
        )
    return sorted(rows)
