"""Rows on their way to the database."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID


class StatementRow(NamedTuple):
    """A row of Statement, in the order of COLUMNS."""

    seq: int
    statement_id: UUID
    stored: datetime
    timestamp: datetime
    registration: UUID | None
    verb: str
    actor: str
    object_type: str
    object_id: str
    version: str
    credential_id: int | None
    organism_id: int | None
    payload: str


class ReferenceRow(NamedTuple):
    """A row of StatementReference."""

    seq: int
    statement_id: UUID
    stored: datetime
    target_id: UUID
    voids: bool
    organism_id: int | None


class KeyRow(NamedTuple):
    """A row of StatementKey."""

    key: bytes
    stored: datetime
    seq: int


STATEMENT_COLUMNS = ", ".join(StatementRow._fields)
REFERENCE_COLUMNS = ", ".join(ReferenceRow._fields)
KEY_COLUMNS = ", ".join(KeyRow._fields)
