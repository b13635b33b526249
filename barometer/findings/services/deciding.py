"""What a manager decides of a finding: the factor behind it, and the path to follow."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotFound
from academy.organisms.models import Unit
from academy.organisms.queries import units_of
from barometer.findings import policies
from barometer.findings.models import Finding, Prescription
from courses.models import Assignment
from courses.services import assign_path, change_assignment


@transaction.atomic
def reclassify(*, finding: Finding, factor: str, reason: str, at: datetime, by: User) -> None:
    """Set the human factor of a finding by hand, with the reason why.

    Raises NotFound for an organism that isn't `by`'s, AcademyError without a reason or for a factor
    that there isn't.
    """
    row = _locked(finding, at, by)
    if factor not in Finding.Factor.values:
        raise AcademyError(_("Choose one of the factors."))
    if not reason.strip():
        raise AcademyError(_("Say why: whoever reads this finding later will want to know."))
    before = row.factor
    row.factor, row.factor_reason, row.factor_by = factor, reason.strip(), by
    row.save(update_fields=["factor", "factor_reason", "factor_by"])
    audit.record(
        at=at,
        actor=by,
        action="findings.reclassified",
        target=str(row.public_id),
        organism_code=row.organism.code,
        details={"from": before, "to": factor, "reason": row.factor_reason},
    )


@transaction.atomic
def prescribe(
    *,
    finding: Finding,
    path_key: UUID,
    due_on: date,
    reason_fr: str,
    reason_en: str,
    at: datetime,
    by: User,
) -> Prescription:
    """Ask the units of a finding, or its whole organism, to follow a path; never a person.

    A path that is asked of them already gets this day and these reasons. Raises NotFound for an
    organism that isn't `by`'s or a path that isn't published, AcademyError for a day that is past,
    a finding that is closed, or units that are closed.
    """
    row = _locked(finding, at, by)
    if row.state == Finding.State.CLOSED:
        raise AcademyError(_("This finding is closed: nothing is left to learn from it."))
    today = timezone.localdate(at)
    concerned = list(row.units.all())
    here = units_of(row.organism, today).filter(pk__in=[unit.pk for unit in concerned])
    units = list(here) if concerned else [None]
    if not units:
        raise AcademyError(
            _("The units of this finding are closed. Ask the path of the whole organization.")
        )
    terms = {"due_on": due_on, "reason_fr": reason_fr, "reason_en": reason_en}
    assignments = [_ask(row, unit, path_key, terms, at, by) for unit in units]
    made, _is_new = Prescription.objects.update_or_create(
        finding=row,
        path_key=path_key,
        defaults={"due_on": due_on, "confirmed_by": by, "confirmed_at": at},
    )
    made.assignments.set(assignments)
    row.state = Finding.State.PRESCRIBED
    row.save(update_fields=["state"])
    audit.record(
        at=at,
        actor=by,
        action="findings.prescribed",
        target=str(row.public_id),
        organism_code=row.organism.code,
        details={"path": str(path_key), "due_on": due_on.isoformat()},
    )
    return made


def _ask(
    finding: Finding,
    unit: Unit | None,
    path_key: UUID,
    terms: dict[str, Any],
    at: datetime,
    by: User,
) -> Assignment:
    """Ask a path of a unit, None for the organism; where it is asked already, on other terms."""
    asked = Assignment.objects.select_for_update().filter(
        organism=finding.organism,
        unit=unit,
        path_key=path_key,
        rule_digest="",
        withdrawn_at=None,
    )
    known = asked.first()
    if known is None:
        return assign_path(
            by=by, organism=finding.organism, unit=unit, path_key=path_key, at=at, **terms
        )
    change_assignment(by=by, assignment=known, at=at, **terms)
    return known


def _locked(finding: Finding, at: datetime, by: User) -> Finding:
    row = Finding.objects.select_for_update().select_related("organism").get(pk=finding.pk)
    if not policies.can_act_on_findings(by, row.organism, timezone.localdate(at)):
        raise NotFound(_("There is no such finding."))
    return row
