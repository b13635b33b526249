"""Writing to PostgreSQL: one INSERT ... SELECT unnest() a table, with binary arrays.

Two shared advisory locks say which transactions are on their way, for those who must know that
nothing will appear behind them: one carries the sequence's value when the transaction began to
store (settled_seq), the other the time (storing_since). Both are released after the rows are
visible, so who doesn't see the lock sees the rows.
"""

# ruff: noqa: S608 - the pieces of SQL put together here are constants.

import struct
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import msgspec
import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from .rows import (
    ATTACHMENT_COLUMNS,
    DATA_COLUMNS,
    KEY_COLUMNS,
    PIECE_COLUMNS,
    REFERENCE_COLUMNS,
    STATEMENT_COLUMNS,
    AttachmentRow,
    DataRow,
    Dated,
    Inserted,
    KeyRow,
    PieceRow,
    ReferenceRow,
    Slice,
    StatementRow,
    UndatedRow,
)

# Whether `store` is there, for statements that need no transaction of several steps.
STORES_AT_ONCE = True
# The upper 16 bits of the locks' keys: "LR" and "LS".
_SEQ_SPACE = 0x4C52
_TIME_SPACE = 0x4C53
_SEQUENCE = "lrs_statement_seq_seq"

# By connection: its last transaction that stored, and what that one's two locks carry.
_windows: WeakKeyDictionary[BaseDatabaseWrapper, tuple[str, int, int]] = WeakKeyDictionary()

_RESERVE = f"""
WITH known AS MATERIALIZED (
    SELECT coalesce(pg_current_xact_id_if_assigned()::text = %s::text, false) AS same
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
FROM held, generate_series(1, %s::integer)
"""
_HELD = """
SELECT min((classid::bigint << 32 | objid::bigint) & 281474976710655), statement_timestamp()
FROM pg_locks
WHERE locktype = 'advisory' AND objsubid = 1 AND granted AND pid <> pg_backend_pid()
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND (classid::bigint >> 16) = %s
"""
_INSERT_MANY = f"""
WITH new AS (
    INSERT INTO lrs_statement ({STATEMENT_COLUMNS})
    SELECT * FROM unnest(%b::bigint[], %b::uuid[], %b::timestamptz[], %b::timestamptz[],
        %b::uuid[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::bigint[],
        %b::bigint[], %b::text[])
    ON CONFLICT (statement_id) DO NOTHING
    RETURNING seq
)
SELECT coalesce(array_agg(seq), '{{}}'),
       EXISTS (SELECT FROM lrs_statementreference WHERE target_id = ANY(%b::uuid[]))
FROM new
"""
# Few rows come as one text, which costs the client far less than an array a column.
_INSERT_FEW = f"""
WITH sent AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%s::json) AS row (
        seq bigint, statement_id uuid, stored timestamptz, "timestamp" timestamptz,
        registration uuid, verb text, actor text, object_type text, object_id text, version text,
        credential_id bigint, organism_id bigint, payload text, keys json
    )
), new AS (
    INSERT INTO lrs_statement ({STATEMENT_COLUMNS})
    SELECT {STATEMENT_COLUMNS} FROM sent ORDER BY statement_id
    ON CONFLICT (statement_id) DO NOTHING
    RETURNING seq
), keys AS (
    INSERT INTO lrs_statementkey ({KEY_COLUMNS})
    SELECT decode(key, 'base64') AS key, stored, seq
    FROM sent JOIN new USING (seq), json_array_elements_text(keys) AS key
    ORDER BY key
    ON CONFLICT DO NOTHING
)
SELECT coalesce(array_agg(seq), '{{}}'), EXISTS (
    SELECT FROM lrs_statementreference WHERE target_id IN (SELECT statement_id FROM sent))
FROM new
"""
# All that storing does, in one journey and without a transaction around it: the locks, then the
# number and the time (the database's own clock, read once the locks are held), then the rows.
_STORE = f"""
WITH chosen AS MATERIALIZED (
    SELECT last_value - 1 AS floor, floor(extract(epoch FROM clock_timestamp()) * 1000) AS moment
    FROM {_SEQUENCE}
), held AS MATERIALIZED (
    SELECT pg_advisory_xact_lock_shared(({_SEQ_SPACE}::bigint << 48) + floor)::text AS seq_lock,
           pg_advisory_xact_lock_shared(({_TIME_SPACE}::bigint << 48) + moment::bigint)::text
           AS time_lock
    FROM chosen
), dated AS MATERIALIZED (
    SELECT clock_timestamp() AS stored FROM held
    WHERE seq_lock IS NOT NULL AND time_lock IS NOT NULL
), named AS MATERIALIZED (
    SELECT stored, to_char(stored AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS moment
    FROM dated
), sent AS MATERIALIZED (
    SELECT CASE WHEN stored IS NOT NULL THEN nextval('{_SEQUENCE}') END AS seq, statement_id,
           stored, coalesce("timestamp", stored) AS "timestamp", registration, verb, actor,
           object_type, object_id, version, credential_id, organism_id,
           concat_ws(moment, first, second, third) AS payload, keys
    FROM named, json_to_recordset(%s::json) AS row (
        statement_id uuid, "timestamp" timestamptz, registration uuid, verb text, actor text,
        object_type text, object_id text, version text, credential_id bigint, organism_id bigint,
        first text, second text, third text, keys json
    )
), new AS (
    INSERT INTO lrs_statement ({STATEMENT_COLUMNS})
    SELECT {STATEMENT_COLUMNS} FROM sent ORDER BY statement_id
    ON CONFLICT (statement_id) DO NOTHING
    RETURNING statement_id, seq, stored
), keys AS (
    INSERT INTO lrs_statementkey ({KEY_COLUMNS})
    SELECT decode(key, 'base64') AS key, stored, seq
    FROM sent JOIN new USING (seq, stored), json_array_elements_text(keys) AS key
    ORDER BY key
    ON CONFLICT DO NOTHING
)
SELECT statement_id, seq, stored, EXISTS (
    SELECT FROM lrs_statementreference WHERE target_id IN (SELECT statement_id FROM sent))
FROM new
"""
_INSERT_KEYS = f"""
INSERT INTO lrs_statementkey ({KEY_COLUMNS})
SELECT * FROM unnest(%b::bytea[], %b::timestamptz[], %b::bigint[])
ON CONFLICT DO NOTHING
"""
_COPY_KEYS = f"COPY lrs_statementkey ({KEY_COLUMNS}) FROM STDIN (FORMAT BINARY)"
# https://www.postgresql.org/docs/current/sql-copy.html, binary format: signature, flags and length
# of the header's extension; a tuple is its number of fields, then length and bytes of each; a
# timestamp counts microseconds from 2000.
_COPY_START = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_COPY_END = b"\xff\xff"
_COPIED_KEY = struct.Struct(">hi20siqiq").pack
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_SINCE_1970 = (_EPOCH - datetime(1970, 1, 1, tzinfo=UTC)) // _MICROSECOND
# Rows.
_FEW = 25
_INSERT_REFERENCES = f"""
INSERT INTO lrs_statementreference ({REFERENCE_COLUMNS})
SELECT * FROM unnest(%b::bigint[], %b::uuid[], %b::timestamptz[], %b::uuid[], %b::boolean[],
    %b::bigint[])
ON CONFLICT DO NOTHING
"""
_INSERT_DATA = f"""
INSERT INTO lrs_attachmentdata ({DATA_COLUMNS})
SELECT * FROM unnest(%b::text[], %b::bigint[], %b::timestamptz[])
ON CONFLICT DO NOTHING
RETURNING sha2
"""
_INSERT_PIECES = f"""
INSERT INTO lrs_attachmentpiece ({PIECE_COLUMNS})
SELECT * FROM unnest(%b::text[], %b::integer[], %b::bytea[])
"""
_INSERT_ATTACHMENTS = f"""
INSERT INTO lrs_statementattachment ({ATTACHMENT_COLUMNS})
SELECT * FROM unnest(%b::bigint[], %b::text[], %b::text[])
"""
_REFERRERS = f"""
SELECT {REFERENCE_COLUMNS}
FROM lrs_statementreference WHERE target_id = ANY(%b::uuid[])
"""
# What is read with COPY is read while the server goes on, and in its binary form: a moment is its
# number of microseconds there, where a datetime would cost more than all the rest of the row.
_BETWEEN = """
COPY (SELECT seq, statement_id, stored, "timestamp", verb, object_id, actor, payload
      FROM lrs_statement WHERE seq BETWEEN %s AND %s ORDER BY seq) TO STDOUT (FORMAT BINARY)
"""
_BETWEEN_TYPES = ["int8", "bytea", "int8", "int8", "text", "text", "text", "text"]


def _execute(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run `sql` with parameters bound by the server, as Django's own cursor doesn't."""
    # Not the proxy `connection`, which looks this up each time it is asked for anything.
    own = connections[DEFAULT_DB_ALIAS]
    own.ensure_connection()
    _log(own, sql)
    with own.wrap_database_errors, psycopg.Cursor(own.connection) as cursor:
        cursor.execute(sql, parameters)
        # Without a result there is nothing to fetch.
        return cursor.fetchall() if cursor.pgresult and cursor.pgresult.nfields else []


def _log(own: BaseDatabaseWrapper, sql: str) -> None:
    """Let query budgets see what passes beside Django's own cursor."""
    if own.queries_logged:
        own.queries_log.append({"sql": sql, "time": "0"})


def _milliseconds(moment: datetime) -> int:
    return max(0, int(moment.timestamp() * 1000))


def reserve(count: int, *, at: datetime) -> list[int]:
    """Tell the others that this transaction stores statements, and return `count` numbers.

    In a transaction that stores several times the locks stay those of the first, so that their
    number doesn't grow.
    """
    own = connections[DEFAULT_DB_ALIAS]
    xid, floor, moment = _windows.get(own, ("", 0, 0))
    rows = _execute(_RESERVE, [xid, floor, moment, _milliseconds(at), count])
    _windows[own] = (rows[0][3], rows[0][1], rows[0][2])
    return [row[0] for row in rows]


def store(rows: Sequence[UndatedRow]) -> list[Dated]:
    """Store the statements whose id is new, outside of a transaction; return what they were given.

    When this returns they are on the disk.
    """
    sent = msgspec.json.encode([row._asdict() for row in rows]).decode()
    return [Dated(*row) for row in _execute(_STORE, [sent])]


def insert(rows: Sequence[StatementRow], keys: Sequence[set[bytes]]) -> Inserted:
    """Insert the rows, each with its keys, whose id is new.

    In the order of ids: two requests with the same ids in another order don't wait in a circle.
    Few keys go in the same journey to the server. Many are copied in the server's own binary form,
    which costs a third of an INSERT on both sides.
    """
    if len(rows) <= _FEW:
        sent = [row._asdict() | {"keys": list(own)} for row, own in zip(rows, keys, strict=True)]
        seqs, targeted = _execute(_INSERT_FEW, [msgspec.json.encode(sent).decode()])[0]
        return Inserted(set(seqs), targeted)
    ordered = sorted(rows, key=lambda row: row.statement_id)
    columns = [list(column) for column in zip(*ordered, strict=True)]
    seqs, targeted = _execute(_INSERT_MANY, [*columns, columns[1]])[0]
    new = set(seqs)
    own_keys = zip(rows, keys, strict=True)
    pairs = sorted((key, row.seq) for row, some in own_keys if row.seq in new for key in some)
    if pairs:
        insert_new_keys(pairs, rows[0].stored)
    return Inserted(new, targeted)


def insert_new_keys(pairs: Sequence[tuple[bytes, int]], stored: datetime) -> None:
    """Insert many keys of statements that this transaction has just inserted."""
    moment = (stored - _EPOCH) // _MICROSECOND
    packed = [_COPIED_KEY(3, 20, key, 8, moment, 8, seq) for key, seq in pairs]
    _log(connections[DEFAULT_DB_ALIAS], _COPY_KEYS)
    with (
        connection.wrap_database_errors,
        connection.connection.cursor() as cursor,
        cursor.copy(_COPY_KEYS) as copy,
    ):
        copy.write(b"".join([_COPY_START, *packed, _COPY_END]))


def insert_keys(rows: Iterable[KeyRow]) -> None:
    """Insert the keys that aren't there."""
    ordered = sorted(rows)
    if ordered:
        _execute(_INSERT_KEYS, [list(column) for column in zip(*ordered, strict=True)])


def insert_references(rows: Sequence[ReferenceRow]) -> None:
    """Insert references to statements."""
    _execute(_INSERT_REFERENCES, [list(column) for column in zip(*rows, strict=True)])


def insert_data(rows: Sequence[DataRow]) -> set[str]:
    """Insert the rows whose hash is new and return their hashes; the pieces are still to come.

    In the order of hashes: two requests with the same data in another order don't wait in a circle.
    """
    columns = [list(column) for column in zip(*sorted(rows), strict=True)]
    return {row[0] for row in _execute(_INSERT_DATA, columns)}


def insert_pieces(rows: Sequence[PieceRow]) -> None:
    """Insert pieces of data that this transaction inserted."""
    _execute(_INSERT_PIECES, [list(column) for column in zip(*rows, strict=True)])


def insert_attachments(rows: Sequence[AttachmentRow]) -> None:
    """Insert with which new statement which data came."""
    _execute(_INSERT_ATTACHMENTS, [list(column) for column in zip(*rows, strict=True)])


def referrers(targets: Sequence[UUID]) -> list[ReferenceRow]:
    """Return the references to any of `targets`."""
    return [ReferenceRow(*row) for row in _execute(_REFERRERS, [list(targets)])]


def between(first: int, last: int) -> Slice:
    """Return the statements from `first` to `last`, in their order."""
    _log(connections[DEFAULT_DB_ALIAS], _BETWEEN)
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(_BETWEEN, [first, last]) as copy,
    ):
        copy.set_types(_BETWEEN_TYPES)
        return Slice.of(
            [
                (seq, id.hex(), stored + _SINCE_1970, timestamp + _SINCE_1970, *texts)
                for seq, id, stored, timestamp, *texts in copy.rows()
            ]
        )


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
    """Return since when the oldest transaction that stores statements has been running.

    The present moment where none is, by the database's clock: what is stored from now on may be
    dated by it (`store`), and it may be behind the reader's.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [_TIME_SPACE])
        moment, present = cursor.fetchone()
    return present if moment is None else datetime.fromtimestamp(moment / 1000, UTC)
