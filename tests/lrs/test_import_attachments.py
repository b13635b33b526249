"""Importing statements with the data of their attachments: checked, kept once, none lost in
silence."""

import hashlib
import tracemalloc

import pytest
from pytest_django.live_server_helper import LiveServer

from academy.lrs import queries
from academy.lrs.exchange import answers
from academy.lrs.models import (
    AttachmentData,
    AttachmentPiece,
    ForwardingTarget,
    ImportPosition,
    Statement,
    StatementAttachment,
    StatementKey,
    StatementReference,
)
from academy.lrs.services import create_credential, importing, own_authority, record_statements
from academy.lrs.xapi.signatures import USAGE

from .conftest import AT
from .multipart import declared, sha256, with_data
from .samples import statement, sub_statement, voiding
from .signing import jws
from .test_large_attachments import MEGABYTE, Came, hash_of, large

pytestmark = pytest.mark.usefixtures("no_readers")

PIECE = 256 * 1024


def stored_data():
    """The data that is here, by hash."""
    return {
        one.sha2: b"".join(queries.pieces_of(queries.Attached(one.sha2, "", one.length)))
        for one in AttachmentData.objects.all()
    }


def came_with():
    """Which data came with which statement."""
    rows = dict(Statement.objects.values_list("seq", "statement_id"))
    return {
        (str(rows[seq]), sha2)
        for seq, sha2 in StatementAttachment.objects.values_list("seq", "sha2")
    }


def told_of(told):
    return dict(line.split(": ", 1) for line in told.splitlines() if ": " in line)


@pytest.fixture
def add(other_store):
    """Have the other store hold a statement with each of these data."""

    def add(*data, **more):
        one = with_data(*data, **more)
        other_store.add(one)
        other_store.data |= {sha256(content): content for content in data}
        return one

    return add


# --- What arrives --------------------------------------------------------------------------------
def test_data_comes_with_its_statement_and_is_kept_once(db, other_store, run, add):
    both, binary = b"of two", b"\r\n--oo-8\r\n\x00\xff" + bytes(range(256)) * 3_000
    first, second, third = add(both), add(both, binary), add(b"")
    other_store.add(statement())
    assert "4 statements were imported" in run()
    assert stored_data() == {sha256(one): one for one in (both, binary, b"")}
    assert AttachmentPiece.objects.filter(sha2=sha256(binary)).count() == 3
    assert len(binary) > 2 * PIECE
    assert came_with() == {
        (first["id"], sha256(both)), (second["id"], sha256(both)),
        (second["id"], sha256(binary)), (third["id"], sha256(b"")),
    }  # fmt: skip
    # No statement was asked for alone.
    assert [one.keys() for one in other_store.asked] == [{"ascending", "limit", "attachments"}]


def test_a_second_import_changes_nothing(db, other_store, run, add):
    for number in range(5):
        add(f"data {number}".encode())
    run()
    before = [
        list(model.objects.order_by("pk").values())
        for model in (Statement, AttachmentData, AttachmentPiece, StatementAttachment)
    ]
    ImportPosition.objects.all().delete()
    assert "0 statements were imported, 5 were here already." in run()
    after = [
        list(model.objects.order_by("pk").values())
        for model in (Statement, AttachmentData, AttachmentPiece, StatementAttachment)
    ]
    assert after == before


def test_a_kill_before_the_position_moves_loses_no_data(db, other_store, run, add, monkeypatch):
    other_store.page = 2
    sent = {f"data {number}".encode() for number in range(6)}
    for content in sorted(sent):
        add(content)
    record, calls = importing.record_statements, []

    def record_and_die(**options):
        calls.append(record(**options))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return calls[-1]

    with monkeypatch.context() as killed:
        killed.setattr(importing, "record_statements", record_and_die)
        with pytest.raises(KeyboardInterrupt):
            run()
    assert len(stored_data()) == 4
    assert "2 statements were imported, 2 were here already." in run()
    assert set(stored_data().values()) == sent
    assert len(came_with()) == 6


def test_attachments_of_planned_acts_voided_statements_and_upper_case(db, other_store, run, add):
    planned = sub_statement(attachments=[declared(b"planned", sha2=sha256(b"planned").upper())])
    other_store.data[sha256(b"planned").upper()] = b"planned"
    other_store.add(planned)
    gone = add(b"gone")
    other_store.add(voiding(gone["id"]))
    assert "3 statements were imported" in run()
    assert came_with() == {(planned["id"], sha256(b"planned")), (gone["id"], sha256(b"gone"))}


def test_a_signed_statement_is_checked_with_the_signature_that_comes(db, other_store, run):
    good, bad = statement(), statement()
    for one, signed in ((good, good), (bad, statement())):
        mark = jws(signed)
        one["attachments"] = [
            declared(mark, usageType=USAGE, contentType="application/octet-stream")
        ]
        other_store.data[sha256(mark)] = mark
        other_store.add(one)
    told = run(fails="1 statement was refused")
    assert "signature" in told_of(told)[bad["id"]]
    assert [str(one.statement_id) for one in Statement.objects.all()] == [good["id"]]


def test_data_comes_with_an_address_too(db, other_store, run):
    other_store.add(statement(attachments=[declared(b"x", fileUrl="https://a.example/x")]))
    other_store.data[sha256(b"x")] = b"x"
    run()
    assert stored_data() == {sha256(b"x"): b"x"}


def test_a_store_that_sends_data_with_single_statements_alone(db, other_store, run, add):
    add(b"one"), add(b"two")
    other_store.data_of_pages = dict.fromkeys(other_store.data, b"nothing of it")
    other_store.add(statement())
    assert "3 statements were imported" in run()
    assert set(stored_data().values()) == {b"one", b"two"}
    assert [one.get("statementId") for one in other_store.asked[1:]] == other_store.ids[:2]


# --- What is missing or wrong --------------------------------------------------------------------
def test_missing_data_is_told_and_the_others_come(db, other_store, run, add):
    before, lost, after = statement(), with_data(b"kept", b"lost"), statement()
    other_store.add(before, lost, after)
    other_store.data[sha256(b"kept")] = b"kept"
    told = run(fails="1 statement was refused")
    assert "2 statements were imported" in told
    reason = told_of(told)[lost["id"]]
    assert f"did not send the data of the attachment {sha256(b'lost')}" in reason
    assert sha256(b"kept") not in reason
    ids = {str(one.statement_id) for one in Statement.objects.all()}
    assert ids == {before["id"], after["id"]}
    assert stored_data() == {}


@pytest.mark.parametrize("status", [None, 400, 403, 501])
def test_a_store_that_sends_no_data_loses_no_statement(db, other_store, run, add, waits, status):
    """Where it answers without (None), or refuses every request for data."""
    other_store.speaks_multipart, other_store.refuses_data = status is not None, status
    bare = [add(f"data {number}".encode()) for number in range(6)]
    mark = jws(statement())
    signed = statement(
        attachments=[declared(mark, usageType=USAGE, contentType="application/octet-stream")]
    )
    addressed = statement(attachments=[declared(b"x", fileUrl="https://a.example/x")])
    other_store.add(signed, addressed, statement())
    other_store.add(voiding(bare[0]["id"]))
    told = run()
    assert "10 statements were imported" in told
    assert "7 statements were recorded without data of their attachments" in told
    lines = told_of(told)
    for one in (*bare, signed):
        assert one["attachments"][0]["sha2"] in lines[one["id"]]
    assert addressed["id"] not in lines
    assert {str(one.statement_id) for one in Statement.objects.all()} == set(other_store.ids)
    assert stored_data() == {}
    # It isn't asked for data without end, and waited for at most twice: for a page and for one.
    for_data = [one for one in other_store.asked if one["attachments"] == "true"]
    assert status is None or len(for_data) <= 18
    assert waits == ([1, 2, 4, 8, 16] * 2 if status == 501 else [])


def test_data_that_the_store_fails_at_costs_the_others_no_data(db, other_store, run, add, waits):
    ones = [add(f"data {number}".encode()) for number in range(6)]
    other_store.no_data_of = {ones[2]["id"]}
    told = run()
    assert "6 statements were imported" in told
    assert "1 statement was recorded without data" in told
    assert sha256(b"data 2") in told_of(told)[ones[2]["id"]]
    assert len(stored_data()) == 5
    assert len(came_with()) == 5


def test_a_store_that_is_away_is_none_that_sends_no_data(db, other_store, run, add, waits):
    one = add(b"one")
    # The page comes without data; then the statement fails, with data and without.
    other_store.gets = [(400, {}), None, *[(503, {})] * 12]
    run(fails="The store doesn't answer: 503")
    assert not Statement.objects.exists()
    other_store.gets = []
    assert "1 statement was imported" in run()
    assert came_with() == {(one["id"], sha256(b"one"))}
    # It fails for a while, and answers when it is asked without data.
    two = add(b"two")
    other_store.gets = [(400, {}), None, *[(503, {})] * 6]
    assert "1 statement was imported" in run()
    assert came_with() == {(one["id"], sha256(b"one")), (two["id"], sha256(b"two"))}


def test_data_with_another_hash_is_told_and_the_others_come(db, other_store, run, add):
    good, bad, next_to = add(b"good"), add(b"bad"), add(b"bad", b"fine")
    addressed = statement(attachments=[declared(b"bad", fileUrl="https://a.example/x")])
    other_store.add(addressed)
    other_store.data[sha256(b"bad")] = b"changed"
    told = run(fails="2 statements were refused")
    assert "2 statements were imported" in told
    assert "1 statement was recorded without data" in told
    lines = told_of(told)
    said = f"the attachment {sha256(b'bad')} has the hash {sha256(b'changed')}"
    assert said in lines[bad["id"]]
    assert said in lines[next_to["id"]]
    assert lines[addressed["id"]].startswith(f"The data that the store sent for {said}")
    assert "fileUrl alone" in lines[addressed["id"]]
    assert came_with() == {(good["id"], sha256(b"good"))}
    assert Statement.objects.count() == 2


def test_a_rule_that_is_broken_costs_the_others_no_data(db, other_store, run, add):
    data = [f"data {number}".encode() for number in range(9)]
    batch = [add(one) for one in data]
    other_store.texts[batch[4]["id"]]["result"] = {"score": {"scaled": 2}}
    told = run(fails="1 statement was refused")
    assert "scaled" in told_of(told)[batch[4]["id"]]
    assert set(stored_data().values()) == {*data} - {data[4]}


def test_an_answer_that_is_cut_off_is_asked_for_again_and_stops_the_import(
    db, other_store, run, add, waits
):
    add(b"one")
    other_store.cut_off = True
    told = run(fails="The store doesn't answer: The store's answer ended before")
    assert "goes on where it stopped" in told
    # Without data the page comes; the statement whose data is cut off waits until it comes whole.
    assert waits == [1, 2, 4, 8, 16] * 2
    assert not Statement.objects.exists()
    other_store.cut_off = False
    assert "1 statement was imported" in run()
    assert set(stored_data().values()) == {b"one"}


def test_parts_that_belong_to_no_statement_are_left_out(db, other_store, run, add, monkeypatch):
    add(b"one")
    # Its first hash is none, its second one that nobody declared.
    monkeypatch.setattr(
        "tests.lrs.other_store._declared",
        lambda value: ["nothing", sha256(b"two"), sha256(b"one")],
    )
    other_store.data |= {"nothing": b"?", sha256(b"two"): b"two"}
    assert "1 statement was imported" in run()
    assert set(stored_data().values()) == {b"one"}


def test_no_room_is_said(db, other_store, run, add, monkeypatch):
    add(b"one")

    def full(self, declared, pieces):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(answers.DataFile, "keep", full)
    run(fails="There is no room here")
    assert Statement.objects.count() == 0


# --- How much ------------------------------------------------------------------------------------
def test_more_data_than_is_read_of_a_page_comes_statement_by_statement(
    db, other_store, run, add, monkeypatch
):
    monkeypatch.setattr(answers, "LARGEST_TEXT", 20_000)
    monkeypatch.setattr(answers, "LARGEST_DATA", 1_000_000)
    sizes = [300_000, 400_000, 500_000, 600_000, 2_000_000]
    for size in sizes:
        digest = hash_of(large(size))
        other_store.add(statement(attachments=[declared(b"", sha2=digest, length=size)]))
        other_store.data[digest] = lambda size=size: large(size)
    told = run(fails="1 statement was refused")
    assert "4 statements were imported" in told
    assert sorted(AttachmentData.objects.values_list("length", flat=True)) == sizes[:4]
    assert "was not read" in told_of(told)[other_store.ids[4]]


def test_much_data_is_recorded_in_several_transactions(db, other_store, run, add, monkeypatch):
    monkeypatch.setattr(importing, "DATA_AT_ONCE", 25)
    for number in range(7):
        add(f"ten bytes{number}".encode())
    record, sizes = importing.record_statements, []

    def record_and_count(**options):
        sizes.append(len(options["statements"]))
        return record(**options)

    monkeypatch.setattr(importing, "record_statements", record_and_count)
    assert "7 statements were imported" in run()
    assert sizes == [3, 3, 1]
    assert len(stored_data()) == 7


def test_a_hundred_megabytes_come_through_little_memory(db, other_store, run):
    size = 100 * MEGABYTE
    digest = hash_of(large(size))
    other_store.add(statement(attachments=[declared(b"", sha2=digest, length=size)]))
    other_store.data[digest] = lambda: large(size)
    tracemalloc.start()
    try:
        assert "1 statement was imported" in run()
        memory = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert memory < 10 * MEGABYTE
    assert AttachmentData.objects.get().length == size
    assert AttachmentPiece.objects.count() == 400
    found = hashlib.sha256()
    for piece in queries.pieces_of(queries.Attached(digest, "", size)):
        found.update(piece)
    assert found.hexdigest() == digest


# --- There and back ------------------------------------------------------------------------------
def stored_with(*data, **more):
    one = with_data(*data, **more)
    record_statements(
        statements=[one],
        attachments={sha256(content): Came(content) for content in data},
        authority=own_authority(),
        at=AT,
    )
    return one


def test_data_goes_to_another_store_and_comes_back(
    db, other_store, run, target, forward, other_endpoint
):
    binary = b"\x00\xff\r\n--" + bytes(range(256)) * 2_000
    first = stored_with(b"one", binary)
    second = stored_with(b"one")
    before = stored_data(), came_with()
    assert forward() == (2, 0)
    assert other_store.data == before[0]
    for model in (
        StatementKey, StatementReference, Statement,
        StatementAttachment, AttachmentPiece, AttachmentData,
    ):  # fmt: skip
        model.objects.all().delete()
    assert "2 statements were imported" in run()
    assert (stored_data(), came_with()) == before
    assert [str(one) for one in Statement.objects.order_by("seq").values_list(
        "statement_id", flat=True)] == [first["id"], second["id"]]  # fmt: skip


def test_an_academy_imports_an_academys_data(own_database, run, monkeypatch):
    contents = [bytes([number]) * 300_000 for number in range(4)]
    kept = [stored_with(contents[0], contents[1]), stored_with(contents[1]), statement()]
    record_statements(statements=kept[2:], authority=own_authority(), at=AT)
    gone = stored_with(contents[3])
    record_statements(statements=[voiding(gone["id"])], authority=own_authority(), at=AT)
    before = stored_data(), came_with()
    new = create_credential(name="import", scopes=["statements/read"], at=AT)
    monkeypatch.setenv("OTHER_SECRET", new.secret)
    ask, forgotten = importing.RecordStore._ask, []

    def ask_and_forget(self, *words, **options):
        """The store is the same: once it has answered, it forgets what is here."""
        answer = ask(self, *words, **options)
        if not forgotten:
            # The voided statement is asked for later.
            forgotten.append(True)
            rows = Statement.objects.filter(statement_id__in=[one["id"] for one in kept])
            seqs = list(rows.values_list("seq", flat=True))
            for model in (StatementAttachment, StatementKey, Statement):
                model.objects.filter(seq__in=seqs).delete()
            for model in (AttachmentData, AttachmentPiece):
                model.objects.exclude(sha2=sha256(contents[3])).delete()
        return answer

    monkeypatch.setattr(importing.RecordStore, "_ask", ask_and_forget)
    server = LiveServer("localhost")
    try:
        told = run("--xapi-version", "2.0.0", address=f"{server.url}/xapi", key=new.key)
    finally:
        server.stop()
    assert "3 statements were imported" in told
    assert (stored_data(), came_with()) == before


def test_what_an_academy_sends_another_goes_through_little_memory(
    own_database, manage, monkeypatch, forward
):
    size = 100 * MEGABYTE

    class Large:
        length = size

        def pieces(self):
            return large(size)

    one = statement(attachments=[declared(b"", sha2=hash_of(large(size)), length=size)])
    record_statements(
        statements=[one],
        attachments={hash_of(large(size)): Large()},
        authority=own_authority(),
        at=AT,
    )
    new = create_credential(name="forwarding", scopes=["statements/write"], at=AT)
    monkeypatch.setenv("OTHER_SECRET", new.secret)
    server = LiveServer("localhost")
    try:
        manage("create_forwarding", "own", f"{server.url}/xapi", "--key", new.key,
            "--secret-env", "OTHER_SECRET", "--xapi-version", "2.0.0")  # fmt: skip
        tracemalloc.start()
        try:
            # Both stores are in this process.
            assert forward() == (1, 0)
            memory = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    finally:
        server.stop()
    assert memory < 20 * MEGABYTE
    assert not ForwardingTarget.objects.exclude(problem="").exists()
