"""Measure the making of facts, and pages of the barometer, at the size of a government.

    make bench-barometer                         160,000 people, 12 paths, 10 million statements
    PEOPLE=2000 STATEMENTS=50000 make bench-barometer

The database is made for it, in a folder of its own that goes away. Beside each time stands that of
the same facts written by bulk_create, in the same run. Goals bind at the whole size alone.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

PATHS = [UUID(int=number) for number in range(1, 13)]
DAY = datetime(2026, 3, 2, 15, tzinfo=UTC)
A_DAY_OF_PASSES = 5_000
LEARNERS = 3_000
CHUNK = 5_000
WHOLE = (160_000, 10_000_000)


def main() -> int:
    """Print the table; return 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.barometer")
    parser.add_argument("--people", type=int, default=int(os.environ.get("PEOPLE", "160000")))
    parser.add_argument(
        "--statements", type=int, default=int(os.environ.get("STATEMENTS", "10000000"))
    )
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "academy.settings.dev"
    with tempfile.TemporaryDirectory(prefix="academy-bench-") as folder:
        os.environ["ACADEMY_VAR_DIR"] = folder
        import django
        from django.conf import settings

        django.setup()
        settings.ALLOWED_HOSTS = ["testserver"]
        return run(options.people, options.statements)


def run(people: int, statements: int) -> int:
    """Measure, print and return 1 when a goal is missed."""
    from academy.lrs.models import Statement
    from barometer.models import PathFact
    from tests.bench.pages import prepare

    prepare(LEARNERS)
    rows = []
    learned = [(uuid4(), path) for _person in range(people) for path in PATHS]
    _store(learned)
    bare = _seconds(lambda: _write_bare(learned))
    rows.append((f"{len(learned):,} facts, written by bulk_create", bare, None))
    rebuild = _seconds(_rebuild)
    made = PathFact.objects.count()
    rows.append(
        (
            f"rebuild from {Statement.objects.count():,} statements",
            rebuild,
            60.0 if people >= WHOLE[0] else None,
        )
    )
    if made < len(learned):
        raise RuntimeError(f"{made} facts were made of {len(learned)}")
    today = [(uuid4(), PATHS[0]) for _pass in range(A_DAY_OF_PASSES)]
    rows.append(
        (
            f"{A_DAY_OF_PASSES:,} facts, written by bulk_create",
            _seconds(lambda: _write_bare(today)),
            None,
        )
    )
    batch = _told(today)
    rows.append(
        (f"a day of {A_DAY_OF_PASSES:,} passes, folded", _seconds(lambda: _fold(batch)), 2.0)
    )
    _multiply(statements)
    rows += _pages(goal=0.15 if statements >= WHOLE[1] else None)
    return _print(rows, Statement.objects.count(), PathFact.objects.count())


def _statement(person: UUID, path: UUID) -> dict:
    from django.conf import settings

    from academy.core.iri import ActivityRef, account_home_page, activity_iri
    from barometer.events import PASSED_VERB

    base = settings.ACADEMY_IRI_BASE
    account = {"homePage": account_home_page(base), "name": str(person)}
    return {
        "id": str(uuid4()),
        "actor": {"objectType": "Agent", "account": account},
        "verb": {"id": PASSED_VERB, "display": {"en": "passed", "fr": "a réussi"}},
        "object": {"objectType": "Activity", "id": activity_iri(base, ActivityRef("path", path))},
        "result": {"score": {"scaled": 0.85}, "success": True},
        "context": {"registration": str(uuid4()), "platform": "Academy", "language": "fr"},
        "timestamp": DAY.isoformat(),
        "stored": DAY.isoformat(),
        "version": "2.0.0",
    }


def _rows(learned: list[tuple[UUID, UUID]]) -> list:
    from academy.lrs.models import Statement

    found = []
    for person, path in learned:
        said = _statement(person, path)
        account = said["actor"]["account"]
        found.append(
            Statement(
                statement_id=UUID(said["id"]),
                stored=DAY,
                timestamp=DAY - timedelta(minutes=5),
                verb=said["verb"]["id"],
                actor=f"account {account['homePage']} {account['name']}",
                object_type="Activity",
                object_id=said["object"]["id"],
                version="2.0.0",
                payload=json.dumps(said),
            )
        )
    return found


def _store(learned: list[tuple[UUID, UUID]]) -> None:
    """Store a pass of each person and path; their keys, which facts don't need, are left out."""
    from academy.lrs.models import Statement

    for start in range(0, len(learned), CHUNK):
        Statement.objects.bulk_create(_rows(learned[start : start + CHUNK]))


def _told(learned: list[tuple[UUID, UUID]]) -> list:
    from academy.lrs.subscribers import StoredStatement

    rows = _rows(learned)
    for seq, row in enumerate(rows, start=1):
        row.seq = seq
    return [StoredStatement.told_by(row) for row in rows]


def _rebuild() -> None:
    from django.conf import settings

    from barometer.engines.choice import chosen
    from barometer.reader import fact_maker

    fact_maker(settings.ACADEMY_IRI_BASE).rebuild(engine=chosen())


def _fold(batch: list) -> None:
    from django.conf import settings

    from barometer.reader import fact_maker

    fact_maker(settings.ACADEMY_IRI_BASE).read(batch)


def _write_bare(learned: list[tuple[UUID, UUID]]) -> None:
    """Write a fact of each person and path as it is, and take it back."""
    from django.db import transaction

    from barometer.models import PathFact

    with transaction.atomic():
        for start in range(0, len(learned), CHUNK):
            PathFact.objects.bulk_create(
                PathFact(
                    public_id=person,
                    path_key=path,
                    reached_at=DAY,
                    started_at=DAY,
                    passed_at=DAY,
                    active_on=DAY.date(),
                    first_score=0.85,
                    first_scored_at=DAY,
                    best_score=0.85,
                    best_scored_at=DAY,
                    passes=[[DAY.date().isoformat(), None]],
                )
                for person, path in learned[start : start + CHUNK]
            )
        transaction.set_rollback(True)


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


def _pages(*, goal: float | None) -> list[tuple[str, float, float | None]]:
    from tests.bench.measure import measure
    from tests.bench.pages import getter, landing, page_made_anew, signed_in

    found: list[tuple[str, float, float | None]] = []
    for name, email in (
        ("organism", "gestion@demo.example"),
        ("government", "gouvernement@demo.example"),
    ):
        client = signed_in(email)
        url = landing(client)
        for since, before in (("unchanged", None), ("made anew", page_made_anew)):
            page = getter(client, url)
            row = measure(name, page, before=before or (lambda: None), times=30)
            found.append((f"page of the {name}, {since}, median", row.median / 1000, goal))
    return found


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _print(rows: list[tuple[str, float, float | None]], statements: int, facts: int) -> int:
    from django.db import connection
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"{connection.vendor}, {statements:,} statements, {facts:,} facts")
    table.add_column("what")
    table.add_column("seconds", justify="right")
    table.add_column("goal")
    missed = False
    for name, seconds, goal in rows:
        is_met = goal is None or seconds <= goal
        missed = missed or not is_met
        said = "" if goal is None else f"≤ {goal:g} s {'met' if is_met else 'MISSED'}"
        table.add_row(name, f"{seconds:.3f}", said)
    Console(width=100).print(table)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
