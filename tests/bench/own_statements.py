"""Measure how somebody with very many statements takes them away: time, and the most memory.

    python -m tests.bench.own_statements                     50,000 statements, on SQLite
    python -m tests.bench.own_statements --statements 500
    BENCH_POSTGRES_URL=postgres://… python -m tests.bench.own_statements    an empty database

It returns 1 where more than 12 MB of Python's memory were needed, whatever the number.
"""

import argparse
import os
import sys
import tempfile
import time
import tracemalloc
from uuid import uuid4

MOST = 12 * 1024 * 1024
NUMBERS = {
    "sqlite": "printf('%%032x', n)",
    "postgresql": "lpad(to_hex(n), 32, '0')::uuid",
}


def main() -> int:
    """Print the figures; return 1 when the goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.own_statements")
    parser.add_argument("--statements", type=int, default=50_000)
    parser.add_argument("--postgres", default=os.environ.get("BENCH_POSTGRES_URL", ""))
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "academy.settings.dev"
    os.environ["DATABASE_URL"] = options.postgres
    with tempfile.TemporaryDirectory(prefix="academy-bench-") as folder:
        os.environ["ACADEMY_VAR_DIR"] = folder
        import django

        django.setup()
        return _run(options.statements)


def _run(count: int) -> int:
    from django.core.management import call_command

    from academy.accounts.models import User
    from academy.accounts.record import files
    from academy.lrs.people_queries import identities_of
    from academy.lrs.record_queries import statements_of

    call_command("migrate", verbosity=0)
    somebody = User.objects.create_user(f"{uuid4()}@academie.example", None)
    _tell(somebody.email, count)
    sought = identities_of(somebody)
    tracemalloc.start()
    start = time.perf_counter()
    made = files.array_file(one.payload for one in statements_of(sought))
    seconds = time.perf_counter() - start
    lines = sum(chunk.count(b"\n") for chunk in made)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    if lines != count + 1:
        raise RuntimeError(f"{lines - 1} statements of {count} are in the file")
    size = made.tell()
    print(
        f"{count:,} statements, {size / 1e6:.1f} MB: {seconds:.1f} s, {peak / 1e6:.1f} MB of memory"
    )
    return int(peak > MOST)


def _tell(address: str, count: int) -> None:
    """Store a statement of somebody, then `count` - 1 copies, each under a number of its own."""
    from django.db import connection
    from django.utils import timezone

    from academy.lrs.models import Statement
    from academy.lrs.services import own_authority, record_statements
    from academy.lrs.xapi.keys import AGENT, key_of

    said = {
        "id": str(uuid4()),
        "actor": {"mbox": f"mailto:{address}"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/answered"},
        "object": {"id": "https://cours.example/1"},
        "result": {"extensions": {"https://cours.example/notes": "x" * 600}},
    }
    record_statements(statements=[said], authority=own_authority(), at=timezone.now())
    first = Statement.objects.latest("seq")
    columns = ", ".join(
        field.column
        for field in Statement._meta.concrete_fields
        if field.name not in ("seq", "statement_id")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO lrs_statement (seq, statement_id, {columns})"
            " WITH RECURSIVE numbers(n) AS"
            " (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %s)"
            f" SELECT %s + n, {NUMBERS[connection.vendor]}, {columns}"
            " FROM numbers, lrs_statement WHERE seq = %s",
            [count - 1, first.seq, first.seq],
        )
        cursor.execute(
            "INSERT INTO lrs_statementkey (key, stored, seq)"
            " SELECT k.key, s.stored, s.seq FROM lrs_statement s, lrs_statementkey k"
            " WHERE s.seq > %s AND k.seq = %s AND k.key = %s",
            [first.seq, first.seq, key_of(AGENT, first.actor)],
        )


if __name__ == "__main__":
    sys.exit(main())
