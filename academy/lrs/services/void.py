"""Voiding: saying that a statement should not have been made."""

from datetime import datetime
from uuid import UUID

from academy.lrs.xapi.vocabulary import VOIDED

from .authority import Authority
from .record import Recorded, record_statements


def void_statement(
    *, statement_id: UUID, authority: Authority, at: datetime, reason: str = ""
) -> Recorded:
    """Store the statement that voids `statement_id`. Data 2.3.2.

    The target may be unknown (it is voided when it arrives); a voiding statement stays as it is.
    `reason`, where there is one, is the response of its result.
    """
    statement = {
        "actor": dict(authority.agent),
        "verb": {"id": VOIDED, "display": {"en": "voided", "fr": "a annulé"}},
        "object": {"objectType": "StatementRef", "id": str(statement_id)},
    }
    if reason:
        statement["result"] = {"response": reason}
    return record_statements(statements=[statement], authority=authority, at=at)
