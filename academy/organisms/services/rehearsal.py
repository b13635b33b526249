"""What a change of the tree will do, learned by doing it and undoing it."""

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from academy.organisms import queries
from academy.organisms.models import (
    Membership,
    Organism,
    OrganismPlacement,
    RoleGrant,
    UnitPlacement,
)


@dataclass(frozen=True, slots=True)
class HeadcountChange:
    """An organism whose units have another sum of headcounts; None where none is known."""

    organism: str
    before: int | None
    after: int | None
    closes: bool


@dataclass(frozen=True, slots=True)
class Consequences:
    """What changes on the day of a change: how many people, units, organisms and roles.

    `people` change post, `leaving` of them have none in these organisms afterwards.
    """

    on: date
    people: int = 0
    leaving: int = 0
    units_moved: int = 0
    units_opened: int = 0
    units_closed: int = 0
    organisms_moved: int = 0
    organisms_closed: int = 0
    roles_ended: int = 0
    headcounts: tuple[HeadcountChange, ...] = field(default=())

    @property
    def fingerprint(self) -> str:
        """A text that is another one when the consequences are others."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class _Situation:
    """What hangs from what on a day."""

    posts: frozenset[tuple[int, int, int]]
    units: dict[int, tuple[int, int | None]]
    organisms: dict[int, int | None]
    roles: frozenset[int]
    headcounts: dict[int, int]


def rehearse(
    change: Callable[[], object], *, on: date, organism_ids: Collection[int]
) -> Consequences:
    """Do `change`, compare the organisms `organism_ids` on `on` before and after, and undo it.

    Raises what `change` raises. Nothing that waits for the commit happens.
    """
    with transaction.atomic():
        before = _situation(on, organism_ids)
        change()
        after = _situation(on, organism_ids)
        transaction.set_rollback(True)
    names = {
        organism.pk: organism.name for organism in Organism.objects.filter(pk__in=organism_ids)
    }
    return _compared(on, before, after, names)


def _situation(on: date, organism_ids: Collection[int]) -> _Situation:
    posts = Membership.objects.on(on).filter(organism_id__in=organism_ids)
    placed = UnitPlacement.objects.on(on).filter(organism_id__in=organism_ids)
    open_ones = Organism.objects.on(on).filter(pk__in=organism_ids)
    portfolios = dict(
        OrganismPlacement.objects.on(on)
        .filter(organism_id__in=organism_ids)
        .values_list("organism_id", "portfolio_id")
    )
    # All of them: a portfolio that closes ends roles too.
    roles = RoleGrant.objects.on(on)
    return _Situation(
        posts=frozenset(posts.values_list("user_id", "organism_id", "unit_id")),
        units={
            unit_id: (organism_id, parent_id)
            for unit_id, organism_id, parent_id in placed.values_list(
                "unit_id", "organism_id", "parent_id"
            )
        },
        organisms={pk: portfolios.get(pk) for pk in open_ones.values_list("pk", flat=True)},
        roles=frozenset(roles.values_list("pk", flat=True)),
        headcounts=queries.headcount_of_organisms(organism_ids, on),
    )


def _compared(
    on: date, before: _Situation, after: _Situation, names: dict[int, str]
) -> Consequences:
    moved = {post[0] for post in before.posts - after.posts}
    still = {post[0] for post in after.posts}
    both = before.units.keys() & after.units.keys()
    changed = {
        pk
        for pk in before.headcounts.keys() | after.headcounts.keys()
        if before.headcounts.get(pk) != after.headcounts.get(pk)
    }
    kept = before.organisms.keys() & after.organisms.keys()
    return Consequences(
        on=on,
        people=len(moved),
        leaving=len(moved - still),
        units_moved=sum(before.units[pk] != after.units[pk] for pk in both),
        units_opened=len(after.units.keys() - before.units.keys()),
        units_closed=len(before.units.keys() - after.units.keys()),
        organisms_moved=sum(before.organisms[pk] != after.organisms[pk] for pk in kept),
        organisms_closed=len(before.organisms.keys() - after.organisms.keys()),
        roles_ended=len(before.roles - after.roles),
        headcounts=tuple(
            HeadcountChange(
                organism=names.get(pk, ""),
                before=before.headcounts.get(pk),
                after=after.headcounts.get(pk),
                closes=pk not in after.organisms,
            )
            for pk in sorted(changed)
        ),
    )
