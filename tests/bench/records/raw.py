"""The anchor: how fast the same rows go into the database with nothing around it.

On PostgreSQL the usual way: INSERT ... VALUES of 100 rows into a table with a primary key, three
indexes and a jsonb payload, a commit each. On SQLite the same rows in one transaction a batch.
"""

import multiprocessing
import sqlite3
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import psycopg

from .samples import statements

_TABLE = """
CREATE TABLE bench_raw (
    id {uuid} PRIMARY KEY, stored {time} NOT NULL, verb text NOT NULL, actor text NOT NULL,
    activity text NOT NULL, payload {json} NOT NULL
)
"""
_INDEXES = (
    "CREATE INDEX bench_raw_stored ON bench_raw (stored)",
    "CREATE INDEX bench_raw_actor ON bench_raw (actor, stored)",
    "CREATE INDEX bench_raw_verb ON bench_raw (verb, activity, stored)",
)
_COLUMNS = 6


def rows(seed: int, count: int) -> list[tuple[Any, ...]]:
    """Return rows as the table takes them."""
    source = statements(seed)
    found = []
    for _ in range(count):
        one = next(source)
        found.append(
            (
                one["id"],
                datetime.now(UTC).isoformat(),
                one["verb"]["id"],
                one["actor"]["account"]["name"],
                one["object"]["id"],
                msgspec.json.encode(one).decode(),
            )
        )
    return found


def rate(address: str, *, writers: int, batches: int, size: int = 100) -> float:
    """Return rows a second, with so many writers at once; `address` is a URL or a file."""
    _make(address)
    gate = multiprocessing.Barrier(writers + 1)
    jobs = [
        multiprocessing.Process(target=_write, args=(address, number, batches, size, gate))
        for number in range(writers)
    ]
    for job in jobs:
        job.start()
    gate.wait()
    start = time.perf_counter()
    for job in jobs:
        job.join()
    elapsed = time.perf_counter() - start
    if any(job.exitcode for job in jobs):
        raise RuntimeError("A writer of the anchor failed.")
    return writers * batches * size / elapsed


def _make(address: str) -> None:
    if address.startswith("postgres"):
        with psycopg.connect(address, autocommit=True) as server:
            server.execute("DROP TABLE IF EXISTS bench_raw")
            server.execute(_TABLE.format(uuid="uuid", time="timestamptz", json="jsonb"))
            for index in _INDEXES:
                server.execute(index)
        return
    Path(address).unlink(missing_ok=True)
    with sqlite3.connect(address) as file:
        file.execute("PRAGMA journal_mode=WAL")
        file.execute(_TABLE.format(uuid="text", time="text", json="text"))
        for index in _INDEXES:
            file.execute(index)
    file.close()


def _write(address: str, seed: int, batches: int, size: int, gate: Any) -> None:
    source = rows(1_000 + seed, batches * size)
    parts = [source[start : start + size] for start in range(0, len(source), size)]
    if address.startswith("postgres"):
        _write_postgres(address, parts, gate)
    else:
        _write_sqlite(address, parts, gate)


def _write_postgres(address: str, parts: Sequence[list[tuple[Any, ...]]], gate: Any) -> None:
    marks = ", ".join(["%s"] * _COLUMNS)
    sql = "INSERT INTO bench_raw VALUES " + ", ".join([f"({marks})"] * len(parts[0]))
    flat = [[value for row in part for value in row] for part in parts]
    with psycopg.connect(address, autocommit=True, cursor_factory=psycopg.ClientCursor) as server:
        gate.wait()
        for values in flat:
            server.execute(sql, values)


def _write_sqlite(address: str, parts: Sequence[list[tuple[Any, ...]]], gate: Any) -> None:
    file = sqlite3.connect(address, timeout=60, isolation_level=None)
    file.execute("PRAGMA synchronous=FULL")
    marks = ", ".join(["?"] * _COLUMNS)
    gate.wait()
    for part in parts:
        file.execute("BEGIN IMMEDIATE")
        file.executemany(f"INSERT INTO bench_raw VALUES ({marks})", part)
        file.execute("COMMIT")
    file.close()
