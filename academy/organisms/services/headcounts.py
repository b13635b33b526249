"""How many people a unit has: the denominator of every share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotAllowed
from academy.organisms import policies, queries
from academy.organisms.models import Headcount, Organism, Unit, UnitPlacement


@dataclass(frozen=True, slots=True)
class HeadcountStep:
    """A unit has `people` people from `on` on, until its next step."""

    unit_id: int
    on: date
    people: int


@transaction.atomic
def record_headcount(
    *, unit: Unit, on: date, people: int, at: datetime, by: User | None
) -> Headcount:
    """Say that `unit` has `people` people from `on` on; the same day said again is corrected."""
    placed = UnitPlacement.objects.on(on).filter(unit=unit)
    organism = Organism.objects.filter(unit_placements__in=placed).first()
    if organism is None:
        raise AcademyError(_("“%(unit)s” is not open on that day.") % {"unit": unit})
    if people < 0:
        raise AcademyError(_("A headcount is zero or more."))
    step = HeadcountStep(unit_id=unit.pk, on=on, people=people)
    record_steps(organism=organism, steps=[step], at=at, by=by)
    return Headcount.objects.get(unit=unit, on=on)


@transaction.atomic
def record_steps(
    *, organism: Organism, steps: Iterable[HeadcountStep], at: datetime, by: User | None
) -> int:
    """Write the steps that aren't known yet, in one go; return how many changed something.

    Every unit has to be one of `organism` on the day of its step.
    """
    if by is not None and not policies.can_import_people(by, organism, localdate(at)):
        raise NotAllowed(_("You can't change the headcounts of this organization."))
    wanted = {(step.unit_id, step.on): step for step in steps}
    codes = queries.unit_codes_by_day(organism, {on for _unit, on in wanted})
    here = {day: set(unit_ids.values()) for day, unit_ids in codes.items()}
    if any(unit_id not in here[on] for unit_id, on in wanted):
        raise AcademyError(_("A unit of the list does not belong to this organization on its day."))
    known = known_steps(wanted.values())
    changed = [
        Headcount(unit_id=unit_id, on=on, people=step.people)
        for (unit_id, on), step in wanted.items()
        if known.get((unit_id, on)) != step.people
    ]
    if changed:
        Headcount.objects.bulk_create(
            changed,
            batch_size=1000,
            update_conflicts=True,
            unique_fields=["unit", "on"],
            update_fields=["people"],
        )
        audit.record(
            at=at,
            actor=by,
            action="headcount.record",
            target=organism.code,
            organism_code=organism.code,
            details={"steps": len(changed)},
        )
    return len(changed)


def known_steps(steps: Iterable[HeadcountStep]) -> dict[tuple[int, date], int]:
    """Return the headcounts that are already known for these units, by unit and day."""
    unit_ids = {step.unit_id for step in steps}
    rows = Headcount.objects.filter(unit_id__in=unit_ids)
    return {
        (unit_id, on): people for unit_id, on, people in rows.values_list("unit_id", "on", "people")
    }
