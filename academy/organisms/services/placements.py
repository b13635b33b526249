"""What every change of the tree is made of: lock, end a period, hang elsewhere, follow."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.utils.translation import gettext as _

from academy.core.errors import AcademyError
from academy.organisms.models import (
    Membership,
    Organism,
    OrganismPlacement,
    Unit,
    UnitPlacement,
)


class TreeError(AcademyError):
    """A change that would lose the past or leave people nowhere."""


def lock_organisms(*organism_ids: int) -> list[Organism]:
    """Lock organisms, in one order for everyone, so that changes of a tree follow one another."""
    wanted = sorted(set(organism_ids))
    return list(Organism.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))


def current_placement(unit: Unit, on: date) -> UnitPlacement:
    """Return where `unit` hangs, refusing a change dated before the last one.

    Raises TreeError when the unit is closed or has been moved after `on`.
    """
    placement = UnitPlacement.objects.filter(unit=unit, ends_on__isnull=True).first()
    if placement is None:
        raise TreeError(_("The unit “%(unit)s” is closed.") % {"unit": unit})
    if on < placement.starts_on:
        raise TreeError(
            _(
                "The unit “%(unit)s” was placed on %(day)s: a change can't come before that day. "
                "Choose a later date."
            )
            % {"unit": unit, "day": placement.starts_on.isoformat()}
        )
    return placement


def organism_placement(organism: Organism, on: date) -> OrganismPlacement | None:
    """Return the portfolio's link of `organism`, refusing a change dated before it."""
    placement = OrganismPlacement.objects.filter(organism=organism, ends_on__isnull=True).first()
    if placement is not None and on < placement.starts_on:
        raise TreeError(
            _(
                "The organization “%(organism)s” was placed on %(day)s: a change can't come before "
                "that day. Choose a later date."
            )
            % {"organism": organism, "day": placement.starts_on.isoformat()}
        )
    return placement


def hang(
    placement: UnitPlacement, *, organism_id: int, parent_id: int | None, on: date
) -> UnitPlacement:
    """Hang the unit of `placement` elsewhere from `on`; on its very first day, correct it."""
    if (placement.organism_id, placement.parent_id) == (organism_id, parent_id):
        return placement
    if placement.starts_on == on:
        placement.organism_id, placement.parent_id = organism_id, parent_id
        placement.save(update_fields=["organism", "parent"])
        return placement
    placement.ends_on = on
    placement.save(update_fields=["ends_on"])
    return UnitPlacement.objects.create(
        unit_id=placement.unit_id, organism_id=organism_id, parent_id=parent_id, starts_on=on
    )


def branch_placements(placement: UnitPlacement) -> list[UnitPlacement]:
    """Return `placement` and the open placements of every unit below its own, from the top."""
    below: dict[int | None, list[UnitPlacement]] = defaultdict(list)
    for other in UnitPlacement.objects.filter(
        organism_id=placement.organism_id, ends_on__isnull=True
    ).select_related("unit"):
        below[other.parent_id].append(other)
    branch, pending = [], [placement]
    while pending:
        current = pending.pop()
        branch.append(current)
        pending.extend(below[current.unit_id])
    return branch


def rehome_branch(placement: UnitPlacement, *, organism_id: int, on: date) -> None:
    """Take everything below `placement`, and its people, to another organism from `on`.

    The unit of `placement` itself is hung by the caller.
    """
    branch = branch_placements(placement)
    for below in branch[1:]:
        if on < below.starts_on:
            raise TreeError(
                _(
                    "The unit “%(unit)s” was placed on %(day)s: a change can't come before that "
                    "day. Choose a later date."
                )
                % {"unit": below.unit, "day": below.starts_on.isoformat()}
            )
        hang(below, organism_id=organism_id, parent_id=below.parent_id, on=on)
    rehome_members([row.unit_id for row in branch], organism_id=organism_id, on=on)


def end_of(membership: Membership, on: date) -> date:
    """Return the day a membership ends when it has to by `on`: it lasts at least one day."""
    return max(on, membership.starts_on + timedelta(days=1))


def going_on(on: date, unit_ids: Collection[int]) -> list[Membership]:
    """Return the memberships of these units that hold on `on` or start later."""
    return [
        membership
        for membership in Membership.objects.select_for_update()
        .filter(unit_id__in=unit_ids)
        .order_by("pk")
        if membership.ends_on is None or membership.ends_on > on
    ]


def rehome_members(
    unit_ids: Collection[int],
    *,
    organism_id: int,
    on: date,
    into_unit_id: int | None = None,
    user_ids: Collection[int] | None = None,
) -> int:
    """Make people follow their unit to another organism, or into another unit; return how many.

    A person number goes along unless it's taken there: two organisms may use the same numbers
    for different people. Someone who already has a post in that organism keeps that one.
    """
    moving = going_on(on, unit_ids)
    if user_ids is not None:
        wanted = set(user_ids)
        moving = [membership for membership in moving if membership.user_id in wanted]
    posts, numbers = _taken(organism_id, moving)
    ended: list[Membership] = []
    corrected: list[Membership] = []
    started: list[Membership] = []
    for membership in moving:
        unit_id = into_unit_id or membership.unit_id
        if (membership.organism_id, membership.unit_id) == (organism_id, unit_id):
            continue
        stays = membership.organism_id == organism_id
        if not stays and membership.user_id in posts:
            membership.ends_on = end_of(membership, on)
            ended.append(membership)
            continue
        number = membership.person_number
        if not stays and number in numbers:
            number = ""
        if membership.starts_on >= on:
            membership.organism_id, membership.unit_id = organism_id, unit_id
            membership.person_number = number
            corrected.append(membership)
            continue
        started.append(
            Membership(
                user_id=membership.user_id,
                organism_id=organism_id,
                unit_id=unit_id,
                person_number=number,
                starts_on=on,
                ends_on=membership.ends_on,
            )
        )
        membership.ends_on = on
        ended.append(membership)
    # Ends first: one person has one open post in an organism at any time.
    Membership.objects.bulk_update(ended, ["ends_on"], batch_size=500)
    Membership.objects.bulk_update(corrected, ["organism", "unit", "person_number"], batch_size=500)
    Membership.objects.bulk_create(started, batch_size=1000)
    return len(moving)


def _taken(organism_id: int, moving: Iterable[Membership]) -> tuple[set[int], set[str]]:
    """Return the people who have a post in the organism already, and the numbers in use there."""
    leaving = {membership.pk for membership in moving}
    posts: set[int] = set()
    numbers: set[str] = set()
    rows = Membership.objects.filter(organism_id=organism_id, ends_on__isnull=True)
    for pk, user_id, number in rows.values_list("pk", "user_id", "person_number"):
        if pk not in leaving:
            posts.add(user_id)
            numbers.add(number)
    numbers.discard("")
    return posts, numbers
