"""Rows on their way to the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
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


class UndatedRow(NamedTuple):
    """A statement of which the database gives the number and the time, and all it is found by.

    `timestamp` is None where the statement brought none: then it is that of storing. `first`,
    `second` and `third` are the pieces between which the text has the time.
    """

    statement_id: UUID
    timestamp: datetime | None
    registration: UUID | None
    verb: str
    actor: str
    object_type: str
    object_id: str
    version: str
    credential_id: int | None
    organism_id: int | None
    first: str
    second: str
    third: str | None
    keys: list[bytes]


class Dated(NamedTuple):
    """What the database gave a new statement, and whether a reference stored before targets one
    of those that were stored with it."""

    statement_id: UUID
    seq: int
    stored: datetime
    targeted: bool


class Inserted(NamedTuple):
    """What became of rows of Statement: the numbers of those that are new, and whether a reference
    stored before targets any of the rows."""

    seqs: set[int]
    targeted: bool


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


class Slice(NamedTuple):
    """What is read of each of very many statements, as columns: one value a statement.

    An id is 32 hexadecimal digits; moments are microseconds since 1970; an actor is an identity
    (xapi.agents.identity).
    """

    seq: Sequence[int]
    id: Sequence[str]
    stored: Sequence[int]
    timestamp: Sequence[int]
    verb: Sequence[str]
    object_id: Sequence[str]
    actor: Sequence[str]
    payload: Sequence[str]

    @classmethod
    def of(cls, rows: Sequence[tuple[Any, ...]]) -> "Slice":
        """Return the columns of rows."""
        return cls(*zip(*rows, strict=True)) if rows else cls(*[()] * len(cls._fields))


class DataRow(NamedTuple):
    """A row of AttachmentData."""

    sha2: str
    length: int
    stored: datetime


class PieceRow(NamedTuple):
    """A row of AttachmentPiece."""

    sha2: str
    number: int
    content: bytes


class AttachmentRow(NamedTuple):
    """A row of StatementAttachment."""

    seq: int
    sha2: str
    content_type: str


STATEMENT_COLUMNS = ", ".join(StatementRow._fields)
REFERENCE_COLUMNS = ", ".join(ReferenceRow._fields)
KEY_COLUMNS = ", ".join(KeyRow._fields)
DATA_COLUMNS = ", ".join(DataRow._fields)
PIECE_COLUMNS = ", ".join(PieceRow._fields)
ATTACHMENT_COLUMNS = ", ".join(AttachmentRow._fields)
