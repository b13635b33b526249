"""Voiding: saying that a statement should not have been made."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotAllowed, NotFound
from academy.lrs import policies
from academy.lrs.models import Statement
from academy.lrs.queries import voided_ids
from academy.lrs.xapi.vocabulary import VOIDED

from .authority import Authority, own_authority
from .record import Recorded, record_statements


def void_statement(
    *, statement_id: UUID, authority: Authority, at: datetime, reason: str = ""
) -> Recorded:
    """Store the statement that voids `statement_id`. Data 2.3.2.

    The target may be unknown (it is voided when it arrives); a voiding statement stays as it is.
    `reason`, where there is one, is the response of its result.
    """
    statement = voiding_statement(statement_id=statement_id, authority=authority, reason=reason)
    return record_statements(statements=[statement], authority=authority, at=at)


class NotVoidable(AcademyError):
    """The statement is voided already, or voids another one. Nothing was stored."""


@transaction.atomic
def void_by_hand(*, statement_id: UUID, reason: str, by: User, at: datetime) -> Recorded:
    """Void a stored statement because a person asks for it, who says why.

    Raises NotAllowed when this person may not, NotFound for an unknown statement and NotVoidable
    for one that can't be voided: nobody would see that nothing changed.
    """
    if not policies.can_explore(by, localdate(at)):
        raise NotAllowed(_("Only an administrator voids a statement by hand."))
    verb = Statement.objects.filter(statement_id=statement_id).values_list("verb", flat=True)
    if not verb:
        raise NotFound(_("There is no such statement."))
    # Data 2.3.2: a voiding statement can't be voided.
    if VOIDED in verb:
        raise NotVoidable(_("This statement voids another one: xAPI has it stay as it is."))
    if voided_ids([statement_id]):
        raise NotVoidable(_("This statement is voided already."))
    recorded = void_statement(
        statement_id=statement_id, authority=own_authority(), at=at, reason=reason
    )
    audit.record(
        at=at,
        actor=by,
        action="statement.void",
        target=str(statement_id),
        details={"reason": reason, "voided_by": recorded.ids[0]},
    )
    return recorded


def voiding_statement(
    *, statement_id: UUID, authority: Authority, reason: str = ""
) -> dict[str, Any]:
    """Return the statement that voids `statement_id`, for who stores it in a batch with others."""
    statement: dict[str, Any] = {
        "actor": dict(authority.agent),
        "verb": {"id": VOIDED, "display": {"en": "voided", "fr": "a annulé"}},
        "object": {"objectType": "StatementRef", "id": str(statement_id)},
    }
    if reason:
        statement["result"] = {"response": reason}
    return statement
