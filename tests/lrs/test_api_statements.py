"""/xapi/statements as clients meet it. Communication 1.1, 2.1, 3.2, 3.3."""

import json
from io import BytesIO
from uuid import uuid4

import pytest

from academy.lrs.api.statements import statements as statements_view
from academy.lrs.xapi.times import parse_timestamp

from .samples import ATTACHMENT, full_statement, reference, statement, sub_statement

VERSION = "x-experience-api-version"
THROUGH = "x-experience-api-consistent-through"


# --- POST ----------------------------------------------------------------------------------------
def test_post_one(api):
    one = statement()
    reply = api.post(one)
    assert reply.status_code == 200
    assert reply.json() == [one["id"]]
    assert reply["Content-Type"] == "application/json"
    assert reply[VERSION] == "2.0.0"
    assert parse_timestamp(reply[THROUGH])


def test_post_nothing_in_an_array(api):
    assert api.post([]).json() == []


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ("Application/JSON", 200),
        ("application/json;", 200),
        ("application/json; charset", 400),
        ("text/plain", 400),
        ("application/x-www-form-urlencoded", 400),
        ("multipart/mixed; boundary=x", 400),
        ("multipart/form-data; boundary=x", 400),
        ("", 400),
    ],
)
def test_content_types(api, content_type, expected):
    assert api.post(statement(), content_type=content_type).status_code == expected


def test_a_compressed_body_is_refused(api):
    reply = api.post(statement(), headers={"content-encoding": "gzip"})
    assert reply.status_code == 415


def test_a_body_of_untold_length_is_read_to_its_end(api, rf, monkeypatch):
    def chunked(body):
        request = rf.post(
            "/xapi/statements",
            content_type="application/json",
            headers={**api.headers, "transfer-encoding": "chunked"},
        )
        request.META.update({"CONTENT_LENGTH": "", "wsgi.input": BytesIO(body)})
        return statements_view(request, "2.0.0")

    one = statement()
    assert chunked(json.dumps(one).encode()).status_code == 200
    assert api.ids() == [one["id"]]
    monkeypatch.setattr("academy.lrs.api.bodies.LARGEST_BODY", 100)
    assert chunked(b"[" + b" " * 200 + b"]").status_code == 413


def test_post_has_no_parameters(api):
    assert api.post(statement(), path=f"/statements?statementId={uuid4()}").status_code == 400
    reply = api.post("", path="/statements?method=GET")
    assert reply.status_code == 400
    assert "alternate request syntax" in reply.json()["error"]


def test_an_attachment_needs_an_address(api):
    without = {key: value for key, value in ATTACHMENT.items() if key != "fileUrl"}
    assert api.post(statement(attachments=[ATTACHMENT])).status_code == 200
    assert api.post(statement(attachments=[without])).status_code == 400


# --- GET -----------------------------------------------------------------------------------------
def test_get_by_id(api):
    one = full_statement()
    api.post(one)
    reply = api.get(statementId=one["id"])
    assert reply.status_code == 200
    found = reply.json()
    for key in ("id", "actor", "verb", "object", "result", "timestamp", "version", "attachments"):
        assert found[key] == one[key], key
    assert found["authority"]["account"]["name"] == api.credential.key
    assert found["context"]["contextActivities"]["category"] == [
        one["context"]["contextActivities"]["category"]
    ]
    assert api.get(statementId=one["id"].upper()).status_code == 200


def test_get_an_unknown_id(api):
    reply = api.get(statementId=str(uuid4()))
    assert reply.status_code == 404
    assert parse_timestamp(reply[THROUGH])


def test_head_is_get_without_a_body(api):
    api.post(statement())
    got = api.get()
    reply = api.client.head("/xapi/statements", headers=api.headers)
    assert (reply.status_code, reply.content) == (200, b"")
    assert reply["Content-Length"] == str(len(got.content))
    for header in ("Content-Type", VERSION):
        assert reply[header] == got[header]
    assert reply.has_header(THROUGH)
    missing = api.client.head(f"/xapi/statements?statementId={uuid4()}", headers=api.headers)
    assert (missing.status_code, missing.content) == (404, b"")


def test_other_methods(api):
    reply = api.client.delete("/xapi/statements", headers=api.headers)
    assert reply.status_code == 405
    assert reply["Allow"] == "GET, HEAD, POST, PUT"


# --- Versions: Communication 3.3 -----------------------------------------------------------------


def test_more_stays_on_its_mount(make_api):
    api = make_api(version="1.0.3", mount="/xapi/1.0.3")
    api.post([statement(), statement()])
    assert api.get(limit="1").json()["more"].startswith("/xapi/1.0.3/statements?")


# --- Filters -------------------------------------------------------------------------------------
def test_filters(api):
    learner = {"mbox": "mailto:learner@b.example"}
    plain = statement(actor=learner)
    full = full_statement()
    sub = sub_statement()
    api.post([plain, full, sub])
    context = full["context"]
    assert api.ids(agent=learner) == [plain["id"]]
    assert api.ids(agent={**learner, "name": "whoever"}) == [plain["id"]]
    assert api.ids(verb=full["verb"]["id"]) == [sub["id"], full["id"], plain["id"]]
    assert api.ids(activity=full["object"]["id"]) == [full["id"]]
    assert api.ids(registration=context["registration"].upper()) == [full["id"]]
    lesson = context["contextActivities"]["parent"][0]["id"]
    assert api.ids(activity=lesson) == []
    assert api.ids(activity=lesson, related_activities="true") == [full["id"]]
    assert api.ids(activity=lesson, related_activities="false") == []
    assert api.ids(activity=full["object"]["id"], related_activities="true") == [full["id"]]
    teacher = context["instructor"]
    assert api.ids(agent=teacher) == []
    assert api.ids(agent=teacher, related_agents="true") == [full["id"]]
    member = context["team"]["member"][0]
    assert api.ids(agent=member, related_agents="true") == [full["id"]]
    inner = sub["object"]["actor"]
    assert api.ids(agent=inner) == []
    assert api.ids(agent=inner, related_agents="true") == [sub["id"]]
    assert api.ids(activity=sub["object"]["object"]["id"], related_activities="true") == [sub["id"]]
    authority = {"account": {"homePage": "https://academie.example/xapi/credentials",
                             "name": api.credential.key}}  # fmt: skip
    assert len(api.ids(agent=authority, related_agents="true")) == 3
    # Together.
    assert api.ids(agent=learner, verb=plain["verb"]["id"]) == [plain["id"]]
    assert api.ids(agent=learner, registration=context["registration"]) == []
    assert api.ids(
        agent=teacher, related_agents="true", activity=lesson, related_activities="true",
        verb=full["verb"]["id"], registration=context["registration"],
    ) == [full["id"]]  # fmt: skip


# --- Paging --------------------------------------------------------------------------------------


def test_an_agent_with_many_keys_is_told_once(api):
    who = {"mbox": "mailto:both@b.example"}
    one = statement(actor=who, context={"instructor": who})
    target = statement(context={"instructor": who})
    ref = reference(target["id"])
    ref["actor"] = who
    api.post([one, target, ref])
    found = api.ids(agent=who, related_agents="true")
    assert found == [ref["id"], target["id"], one["id"]]
