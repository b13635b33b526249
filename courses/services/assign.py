"""Asking a path of the people of an organism, and exempting one of them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotFound
from academy.organisms.models import Organism, Unit
from academy.organisms.policies import ROLES_OF_AN_ORGANISM
from academy.organisms.queries import people_of, units_of
from courses.audience import LONGEST_WITHIN, Rule, Version, with_version
from courses.deadlines import LONGEST, LONGEST_GRACE
from courses.models import (
    Assignment,
    Exemption,
    ExemptionRequest,
    PublishedPath,
    digest_of,
    rules_as_data,
)
from courses.policies import asks_as, can_assign
from courses.queries.audiences import preview
from courses.translating.deadline import refuse_late

FIXED = Assignment.Counted.FIXED


class AlreadyAsked(AcademyError):
    """The path is asked of the same people now: what is asked is changed, not asked twice."""


@transaction.atomic
def assign_path(
    *,
    by: User,
    organism: Organism,
    path_key: UUID,
    due_on: date | None = None,
    counted: str = FIXED,
    due_days: int = 0,
    grace_days: int = 0,
    unit: Unit | None = None,
    rule: Rule | None = None,
    reason_fr: str = "",
    reason_en: str = "",
    at: datetime,
) -> Assignment:
    """Ask people of `organism` to complete a path: everybody, one `unit`, or whom a `rule` says.

    By `due_on`, or `due_days` days after what `counted` says; then `grace_days` of grace. The same
    again changes nothing. Raises NotFound for an organism that isn't `by`'s, a unit that isn't its
    own or a path that isn't published, AlreadyAsked for a path that is asked of the same people
    otherwise, AcademyError for a day that is past, or terms or a rule that can't be.
    """
    today = timezone.localdate(at)
    rule = rule or Rule()
    if not can_assign(by, organism, today):
        raise NotFound(_("There is no such organization."))
    if unit is not None and not rule.is_everybody:
        raise AcademyError(_("A path is asked of one unit, or by a rule, not both."))
    _check_units(organism, rule.units | ({unit.pk} if unit else set()), today)
    if not PublishedPath.objects.filter(key=path_key, is_live=True).exists():
        raise NotFound(_("This learning path is not published."))
    refuse_late(path_key=path_key, today=today)
    terms = _terms(due_on, counted, due_days, grace_days)
    _check_rule(rule)
    _check_terms(terms, rule)
    _refuse_past(terms["due_on"], today)
    terms |= {"reason_fr": reason_fr, "reason_en": reason_en}
    assignment, is_new = Assignment.objects.get_or_create(
        organism=organism,
        unit=unit,
        path_key=path_key,
        rule_digest=digest_of(rule),
        withdrawn_at=None,
        defaults=terms
        | {
            "rules": [] if rule.is_everybody else rules_as_data([Version(today, rule)]),
            "assigned_by": by,
            "assigned_as": asks_as(by, organism, today),
            "assigned_at": at,
        },
    )
    if not is_new:
        if all(getattr(assignment, name) == value for name, value in terms.items()):
            return assignment
        raise _already_asked()
    audit.record(
        at=at,
        actor=by,
        action="courses.path_assigned",
        target=str(path_key),
        organism_code=organism.code,
        details=_told(assignment) | ({"unit": unit.code} if unit else {}),
    )
    return assignment


@transaction.atomic
def change_assignment(
    *,
    by: User,
    assignment: Assignment,
    due_on: date | None = None,
    counted: str = FIXED,
    due_days: int = 0,
    grace_days: int = 0,
    rule: Rule | None = None,
    reason_fr: str = "",
    reason_en: str = "",
    at: datetime,
) -> None:
    """Change the due date or the reason of what is asked, and of whom it is where `rule` is given.

    Whom a new rule brings in is asked from today on. Raises NotFound for an assignment of an
    organism that isn't `by`'s, or one that was withdrawn; AlreadyAsked for a rule by which the path
    is asked already; AcademyError for another day that is past, or terms or a rule that can't be.
    """
    today = timezone.localdate(at)
    asked = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("organism")
        .filter(pk=assignment.pk, withdrawn_at=None)
        .first()
    )
    if asked is None or not can_assign(by, asked.organism, today):
        raise NotFound(_("There is no such assignment."))
    terms = _terms(due_on, counted, due_days, grace_days)
    is_new_rule = rule is not None and rule != asked.rule
    if rule is not None and is_new_rule:
        if asked.unit_id is not None:
            raise AcademyError(_("A path is asked of one unit, or by a rule, not both."))
        _check_rule(rule)
        _check_units(asked.organism, set(rule.units - asked.rule.units), today)
        if preview(asked.organism, rule, today, instead_of=asked).entering:
            refuse_late(path_key=asked.path_key, today=today)
        versions = asked.versions or [Version(asked.asked_on, Rule())]
        asked.rules = rules_as_data(with_version(versions, rule, today))
        asked.rule_digest = digest_of(rule)
    _check_terms(terms, asked.rule)
    if terms["due_on"] != asked.due_on:
        _refuse_past(terms["due_on"], today)
    for name, value in (terms | {"reason_fr": reason_fr, "reason_en": reason_en}).items():
        setattr(asked, name, value)
    try:
        with transaction.atomic():
            asked.save()
    except IntegrityError as error:
        raise _already_asked() from error
    audit.record(
        at=at,
        actor=by,
        action="courses.assignment_changed",
        target=str(asked.path_key),
        organism_code=asked.organism.code,
        details=_told(asked),
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


@transaction.atomic
def exempt(
    *, by: User, organism: Organism, path_key: UUID, person: User, reason: str, at: datetime
) -> Exemption:
    """Exempt somebody from a path that `organism` asks of them, whatever the rule that asks.

    The same again changes nothing. Raises NotFound for an organism that isn't `by`'s, a path that
    it doesn't ask or a person who isn't its own; AcademyError without a reason, for oneself, or
    for somebody who is exempted for another reason.
    """
    today = timezone.localdate(at)
    if not can_assign(by, organism, today):
        raise NotFound(_("There is no such organization."))
    if not Assignment.objects.filter(
        organism=organism, path_key=path_key, withdrawn_at=None
    ).exists():
        raise NotFound(_("There is no such assignment."))
    if not people_of(organism, today).filter(pk=person.pk).exists():
        raise NotFound(_("There is no such person in this organization."))
    if person.pk == by.pk:
        raise AcademyError(
            _("You can’t exempt yourself: ask another manager, or an administrator.")
        )
    reason = reason.strip()
    if not reason:
        raise AcademyError(_("Say why: the person reads it."))
    exemption, is_new = Exemption.objects.get_or_create(
        organism=organism,
        path_key=path_key,
        user=person,
        lifted_at=None,
        defaults={
            "reason": reason,
            "given_by": by,
            "given_as": asks_as(by, organism, today),
            "given_at": at,
        },
    )
    if not is_new:
        if exemption.reason == reason:
            return exemption
        raise AcademyError(
            _("%(person)s is exempted already. Lift that exemption to give another reason.")
            % {"person": person}
        )
    # Whoever had asked for it has their answer.
    ExemptionRequest.objects.filter(
        organism=organism, path_key=path_key, user=person, state=ExemptionRequest.State.WAITING
    ).update(
        state=ExemptionRequest.State.GRANTED,
        answer=reason,
        answered_by=by,
        answered_as=exemption.given_as,
        answered_at=at,
    )
    # The reason stays out of the log, which nothing is ever taken out of.
    _log_exemption(exemption, "courses.path_exempted", by, at)
    return exemption


@transaction.atomic
def lift_exemption(*, by: User, exemption: Exemption, at: datetime) -> None:
    """Ask the path of the person again. The row stays.

    Raises NotFound for an exemption of an organism that isn't `by`'s.
    """
    row = (
        Exemption.objects.select_for_update(of=("self",))
        .select_related("organism", "user")
        .get(pk=exemption.pk)
    )
    if not can_assign(by, row.organism, timezone.localdate(at)):
        raise NotFound(_("There is no such exemption."))
    if row.lifted_at is not None:
        return
    row.lifted_at, row.lifted_by = at, by
    row.save(update_fields=["lifted_at", "lifted_by"])
    _log_exemption(row, "courses.exemption_lifted", by, at)


def _log_exemption(exemption: Exemption, action: str, by: User, at: datetime) -> None:
    audit.record(
        at=at,
        actor=by,
        action=action,
        target=str(exemption.path_key),
        organism_code=exemption.organism.code,
        details={"person": str(exemption.user.public_id)},
    )


def _terms(due_on: date | None, counted: str, due_days: int, grace_days: int) -> dict[str, Any]:
    """Return the columns of a due date; what another way of counting had is dropped."""
    is_fixed = counted == FIXED
    return {
        "counted": counted,
        "due_on": due_on if is_fixed else None,
        "due_days": 0 if is_fixed else due_days,
        "grace_days": grace_days,
    }


def _told(assignment: Assignment) -> dict[str, Any]:
    """Return what the log says of what is asked."""
    told: dict[str, Any] = {"counted": assignment.counted}
    if assignment.due_on is not None:
        told["due_on"] = assignment.due_on.isoformat()
    else:
        told["due_days"] = assignment.due_days
    if assignment.grace_days:
        told["grace_days"] = assignment.grace_days
    if not assignment.rule.is_everybody:
        told["rule"] = assignment.rule.as_data()
    return told


def _already_asked() -> AlreadyAsked:
    return AlreadyAsked(
        _(
            "This path is asked of these people already. To move its day or to say anew why, "
            "choose “Change” beside it."
        )
    )


def _check_units(organism: Organism, units: set[int] | frozenset[int], today: date) -> None:
    if units and units_of(organism, today).filter(pk__in=units).count() != len(units):
        raise NotFound(_("There is no such unit."))


def _check_rule(rule: Rule) -> None:
    if rule.roles - {role.value for role in ROLES_OF_AN_ORGANISM}:
        raise AcademyError(_("This role isn’t given in an organization."))
    if rule.arrived_within is not None and not 1 <= rule.arrived_within <= LONGEST_WITHIN:
        raise AcademyError(_("Say a number of days from 1 to %(most)s.") % {"most": LONGEST_WITHIN})
    if rule.arrived_within is not None and rule.arrived_since is not None:
        raise AcademyError(_("Choose a day of arrival or a number of days, not both."))


def _check_terms(terms: dict[str, Any], rule: Rule) -> None:
    if terms["counted"] not in Assignment.Counted.values:
        raise AcademyError(_("Choose how the due date is counted."))
    if terms["counted"] == FIXED:
        if terms["due_on"] is None:
            raise AcademyError(_("Choose the day on which the path is due."))
    elif not 1 <= terms["due_days"] <= LONGEST:
        raise AcademyError(_("Say a number of days from 1 to %(most)s.") % {"most": LONGEST})
    if not 0 <= terms["grace_days"] <= LONGEST_GRACE:
        raise AcademyError(
            _("The grace is of %(most)s days at the most.") % {"most": LONGEST_GRACE}
        )
    days = terms["due_days"] + terms["grace_days"]
    if rule.arrived_within is not None and days > rule.arrived_within:
        raise AcademyError(
            _(
                "Whoever arrived %(within)s days ago is no longer asked, before the %(days)s days "
                "of the due date and its grace are over. Ask for longer, or shorten the due date."
            )
            % {"within": rule.arrived_within, "days": days}
        )


def _refuse_past(due_on: date | None, today: date) -> None:
    if due_on is not None and due_on < today:
        raise AcademyError(_("This day is past. Choose today or a day to come."))
