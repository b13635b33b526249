"""Writing to SQLite, where one transaction writes at a time."""

# ruff: noqa: S608 - the pieces of SQL put together here are constants.

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection

from .rows import (
    ATTACHMENT_COLUMNS,
    DATA_COLUMNS,
    KEY_COLUMNS,
    PIECE_COLUMNS,
    REFERENCE_COLUMNS,
    STATEMENT_COLUMNS,
    AttachmentRow,
    DataRow,
    Inserted,
    KeyRow,
    PieceRow,
    ReferenceRow,
    Slice,
    StatementRow,
)


def _microseconds(column: str) -> str:
    """Return SQL for the microseconds since 1970 of a moment, as Django writes it."""
    # Apart: SQLite rounds to milliseconds, and so to the next second.
    seconds, fraction = f"strftime('%%s', substr({column}, 1, 19))", f"substr({column}, 21)"
    return (
        f"CAST({seconds} AS integer) * 1000000"
        f" + CAST(substr({fraction} || '000000', 1, 6) AS integer)"
    )


# Storing takes several steps.
STORES_AT_ONCE = False
_INSERT_STATEMENT = f"""
INSERT INTO lrs_statement ({STATEMENT_COLUMNS})
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (statement_id) DO NOTHING
"""
_INSERT_KEY = f"""
INSERT INTO lrs_statementkey ({KEY_COLUMNS}) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING
"""
_INSERT_REFERENCE = f"""
INSERT INTO lrs_statementreference ({REFERENCE_COLUMNS})
VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
_INSERT_DATA = f"INSERT INTO lrs_attachmentdata ({DATA_COLUMNS}) VALUES (%s, %s, %s)"
_INSERT_PIECE = f"INSERT INTO lrs_attachmentpiece ({PIECE_COLUMNS}) VALUES (%s, %s, %s)"
_INSERT_ATTACHMENT = f"""
INSERT INTO lrs_statementattachment ({ATTACHMENT_COLUMNS}) VALUES (%s, %s, %s)
"""
# Moments as numbers: Django's reading of a text would cost more than all the rest of the row.
_BETWEEN = f"""
SELECT seq, statement_id, {_microseconds("stored")}, {_microseconds("timestamp")},
       verb, object_id, actor, payload
FROM lrs_statement WHERE seq BETWEEN %s AND %s ORDER BY seq
"""


def _text(moment: datetime) -> str:
    """Return a moment as Django writes it in SQLite: in UTC, without its zone."""
    return str(moment.astimezone(UTC).replace(tzinfo=None))


def _adapted(value: Any) -> Any:
    if type(value) is UUID:
        return value.hex
    if isinstance(value, datetime):
        return _text(value)
    return value


def _execute_many(sql: str, rows: Iterable[Sequence[Any]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(sql, [[_adapted(value) for value in row] for row in rows])


def reserve(count: int, *, at: datetime) -> list[int]:
    """Return `count` numbers, after the highest ever given. The write lock is held already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = 'lrs_statement'")
        row = cursor.fetchone()
    first = (row[0] if row else 0) + 1
    return list(range(first, first + count))


def insert(rows: Sequence[StatementRow], keys: Sequence[set[bytes]]) -> Inserted:
    """Insert the rows, each with its keys, whose id is new."""
    # A batch is stored at one moment. Column by column: a look at what each value is would cost
    # half of inserting it.
    moment = _text(rows[0].stored)
    sent = [
        (
            row.seq,
            row.statement_id.hex,
            moment,
            _text(row.timestamp),
            None if row.registration is None else row.registration.hex,
            *row[5:],
        )
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT_STATEMENT, sent)
        cursor.execute("SELECT seq FROM lrs_statement WHERE seq >= %s", [rows[0].seq])
        new = {row[0] for row in cursor.fetchall()}
    own = zip(rows, keys, strict=True)
    insert_new_keys(
        sorted((key, row.seq) for row, some in own if row.seq in new for key in some),
        rows[0].stored,
    )
    return Inserted(new, bool(referrers([row.statement_id for row in rows])))


def insert_new_keys(pairs: Sequence[tuple[bytes, int]], stored: datetime) -> None:
    """Insert keys of statements that this transaction has just inserted."""
    moment = _text(stored)
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT_KEY, [(key, moment, seq) for key, seq in pairs])


def insert_keys(rows: Iterable[KeyRow]) -> None:
    """Insert the keys that aren't there."""
    _execute_many(_INSERT_KEY, rows)


def insert_references(rows: Sequence[ReferenceRow]) -> None:
    """Insert references to statements."""
    _execute_many(_INSERT_REFERENCE, rows)


def insert_data(rows: Sequence[DataRow]) -> set[str]:
    """Insert the rows whose hash is new and return their hashes; the pieces are still to come."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sha2 FROM lrs_attachmentdata WHERE sha2 IN (SELECT value FROM json_each(%s))",
            [json.dumps([row.sha2 for row in rows])],
        )
        known = {row[0] for row in cursor.fetchall()}
    new = [row for row in rows if row.sha2 not in known]
    _execute_many(_INSERT_DATA, new)
    return {row.sha2 for row in new}


def insert_pieces(rows: Sequence[PieceRow]) -> None:
    """Insert pieces of data that this transaction inserted."""
    _execute_many(_INSERT_PIECE, rows)


def insert_attachments(rows: Sequence[AttachmentRow]) -> None:
    """Insert with which new statement which data came."""
    _execute_many(_INSERT_ATTACHMENT, rows)


def referrers(targets: Sequence[UUID]) -> list[ReferenceRow]:
    """Return the references to any of `targets`."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {REFERENCE_COLUMNS} FROM lrs_statementreference"
            " WHERE target_id IN (SELECT value FROM json_each(%s))",
            [json.dumps([target.hex for target in targets])],
        )
        rows = cursor.fetchall()
    return [
        ReferenceRow(
            seq,
            UUID(own),
            stored.replace(tzinfo=UTC),
            UUID(target),
            bool(voids),
            organism_id,
        )
        for seq, own, stored, target, voids, organism_id in rows
    ]


def between(first: int, last: int) -> Slice:
    """Return the statements from `first` to `last`, in their order."""
    with connection.cursor() as cursor:
        cursor.execute(_BETWEEN, [first, last])
        return Slice.of(cursor.fetchall())


def settled_seq() -> int:
    """Return the number up to which every statement that will ever be there is visible now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(seq), 0) FROM lrs_statement")
        return cursor.fetchone()[0]


def storing_since() -> datetime | None:
    """Return since when a transaction that stores statements may be running, None if none is.

    One transaction writes at a time, and dates its statements once it may. Who can become the
    writer knows that nobody else is; otherwise all is visible up to what was stored last.
    """
    if connection.in_atomic_block or _can_write():
        # In a transaction this connection is the writer (transaction_mode IMMEDIATE), and sees
        # its own rows.
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(stored) FROM lrs_statement")
        latest = cursor.fetchone()[0]
    if latest is None:
        return datetime.fromtimestamp(0, UTC)
    return datetime.fromisoformat(latest).replace(tzinfo=UTC)


def _can_write() -> bool:
    """Tell whether no other connection is writing now, without waiting for one that does."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        patience = cursor.fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            # It changes nothing and takes the write lock all the same. One statement, within
            # which this thread waits for no other: whoever wants to write is hardly ever kept.
            cursor.execute("UPDATE sqlite_sequence SET seq = seq WHERE 0")
        except OperationalError:
            return False
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {patience}")
    return True
