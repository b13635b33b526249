"""Measure the record store on PostgreSQL and SQLite, beside the bare database in the same run.

    make bench-records
    BENCH_POSTGRES_URL=postgres://… make bench-records    an empty database of a server of yours

The rates are those of the disks of this machine, with fsync; the ratios travel.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from . import raw
from .load import Client, Load, ingest
from .reads import measure as measure_reads
from .server import ROOT, Served, serve

# What the issue of each figure is measured against.
_REFERENCE_SINGLES = 22
DATABASES = ("PostgreSQL", "SQLite")
_CONSOLE = Console(width=110)


@dataclass(frozen=True, slots=True)
class Size:
    """How much is sent: batches of 100 a client, single statements a client, all before reads."""

    batches: int
    singles: int
    stored: int


def main() -> int:
    """Print the tables; return 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.records")
    parser.add_argument("--postgres", default=os.environ.get("BENCH_POSTGRES_URL", ""))
    parser.add_argument("--stored", type=int, default=1_000_000)
    parser.add_argument("--batches", type=int, default=200)
    parser.add_argument("--singles", type=int, default=1_000)
    options = parser.parse_args()
    size = Size(options.batches, options.singles, options.stored)
    folder = Path(tempfile.mkdtemp(prefix="academie-bench-"))
    missed = []
    try:
        if options.postgres:
            missed += _run("PostgreSQL", options.postgres, options.postgres, folder / "pg", size)
        missed += _run("SQLite", "", str(folder / "raw.sqlite3"), folder / "sqlite", size)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for one in missed:
        _CONSOLE.print(f"MISSED: {one}")
    return 1 if missed else 0


def _run(name: str, database: str, anchor: str, folder: Path, size: Size) -> list[str]:
    served = serve(database, folder)
    try:
        return _measure(name, anchor, served, size)
    finally:
        served.stop()


def _measure(name: str, anchor: str, served: Served, size: Size) -> list[str]:
    missed: list[str] = []
    table = Table(title=f"{name}: statements a second")
    for heading in ("what", "st/s", "× anchor", "CPU µs/st", "answers", "goal"):
        table.add_column(heading, justify="left" if heading in ("what", "goal") else "right")

    bare = raw.rate(anchor, writers=1, batches=size.batches)
    table.add_row("bare INSERT of 100 rows, 1 writer (anchor)", f"{bare:,.0f}", "1.00", "", "", "")
    if name == "PostgreSQL":
        both = raw.rate(anchor, writers=2, batches=size.batches)
        table.add_row("the same, 2 writers", f"{both:,.0f}", f"{both / bare:.2f}", "", "", "")

    def row(
        what: str, *, clients: int, batches: int, each: int, seed: int, goal=None, binds=DATABASES
    ) -> Load:
        before = served.cpu()
        load = ingest(
            served.port, served.pair, clients=clients, batches=batches, size=each, seed=seed
        )
        cpu = (served.cpu() - before) / load.statements * 1e6
        said = " ".join(f"{status}: {count}" for status, count in sorted(load.statuses.items()))
        words, met = goal(load, cpu) if goal else ("", True)
        verdict = words and f"{words} {'met' if met else 'MISSED'}"
        if goal and name not in binds:
            # Shown beside the figure, but nothing is met or missed.
            verdict, met = f"{words} (binds {' and '.join(binds)} alone)", True
        if any(status >= 400 for status in load.statuses):
            met, verdict = False, f"{words} (refused or failed) MISSED"
        if not met:
            missed.append(f"{name}, {what}: {verdict}")
        table.add_row(
            what, f"{load.rate:,.0f}", f"{load.rate / bare:.2f}", f"{cpu:.0f}", said, verdict
        )
        return load

    row("warm-up", clients=2, batches=20, each=100, seed=1)
    empty = row(
        "batches of 100, 2 clients",
        clients=2,
        batches=size.batches,
        each=100,
        seed=2,
        goal=lambda load, cpu: (
            "half of the anchor" + (", 110 µs" if name == "PostgreSQL" else ""),
            load.rate >= bare / 2 and (cpu <= 110 or name != "PostgreSQL"),
        ),
    )
    row(
        "single statements, 8 clients",
        clients=8,
        batches=size.singles,
        each=1,
        seed=3,
        goal=lambda load, cpu: (
            f"70 × {_REFERENCE_SINGLES}",
            load.rate >= 70 * _REFERENCE_SINGLES,
        ),
        binds=("PostgreSQL",),
    )
    _wait_for_readers(served)
    early = {wait.name: wait for wait in measure_reads(Client.of(served))}
    filled = row(
        f"filling up to {size.stored:,}, 8 clients",
        clients=8,
        batches=max(1, size.stored // 800),
        each=100,
        seed=4,
    )
    memory = served.memory()
    _wait_for_readers(served)
    late = row(
        "batches of 100, 2 clients, full store",
        clients=2,
        batches=size.batches,
        each=100,
        seed=5,
        goal=lambda load, cpu: (
            "85 % of the empty store's",
            load.rate >= 0.85 * empty.rate,
        ),
        binds=("PostgreSQL",),
    )
    _CONSOLE.print(table)
    _CONSOLE.print(
        f"Memory of the web processes: {memory:.0f} MB after {filled.statements:,} statements, "
        f"{served.memory():.0f} MB after {late.statements:,} more."
    )
    _wait_for_readers(served)
    waits = Table(title=f"{name}: reading, one client, milliseconds, {size.stored:,} stored")
    for heading in ("what", "median", "p95", "p95 when nearly empty", "goal"):
        waits.add_column(heading, justify="left" if heading in ("what", "goal") else "right")
    for wait in measure_reads(Client.of(served)):
        met = wait.goal is None or wait.p95 <= wait.goal
        if not met:
            missed.append(f"{name}, reading {wait.name}: p95 {wait.p95:.1f} ms")
        waits.add_row(
            wait.name,
            f"{wait.median:.1f}",
            f"{wait.p95:.1f}",
            f"{early[wait.name].p95:.1f}",
            "" if wait.goal is None else f"p95 ≤ {wait.goal:g} ms {'met' if met else 'MISSED'}",
        )
    _CONSOLE.print(waits)
    _CONSOLE.print("CPU a statement by stage, in one process, µs:")
    stages = [sys.executable, "-m", "tests.bench.records.stages"]
    subprocess.run(stages, cwd=ROOT, env=served.environment, check=True)
    return missed


def _wait_for_readers(served: Served) -> None:
    """Measure reading beside nobody who still takes in what was stored, if that ends in time."""
    module = "tests.bench.records.readers"
    subprocess.run([sys.executable, "-m", module], cwd=ROOT, env=served.environment, check=True)


sys.exit(main())
