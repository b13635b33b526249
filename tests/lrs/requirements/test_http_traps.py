"""Traps of the HTTP layer: what servers, frameworks and parsers do unless they are kept from it."""

import json
import re
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from django.core.handlers.base import BaseHandler
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from academy.lrs.api import authentication
from academy.lrs.models import Credential, Statement
from academy.lrs.services import create_credential
from academy.lrs.xapi.times import parse_timestamp
from tests.lrs.conftest import AT, Api
from tests.lrs.documents import Documents
from tests.lrs.multipart import answered, declared, send, whole, with_data
from tests.lrs.samples import QUESTION, statement
from tests.lrs.test_concurrency import in_threads

TEXT = b"here is a simple attachment"
THROUGH = "X-Experience-API-Consistent-Through"


# --- 1. HEAD and 204 -----------------------------------------------------------------------------
def served(api, method, address, body=b""):
    """What the application hands to a server: status, headers and body.

    Django's test client strips the body of some answers itself; this is before.
    """
    request = RequestFactory().generic(
        method, address, body, content_type="application/json", headers=api.headers
    )
    handler = BaseHandler()
    handler.load_middleware()
    reply = handler.get_response(request)
    return reply.status_code, reply.headers, b"".join(reply)


def test_trap_1_head_has_no_body_and_keeps_its_length(api):
    """Communication 1.1; RFC 9110 9.3.2: on every resource, errors and attachments included."""
    one = with_data(TEXT)
    send(api, whole(one, TEXT))
    profile = Documents(api, "activity_profile")
    profile.new("p", {"a": 1})
    activity = urlencode({"activityId": profile.owners["activityId"]})
    for address in (
        "/xapi/statements",
        f"/xapi/statements?statementId={one['id']}&attachments=true",
        "/xapi/statements?attachments=true",
        "/xapi/statements?unknown=1",
        f"/xapi/activities?{activity}",
        f"/xapi/activities/profile?{activity}",
        f"/xapi/activities/profile?{activity}&profileId=p",
        f"/xapi/activities/profile?{activity}&profileId=none",
        "/xapi/about",
        "/xapi/nothing",
    ):
        status, headers, content = served(api, "GET", address)
        head_status, head_headers, head_content = served(api, "HEAD", address)
        assert (head_status, head_content) == (status, b""), address
        assert content
        assert head_headers["Content-Length"] == headers["Content-Length"] == str(len(content))


def test_trap_1_a_204_has_neither_body_nor_length(api):
    """RFC 9110 8.6, 15.3.5."""
    one = statement()
    text = json.dumps(one).encode()
    address = f"/xapi/statements?statementId={one['id']}"
    document = "/xapi/activities/profile?activityId=urn:x:y&profileId=p"
    for method, where, body in (
        ("PUT", address, text), ("PUT", document, b"{}"), ("POST", document, b"{}"),
        ("DELETE", document, b""),
    ):  # fmt: skip
        status, headers, content = served(api, method, where, body)
        assert (status, content) == (204, b"")
        assert not {"Content-Length", "Content-Type"} & set(headers)


# --- 2. multipart --------------------------------------------------------------------------------
def test_trap_2_the_declared_length_is_not_enforced(api):
    """Data 2.4.11: the length that is declared is kept, the data is what came."""
    one = statement(attachments=[declared(TEXT, length=1)])
    assert send(api, whole(one, TEXT)).status_code == 200
    assert answered(api.get(statementId=one["id"], attachments="true"))[1][0][1] == TEXT


def test_trap_2_the_content_type_is_written_plainly(api):
    """RFC 2046 5.1: the boundary unquoted, nothing after it, lines that end with CRLF."""
    one = with_data(TEXT)
    send(api, whole(one, TEXT))
    for query in ({"statementId": one["id"]}, {}):
        reply = api.get(attachments="true", **query)
        found = re.fullmatch(r"multipart/mixed; boundary=([0-9A-Za-z]+)", reply["Content-Type"])
        content = b"".join(reply.streaming_content)
        # All but the data and the JSON, which hold no line end here.
        assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
        assert content.count(b"--" + found[1].encode() + b"\r\n") == 2
        assert content.endswith(b"\r\n--" + found[1].encode() + b"--\r\n")
    assert api.get()["Content-Type"] == "application/json"


# --- 3. Times ------------------------------------------------------------------------------------
def test_trap_3_a_whole_second_is_written_with_its_fraction(api, monkeypatch):
    """Data 4.5: to the millisecond at least, where the clock says 0 too."""
    whole_second = datetime(2026, 11, 23, 12, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: whole_second)
    one = statement()
    assert api.post(one).status_code == 200
    reply = api.get(statementId=one["id"])
    found = reply.json()
    for text in (found["stored"], found["timestamp"], reply[THROUGH]):
        assert re.fullmatch(r"2026-11-23T12:00:00\.000(000)?Z", text)


# --- 4. Consistent-Through -----------------------------------------------------------------------
def test_trap_4_consistent_through_is_now(api):
    """Communication 2.1.3: whoever has stored something need not wait to read it."""
    for _ in range(3):
        one = statement()
        api.post(one)
        before = timezone.now()
        reply = api.get()
        assert before <= parse_timestamp(reply[THROUGH]) <= timezone.now()
        assert reply.json()["statements"][0]["id"] == one["id"]


# --- 5. Django -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "path",
    ["activities/", "", "statements/", "about/", "agents/", "nothing", "statements/more",
     "activities/state/", "1.0.3", "1.0.3/", "1.0.3/nothing"],
)  # fmt: skip
def test_trap_5_no_address_redirects(client, db, path):
    """Communication 2: what is no resource is 404, never somewhere else."""
    for method in ("get", "post", "put", "delete", "head"):
        reply = getattr(client, method)(f"/xapi/{path}")
        assert reply.status_code == 404
        assert reply.has_header("X-Experience-API-Version")
        if method != "head":
            assert reply.json()["error"].endswith(".")


def test_trap_5_csrf_is_off_here_and_here_alone(api):
    """Communication 4.0: who signs each request needs no token, a page's form does."""
    api.client.handler.enforce_csrf_checks = True
    one = statement()
    assert api.post(statement()).status_code == 200
    assert api.put(one, one["id"]).status_code == 204
    for kind in ("state", "agent_profile", "activity_profile"):
        documents = Documents(api, kind)
        documents.new("one", {})
        assert documents.post("one", {"a": 1}).status_code == 204
        assert documents.delete("one").status_code == 204
    assert api.client.post(reverse("account_login"), {}).status_code == 403


def test_trap_5_bodies_larger_than_a_page_takes_are_taken(api, settings):
    """Communication 1.5, 2.2: Django's limits are for forms."""
    large = "a" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    one = statement(result={"response": large})
    assert api.post(one).status_code == 200
    assert api.get(statementId=one["id"]).json()["result"] == one["result"]
    Documents(api, "state").new("large", large.encode(), kind="text/plain")


def test_trap_5_a_form_is_read_once_as_what_it_means(form, api, settings):
    """Communication 1.3: nothing has read it before, however large it is."""
    large = "a" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    one = statement(result={"response": large})
    assert form("POST", content=one).status_code == 200
    assert api.get(statementId=one["id"]).json()["result"] == one["result"]
    # A form that no "method" announces is none.
    body = urlencode({"content": json.dumps(statement())})
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        assert api.post(body, content_type=kind).status_code == 400


# --- 6. Credentials ------------------------------------------------------------------------------
class FakeCredential:
    """A key with a secret that is not its own."""

    credential = None

    def __init__(self, key, secret):
        self.key, self.secret = key, secret


def test_trap_6_failures_lock_nobody_out(api):
    """Communication 4.0: sign-in's lock-out is not for credentials."""
    wrong = {"authorization": "Basic eDp5"}
    for number in range(30):
        assert api.get(headers=wrong).status_code == 401
        guess = Api(api.client, FakeCredential(api.credential.key, f"guess-{number}"))
        assert guess.get().status_code == 401
    assert api.get().status_code == 200


def test_trap_6_a_secret_is_long_and_kept_as_a_keyed_hash_alone(db):
    """Communication 4.0: nobody who reads the database can sign with it."""
    new = create_credential(name="x", scopes=["all"], at=AT)
    row = Credential.objects.values().get()
    assert new.secret not in str(row)
    assert len(new.secret) >= 43
    assert len(row["secret_digest"]) == 64


def test_trap_6_secrets_are_compared_in_constant_time(api, monkeypatch):
    """Communication 4.0: with known keys and unknown ones, by a fast hash."""
    compared = []

    def compare(one, other):
        compared.append((len(one), len(other)))
        return one == other

    monkeypatch.setattr(authentication.hmac, "compare_digest", compare)
    authentication.forget_clients()
    assert api.get().status_code == 200
    for key in (api.credential.key, "unknown"):
        assert Api(api.client, FakeCredential(key, "wrong")).get().status_code == 401
    assert compared == [(64, 64)] * 3


# --- 7. JSON -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "value",
    ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", '{"a":1,"a":1}', '{"a":1,"\\u0061":2}',
     '"\\ud800"', '"\\udc00\\ud800"', '{"\\ud800":1}', "[" * 50_000 + "]" * 50_000, "[" * 50_000,
     '{"a":' * 500 + "1" + "}" * 500, "9" * 5_000, "01", "'a'", "[1,]"],
    ids=lambda value: value[:20],
)  # fmt: skip
def test_trap_7_what_a_standard_parser_lets_through_is_400(api, value):
    """Data 2.2, RFC 8259: in the extensions too, where anything else may stand."""
    text = json.dumps(statement(context={"extensions": {"urn:x:y": "HERE"}}))
    one = text.replace('"HERE"', value)
    for body in (one, f"[{one}]"):
        reply = api.post(body)
        assert reply.status_code == 400
        assert reply.json()["error"].endswith(".")
    assert not Statement.objects.exists()


def test_trap_7_what_only_one_database_would_take_is_taken_by_both(api):
    """Data 2.2, RFC 8259: NUL and large doubles are values like others."""
    one = statement(
        context={"extensions": {"http://x.example/": "\x00 \ufffe 😀"}},
        result={"response": "\x00", "score": {"raw": 1e308}},
        actor={"account": {"homePage": "http://x.example", "name": "a\x00b"}},
    )
    assert api.post(one).status_code == 200
    found = api.get(statementId=one["id"]).json()
    assert found["context"] == one["context"]
    assert found["result"] == one["result"]
    assert api.ids(agent=one["actor"]) == [one["id"]]


# --- 8. Deadlocks --------------------------------------------------------------------------------
@pytest.mark.usefixtures("committed", "no_readers")
def test_trap_8_batches_that_share_activities_in_another_order_all_succeed():
    """Communication 2.1.2: clients that speak at once wait for each other, never in a circle."""
    new = create_credential(name="test", scopes=["all"], at=AT)
    activities = [{**QUESTION, "id": f"https://academie.example/activities/{number}"}
                  for number in range(25)]  # fmt: skip
    verbs = [{"id": f"https://academie.example/verbs/{number}"} for number in range(25)]

    def post(turn):
        api = Api(Client(raise_request_exception=False), new)
        found = []
        for _ in range(3):
            batch = [statement(object=thing, verb=verb)
                     for thing, verb in zip(activities, verbs, strict=True)]  # fmt: skip
            batch = batch[turn * 6 :] + batch[: turn * 6]
            found.append(api.post(batch[::-1] if turn % 2 else batch).status_code)
        return found

    assert in_threads(*[lambda turn=turn: post(turn) for turn in range(4)]) == [[200] * 3] * 4
    assert Statement.objects.count() == 4 * 3 * 25


# --- 9. Versions of packages ---------------------------------------------------------------------
@pytest.mark.parametrize("sent", ["1.0", "1.0.0", "1.0.1", "1.0.2", "1.0.3", "2.0", "2.0.0"])
def test_trap_9_every_version_that_packages_send_is_spoken(make_api, sent):
    """Communication 3.3; 9274 4.1.5: statements and states, from launch to resume."""
    api = make_api(version=sent)
    states = Documents(api, "state")
    one = statement()
    assert states.get("resume").status_code == 404
    assert api.put(one, one["id"]).status_code == 204
    assert states.put("resume", b"page 3", kind="text/plain").status_code == 204
    assert states.get("resume").content == b"page 3"
    assert api.ids(verb=one["verb"]["id"]) == [one["id"]]
