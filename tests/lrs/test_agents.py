"""The Agents resource over HTTP, in both versions. Communication 2.4, 9274 4.1.6.3."""

import hashlib
import json

import pytest

from academy.lrs import queries

from .samples import statement, voiding

MBOX = {"mbox": "mailto:learner@b.example"}
ACCOUNT = {"account": {"homePage": "https://academie.example", "name": "learner"}}
IDENTIFIERS = [
    MBOX,
    ACCOUNT,
    {"openid": "https://id.example/learner"},
    {"mbox_sha1sum": hashlib.sha1(b"mailto:learner@b.example").hexdigest()},
]


def call(api, agent=MBOX, **more):
    return api.get("/agents", agent=agent, **more)


def names(api, agent=MBOX):
    return call(api, agent).json().get("name")


@pytest.fixture(params=["1.0.3", "2.0.0"])
def versioned(request, make_api):
    mount = "/xapi/1.0.3" if request.param == "1.0.3" else "/xapi"
    return make_api(version=request.param, mount=mount)


def test_names_come_from_statements_the_newest_first(versioned):
    versioned.post(statement(actor={**MBOX, "name": "First"}))
    versioned.post(statement(object={**MBOX, "objectType": "Agent", "name": "As object"}))
    versioned.post(
        statement(
            actor={
                "objectType": "Group",
                "name": "The team",
                "member": [{**MBOX, "name": "Member"}, {**ACCOUNT, "name": "Somebody else"}],
            }
        )
    )
    versioned.post(statement(actor={**MBOX, "name": "First"}))
    versioned.post(statement(actor=MBOX))
    assert names(versioned) == ["First", "Member", "As object"]
    # What the request told comes first.
    assert names(versioned, {**MBOX, "name": "Asked"})[0] == "Asked"
    assert names(versioned, ACCOUNT) == ["Somebody else"]


def test_other_identifiers_of_a_person_are_not_guessed(versioned):
    """Communication 2.4: joining identifiers would ask for more permissions."""
    versioned.post(statement(actor={**MBOX, "name": "Ann"}))
    versioned.post(statement(actor={**ACCOUNT, "name": "Ann"}))
    assert call(versioned).json() == {"objectType": "Person", "name": ["Ann"], **_listed(MBOX)}


def _listed(agent):
    return {key: [value] for key, value in agent.items()}


def test_a_voided_statement_names_nobody(versioned):
    one = statement(actor={**MBOX, "name": "Wrong"})
    versioned.post(one)
    versioned.post(voiding(one["id"]))
    assert names(versioned) is None


def test_as_many_statements_are_read_as_are_bounded(versioned, monkeypatch):
    monkeypatch.setattr(queries, "_NAMING_STATEMENTS", 2)
    for name in ("Old", "New", "Newer"):
        versioned.post(statement(actor={**MBOX, "name": name}))
    assert names(versioned) == ["Newer", "New"]


def test_parameters(versioned):
    """Communication 2.4, 3.2."""
    assert versioned.get("/agents").status_code == 400
    assert call(versioned, since="2026-11-23T12:00:00Z").status_code == 400
    assert versioned.get("/agents", Agent=MBOX).status_code == 400


def test_other_methods(versioned):
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        reply = versioned.client.generic(
            method, versioned.mount + "/agents", headers=versioned.headers
        )
        assert (reply.status_code, reply["Allow"]) == (405, "GET, HEAD")


def test_head_and_etag(versioned):
    """Communication 1.1; 2.4: the resource has concurrency controls."""
    got = call(versioned)
    assert got["ETag"] == f'"{hashlib.sha1(got.content).hexdigest()}"'
    head = versioned.client.head(
        versioned.mount + "/agents", {"agent": json.dumps(MBOX)}, headers=versioned.headers
    )
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", got["ETag"])
    assert head["Content-Length"] == str(len(got.content))
    assert call(versioned, headers={"if-none-match": got["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("scopes", "status", "named"),
    [
        (["all"], 200, True),
        (["all/read"], 200, True),
        (["statements/read"], 200, True),
        (["statements/read/mine"], 200, False),
        (["profile"], 200, False),
        (["state"], 403, False),
        (["statements/write", "define"], 403, False),
    ],
)
def test_scopes(make_api, scopes, status, named):
    """Communication 2.4: who has no permission gets 403; names come from what one may read."""
    make_api("all").post(statement(actor={**MBOX, "name": "Ann"}))
    reply = call(make_api(*scopes))
    assert reply.status_code == status
    if status == 200:
        assert reply.json().get("name") == (["Ann"] if named else None)


def test_names_that_another_organism_uses_are_not_told(make_api, organisms):
    here, there = (make_api(organism=one) for one in organisms)
    there.post(statement(actor={**MBOX, "name": "There"}))
    here.post(statement(actor={**MBOX, "name": "Here"}))
    assert names(here) == ["Here"]
    assert names(make_api()) == ["Here", "There"]


def test_who_is_unknown_and_what_has_no_version(make_api, client):
    assert client.get("/xapi/agents").status_code == 400
    signed = {"x-experience-api-version": "2.0.0"}
    assert client.get("/xapi/agents", headers=signed).status_code == 401
