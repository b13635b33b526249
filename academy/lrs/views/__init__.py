"""The record store's own pages."""

from .credentials import (
    credential,
    credentials,
    limit_credential,
    new_credential,
    revoke_credential,
)
from .own_record import own_statements
from .sessions import abandon_session
from .statements import registration, statement, statements, void_statement
from .visits import close_records, give_reason

__all__ = [
    "abandon_session",
    "close_records",
    "credential",
    "credentials",
    "give_reason",
    "limit_credential",
    "new_credential",
    "own_statements",
    "registration",
    "revoke_credential",
    "statement",
    "statements",
    "void_statement",
]
