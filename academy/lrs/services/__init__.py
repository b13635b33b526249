"""Every write to the record store. `record_statements` is the one door for statements."""

from .authority import Authority, own_authority
from .credentials import NewCredential, create_credential, revoke_credential
from .record import Conflict, Recorded, Refused, record_statements
from .void import void_statement

__all__ = [
    "Authority",
    "Conflict",
    "NewCredential",
    "Recorded",
    "Refused",
    "create_credential",
    "own_authority",
    "record_statements",
    "revoke_credential",
    "void_statement",
]
