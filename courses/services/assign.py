"""Asking a path of the people of an organism."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotFound
from academy.organisms.models import Organism, Unit
from academy.organisms.queries import units_of
from courses.models import Assignment, PublishedPath
from courses.policies import can_assign


class AlreadyAsked(AcademyError):
    """The path is asked of the organism now: what is asked is changed, not asked twice."""


@transaction.atomic
def assign_path(
    *,
    by: User,
    organism: Organism,
    path_key: UUID,
    due_on: date,
    unit: Unit | None = None,
    reason_fr: str = "",
    reason_en: str = "",
    at: datetime,
) -> Assignment:
    """Ask everybody in `organism`, or in one `unit` of it, to complete a path by `due_on`.

    The same again changes nothing. Raises NotFound for an organism that isn't `by`'s, a unit that
    isn't its own or a path that isn't published, AlreadyAsked for a path that is asked of it
    otherwise, AcademyError for a day that is past.
    """
    today = timezone.localdate(at)
    if not can_assign(by, organism, today):
        raise NotFound(_("There is no such organization."))
    if unit is not None and not units_of(organism, today).filter(pk=unit.pk).exists():
        raise NotFound(_("There is no such unit."))
    if not PublishedPath.objects.filter(key=path_key, is_live=True).exists():
        raise NotFound(_("This learning path is not published."))
    _refuse_past(due_on, at)
    terms = {"due_on": due_on, "reason_fr": reason_fr, "reason_en": reason_en}
    assignment, is_new = Assignment.objects.get_or_create(
        organism=organism,
        unit=unit,
        path_key=path_key,
        withdrawn_at=None,
        defaults=terms | {"assigned_by": by, "assigned_at": at},
    )
    if not is_new:
        if all(getattr(assignment, name) == value for name, value in terms.items()):
            return assignment
        raise AlreadyAsked(
            _(
                "This path is asked of this organization already. To move its day or to say anew "
                "why, choose “Change” beside it."
            )
        )
    audit.record(
        at=at,
        actor=by,
        action="courses.path_assigned",
        target=str(path_key),
        organism_code=organism.code,
        details={"due_on": due_on.isoformat()} | ({"unit": unit.code} if unit else {}),
    )
    return assignment


@transaction.atomic
def change_assignment(
    *,
    by: User,
    assignment: Assignment,
    due_on: date,
    reason_fr: str = "",
    reason_en: str = "",
    at: datetime,
) -> None:
    """Move the day of what is asked, or say anew why it is.

    Raises NotFound for an assignment of an organism that isn't `by`'s, or one that was withdrawn,
    AcademyError for another day that is past.
    """
    if assignment.withdrawn_at is not None or not can_assign(
        by, assignment.organism, timezone.localdate(at)
    ):
        raise NotFound(_("There is no such assignment."))
    if due_on != assignment.due_on:
        _refuse_past(due_on, at)
    assignment.due_on = due_on
    assignment.reason_fr = reason_fr
    assignment.reason_en = reason_en
    assignment.save(update_fields=["due_on", "reason_fr", "reason_en"])
    audit.record(
        at=at,
        actor=by,
        action="courses.assignment_changed",
        target=str(assignment.path_key),
        organism_code=assignment.organism.code,
        details={"due_on": due_on.isoformat()},
    )


@transaction.atomic
def withdraw_assignment(*, by: User, assignment: Assignment, at: datetime) -> None:
    """Stop asking for a path. What people did of it stays.

    Raises NotFound for an assignment of an organism that isn't `by`'s.
    """
    if not can_assign(by, assignment.organism, timezone.localdate(at)):
        raise NotFound(_("There is no such assignment."))
    if assignment.withdrawn_at is not None:
        return
    assignment.withdrawn_at = at
    assignment.save(update_fields=["withdrawn_at"])
    audit.record(
        at=at,
        actor=by,
        action="courses.assignment_withdrawn",
        target=str(assignment.path_key),
        organism_code=assignment.organism.code,
    )


def _refuse_past(due_on: date, at: datetime) -> None:
    if due_on < timezone.localdate(at):
        raise AcademyError(_("This day is past. Choose today or a day to come."))
