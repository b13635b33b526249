"""Who may do what with the record store, and the addresses beside statements."""

import base64
import io

from academy.lrs.api import authentication
from academy.lrs.services import create_credential, revoke_credential

from .conftest import AT
from .samples import reference, statement, voiding


def basic(text):
    return "Basic " + base64.b64encode(text.encode()).decode()


def test_a_revoked_credential_is_refused_at_once(api):
    assert api.get().status_code == 200
    revoke_credential(credential=api.credential, at=AT)
    assert api.get().status_code == 401


def test_a_checked_credential_is_not_looked_up_again(api, django_assert_num_queries, monkeypatch):
    assert api.get().status_code == 200
    monkeypatch.setattr(authentication, "_check", None)
    assert api.get().status_code == 200


def test_what_is_remembered_has_an_end(monkeypatch, client, db):
    monkeypatch.setattr(authentication, "_MOST_REMEMBERED", 2)
    for number in range(4):
        new = create_credential(name=str(number), scopes=["all"], at=AT)
        headers = {
            "authorization": basic(f"{new.key}:{new.secret}"),
            "x-experience-api-version": "2.0.0",
        }
        assert client.get("/xapi/statements", headers=headers).status_code == 200
    assert len(authentication._remembered) <= 2


# --- Scopes: Communication 4.2 -------------------------------------------------------------------


def test_read_mine_is_what_this_credential_stored(make_api, record):
    mine = make_api("statements/write", "statements/read/mine")
    other = make_api("all")
    own, foreign, ours = statement(), statement(), statement()
    mine.post(own)
    other.post(foreign)
    record(ours)
    assert mine.ids() == [own["id"]]
    assert mine.ids(verb=own["verb"]["id"]) == [own["id"]]
    assert mine.get(statementId=own["id"]).status_code == 200
    for hidden in (foreign, ours):
        assert mine.get(statementId=hidden["id"]).status_code == 404
    assert len(other.ids()) == 3


def test_one_client_never_reads_another_organisms_statements(make_api, organisms, record):
    here, there = (make_api("all", organism=one) for one in organisms)
    everywhere = make_api("all")
    who = {"mbox": "mailto:secret@b.example"}
    mine, theirs, ours = statement(actor=who), statement(actor=who), statement(actor=who)
    here.post(mine)
    there.post(theirs)
    record(ours)
    for query in (
        {},
        {"agent": who},
        {"agent": who, "related_agents": "true"},
        {"verb": mine["verb"]["id"]},
        {"verb": mine["verb"]["id"], "agent": who},
        {"ascending": "true"},
    ):
        assert here.ids(**query) == [mine["id"]]
        assert here.walk(limit="1", **query) == [mine["id"]]
    assert here.get(statementId=theirs["id"]).status_code == 404
    assert len(everywhere.ids()) == 3
    # Nor does it reach them by reference.
    ref = reference(theirs["id"])
    here.post(ref)
    assert here.ids(agent=who) == [mine["id"]]
    assert here.post(voiding(theirs["id"])).status_code == 403
    assert there.get(statementId=theirs["id"]).status_code == 200
    # Nor read one that was voided.
    there.post(voiding(theirs["id"]))
    assert here.get(voidedStatementId=theirs["id"]).status_code == 404
    assert there.get(voidedStatementId=theirs["id"]).status_code == 200


# --- Beside statements ---------------------------------------------------------------------------


def test_a_refused_body_is_read_so_that_the_answer_arrives(api):
    """RFC 9112 9.6: a connection that is closed on unread data may lose the answer."""
    for headers, status in (({"authorization": "Basic x"}, 401), ({}, 400)):
        body = io.BytesIO(b"x" * 300_000)
        reply = api.client.generic(
            "POST",
            "/xapi/statements",
            headers={**api.headers, **headers},
            **{"wsgi.input": body, "CONTENT_LENGTH": "300000", "CONTENT_TYPE": "text/plain"},
        )
        assert (reply.status_code, body.tell()) == (status, 300_000)


def test_a_refused_body_that_is_too_large_is_left(api):
    body = io.BytesIO(b"x" * 1_000)
    reply = api.client.generic(
        "POST",
        "/xapi/statements",
        headers=api.headers,
        **{"wsgi.input": body, "CONTENT_LENGTH": str(10**9), "CONTENT_TYPE": "application/json"},
    )
    assert (reply.status_code, body.tell()) == (413, 0)


def test_an_endpoint_may_be_joined_with_a_slash_too_many(api, client):
    headers = {"x-experience-api-version": "2.0.0"}
    assert client.get("/xapi//about", headers=headers).status_code == 200
    assert client.get("/xapi//statements", headers=headers).status_code == 401
    assert client.get("/xapi//nothing", headers=headers).status_code == 404
