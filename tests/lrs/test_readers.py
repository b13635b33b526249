"""Readers: in order, each statement once, a failure is repaired and costs nobody else anything."""

import base64
import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from academy.lrs import projector
from academy.lrs.models import ReaderFailure, ReaderPosition, Statement, StatementKey
from academy.lrs.services import references
from academy.lrs.subscribers import Mode, readers, unregister

from .conftest import AT
from .samples import reference, statement

pytestmark = pytest.mark.usefixtures("no_readers")
LATER = AT + timedelta(hours=1)


class Recorder:
    """A reader that remembers what it got, and fails for chosen statements."""

    def __init__(self):
        self.batches = []
        self.poison = set()

    def __call__(self, batch):
        bad = [one for one in batch if str(one.id) in self.poison]
        if bad:
            raise ValueError(f"can't take {bad[0].id}")
        self.batches.append([str(one.id) for one in batch])

    @property
    def ids(self):
        return [one for batch in self.batches for one in batch]


@pytest.fixture
def progress(reader):
    recorder = Recorder()
    reader("test.progress", recorder, order=10, mode=Mode.TRANSACTION)
    return recorder


@pytest.fixture
def facts(reader):
    recorder = Recorder()
    reader("test.facts", recorder, order=10, mode=Mode.CURSOR)
    return recorder


# --- In the transaction --------------------------------------------------------------------------
def test_a_reader_takes_the_whole_batch_before_the_answer(record, progress):
    batch = [statement() for _ in range(3)]
    record(*batch)
    assert progress.batches == [[one["id"] for one in batch]]
    record(*batch)
    assert len(progress.batches) == 1


def test_readers_are_fed_in_order(record, reader):
    calls = []
    for name, order in (("z", 1), ("b", 2), ("a", 2), ("y", 0)):
        reader(
            name, lambda batch, name=name: calls.append(name), order=order, mode=Mode.TRANSACTION
        )
    record(statement())
    assert calls == ["y", "z", "a", "b"]
    unregister("z")
    assert [one.name for one in readers(Mode.TRANSACTION)] == ["y", "a", "b"]


def test_a_refused_batch_reaches_no_reader(record, progress):
    with pytest.raises(ValueError, match="verb"):
        record(statement(), statement(verb={}))
    assert progress.batches == []


def test_a_reader_that_fails_loses_no_statement_and_only_what_it_cannot_take(
    record, progress, reader
):
    other = Recorder()
    reader("test.other", other, order=20, mode=Mode.TRANSACTION)
    batch = [statement() for _ in range(5)]
    progress.poison = {batch[3]["id"]}
    record(*batch)
    assert Statement.objects.count() == 5
    assert other.ids == [one["id"] for one in batch]
    assert progress.ids == [one["id"] for one in batch if one is not batch[3]]
    failure = ReaderFailure.objects.get()
    seq = Statement.objects.get(statement_id=batch[3]["id"]).seq
    assert (failure.reader, failure.first_seq, failure.last_seq) == ("test.progress", seq, seq)
    assert batch[3]["id"] in failure.error
    assert failure.repaired_at is None


def test_what_a_failing_reader_wrote_is_undone(record, reader):
    def write_and_fail(batch):
        ReaderPosition.objects.create(name="left behind", moved_at=AT)
        raise RuntimeError("no")

    reader("test.fails", write_and_fail, order=1, mode=Mode.TRANSACTION)
    record(statement())
    assert not ReaderPosition.objects.filter(name="left behind").exists()
    assert ReaderFailure.objects.count() == 1


def test_a_reader_that_breaks_the_database_loses_no_statement(record, reader):
    def break_it(batch):
        Statement.objects.raw("SELECT nothing FROM nowhere")[0]

    reader("test.breaks", break_it, order=1, mode=Mode.TRANSACTION)
    record(statement())
    assert Statement.objects.count() == 1
    assert ReaderFailure.objects.get().error.startswith(("OperationalError", "ProgrammingError"))


def test_a_reader_may_record_statements_itself(record, reader):
    def answer(batch):
        done = [one for one in batch if one.verb.endswith("answered")]
        if done:
            record(*(statement(verb={"id": "http://x.example/verbs/settled"}) for _ in done))

    reader("test.settles", answer, order=1, mode=Mode.TRANSACTION)
    record(statement(), statement())
    assert Statement.objects.count() == 4


# --- Behind a cursor -----------------------------------------------------------------------------
def test_catching_up_feeds_each_statement_once(record, facts):
    first = [record(statement()).ids[0] for _ in range(3)]
    assert facts.batches == []
    assert projector.lag() == {"test.facts": Statement.objects.latest("seq").seq}
    assert projector.catch_up(at=LATER) == 3
    assert projector.catch_up(at=LATER) == 0
    second = record(statement(), statement()).ids
    assert projector.catch_up(at=LATER) == 2
    assert facts.ids == [str(one) for one in (*first, *second)]
    position = ReaderPosition.objects.get(name="test.facts")
    assert (position.seq, position.moved_at) == (Statement.objects.latest("seq").seq, LATER)
    assert projector.lag() == {"test.facts": 0}


def test_large_amounts_come_in_batches(record, facts):
    record(*(statement() for _ in range(25)))
    assert projector.catch_up(at=LATER, batch=10) == 25
    assert [len(batch) for batch in facts.batches] == [10, 10, 5]


def test_catching_up_without_news_is_cheap(record, facts, django_assert_max_num_queries):
    record(statement())
    projector.catch_up(at=LATER)
    with django_assert_max_num_queries(2):
        projector.catch_up(at=LATER)


def test_only_the_named_readers_are_fed(record, facts, reader):
    other = Recorder()
    reader("test.other", other, order=1, mode=Mode.CURSOR)
    record(statement())
    projector.catch_up(at=LATER, names=["test.other"])
    assert (len(other.ids), len(facts.ids)) == (1, 0)


def test_a_new_reader_starts_at_the_first_statement(record, facts, reader):
    record(statement())
    projector.catch_up(at=LATER)
    late = Recorder()
    reader("test.late", late, order=99, mode=Mode.CURSOR)
    assert projector.catch_up(at=LATER) == 1
    assert late.ids == facts.ids


def test_a_position_moves_with_the_work_or_not_at_all(record, facts, monkeypatch):
    record(statement())

    def stop(self, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(ReaderPosition, "save", stop)
        with pytest.raises(KeyboardInterrupt):
            projector.catch_up(at=LATER)
    assert not ReaderPosition.objects.filter(seq__gt=0).exists()
    assert projector.catch_up(at=LATER) == 1


def test_a_statement_that_a_reader_cannot_take_does_not_hold_the_others_up(record, facts):
    batch = [statement() for _ in range(9)]
    record(*batch)
    facts.poison = {batch[4]["id"], batch[8]["id"]}
    assert projector.catch_up(at=LATER) == 9
    assert facts.ids == [one["id"] for one in batch if one["id"] not in facts.poison]
    assert projector.open_failures() == 2
    assert projector.lag() == {"test.facts": 0}


# --- Replay --------------------------------------------------------------------------------------
def test_replay_repairs_what_failed(record, facts, progress):
    batch = [statement() for _ in range(4)]
    facts.poison = progress.poison = {batch[1]["id"]}
    record(*batch)
    projector.catch_up(at=LATER)
    assert projector.open_failures() == 2
    facts.batches.clear()
    progress.batches.clear()
    progress.poison = set()
    assert projector.replay(at=LATER, failed_only=True) == 2
    assert progress.ids == [batch[1]["id"]]
    assert projector.open_failures() == projector.open_failures(names=["test.facts"]) == 1
    facts.poison = set()
    assert projector.replay(at=LATER) == 8
    assert facts.ids == [one["id"] for one in batch]
    assert projector.open_failures() == 0
    assert set(ReaderFailure.objects.values_list("repaired_at", flat=True)) == {LATER}


def test_replay_leaves_positions_alone(record, facts):
    record(statement())
    projector.replay(at=LATER)
    assert projector.catch_up(at=LATER) == 1


def test_replay_takes_no_longer_for_numbers_that_were_never_used(
    record, facts, django_assert_max_num_queries
):
    batch = [statement() for _ in range(5)]
    record(*batch)
    # As requests that ended without storing leave them behind.
    for far, one in enumerate(batch[1:], start=1):
        Statement.objects.filter(statement_id=one["id"]).update(seq=1_000_000 * far)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval('lrs_statement_seq_seq', 4000000)")
    with django_assert_max_num_queries(40):
        assert projector.replay(at=LATER, batch=2) == 5
    assert facts.batches == [[batch[n]["id"] for n in part] for part in ((0, 1), (2, 3), (4,))]


def test_the_command_replays_and_says_so(record, facts, progress):
    record(*(statement() for _ in range(3)))
    out, err = StringIO(), StringIO()
    call_command("replay_statements", stdout=out, stderr=err)
    assert "6" in out.getvalue()
    assert len(facts.ids) == 3
    call_command("replay_statements", "--reader", "test.facts", stdout=out, stderr=err)
    assert len(facts.ids) == 6
    with pytest.raises(CommandError, match="test\\.facts"):
        call_command("replay_statements", "--reader", "nobody", stdout=out, stderr=err)


def test_the_command_ends_with_an_error_while_something_cannot_be_taken(record, facts):
    one = statement()
    facts.poison = {one["id"]}
    record(one)
    with pytest.raises(CommandError, match="1"):
        call_command("replay_statements", stdout=StringIO(), stderr=StringIO())
    facts.poison = set()
    call_command("replay_statements", "--failed", stdout=StringIO(), stderr=StringIO())
    assert projector.open_failures() == 0


# --- The store's own reader ----------------------------------------------------------------------
def test_keys_between_statements_of_one_moment_are_repaired(record, reader):
    reader("lrs.references", references.repair, order=0, mode=Mode.CURSOR)
    target = statement(actor={"mbox": "mailto:only@b.example"})
    ref = reference(target["id"])
    top = reference(ref["id"])
    record(target, ref, top)
    whole = set(StatementKey.objects.values_list("key", "seq"))
    # As if the three had not seen each other.
    seqs = {str(row.statement_id): row.seq for row in Statement.objects.all()}
    for one in (ref, top):
        StatementKey.objects.filter(seq=seqs[one["id"]]).delete()
    assert projector.catch_up(at=LATER) == 3
    repaired = set(StatementKey.objects.values_list("key", "seq"))
    inherited = {row for row in whole if row[1] == seqs[target["id"]]}
    assert {(key, seqs[ref["id"]]) for key, _ in inherited} <= repaired
    assert {(key, seqs[top["id"]]) for key, _ in inherited} <= repaired


def test_the_credential_command(db, client):
    out = StringIO()
    call_command("create_credential", "LMS", "--scope", "all", "--json", stdout=out)
    pair = json.loads(out.getvalue())
    assert set(pair) == {"key", "secret"}
    token = base64.b64encode(f"{pair['key']}:{pair['secret']}".encode()).decode()
    headers = {"authorization": f"Basic {token}", "x-experience-api-version": "2.0.0"}
    assert client.get("/xapi/statements", headers=headers).status_code == 200
    out = StringIO()
    call_command("create_credential", "Reader", stdout=out)
    assert len(out.getvalue().splitlines()) == 3
    with pytest.raises(CommandError, match="NOPE"):
        call_command("create_credential", "x", "--organism", "NOPE")
