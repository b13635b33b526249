"""Exports and messages of GoPhish, read."""

import hashlib
import hmac
import json

import pytest

from barometer.findings import gophish
from barometer.findings.faults import Refused
from barometer.findings.gophish import CLICKED, OPENED, REPORTED, SENT, SUBMITTED

from .campaigns import PASSWORD, event, events_csv, events_of, result, results_csv

ROWS = [
    result("ann@x.example", "sent"),
    result("Bob@x.example", "clicked", reported=True, position="Agent"),
    result("cyd@x.example", "gave"),
    result("dee@x.example", "Error"),
]


def _faults(content):
    return [(one.code, one.line, one.place) for one in gophish.read_campaign(content).faults]


def test_results_are_read():
    read = gophish.read_campaign(results_csv(ROWS))
    assert read.faults == []
    assert {one.email: one.steps for one in read.recipients} == {
        "ann@x.example": SENT,
        "bob@x.example": SENT | OPENED | CLICKED | REPORTED,
        "cyd@x.example": SENT | OPENED | CLICKED | SUBMITTED,
    }
    assert [one.position for one in read.recipients] == ["", "Agent", ""]
    assert read.not_sent == 1


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_separators_and_encodings_are_recognised(delimiter, encoding):
    rows = [result("ann@x.example", "clicked", position="Préposé")]
    read = gophish.read_campaign(results_csv(rows, delimiter=delimiter, encoding=encoding))
    assert [one.position for one in read.recipients] == ["Préposé"]


@pytest.mark.parametrize("form", ["results list", "campaign", "events", "events CSV", "timeline"])
def test_every_form_of_a_campaign_says_the_same_and_has_the_same_key(form):
    events = [event("", "Campaign Created"), *(one for row in ROWS[:3] for one in events_of(row))]
    events.append(event("dee@x.example", "Error Sending Email"))
    content = {
        "results list": lambda: json.dumps(ROWS[:3]).encode(),
        "campaign": lambda: json.dumps({"id": 7, "name": "Mars", "results": ROWS}).encode(),
        "events": lambda: json.dumps(events).encode(),
        "events CSV": lambda: events_csv(events),
        "timeline": lambda: json.dumps({"id": 7, "timeline": events}).encode(),
    }[form]()
    whole, read = gophish.read_campaign(results_csv(ROWS)), gophish.read_campaign(content)
    assert read.faults == []
    assert read.key == whole.key
    told, known = ({one.email: one.steps for one in each.recipients} for each in (read, whole))
    assert told == known


def test_another_campaign_has_another_key():
    later = [result("ann@x.example", "sent", at=gophish.datetime(2026, 4, 1, tzinfo=gophish.UTC))]
    keys = {gophish.read_campaign(results_csv(rows)).key for rows in (ROWS[:1], ROWS[:2], later)}
    assert len(keys) == 3


def test_what_was_typed_in_a_simulation_is_nowhere_in_what_is_read():
    read = gophish.read_campaign(events_csv(events_of(ROWS[2])))
    assert PASSWORD["payload"]["password"][0] not in repr(read)


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([result("ann", "sent")], ("bad_email", 2, "email")),
        ([ROWS[0], result("bob@x.example", "Vexed")], ("bad_status", 3, "status")),
        ([ROWS[0] | {"send_date": "yesterday"}], ("bad_time", 2, "send_date")),
        ([ROWS[0] | {"send_date": "2026-03-02T14:00:00"}], ("bad_time", 2, "send_date")),
        ([ROWS[0] | {"reported": "perhaps"}], ("bad_flag", 2, "reported")),
        ([ROWS[0], ROWS[0]], ("repeated_email", 3, "email")),
        ([ROWS[3]], ("no_recipients", 0, "")),
    ],
)
def test_what_is_wrong_is_told_by_line_and_column(rows, fault):
    assert _faults(results_csv(rows)) == [fault]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", ("unreadable", 0, "")),
        (b"PK\x03\x04", ("unreadable", 0, "")),
        (b"email,status\na@x.example,Email Sent\n", ("missing_column", 1, "")),
        (b"email,email,status,send_date,reported\n", ("repeated_column", 1, "email")),
        (b'[{"email": "a@x.example",\n "message": ]', ("not_json", 2, "")),
        (b'{"results": [], "timeline": []}', ("not_gophish", 0, "")),
        (b'{"results": [7]}', ("not_an_object", 0, "results[0]")),
        (b'[{"email": "a@x.example", "email": "b@x.example"}]', ("repeated_name", 0, "email")),
        (b'{"timeline": [{"message": "Danced"}]}', ("bad_message", 0, "timeline[0].message")),
        (b"[" * 100_000, ("not_json", 1, "")),
    ],
)
def test_files_that_are_no_export_are_refused(content, fault):
    assert _faults(content)[0] == fault


def test_addresses_are_never_quoted_in_a_fault():
    (fault,) = gophish.read_campaign(results_csv([result("jean tremblay@x", "sent")])).faults
    assert "tremblay" not in repr(fault)


BODY = json.dumps(event("ann@x.example", "Clicked Link")).encode()
SIGNATURE = hmac.new(b"secret", BODY, hashlib.sha256).hexdigest()


@pytest.mark.parametrize(
    ("signature", "is_signed"),
    [
        (f"sha256={SIGNATURE}", True),
        (f" sha256={SIGNATURE.upper()} ", True),
        (SIGNATURE, False),
        (f"sha1={SIGNATURE}", False),
        (
            f"sha256={SIGNATURE[:-1]}0" if SIGNATURE[-1] != "0" else f"sha256=1{SIGNATURE[1:]}",
            False,
        ),
        ("", False),
        ("sha256=é\udcff", False),
    ],
)
def test_signatures(signature, is_signed):
    assert gophish.is_signed(BODY, "secret", signature) is is_signed


def test_an_event_is_read():
    read = gophish.read_event(BODY)
    assert (read.campaign, read.email, read.steps) == (7, "ann@x.example", SENT | OPENED | CLICKED)


@pytest.mark.parametrize("body", [b"[]", b"{", b'{"message": "Clicked Link"}', b"7"])
def test_events_that_are_none_are_refused(body):
    with pytest.raises(Refused):
        gophish.read_event(body)
