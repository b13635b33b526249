"""Forwarding: in order, each statement once, whatever the other store answers."""

import json
import os
import signal
import socket
import threading
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer

from academy.core import clock as real_clock
from academy.lrs.exchange.client import RecordStore
from academy.lrs.models import (
    AttachmentData,
    AttachmentPiece,
    DeadLetter,
    ForwardingTarget,
    Statement,
    StatementAttachment,
)
from academy.lrs.services import (
    create_credential,
    forwarding,
    own_authority,
    record_statements,
    sending,
)
from academy.lrs.services.authority import Authority
from academy.lrs.subscribers import Mode
from academy.lrs.xapi.equality import same_statement

from .conftest import AT
from .multipart import declared
from .other_store import SIGNED, OtherStore, serving
from .samples import ATTACHMENT, full_statement, statement, voiding
from .test_large_attachments import Came

pytestmark = pytest.mark.usefixtures("no_readers")


def ids(recorded):
    return [str(one) for one in recorded.ids]


# --- In order, once ------------------------------------------------------------------------------
def test_statements_arrive_in_order_and_as_they_are(record, target, other_store, forward):
    sent = ids(record(*(statement() for _ in range(250))))
    sent += ids(record(full_statement()))
    assert forward() == (251, 0)
    assert other_store.ids == sent
    assert [len(batch) for batch in other_store.asked] == [100, 100, 51]
    for row in Statement.objects.all():
        assert same_statement(json.loads(row.payload), other_store.texts[str(row.statement_id)])
    assert forward() == (0, 0)
    assert len(other_store.asked) == 3
    assert forwarding.due_targets(at=AT) == []


def test_what_is_voided_and_what_voids_it_are_forwarded(record, target, other_store, forward):
    first = statement()
    sent = [*ids(record(first)), *ids(record(voiding(first["id"])))]
    forward()
    assert other_store.ids == sent
    assert other_store.voided == {first["id"]}


def test_a_large_amount_is_cut_by_its_bytes(record, target, other_store, forward, monkeypatch):
    monkeypatch.setattr(forwarding, "LARGEST_POST", 2_000)
    record(*(statement(result={"response": "x" * 900}) for _ in range(5)))
    assert forward() == (5, 0)
    assert [len(batch) for batch in other_store.asked] == [1] * 5


def test_only_one_organisms_statements(
    organisms, db, manage, other_endpoint, other_store, forward, record
):
    own = organisms[0]
    agent = own_authority().agent
    manage("create_forwarding", "own", other_endpoint, *SIGNED, "--organism", own.code)
    batch = {organism.pk: statement() for organism in organisms}
    for pk, one in batch.items():
        record_statements(statements=[one], authority=Authority(agent=agent, organism_id=pk), at=AT)
    record(statement())
    assert forward() == (1, 0)
    assert other_store.ids == [batch[own.pk]["id"]]
    assert forwarding.due_targets(at=AT) == []


def test_from_now_on(record, db, manage, other_endpoint, other_store, forward):
    record(statement())
    manage("create_forwarding", "new", other_endpoint, *SIGNED, "--from-now")
    later = ids(record(statement()))
    forward()
    assert other_store.ids == later


def test_an_older_store_gets_no_version_that_it_would_refuse(
    record, target, other_store, forward, manage, other_endpoint
):
    manage("create_forwarding", "modern", other_endpoint, *SIGNED, "--xapi-version", "2.0.0")
    record(statement(), statement(version="1.0.1"), statement(version="2.0.0"))
    forward()
    older, modern = (
        [one.get("version") for one in json.loads(body)] for _kind, body in other_store.bodies
    )
    assert older == [None, "1.0.1", None]
    assert modern == ["2.0.0", "1.0.1", "2.0.0"]


# --- Failures of the target ----------------------------------------------------------------------
def test_it_is_tried_again_after_an_error_and_waits_longer_each_time(
    record, target, other_store, forward, clock
):
    sent = ids(record(statement(), statement()))
    other_store.script = [500, 503, 502]
    waits = []
    for _ in range(3):
        assert forward() == (0, 0)
        target.refresh_from_db()
        assert target.seq == 0
        waits.append((target.retry_at - clock.at).total_seconds())
        asked = len(other_store.asked)
        forward()
        assert len(other_store.asked) == asked
        clock.pass_seconds(waits[-1])
    assert waits == [2, 4, 8]
    assert forward() == (2, 0)
    assert other_store.ids == sent
    target.refresh_from_db()
    assert (target.failures, target.problem, target.retry_at) == (0, "", None)


def test_retry_after_is_honoured(record, target, other_store, forward, clock):
    record(statement())
    other_store.script = [
        (429, {"Retry-After": "120"}),
        (503, {"Retry-After": "Mon, 23 Nov 2026 12:10:00 GMT"}),
    ]
    forward()
    target.refresh_from_db()
    assert target.retry_at == AT + timedelta(seconds=120)
    clock.pass_seconds(120)
    forward()
    target.refresh_from_db()
    assert target.retry_at == AT + timedelta(minutes=10)


def test_the_longest_wait_has_an_end(record, target, other_store, forward, clock):
    record(statement())
    other_store.script = [500] * 20
    for _ in range(20):
        forward()
        clock.pass_seconds(forwarding.LONGEST_WAIT)
    assert forward() == (1, 0)


def test_a_refused_connection_is_tried_again(record, db, manage, other_store, forward, clock):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    manage("create_forwarding", "away", f"http://127.0.0.1:{port}/xapi", *SIGNED)
    sent = ids(record(statement()))
    assert forward() == (0, 0)
    assert "could not be reached" in manage("list_forwarding")
    clock.pass_seconds(60)
    with serving(other_store, port):
        assert forward() == (1, 0)
    assert other_store.ids == sent


def test_an_answer_that_is_lost_leaves_nothing_twice(record, target, other_store, forward, clock):
    sent = ids(record(*(statement() for _ in range(3))))
    other_store.script = ["lost"]
    assert forward() == (0, 0)
    assert other_store.ids == sent
    clock.pass_seconds(60)
    assert forward() == (3, 0)
    assert other_store.ids == sent
    assert other_store.asked == [sent, sent]


def test_a_worker_killed_between_the_answer_and_the_position(
    record, target, other_store, forward, clock, monkeypatch
):
    sent = ids(record(*(statement() for _ in range(3))))
    post = RecordStore.post

    def post_and_die(self, *args, **options):
        post(self, *args, **options)
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(RecordStore, "post", post_and_die)
        with pytest.raises(KeyboardInterrupt):
            forward()
    target.refresh_from_db()
    assert target.seq == 0
    assert forward() == (3, 0)
    assert other_store.ids == sent
    assert not DeadLetter.objects.exists()


def test_a_target_is_spoken_to_by_one_process_until_it_is_let_go(
    record, target, other_store, forward, clock
):
    record(statement())
    # What a worker that was killed leaves behind.
    ForwardingTarget.objects.update(claimed_until=AT + forwarding.CLAIM)
    assert forwarding.forward(target_id=target.pk, clock=clock) == forwarding.Step()
    assert other_store.asked == []
    clock.pass_seconds(forwarding.CLAIM.total_seconds())
    assert forward() == (1, 0)


def test_a_step_ends_in_time(record, target, other_store, clock, monkeypatch):
    record(*(statement() for _ in range(30)))
    monkeypatch.setattr(forwarding, "BATCH", 10)
    post = RecordStore.post

    def slow(self, *args, **options):
        clock.pass_seconds(forwarding.STEP.total_seconds() / 2)
        return post(self, *args, **options)

    monkeypatch.setattr(RecordStore, "post", slow)
    step = forwarding.forward(target_id=target.pk, clock=clock)
    assert step == forwarding.Step(accepted=20, refused=0, more=True)
    assert len(other_store.asked) == 2


@pytest.mark.parametrize("status", [301, 401, 404])
def test_what_holds_for_all_statements_makes_no_dead_letter(
    record, target, other_store, forward, status, manage
):
    record(*(statement() for _ in range(4)))
    elsewhere = {"Location": "http://127.0.0.1:1/xapi/statements"}
    other_store.script = [(status, elsewhere if status == 301 else {})]
    assert forward() == (0, 0)
    assert len(other_store.asked) == 1
    assert not DeadLetter.objects.exists()
    assert str(status) in manage("list_forwarding")


def test_a_key_that_may_not_write_makes_no_dead_letter(record, target, other_store, forward):
    record(*(statement() for _ in range(4)))
    other_store.may_write = False
    assert forward() == (0, 0)
    assert [len(batch) for batch in other_store.asked] == [4, 0]
    assert not DeadLetter.objects.exists()


# --- Attachments ---------------------------------------------------------------------------------
def test_an_attachment_with_an_address_travels_as_json(record, target, other_store, forward):
    record(statement(attachments=[ATTACHMENT]))
    assert forward() == (1, 0)
    assert other_store.bodies[0][0] == "application/json"


def without_address(record, content, kept=True, came=True):
    """Store a statement whose data is here (`kept`), and `came` with it."""
    digest = sha256(content).hexdigest()
    attachment = {**ATTACHMENT, "sha2": digest, "length": len(content)}
    stored = record(statement(attachments=[attachment])).stored[0]
    attachment.pop("fileUrl")
    payload = json.dumps({**stored.data, "attachments": [attachment]})
    Statement.objects.filter(seq=stored.seq).update(payload=payload)
    if kept:
        AttachmentData.objects.create(sha2=digest, length=len(content), stored=AT)
        for number, piece in enumerate((content[:10], content[10:])):
            AttachmentPiece.objects.create(sha2=digest, number=number, content=piece)
    if came:
        StatementAttachment.objects.create(
            seq=stored.seq, sha2=digest, content_type="text/plain; charset=utf-8"
        )
    return str(stored.id)


def test_data_kept_here_travels_with_its_statement_alone(record, target, other_store, forward):
    content = b"a certificate\r\n--of completion\x00\xff"
    before, after = statement(), statement()
    record(before)
    own_id = without_address(record, content)
    record(after)
    assert forward() == (3, 0)
    assert other_store.asked == [[before["id"]], [own_id], [after["id"]]]
    kind, body = other_store.bodies[1]
    boundary = kind.removeprefix("multipart/mixed; boundary=")
    parts = body.split(f"--{boundary}".encode())
    assert len(parts) == 4
    head, _, data = parts[2].partition(b"\r\n\r\n")
    assert data == content + b"\r\n"
    assert f"X-Experience-API-Hash: {sha256(content).hexdigest()}".encode() in head
    assert b"Content-Transfer-Encoding: binary" in head


def with_data(content, **more):
    """Store a statement whose data came with it."""
    one = statement(attachments=[declared(content, **more)])
    recorded = record_statements(
        statements=[one],
        attachments={declared(content)["sha2"]: Came(content)},
        authority=own_authority(),
        at=AT,
    )
    return str(recorded.ids[0])


def test_data_that_came_travels_with_an_address_too(target, other_store, forward):
    own_id = with_data(b"signed", fileUrl="https://a.example/signed")
    assert forward() == (1, 0)
    assert other_store.ids == [own_id]
    assert other_store.data == {declared(b"signed")["sha2"]: b"signed"}


def test_what_is_too_much_stays_where_it_has_an_address(
    target, other_store, forward, monkeypatch, manage
):
    monkeypatch.setattr(sending, "LARGEST_DATA", 10)
    addressed = with_data(b"eleven byte", fileUrl="https://a.example/x")
    with_data(b"more than ten bytes")
    assert forward() == (1, 1)
    assert other_store.ids == [addressed]
    assert other_store.data == {}
    assert "no more than 10 are sent" in manage("list_forwarding", "--dead-letters", "central")


def test_a_store_that_hangs_up_on_much_data_gets_the_others(
    record, target, other_store, forward, clock, manage
):
    other_store.largest = 100_000
    own_id = with_data(b"x" * 200_000)
    later = ids(record(statement()))
    for failures in range(1, forwarding.PATIENCE + 1):
        assert forward() == (0, 0)
        target.refresh_from_db()
        assert target.failures == failures
        clock.pass_seconds(forwarding.LONGEST_WAIT)
    assert forward() == (1, 1)
    assert other_store.ids == later
    assert str(DeadLetter.objects.get().statement_id) == own_id
    assert "sent with its data" in manage("list_forwarding", "--dead-letters", "central")
    other_store.largest = None
    manage("retry_dead_letters", "central")
    assert other_store.ids == [*later, own_id]


def test_a_store_that_is_away_gets_everything_later(target, other_store, forward, clock):
    own_id = with_data(b"x" * 200_000)
    other_store.largest = 0
    for _ in range(forwarding.PATIENCE + 2):
        assert forward() == (0, 0)
        clock.pass_seconds(forwarding.LONGEST_WAIT)
    other_store.largest = None
    assert forward() == (1, 0)
    assert other_store.ids == [own_id]


@pytest.mark.parametrize(("kept", "came"), [(False, True), (True, False)])
def test_data_that_is_nowhere_or_anothers_makes_a_dead_letter_that_says_so(
    record, target, other_store, forward, manage, kept, came
):
    own_id = without_address(record, b"gone", kept=kept, came=came)
    record(statement())
    assert forward() == (1, 1)
    assert "is not kept here" in manage("list_forwarding", "--dead-letters", "central")
    assert own_id not in other_store.ids


@pytest.fixture
def signals():
    """Put the signals back as they were."""
    names = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)
    before = [signal.getsignal(name) for name in names]
    yield
    for name, handler in zip(names, before, strict=True):
        signal.signal(name, handler)


# --- With the worker, and with the academy's own store -------------------------------------------
def test_the_worker_forwards(own_database, manage, other_endpoint, other_store):
    manage("create_forwarding", "central", other_endpoint, *SIGNED)
    recorded = record_statements(
        statements=[statement(), statement()], authority=own_authority(), at=AT
    )
    # What a worker that was killed a moment ago leaves behind.
    ForwardingTarget.objects.update(claimed_until=real_clock.now() + forwarding.CLAIM)
    call_command("run_worker", "--once", "--interval", "0.05")
    assert other_store.ids == ids(recorded)


def test_a_target_that_hangs_holds_nobody_up(
    own_database, reader, manage, other_endpoint, other_store, signals
):
    seen, hanging = threading.Event(), OtherStore()
    reader("test.seen", lambda batch: seen.set(), order=1, mode=Mode.CURSOR)
    hanging.answering.clear()
    with serving(hanging) as address:
        manage("create_forwarding", "hanging", address, *SIGNED)
        manage("create_forwarding", "central", other_endpoint, *SIGNED)
        recorded = record_statements(statements=[statement()], authority=own_authority(), at=AT)

        def ask():
            hanging.reached.wait(timeout=20)
            other_store.kept.wait(timeout=20)
            seen.wait(timeout=20)
            os.kill(os.getpid(), signal.SIGTERM)

        asking = threading.Thread(target=ask)
        asking.start()
        call_command("run_worker", "--interval", "0.05")
        asking.join()
        assert other_store.ids == ids(recorded)
        assert hanging.ids == []
        hanging.answering.set()
        for thread in threading.enumerate():
            if thread.name == "forwarding":
                thread.join(timeout=20)
    assert hanging.ids == ids(recorded)
    positions = ForwardingTarget.objects.values_list("seq", flat=True)
    assert list(positions) == [recorded.stored[0].seq] * 2


def test_an_academy_takes_what_an_academy_forwards(own_database, manage, monkeypatch, forward):
    batch = [statement(), full_statement(), statement(version="1.0.3")]
    record_statements(statements=batch, authority=own_authority(), at=AT)
    record_statements(statements=[voiding(batch[0]["id"])], authority=own_authority(), at=AT)
    new = create_credential(name="forwarding", scopes=["statements/write"], at=AT)
    monkeypatch.setenv("OTHER_SECRET", new.secret)
    server = LiveServer("localhost")
    try:
        for version in ("1.0.3", "2.0.0"):
            manage("create_forwarding", version, f"{server.url}/xapi", "--key", new.key,
                "--secret-env", "OTHER_SECRET", "--xapi-version", version)  # fmt: skip
        # It is the same other_store: it knows them all, so that nothing changes.
        assert forward() == (8, 0)
    finally:
        server.stop()
    assert Statement.objects.count() == 4
    assert not ForwardingTarget.objects.exclude(problem="").exists()
