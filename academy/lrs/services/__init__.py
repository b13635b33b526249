"""Every write to the record store. `record_statements` is the one door for statements."""

from .authority import Authority, credential_authority, own_authority
from .credentials import NewCredential, create_credential, revoke_credential, secret_digest
from .record import Conflict, Recorded, Refused, VoidNotAllowed, record_statements
from .void import void_statement

__all__ = [
    "Authority",
    "Conflict",
    "NewCredential",
    "Recorded",
    "Refused",
    "VoidNotAllowed",
    "create_credential",
    "credential_authority",
    "own_authority",
    "record_statements",
    "revoke_credential",
    "secret_digest",
    "void_statement",
]
