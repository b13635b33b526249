"""Measure the making of facts, and pages of the barometer, at the size of a government.

    make bench-barometer                         160,000 people, 12 paths, 10 million statements
    PEOPLE=2000 STATEMENTS=50000 make bench-barometer
    BENCH_POSTGRES_URL=postgres://… make bench-barometer    an empty database of a server of yours
    python -m tests.bench.barometer --people 40000 --paths 12 --facts-only

Without a server, the database is an SQLite file, in a folder of its own that goes away. Beside each
time stands known work of the same run: as many facts written as they are, by COPY or INSERT. Goals
bind at the whole size alone.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from uuid import UUID, uuid4

ROOT = Path(__file__).parents[2]
DAY = datetime(2026, 3, 2, 15, tzinfo=UTC)
A_DAY_OF_PASSES = 5_000
LEARNERS = 3_000
CHUNK = 10_000
WHOLE = (160_000, 12, 10_000_000)
Learned = list[tuple[UUID, UUID]]


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured: seconds, and of how many facts; `bare`: seconds of as many written bare;
    `cpu`: seconds that its process computed, `peak`: most memory of it, in MB."""

    name: str
    seconds: float
    facts: int | None = None
    bare: float | None = None
    cpu: float | None = None
    peak: float | None = None
    goal: float | None = None


def main() -> int:
    """Print the table; return 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.barometer")
    parser.add_argument("--people", type=int, default=int(os.environ.get("PEOPLE", "160000")))
    parser.add_argument("--paths", type=int, default=int(os.environ.get("PATHS", "12")))
    parser.add_argument(
        "--statements", type=int, default=int(os.environ.get("STATEMENTS", "10000000"))
    )
    parser.add_argument("--facts-only", action="store_true", help="No pages.")
    parser.add_argument("--postgres", default=os.environ.get("BENCH_POSTGRES_URL", ""))
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "academy.settings.dev"
    os.environ["DATABASE_URL"] = options.postgres
    with tempfile.TemporaryDirectory(prefix="academy-bench-") as folder:
        os.environ["ACADEMY_VAR_DIR"] = folder
        import django
        from django.conf import settings

        django.setup()
        settings.ALLOWED_HOSTS = ["testserver"]
        return run(options)


def run(options: argparse.Namespace) -> int:
    """Measure, print and return 1 when a goal is missed."""
    from django.core.management import call_command

    from tests.bench.pages import prepare

    if options.facts_only:
        call_command("migrate", verbosity=0)
    else:
        prepare(LEARNERS)
    rows = _facts(options.people, options.paths)
    if not options.facts_only:
        _multiply(options.statements)
        rows += _pages(goal=0.15 if options.statements >= WHOLE[2] else None)
    return _print(rows)


def _facts(people: int, paths: int) -> list[Row]:
    from academy.lrs.models import Statement
    from barometer.models import PathFact

    is_whole = people >= WHOLE[0] and paths >= WHOLE[1]
    keys = [UUID(int=number) for number in range(1, paths + 1)]
    learned = [(person, path) for person in _uuids(people) for path in keys]
    # As they come in life, and as is hardest for the rebuild: a person's are far from one another.
    random.Random(1).shuffle(learned)
    _insert("lrs_statement", STATEMENT, (_statement(*one) for one in learned))
    _analyze()
    bare = _write_bare(learned)
    count = len(learned)
    told = f"{Statement.objects.count():,} statements"
    rows = [Row(f"{count:,} facts, written bare", bare, count)]
    for name in (f"rebuild from {told}", "the same over the facts that are there"):
        seconds, cpu, peak = _rebuild()
        rows.append(Row(name, seconds, count, bare, cpu, peak, 60.0 if is_whole else None))
        made = PathFact.objects.count()
        if made < count:
            raise RuntimeError(f"{made} facts were made of {count}")
    today = [(uuid4(), keys[0]) for _pass in range(A_DAY_OF_PASSES)]
    bare = _write_bare(today)
    batch = _told(today)
    rows += [
        Row(f"{A_DAY_OF_PASSES:,} facts, written bare", bare, A_DAY_OF_PASSES),
        Row(
            f"a day of {A_DAY_OF_PASSES:,} passes, folded",
            _seconds(lambda: _fold(batch)),
            A_DAY_OF_PASSES,
            bare,
            goal=2.0,
        ),
    ]
    return rows


STATEMENT = (
    "statement_id",
    "stored",
    "timestamp",
    "verb",
    "actor",
    "object_type",
    "object_id",
    "version",
    "payload",
)
FACT = (
    "public_id",
    "path_key",
    "reached_at",
    "started_at",
    "passed_at",
    "corrected_steps",
    "active_on",
    "first_score",
    "first_scored_at",
    "best_score",
    "best_scored_at",
    "passes",
    "lapses",
)


def _statement(person: UUID, path: UUID) -> tuple:
    """Return the row of a pass; its keys, which facts don't need, are left out."""
    from django.conf import settings

    from academy.core.iri import ActivityRef, account_home_page, activity_iri
    from barometer.events import PASSED_VERB

    base = settings.ACADEMY_IRI_BASE
    account = {"homePage": account_home_page(base), "name": str(person)}
    id, iri = uuid4(), activity_iri(base, ActivityRef("path", path))
    said = {
        "id": str(id),
        "actor": {"objectType": "Agent", "account": account},
        "verb": {"id": PASSED_VERB, "display": {"en": "passed", "fr": "a réussi"}},
        "object": {"objectType": "Activity", "id": iri},
        "result": {"score": {"scaled": 0.85}, "success": True},
        "context": {"registration": str(uuid4()), "platform": "Academy", "language": "fr"},
        "timestamp": DAY.isoformat(),
        "stored": DAY.isoformat(),
        "version": "2.0.0",
    }
    actor = f"account {account['homePage']} {account['name']}"
    moments = DAY, DAY - timedelta(minutes=5)
    text = json.dumps(said, ensure_ascii=False)
    return id, *moments, PASSED_VERB, actor, "Activity", iri, "2.0.0", text


def _told(learned: Learned) -> list:
    from academy.lrs.models import Statement
    from academy.lrs.subscribers import StoredStatement

    rows = (dict(zip(STATEMENT, _statement(*one), strict=True)) for one in learned)
    return [
        StoredStatement.told_by(Statement(seq=seq, **row)) for seq, row in enumerate(rows, start=1)
    ]


def _rebuild() -> tuple[float, float, float]:
    """Return what the command costs, start of Python included: seconds, seconds of computing, most
    memory in MB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    command = [sys.executable, "manage.py", "rebuild_facts"]
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    seconds = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    return seconds, cpu, used.ru_maxrss / 1024


def _fold(batch: list) -> None:
    from django.conf import settings

    from barometer.reader import fact_maker

    fact_maker(settings.ACADEMY_IRI_BASE).read(batch)


def _write_bare(learned: Learned) -> float:
    """Return the seconds in which a fact of each person and path is written; take them back."""
    from django.db import transaction

    days = json.dumps([[DAY.date().isoformat(), None]])
    rows = (
        (person, path, DAY, DAY, DAY, 0, DAY.date(), 0.85, DAY, 0.85, DAY, days, "[]")
        for person, path in learned
    )
    with transaction.atomic():
        seconds = _seconds(lambda: _insert("barometer_pathfact", FACT, rows))
        transaction.set_rollback(True)
    return seconds


def _insert(table: str, columns: tuple[str, ...], rows: Iterable[tuple]) -> None:
    """Write rows as fast as the database takes them: by COPY, or many an INSERT."""
    from django.db import connection, transaction

    names = ", ".join(f'"{name}"' for name in columns)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for some in _chunks(rows):
                    copy.write("".join("\t".join(map(str, row)) + "\n" for row in some))
            return
        places = ", ".join(["%s"] * len(columns))
        for some in _chunks(rows):
            cursor.executemany(
                f"INSERT INTO {table} ({names}) VALUES ({places})",
                [[_as_sqlite_has(value) for value in row] for row in some],
            )


def _as_sqlite_has(value: object) -> object:
    if isinstance(value, datetime):
        return str(value.replace(tzinfo=None))
    return value.hex if isinstance(value, UUID) else value


def _uuids(count: int) -> Iterator[UUID]:
    return (uuid4() for _one in range(count))


def _chunks(rows: Iterable[tuple]) -> Iterator[list[tuple]]:
    rows = iter(rows)
    while some := list(islice(rows, CHUNK)):
        yield some


def _analyze() -> None:
    """Have the planner know what the database of an academy would know by itself after a while."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _multiply(wanted: int) -> None:
    """Store what is stored again under other ids, until there are so many statements."""
    from django.db import connection

    from academy.lrs.models import Statement

    columns = [field.column for field in Statement._meta.concrete_fields]
    kept = ", ".join(f'"{name}"' for name in columns if name not in ("seq", "statement_id"))
    random = "lower(hex(randomblob(16)))" if connection.vendor == "sqlite" else "gen_random_uuid()"
    while (missing := wanted - Statement.objects.count()) > 0:
        with connection.cursor() as cursor:
            cursor.execute(
                f'INSERT INTO lrs_statement ("statement_id", {kept}) '
                f"SELECT {random}, {kept} FROM lrs_statement LIMIT %s",
                [min(missing, 500_000)],
            )


def _pages(*, goal: float | None) -> list[Row]:
    from tests.bench.measure import measure
    from tests.bench.pages import getter, landing, page_made_anew, signed_in

    found = []
    for name, email in (
        ("organism", "gestion@demo.example"),
        ("government", "gouvernement@demo.example"),
    ):
        client = signed_in(email)
        url = landing(client)
        for since, before in (("unchanged", None), ("made anew", page_made_anew)):
            page = getter(client, url)
            row = measure(name, page, before=before or (lambda: None), times=30)
            what = f"page of the {name}, {since}, median"
            found.append(Row(what, row.median / 1000, goal=goal))
    return found


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _print(rows: list[Row]) -> int:
    from django.db import connection
    from rich.console import Console
    from rich.table import Table

    from academy.lrs.models import Statement
    from barometer.models import PathFact

    stored, facts = Statement.objects.count(), PathFact.objects.count()
    table = Table(title=f"{connection.vendor}, {stored:,} statements, {facts:,} facts")
    for heading in ("what", "seconds", "facts/s", "× bare", "CPU s", "peak MB", "goal"):
        table.add_column(heading, justify="left" if heading in ("what", "goal") else "right")
    missed = False
    for row in rows:
        is_met = row.goal is None or row.seconds <= row.goal
        missed = missed or not is_met
        table.add_row(
            row.name,
            f"{row.seconds:.3f}",
            f"{row.facts / row.seconds:,.0f}" if row.facts else "",
            f"{row.seconds / row.bare:.2f}" if row.bare else "",
            f"{row.cpu:,.1f}" if row.cpu else "",
            f"{row.peak:,.0f}" if row.peak else "",
            "" if row.goal is None else f"≤ {row.goal:g} s {'met' if is_met else 'MISSED'}",
        )
    Console(width=120).print(table)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
