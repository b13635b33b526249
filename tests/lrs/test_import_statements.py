"""Importing from another record store: nothing twice, nothing lost, every refusal told."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer

from academy.core import clock
from academy.lrs import queries
from academy.lrs.exchange import answers
from academy.lrs.models import (
    ForwardingTarget,
    ImportPosition,
    Statement,
    StatementKey,
    StatementReference,
)
from academy.lrs.services import create_credential, forwarding, importing, record_statements
from academy.lrs.services.authority import own_authority
from academy.lrs.xapi.equality import same_statement

from .conftest import AT
from .other_store import AUTHORITY, SIGNED, START
from .samples import ATTACHMENT, CONTEXT, full_statement, statement, voiding

pytestmark = pytest.mark.usefixtures("no_readers")


def stored_ids():
    return [
        str(one) for one in Statement.objects.order_by("seq").values_list("statement_id", flat=True)
    ]


# --- What arrives --------------------------------------------------------------------------------
@pytest.mark.parametrize("absolute", [False, True])
def test_everything_comes_over_all_pages_oldest_first(db, other_store, run, absolute):
    other_store.absolute_more, other_store.page = absolute, 10
    other_store.add(*(statement() for _ in range(34)), full_statement())
    assert "35 statements were imported, 0 were here already." in run()
    assert stored_ids() == other_store.ids
    assert len([one for one in other_store.asked if "limit" in one]) == 4
    for row in Statement.objects.all():
        payload, theirs = json.loads(row.payload), other_store.texts[str(row.statement_id)]
        assert same_statement(payload, theirs)
        assert payload["timestamp"] == theirs["timestamp"]
        assert payload["version"] == theirs["version"]
        assert row.stored > START
        assert row.credential_id is None


def test_a_second_import_changes_nothing_and_asks_for_what_is_new_alone(db, other_store, run):
    other_store.add(*(statement() for _ in range(20)))
    run()
    before = list(Statement.objects.order_by("seq").values())
    assert "0 statements were imported, 1 was here already." in run()
    assert list(Statement.objects.order_by("seq").values()) == before
    assert other_store.asked[-1]["since"] > "2026-01-01T00:00:17"
    new = statement()
    other_store.add(new)
    assert "1 statement was imported" in run()
    assert stored_ids() == other_store.ids


def test_the_authority_of_the_store_is_kept_and_ours_is_not_taken_from_it(
    db, other_store, run, other_endpoint
):
    ours, group = own_authority().agent, {
        "objectType": "Group",
        "member": [{"mbox": "mailto:a@b.example"}, {"account": AUTHORITY["account"]}],
    }  # fmt: skip
    batch = [
        statement(), statement(authority=ours), statement(authority=group),
        statement(authority={"name": "nobody"}), statement(authority=None),
    ]  # fmt: skip
    other_store.add(*batch)
    del other_store.texts[batch[4]["id"]]["authority"]
    run(fails="1 statement was refused")
    kept = {
        str(one.statement_id): json.loads(one.payload)["authority"]
        for one in Statement.objects.all()
    }
    assert kept[batch[0]["id"]] == AUTHORITY
    assert kept[batch[2]["id"]] == group
    own = {
        "objectType": "Agent",
        "account": {"homePage": "https://academie.example/xapi/imports", "name": other_endpoint},
    }
    assert kept[batch[1]["id"]] == kept[batch[4]["id"]] == own
    assert batch[3]["id"] not in kept


def test_a_voided_statement_comes_with_what_voids_it(db, other_store, run):
    gone, lost = statement(), statement()
    other_store.add(statement(), gone, voiding(gone["id"]), statement(), voiding(lost["id"]))
    told = run()
    assert "5 statements were imported" in told
    assert "1 voided statement was not given by the store." in told
    assert sorted(stored_ids()) == sorted(other_store.ids)
    rows = dict(Statement.objects.values_list("statement_id", "seq"))
    assert queries.voided_ids(rows) == {one for one in rows if str(one) == gone["id"]}


def test_only_what_is_asked_for(db, other_store, run, organisms):
    chosen = statement(context={"registration": CONTEXT["registration"]})
    early = statement(context={"registration": CONTEXT["registration"]})
    other_store.add(early, *(statement() for _ in range(5)), chosen)
    run("--registration", CONTEXT["registration"], "--since", "2026-01-01T00:00:03Z",
        "--organism", organisms[0].code)  # fmt: skip
    assert stored_ids() == [chosen["id"]]
    assert Statement.objects.get().organism == organisms[0]


def test_versions_each_follow_their_own_rules(db, other_store, run):
    agents = {"contextAgents": [{"objectType": "contextAgent", "agent": {"mbox": "mailto:a@b.ca"}}]}
    modern = statement(version="2.0.0", context=agents)
    other_store.add(statement(version="1.0.1"), modern, statement(version="1.0.3", context=agents))
    told = run(fails="1 statement was refused")
    assert "contextAgents" in told
    assert stored_ids() == other_store.ids[:2]


# --- What is refused -----------------------------------------------------------------------------
def test_refused_statements_are_told_one_by_one_and_cost_the_others_nothing(
    db, other_store, run, record
):
    taken = statement()
    record(taken)
    batch = [statement() for _ in range(50)]
    batch[7]["verb"] = {"id": "no IRI"}
    batch[31]["result"] = {"score": {"scaled": 2}}
    other = {**taken, "verb": {"id": "http://x.example/other"}}
    data = statement(attachments=[{**ATTACHMENT}])
    del data["attachments"][0]["fileUrl"]
    other_store.add(*batch, other, data)
    told = run(fails="4 statements were refused")
    assert "48 statements were imported" in told
    lines = dict(line.split(": ", 1) for line in told.splitlines() if ": " in line)
    assert "verb" in lines[batch[7]["id"]]
    assert "scaled" in lines[batch[31]["id"]]
    assert "another content" in lines[taken["id"]]
    assert "fileUrl" in lines[data["id"]]


def test_the_same_id_twice_on_a_page_is_one_statement(db, other_store, run):
    one = statement()
    other_store.add(one)
    other_store.texts["again"] = other_store.texts[one["id"]]
    other_store.stored["again"] = START
    assert "1 statement was imported, 1 was here already." in run()


# --- Where it stops, and how it goes on ----------------------------------------------------------
def test_an_import_that_stopped_in_the_middle_says_where_and_goes_on_there(
    db, other_store, run, waits
):
    other_store.page = 10
    other_store.add(*(statement() for _ in range(40)))
    before, bad = other_store.ids[19:21]
    other_store.broken = {bad}
    told = run(fails="The store doesn't answer: 500")
    assert "asked for one statement at a time" in told
    assert f"last statement that was taken is {before}, stored there at 2026-01-01T00:00:19" in told
    assert "it goes on where it stopped" in told
    assert stored_ids() == other_store.ids[:20]
    # Patient at first and at the end, with every size tried in between.
    assert waits[:7] == [1, 2, 4, 8, 16, 1, 2]
    assert waits[-5:] == [1, 2, 4, 8, 16]
    assert sum(waits) < 180
    asked = list(dict.fromkeys(int(one["limit"]) for one in other_store.asked))
    assert asked == [500, 250, 125, 62, 31, 15, 7, 3, 1]
    other_store.broken, other_store.asked = set(), []
    assert "20 statements were imported, 1 was here already." in run()
    assert other_store.asked[0]["limit"] == "500"
    assert stored_ids() == other_store.ids


def test_a_store_that_is_away_at_the_start_is_said(db, other_store, run, waits):
    other_store.add(statement())
    other_store.gets = [(429, {})] * 6
    assert "Nothing was taken yet." in run(fails="The store doesn't answer: 429")
    run()
    other_store.gets = [(429, {})] * 6
    assert "What was stored there up to 2026-01-01T00:00:00" in run(fails="doesn't answer")


def test_pages_that_are_too_large_for_the_store_come_in_parts(db, other_store, run, waits):
    other_store.page, other_store.largest_page = 500, 10
    other_store.add(*(statement() for _ in range(120)))
    assert "120 statements were imported" in run()
    assert stored_ids() == other_store.ids
    limits = [int(one["limit"]) for one in other_store.asked]
    # After ten pages of seven a larger one is tried, once and without waiting.
    assert limits[-20:].count(15) == 1
    assert set(limits[-5:]) == {7}
    assert waits == [1, 2, 4, 8, 16] + [1, 2] * 5


def test_pages_grow_again_once_the_store_has_recovered(db, other_store, run, monkeypatch):
    other_store.page, other_store.largest_page = 500, 2
    other_store.add(*(statement() for _ in range(150)))
    slept = []

    def sleep(seconds):
        slept.append(seconds)
        if len(slept) == 19:
            other_store.largest_page = None

    monkeypatch.setattr("time.sleep", sleep)
    run()
    assert stored_ids() == other_store.ids
    limits = [int(one["limit"]) for one in other_store.asked]
    assert limits[-1] > limits[-12] > 2
    assert len(limits) < 60


def test_an_answer_that_breaks_off_unnoticed_is_asked_for_in_parts(
    db, other_store, run, waits, monkeypatch
):
    other_store.page = 10
    other_store.add(*(statement() for _ in range(30)))
    read, calls = importing.read_page, []

    def read_half(body):
        calls.append(body)
        return read(body[: len(body) // 2] if len(calls) == 2 else body)

    monkeypatch.setattr(importing, "read_page", read_half)
    assert "30 statements were imported" in run()
    assert stored_ids() == other_store.ids


def test_a_store_that_is_asked_too_often_is_not_asked_more(db, other_store, run, waits):
    other_store.add(statement())
    other_store.gets = [(429, {"Retry-After": "3"})] * 6
    run(fails="The store doesn't answer: 429")
    assert waits == [3, 3, 4, 8, 16]
    assert len(other_store.asked) == 6
    assert "1 statement was imported" in run()


def test_a_kill_before_the_position_moves_repeats_one_page(db, other_store, run, monkeypatch):
    other_store.page = 10
    other_store.add(*(statement() for _ in range(30)))
    record, calls = importing.record_statements, []

    def record_and_die(**options):
        recorded = record(**options)
        calls.append(recorded)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return recorded

    with monkeypatch.context() as killed:
        killed.setattr(importing, "record_statements", record_and_die)
        with pytest.raises(KeyboardInterrupt):
            run()
    assert len(stored_ids()) == 20
    assert "10 statements were imported, 10 were here already." in run()
    assert stored_ids() == other_store.ids


def test_a_link_that_expired_is_replaced_by_the_time(db, other_store, run, waits):
    other_store.page = 10
    other_store.add(*(statement() for _ in range(30)))
    other_store.gets = [None, None, *[(429, {})] * 6]
    run(fails="doesn't answer")
    other_store.links_expired, other_store.page = True, 100
    assert "10 statements were imported, 1 was here already." in run()
    assert stored_ids() == other_store.ids


def test_what_the_store_does_not_promise_to_show_is_asked_for_again(db, other_store, run):
    other_store.promised = "2026-01-01T00:00:05Z"
    other_store.add(*(statement() for _ in range(10)))
    run()
    late = statement()
    other_store.add(late)
    other_store.stored[late["id"]] = START.replace(second=6)
    assert "1 statement was imported" in run()
    assert late["id"] in stored_ids()


def test_a_slow_store_is_given_the_time_it_asks_for(db, other_store, run, waits):
    other_store.add(statement())
    other_store.gets = [(429, {"Retry-After": "30"}), (503, {"Retry-After": "9999"})]
    assert "1 statement was imported" in run()
    assert waits == [30, 120]


def test_the_secret_goes_to_no_other_host(db, other_store, run):
    other_store.page, other_store.more_host = 10, "http://127.0.0.1:1"
    other_store.add(*(statement() for _ in range(20)))
    run(fails="leads to another host")
    assert stored_ids() == []
    other_store.more_host = None
    assert "20 statements were imported" in run()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((301, {"Location": "http://127.0.0.1:1/"}), "The store refused: 301"),
        ((200, {}), "no list of statements"),
    ],
)
def test_an_answer_that_is_no_page_ends_it(db, other_store, run, answer, said):
    other_store.gets = [answer]
    run(fails=said)
    assert stored_ids() == []


def test_an_answer_without_end_is_not_read_to_the_end(db, other_store, run, waits, monkeypatch):
    monkeypatch.setattr(answers, "LARGEST_TEXT", 100)
    other_store.add(*(statement() for _ in range(20)))
    run(fails="too long")
    assert stored_ids() == []


def test_what_is_asked_wrongly_is_said(db, run, monkeypatch):
    run(key="other", fails="The store refused: 401")
    run("--since", "yesterday", fails="since")
    run("--registration", "12", fails="registration")
    run("--organism", "NONE", fails="organization")
    run(address="http://other.example/xapi", fails="https")
    monkeypatch.delenv("OTHER_SECRET")
    run(fails="OTHER_SECRET")


def test_imports_of_one_store_with_other_filters_have_positions_of_their_own(db, other_store, run):
    other_store.add(statement(), statement(context={"registration": CONTEXT["registration"]}))
    run("--registration", CONTEXT["registration"])
    run()
    assert stored_ids() == [other_store.ids[1], other_store.ids[0]]
    assert ImportPosition.objects.count() == 2


# --- There and back ------------------------------------------------------------------------------
def test_from_the_academy_to_another_store_and_back(db, other_store, run, other_endpoint, record):
    first = statement()
    record(first, full_statement(), *(statement() for _ in range(60)))
    record(voiding(first["id"]))
    before = {
        str(row.statement_id): json.loads(row.payload) for row in Statement.objects.order_by("seq")
    }
    call_command("create_forwarding", "other", other_endpoint, *SIGNED, stdout=StringIO())
    forwarding.forward(target_id=ForwardingTarget.objects.get().pk, clock=clock.now)
    assert other_store.ids == list(before)
    for model in (StatementKey, StatementReference, Statement):
        model.objects.all().delete()
    assert "63 statements were imported" in run()
    after = {str(row.statement_id): json.loads(row.payload) for row in Statement.objects.all()}
    assert after.keys() == before.keys()
    for own_id, payload in before.items():
        assert same_statement(payload, after[own_id])
        assert payload["timestamp"] == after[own_id]["timestamp"]
    assert queries.voided_ids(row.statement_id for row in Statement.objects.all())


def test_an_academy_reads_an_academy(own_database, run, monkeypatch):
    first = statement()
    for batch in ([first, full_statement()], [statement() for _ in range(600)]):
        record_statements(statements=batch, authority=own_authority(), at=AT)
    record_statements(statements=[voiding(first["id"])], authority=own_authority(), at=AT)
    new = create_credential(name="import", scopes=["statements/read"], at=AT)
    monkeypatch.setenv("OTHER_SECRET", new.secret)
    server = LiveServer("localhost")
    try:
        # It is the same other_store: whatever it says is here already, the voided one included.
        for version in ("1.0.3", "2.0.0"):
            told = run("--xapi-version", version, address=f"{server.url}/xapi", key=new.key)
            assert "0 statements were imported, 602 were here already." in told
            ImportPosition.objects.all().delete()
    finally:
        server.stop()
    assert Statement.objects.count() == 603
