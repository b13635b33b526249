"""Writing to PostgreSQL: one INSERT ... SELECT unnest() a table, with binary arrays.

Two shared advisory locks say which transactions are on their way, for those who must know that
nothing will appear behind them: one carries the sequence's value when the transaction began to
store (settled_seq), the other the time (storing_since). Both are released after the rows are
visible, so who doesn't see the lock sees the rows.
"""

# ruff: noqa: S608 - the pieces of SQL put together here are constants.

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from .rows import (
    KEY_COLUMNS,
    REFERENCE_COLUMNS,
    STATEMENT_COLUMNS,
    KeyRow,
    ReferenceRow,
    StatementRow,
)

# The upper 16 bits of the locks' keys: "LR" and "LS".
_SEQ_SPACE = 0x4C52
_TIME_SPACE = 0x4C53
_SEQUENCE = "lrs_statement_seq_seq"

# By connection: its last transaction that stored, and what that one's two locks carry.
_windows: WeakKeyDictionary[BaseDatabaseWrapper, tuple[str, int, int]] = WeakKeyDictionary()

_RESERVE = f"""
WITH known AS MATERIALIZED (
    SELECT coalesce(pg_current_xact_id_if_assigned()::text = %s, false) AS same
), chosen AS MATERIALIZED (
    SELECT CASE WHEN same THEN %s::bigint ELSE last_value - 1 END AS floor,
           CASE WHEN same THEN %s::bigint ELSE %s::bigint END AS moment
    FROM {_SEQUENCE}, known
), held AS MATERIALIZED (
    SELECT floor, moment,
           pg_advisory_xact_lock_shared(({_SEQ_SPACE}::bigint << 48) + floor)::text AS seq_lock,
           pg_advisory_xact_lock_shared(({_TIME_SPACE}::bigint << 48) + moment)::text AS time_lock
    FROM chosen
)
SELECT CASE WHEN seq_lock IS NOT NULL AND time_lock IS NOT NULL
            THEN nextval('{_SEQUENCE}') END,
       floor, moment, pg_current_xact_id()::text
FROM held, generate_series(1, %s)
"""
_HELD = """
SELECT min((classid::bigint << 32 | objid::bigint) & 281474976710655)
FROM pg_locks
WHERE locktype = 'advisory' AND objsubid = 1 AND granted AND pid <> pg_backend_pid()
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND (classid::bigint >> 16) = %s
"""
_INSERT_STATEMENTS = f"""
INSERT INTO lrs_statement ({STATEMENT_COLUMNS})
SELECT * FROM unnest(%b::bigint[], %b::uuid[], %b::timestamptz[], %b::timestamptz[], %b::uuid[],
    %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::bigint[], %b::bigint[],
    %b::text[])
ON CONFLICT (statement_id) DO NOTHING
RETURNING seq
"""
_INSERT_KEYS = f"""
INSERT INTO lrs_statementkey ({KEY_COLUMNS})
SELECT * FROM unnest(%b::bytea[], %b::timestamptz[], %b::bigint[])
ON CONFLICT DO NOTHING
"""
_INSERT_REFERENCES = f"""
INSERT INTO lrs_statementreference ({REFERENCE_COLUMNS})
SELECT * FROM unnest(%b::bigint[], %b::uuid[], %b::timestamptz[], %b::uuid[], %b::boolean[],
    %b::bigint[])
ON CONFLICT DO NOTHING
"""
_REFERRERS = f"""
SELECT {REFERENCE_COLUMNS}
FROM lrs_statementreference WHERE target_id = ANY(%b::uuid[])
"""


def _execute(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run `sql` with parameters bound by the server, as Django's own cursor doesn't."""
    connection.ensure_connection()
    if connection.queries_logged:
        connection.queries_log.append({"sql": sql, "time": "0"})
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall() if cursor.description else []


def _milliseconds(moment: datetime) -> int:
    return max(0, int(moment.timestamp() * 1000))


def reserve(count: int, *, at: datetime) -> list[int]:
    """Tell the others that this transaction stores statements, and return `count` numbers.

    In a transaction that stores several times the locks stay those of the first, so that their
    number doesn't grow.
    """
    own = connections[DEFAULT_DB_ALIAS]
    xid, floor, moment = _windows.get(own, ("", 0, 0))
    with connection.cursor() as cursor:
        cursor.execute(_RESERVE, [xid, floor, moment, _milliseconds(at), count])
        rows = cursor.fetchall()
    _windows[own] = (rows[0][3], rows[0][1], rows[0][2])
    return [row[0] for row in rows]


def insert_statements(rows: Sequence[StatementRow]) -> set[int]:
    """Insert the rows whose id is new and return their numbers.

    In the order of ids: two requests with the same ids in another order don't wait in a circle.
    """
    ordered = sorted(rows, key=lambda row: row.statement_id)
    columns = [list(column) for column in zip(*ordered, strict=True)]
    return {row[0] for row in _execute(_INSERT_STATEMENTS, columns)}


def insert_keys(rows: Iterable[KeyRow]) -> None:
    """Insert the keys that aren't there."""
    ordered = sorted(rows)
    if ordered:
        _execute(_INSERT_KEYS, [list(column) for column in zip(*ordered, strict=True)])


def insert_references(rows: Sequence[ReferenceRow]) -> None:
    """Insert references to statements."""
    _execute(_INSERT_REFERENCES, [list(column) for column in zip(*rows, strict=True)])


def referrers(targets: Sequence[UUID]) -> list[ReferenceRow]:
    """Return the references to any of `targets`."""
    return [ReferenceRow(*row) for row in _execute(_REFERRERS, [list(targets)])]


def settled_seq() -> int:
    """Return the number up to which every statement that will ever be there is visible now.

    First the sequence, then the locks: whoever took a number up to that value held its lock
    before, so it either shows in the second look or its rows are visible to the next one.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {_SEQUENCE}")
        last = cursor.fetchone()[0]
        cursor.execute(_HELD, [_SEQ_SPACE])
        floor = cursor.fetchone()[0]
    return last if floor is None else min(last, floor)


def storing_since() -> datetime | None:
    """Return since when the oldest transaction that stores statements has been running."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [_TIME_SPACE])
        moment = cursor.fetchone()[0]
    return None if moment is None else datetime.fromtimestamp(moment / 1000, UTC)
