"""Changes to the units of an organism; the past stays as it was."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import NotAllowed
from academy.organisms import policies, queries
from academy.organisms.models import Headcount, Organism, Succession, Unit, UnitPlacement

from .placements import (
    TreeError,
    branch_placements,
    current_placement,
    going_on,
    hang,
    lock_organisms,
    rehome_branch,
    rehome_members,
)


@dataclass(frozen=True, slots=True)
class UnitPart:
    """One of the units that a unit is split into, and the accounts that go there."""

    unit: Unit
    user_ids: frozenset[int]


@transaction.atomic
def open_unit(
    *,
    organism: Organism,
    code: str,
    name_fr: str,
    name_en: str,
    on: date,
    at: datetime,
    by: User | None,
    parent: Unit | None = None,
    is_simulated: bool = False,
) -> Unit:
    """Open a unit in `organism`, below `parent` where one is given."""
    _check(by, organism, at)
    code = clean_code(code)
    lock_organisms(organism.pk)
    if Unit.objects.filter(code=code).exists():
        raise TreeError(_("The code “%(code)s” is already that of a unit.") % {"code": code})
    if not organism.holds_on(on):
        raise TreeError(
            _("The organization “%(organism)s” is not open on that day.") % {"organism": organism}
        )
    if parent is not None:
        _check_parent(parent, organism.pk, on)
    unit = Unit.objects.create(
        code=code,
        name_fr=name_fr.strip(),
        name_en=name_en.strip() or name_fr.strip(),
        starts_on=on,
        is_simulated=is_simulated,
    )
    UnitPlacement.objects.create(unit=unit, organism=organism, parent=parent, starts_on=on)
    _note(at, by, "unit.open", unit, organism, {"on": on, "parent": parent.code if parent else ""})
    return unit


@transaction.atomic
def move_unit(
    *,
    unit: Unit,
    on: date,
    at: datetime,
    by: User | None,
    parent: Unit | None = None,
    organism: Organism | None = None,
) -> UnitPlacement:
    """Hang `unit`, with all below it, from `parent`, or from the top of an organism.

    Without `parent` it goes to the top of `organism`, or of its own when none is given. People
    follow; in another organism they get a new post there and keep their past in the old one.
    """
    if parent is not None:
        target = current_placement(parent, on).organism
    else:
        target = organism or current_placement(unit, on).organism
    lock_organisms(current_placement(unit, on).organism_id, target.pk)
    placement = current_placement(unit, on)
    source = placement.organism
    _check(by, source, at)
    _check(by, target, at)
    if not target.holds_on(on):
        raise TreeError(
            _("The organization “%(organism)s” is not open on that day.") % {"organism": target}
        )
    if parent is not None:
        _check_parent(parent, target.pk, on)
        if parent.pk in {row.unit_id for row in branch_placements(placement)}:
            raise TreeError(
                _("A unit can't be placed under itself or under a unit that is below it.")
            )
    if source.pk != target.pk:
        rehome_branch(placement, organism_id=target.pk, on=on)
    moved = hang(placement, organism_id=target.pk, parent_id=parent.pk if parent else None, on=on)
    details = {"on": on, "from": source.code, "to": target.code}
    _note(at, by, "unit.move", unit, target, details | {"parent": parent.code if parent else ""})
    return moved


@transaction.atomic
def close_unit(*, unit: Unit, on: date, at: datetime, by: User | None) -> None:
    """Close an empty unit: nobody in it, nothing below it, from `on` on."""
    organism = current_placement(unit, on).organism
    _check(by, organism, at)
    lock_organisms(organism.pk)
    placement = current_placement(unit, on)
    if len(branch_placements(placement)) > 1:
        raise TreeError(
            _("There are still units below “%(unit)s”. Move or close them first.") % {"unit": unit}
        )
    if going_on(on, [unit.pk]):
        raise TreeError(
            _("People still belong to “%(unit)s”. Move them, or merge the unit into another.")
            % {"unit": unit}
        )
    _close(placement, on)
    _note(at, by, "unit.close", unit, organism, {"on": on})


@transaction.atomic
def merge_units(
    *, sources: Sequence[Unit], into: Unit, on: date, at: datetime, by: User | None
) -> None:
    """Merge units of an organism into another one of it, and close them.

    Their people and the units below go to `into`, and its headcount grows by theirs.
    """
    target = current_placement(into, on)
    organism = target.organism
    _check(by, organism, at)
    lock_organisms(organism.pk)
    headcounts = queries.headcount_of([into.pk, *(unit.pk for unit in sources)], on)
    for unit in sources:
        placement = current_placement(unit, on)
        if placement.organism_id != organism.pk:
            raise TreeError(
                _("“%(unit)s” belongs to another organization. Move it here before merging it.")
                % {"unit": unit}
            )
        branch = branch_placements(placement)
        if into.pk in {row.unit_id for row in branch}:
            raise TreeError(_("A unit can't be merged into itself or into a unit below it."))
        for below in branch:
            if below.parent_id == unit.pk:
                current_placement(below.unit, on)
                hang(below, organism_id=organism.pk, parent_id=into.pk, on=on)
        rehome_members([unit.pk], organism_id=organism.pk, on=on, into_unit_id=into.pk)
        _close(placement, on)
        Succession.objects.create(kind=Succession.Kind.MERGE, on=on, from_unit=unit, to_unit=into)
    if headcounts:
        Headcount.objects.update_or_create(
            unit=into, on=on, defaults={"people": sum(headcounts.values())}
        )
    details = {"on": on, "sources": [unit.code for unit in sources]}
    _note(at, by, "unit.merge", into, organism, details)


@transaction.atomic
def split_unit(
    *, unit: Unit, parts: Sequence[UnitPart], on: date, at: datetime, by: User | None
) -> None:
    """Split `unit` into open units of its organism and close it, unless it is one of them.

    Everybody goes somewhere; the headcounts of the parts are then told by human resources.
    """
    organism = current_placement(unit, on).organism
    _check(by, organism, at)
    lock_organisms(organism.pk)
    placement = current_placement(unit, on)
    goes_on = any(part.unit.pk == unit.pk for part in parts)
    _check_parts(unit, organism, parts, on, goes_on=goes_on)
    if not goes_on and len(branch_placements(placement)) > 1:
        raise TreeError(
            _("There are still units below “%(unit)s”. Move or close them first.") % {"unit": unit}
        )
    for part in parts:
        if part.unit.pk == unit.pk:
            continue
        rehome_members(
            [unit.pk],
            organism_id=organism.pk,
            on=on,
            into_unit_id=part.unit.pk,
            user_ids=part.user_ids,
        )
        Succession.objects.create(
            kind=Succession.Kind.SPLIT, on=on, from_unit=unit, to_unit=part.unit
        )
    if not goes_on:
        _close(placement, on)
    _note(
        at,
        by,
        "unit.split",
        unit,
        organism,
        {"on": on, "parts": [part.unit.code for part in parts]},
    )


def clean_code(code: str) -> str:
    """Return a code without the spaces around it, refusing an empty or an unreadable one."""
    code = code.strip()
    if not code or len(code) > 40 or not code.isprintable():
        raise TreeError(_("A code has 1 to 40 visible characters."))
    return code


def _check(by: User | None, organism: Organism, at: datetime) -> None:
    if by is not None and not policies.can_change_tree(by, organism, localdate(at)):
        raise NotAllowed(_("You can't change the units of this organization."))


def _check_parent(parent: Unit, organism_id: int, on: date) -> None:
    if current_placement(parent, on).organism_id != organism_id:
        raise TreeError(_("The unit above has to be in the same organization."))


def _check_parts(
    unit: Unit, organism: Organism, parts: Sequence[UnitPart], on: date, *, goes_on: bool
) -> None:
    if not [part for part in parts if part.unit.pk != unit.pk]:
        raise TreeError(_("Choose at least one other unit to split this one into."))
    for part in parts:
        _check_parent(part.unit, organism.pk, on)
    placed: Collection[int] = [user_id for part in parts for user_id in part.user_ids]
    if len(placed) != len(set(placed)):
        raise TreeError(_("Someone is in two parts at once."))
    left = {membership.user_id for membership in going_on(on, [unit.pk])} - set(placed)
    if left and not goes_on:
        raise TreeError(
            ngettext(
                "%(count)d person of “%(unit)s” has no part to go to.",
                "%(count)d people of “%(unit)s” have no part to go to.",
                len(left),
            )
            % {"count": len(left), "unit": unit}
        )


def _close(placement: UnitPlacement, on: date) -> None:
    unit = placement.unit
    if on <= placement.starts_on or on <= unit.starts_on:
        raise TreeError(
            _(
                "“%(unit)s” was opened or placed on that day: it closes the day after at the "
                "earliest."
            )
            % {"unit": unit}
        )
    placement.ends_on = unit.ends_on = on
    placement.save(update_fields=["ends_on"])
    unit.save(update_fields=["ends_on"])


def _note(
    at: datetime, by: User | None, action: str, unit: Unit, organism: Organism, details: dict
) -> None:
    audit.record(
        at=at,
        actor=by,
        action=action,
        target=unit.code,
        organism_code=organism.code,
        details=details,
    )
