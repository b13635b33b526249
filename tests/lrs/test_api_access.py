"""Who may do what with the record store, and the addresses beside statements."""

import base64

import pytest

from academy.lrs.api import authentication
from academy.lrs.models import Credential
from academy.lrs.services import create_credential, revoke_credential

from .conftest import AT
from .samples import reference, statement, voiding


def basic(text):
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "header",
    ["", "Basic", "Basic !!!", "Bearer x", basic("nobody"), basic("nobody:nothing"),
     basic("\x00:\x00"), "Basic " + base64.b64encode(b"\xff:\xff").decode()],
)  # fmt: skip
def test_a_request_is_signed(client, db, header):
    headers = {"x-experience-api-version": "2.0.0"}
    if header:
        headers["authorization"] = header
    for call in (client.get, client.post):
        reply = call("/xapi/statements", headers=headers)
        assert reply.status_code == 401
        assert reply["WWW-Authenticate"].startswith("Basic ")
        assert reply["X-Experience-API-Version"] == "2.0.0"
        assert reply.json()["error"].endswith(".")


def test_a_wrong_secret_is_refused(client, api):
    headers = {**api.headers, "authorization": basic(f"{api.credential.key}:wrong")}
    assert client.get("/xapi/statements", headers=headers).status_code == 401


def test_a_secret_is_kept_as_a_keyed_hash_alone(db):
    new = create_credential(name="x", scopes=["all"], at=AT)
    row = Credential.objects.values().get()
    assert new.secret not in str(row)
    assert len(new.secret) >= 43
    assert len(row["secret_digest"]) == 64


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
@pytest.mark.parametrize(
    ("scopes", "write", "read"),
    [
        (["all"], 200, 200),
        (["statements/write"], 200, 403),
        (["statements/read"], 403, 200),
        (["all/read"], 403, 200),
        (["statements/read/mine"], 403, 200),
        (["statements/write", "statements/read/mine"], 200, 200),
        (["state"], 403, 403),
        (["profile", "define"], 403, 403),
    ],
)
def test_scopes(make_api, scopes, write, read):
    api = make_api(*scopes)
    assert api.post(statement()).status_code == write
    one = statement()
    assert api.put(one, one["id"]).status_code == (204 if write == 200 else write)
    assert api.get().status_code == read


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
@pytest.mark.parametrize(("mount", "version"), [("/xapi", "2.0.0"), ("/xapi/1.0.3", "1.0.3")])
def test_about_needs_nothing(client, db, mount, version):
    reply = client.get(f"{mount}/about")
    assert reply.status_code == 200
    assert reply.json()["version"] == ["1.0.0", "1.0.1", "1.0.2", "1.0.3", "2.0.0"]
    assert reply["X-Experience-API-Version"] == version
    assert client.get(f"{mount}/about?x=1").status_code == 400
    assert client.post(f"{mount}/about").status_code == 405
    asked = client.get(f"{mount}/about", headers={"x-experience-api-version": "1.0.1"})
    assert asked["X-Experience-API-Version"] == "1.0.3"
    assert (
        client.get(f"{mount}/about", headers={"x-experience-api-version": "9"}).status_code == 200
    )
    head = client.head(f"{mount}/about")
    assert (head.content, head["Content-Length"]) == (b"", str(len(reply.content)))


@pytest.mark.parametrize(
    "path",
    ["agents", "agents/profile", "activities", "activities/state", "activities/profile", "",
     "statements/", "about/", "nothing", "statements/more", "1.0.3", "1.0.3/", "1.0.3/agents"],
)  # fmt: skip
def test_other_addresses_are_404_in_json_and_never_redirect(client, db, path):
    for method in ("get", "post", "put", "delete", "head"):
        reply = getattr(client, method)(f"/xapi/{path}")
        assert reply.status_code == 404
        assert reply.has_header("X-Experience-API-Version")
        if method != "head":
            assert reply.json()["error"].endswith(".")


def test_no_csrf_token_is_asked_for(api):
    api.client.handler.enforce_csrf_checks = True
    assert api.post(statement()).status_code == 200
    one = statement()
    assert api.put(one, one["id"]).status_code == 204
