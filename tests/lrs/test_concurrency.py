"""Several writers and readers at once, on real connections."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from academy.lrs import projector, queries
from academy.lrs.models import ReaderFailure, Statement, StatementReference
from academy.lrs.services import Conflict, own_authority, record_statements, references
from academy.lrs.subscribers import Mode
from academy.lrs.xapi.parameters import parse_query
from academy.lrs.xapi.times import format_timestamp

from .samples import reference, statement, voiding

pytestmark = pytest.mark.usefixtures("committed", "no_readers")


def store(*statements):
    return record_statements(statements=statements, authority=own_authority(), at=timezone.now)


def in_threads(*works):
    """Run callables at the same time, each with a connection of its own; return their results."""
    barrier = threading.Barrier(len(works))

    def run(work):
        try:
            barrier.wait(timeout=10)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(run, work) for work in works]]


def test_a_reader_misses_nothing_and_takes_nothing_twice_while_others_write(reader):
    seen = []
    reader("test.seen", lambda batch: seen.extend(one.seq for one in batch), order=1,
           mode=Mode.CURSOR)  # fmt: skip
    writing = threading.Event()

    def write():
        for number in range(20):
            with transaction.atomic():
                store(*(statement() for _ in range(number % 3 + 1)))

    def follow():
        while not writing.is_set():
            projector.catch_up(at=timezone.now(), batch=7)

    def write_all():
        try:
            with ThreadPoolExecutor(3) as pool:

                def alone():
                    try:
                        write()
                    finally:
                        connection.close()

                for future in [pool.submit(alone) for _ in range(3)]:
                    future.result()
        finally:
            writing.set()

    in_threads(write_all, follow)
    projector.catch_up(at=timezone.now())
    expected = list(Statement.objects.order_by("seq").values_list("seq", flat=True))
    assert len(expected) == sum(number % 3 + 1 for number in range(20)) * 3
    assert sorted(seen) == expected
    assert seen == sorted(seen)
    assert not ReaderFailure.objects.exists()


def held_open(*statements):
    """Store statements in a transaction of another connection that stays open; return its end."""
    stored, finish = threading.Event(), threading.Event()

    def hold():
        try:
            with transaction.atomic():
                store(*statements)
                stored.set()
                finish.wait(timeout=20)
        finally:
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert stored.wait(timeout=10)

    def end():
        finish.set()
        thread.join(timeout=20)

    return end


def test_nothing_is_promised_or_passed_behind_a_running_transaction(reader):
    """Two databases, one promise: what is read as settled stays so."""
    seen = []
    reader("test.seen", lambda batch: seen.extend(str(one.id) for one in batch), order=1,
           mode=Mode.CURSOR)  # fmt: skip
    slow, quick = statement(), statement()
    # PostgreSQL keeps the promise to the millisecond; SQLite goes by what was stored last.
    before = timezone.now() - timedelta(milliseconds=1)
    end = held_open(slow)
    if connection.vendor == "postgresql":
        # Another writer overtakes the slow one: its statement is visible, yet not settled.
        store(quick)
        assert len(queries.known_ids([quick["id"], slow["id"]])) == 1
        projector.catch_up(at=timezone.now())
        assert seen == []
        assert before <= queries.consistent_through(at=timezone.now())
        assert queries.consistent_through(at=timezone.now()) < timezone.now()
        page = queries.find(parse_query({}), access=queries.ALL)
        assert all(slow["id"] not in payload for payload in page.payloads)
        end()
    else:
        # One writes at a time: whoever reads meanwhile sees nothing of it, whoever writes waits.
        assert not Statement.objects.exists()
        promised = queries.consistent_through(at=timezone.now())
        end()
        assert promised < Statement.objects.get(statement_id=slow["id"]).stored
        store(quick)
    projector.catch_up(at=timezone.now())
    assert seen == [slow["id"], quick["id"]]
    now = timezone.now()
    assert queries.consistent_through(at=now) == now


def test_a_look_at_who_writes_keeps_nobody_and_changes_nothing():
    """On SQLite it takes the write lock: for one statement, and without waiting for it."""
    statements = []

    def note(execute, sql, *rest):
        statements.append(sql)
        return execute(sql, *rest)

    def patience():
        with connection.cursor() as cursor:
            return cursor.execute("PRAGMA busy_timeout").fetchone()[0]

    store(statement())
    is_sqlite = connection.vendor == "sqlite"
    before = (patience(), connection.connection.total_changes) if is_sqlite else None
    end = held_open(statement())
    try:
        with connection.execute_wrapper(note):
            queries.consistent_through(at=timezone.now())
    finally:
        end()
    with connection.execute_wrapper(note):
        queries.consistent_through(at=timezone.now())
    # A transaction that this thread opens and closes is open while the thread waits for others.
    assert statements
    assert not any(sql.startswith("BEGIN") for sql in statements)
    if is_sqlite:
        assert not connection.connection.in_transaction
        assert before == (patience(), connection.connection.total_changes)
        assert before[0] > 0
    in_threads(lambda: store(statement()))
    assert Statement.objects.count() == 3


def test_batches_with_the_same_ids_in_another_order_do_not_wait_in_a_circle():
    for _ in range(5):
        batch = [statement() for _ in range(100)]
        stored = in_threads(
            lambda batch=batch: len(store(*batch).stored),
            lambda batch=batch: len(store(*reversed(batch)).stored),
            lambda batch=batch: len(store(*batch[50:], *batch[:50]).stored),
        )
        assert sorted(stored) == [0, 0, 100]


def test_a_target_and_its_reference_of_one_moment_find_each_other(reader):
    reader("lrs.references", references.repair, order=0, mode=Mode.CURSOR)
    verb = "http://x.example/verbs/rare"
    for _ in range(5):
        target = statement(verb={"id": verb})
        ref, voider = reference(target["id"]), voiding(target["id"])
        in_threads(lambda t=target: store(t), lambda r=ref: store(r), lambda v=voider: store(v))
    projector.catch_up(at=timezone.now())
    page = queries.find(parse_query({"verb": [verb]}), access=queries.ALL)
    # The voided targets are absent; each reference and each voiding statement is found.
    assert len(page.payloads) == 10
    assert StatementReference.objects.count() == 10


def test_many_stores_in_one_transaction_hold_few_locks():
    with transaction.atomic():
        for _ in range(30):
            with transaction.atomic():
                store(statement())
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM pg_locks"
                    " WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
                )
                assert cursor.fetchone()[0] == 2
    assert Statement.objects.count() == 30


def test_what_comes_alone_is_one_journey_and_dated_by_the_database():
    """On PostgreSQL. What it is dated by is in its text, and nothing is promised beyond it."""
    connection.ensure_connection()
    with CaptureQueriesContext(connection) as queries_made:
        seen = store(statement(timestamp=None)).stored[0]
    row = Statement.objects.get()
    assert (row.seq, row.stored, row.timestamp) == (seen.seq, seen.stored, seen.stored)
    assert row.payload == seen.payload
    assert seen.data["stored"] == seen.data["timestamp"] == format_timestamp(row.stored)
    if connection.vendor == "postgresql":
        assert len(queries_made) == 1
        tomorrow = timezone.now() + timedelta(days=1)
        assert row.stored < queries.consistent_through(at=tomorrow) < tomorrow


def test_what_comes_alone_is_found_by_what_targets_it():
    target = statement(verb={"id": "http://x.example/verbs/rare"})
    earlier = reference(target["id"])
    store(earlier)
    store(target)
    page = queries.find(parse_query({"verb": [target["verb"]["id"]]}), access=queries.ALL)
    assert [msgspec.json.decode(one)["id"] for one in page.payloads] == [
        target["id"],
        earlier["id"],
    ]


def test_another_content_under_a_stored_id_is_refused_and_costs_the_others_nothing():
    kept = statement()
    store(kept)
    others = [statement() for _ in range(7)]

    def attempt(one):
        try:
            return len(store(one).stored)
        except Conflict:
            return "refused"

    changed = kept | {"verb": {"id": "http://x.example/verbs/other"}}
    works = [lambda one=one: attempt(one) for one in (changed, kept, *others, others[0])]
    found = in_threads(*works)
    assert found[:2] == ["refused", 0]
    assert queries.known_ids([one["id"] for one in others]) == {UUID(one["id"]) for one in others}
    assert Statement.objects.count() == 8
    assert Statement.objects.get(statement_id=kept["id"]).verb == kept["verb"]["id"]
