"""What State, Agent Profile and Activity Profile keep and return, over HTTP, in both versions."""

from uuid import uuid4

import pytest

from academy.lrs.api.replies import LARGEST_BODY
from academy.lrs.xapi import documents as rules

from .documents import ACTIVITY, AGENT, RESOURCES, Documents

OTHER_AGENT = {"account": {"homePage": "https://academie.example", "name": "other"}}
GROUP = {"objectType": "Group", "mbox": "mailto:learner@b.example"}
V1, V2 = "1.0.3", "2.0.0"


# --- What comes back: Communication 2.2 ----------------------------------------------------------
@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b'{ "a" : 1.50, "a": null }', "application/json; charset=utf-8"),
        (bytes(range(256)), "application/octet-stream"),
        (b"", "text/plain"),
        ("Été".encode("utf-16"), "text/plain; charset=utf-16"),
        (b"[1,", "application/json"),
        (b"<script>alert(1)</script>", "text/html"),
    ],
)
def test_bytes_and_type_come_back_as_sent(kept, data, kind):
    """Communication 2.2: arbitrary binary data."""
    kept.new("one", data, kind=kind)
    reply = kept.get("one")
    assert (reply.status_code, reply.content, reply["Content-Type"]) == (200, data, kind)


def test_a_document_never_acts_as_a_page_of_the_academy(kept):
    kept.new("page", b"<script>alert(1)</script>", kind="text/html")
    reply = kept.get("page")
    assert "sandbox" in reply["Content-Security-Policy"]
    assert "unsafe-inline" not in reply["Content-Security-Policy"]
    assert reply["X-Content-Type-Options"] == "nosniff"
    again = kept.get("page", headers={"if-none-match": reply["ETag"]})
    assert again["Content-Security-Policy"] == reply["Content-Security-Policy"]


def test_without_a_type_it_is_binary(kept):
    """RFC 9110 8.3."""
    kept.new("one", b"x", kind="")
    assert kept.get("one")["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize("kind", ["json", "text/plain; charset", "a/b\x00", "text/é"])
def test_a_type_that_is_none_is_refused(kept, kind):
    reply = kept.put("one", b"x", kind=kind, headers={"if-none-match": "*"})
    assert reply.status_code == 400
    assert "Content-Type" in reply.json()["error"]
    assert kept.get("one").status_code == 404


def test_a_list_without_documents(kept):
    """Communication 2.3, 2.6, 2.7: an array of ids; there is no latest change to tell."""
    reply = kept.get()
    assert (reply.status_code, reply.json()) == (200, [])
    assert not reply.has_header("Last-Modified")


def test_head_is_get_without_the_body(kept):
    """Communication 1.1."""
    kept.new("one", b"some bytes", kind="text/plain")
    for name in ("one", None, "none"):
        got, head = kept.get(name), kept.send("HEAD", name, kind="")
        assert (head.status_code, head.content) == (got.status_code, b"")
        assert head["Content-Length"] == str(len(got.content))
        for header in ("Content-Type", "ETag", "Last-Modified"):
            assert head.get(header) == got.get(header)


def test_what_a_client_has_is_not_sent_again_and_no_cache_answers(kept):
    """RFC 9110 13.1.2: If-None-Match of a GET."""
    kept.new("one", b"{}")
    etag = kept.etag("one")
    again = kept.get("one", headers={"if-none-match": etag})
    assert again.status_code == 304
    assert (b"".join(again), again["ETag"]) == (b"", etag)
    assert not again.has_header("Content-Length")
    # A proxy that compresses makes the tag weak.
    assert kept.get("one", headers={"if-none-match": f"W/{etag}"}).status_code == 304
    kept.post("one", {"a": 1})
    fresh = kept.get("one", headers={"if-none-match": etag})
    assert (fresh.status_code, fresh.json()) == (200, {"a": 1})
    assert "no-cache" in fresh["Cache-Control"]


def test_every_answer_tells_the_version(kept, version):
    """Communication 3.3."""
    for reply in (kept.get("none"), kept.get(), kept.post("one", {}), kept.send("PATCH", "one")):
        assert reply["X-Experience-API-Version"] == version


@pytest.mark.parametrize(("mount", "default"), [("/xapi", V2), ("/xapi/1.0.3", V1)])
def test_both_mounts_hold_the_same_documents(make_api, mount, default):
    written = Documents(make_api(version=V2), "state")
    written.new("one", {"a": 1})
    for version in (V1, V2):
        read = Documents(make_api(version=version, mount=mount), "state")
        assert read.get("one").json() == {"a": 1}
    silent = Documents(make_api(version="", mount=mount), "state")
    reply = silent.get("one")
    assert (reply.status_code, reply["X-Experience-API-Version"]) == (400, default)


# --- Merging: Communication 2.2 ------------------------------------------------------------------


def test_merging_leaves_values_as_they_were_written(kept):
    kept.new("one", b'{"big": 123456789012345678901234567890, "f": 1.10, "u": "\\u00e9"}')
    kept.post("one", b'{"n": 1e2}', kind="application/json; charset=utf-8")
    text = kept.get("one").content
    for piece in (b"123456789012345678901234567890", b"1.10", b'"\\u00e9"', b"1e2"):
        assert piece in text


def test_a_document_does_not_grow_beyond_bounds_by_merging(kept, monkeypatch):
    monkeypatch.setattr("academy.lrs.services.documents.LARGEST_DOCUMENT", 30)
    kept.post("one", {"a": "x" * 12})
    assert kept.post("one", {"b": "x" * 12}).status_code == 413
    assert kept.get("one").json() == {"a": "x" * 12}


def test_a_document_is_as_large_as_a_request():
    assert rules.LARGEST_DOCUMENT == LARGEST_BODY == 16 * 1024 * 1024


# --- Ids and what they belong to: Communication 2.3, 2.6, 2.7 ------------------------------------


def test_documents_of_another_agent_or_activity_are_others(kept):
    kept.new("one", b"{}")
    others = {"agent": OTHER_AGENT, "activityId": f"{ACTIVITY}/other"}
    for name in kept.owners:
        assert kept.get("one", **{name: others[name]}).status_code == 404
        assert kept.get(**{name: others[name]}).json() == []


def test_one_kind_never_meets_another(make_api):
    api = make_api()
    for kind in RESOURCES:
        Documents(api, kind).new("one", kind.encode(), kind="text/plain")
    for kind in RESOURCES:
        assert Documents(api, kind).get("one").content == kind.encode()
        assert Documents(api, kind).delete("one").status_code == 204


def test_the_agent_is_told_by_its_identifier_alone(states):
    """Communication 2.1.3, Data 2.3.1: name and objectType don't tell agents apart."""
    states.new("one", b"{}")
    for agent in ({"mbox": AGENT["mbox"]}, {"mbox": "mailto:learner@B.EXAMPLE", "name": "X"}):
        assert states.get("one", agent=agent).status_code == 200


def test_a_group_in_the_place_of_the_agent(states, version):
    """Communication 2.6: an Agent and not a Group; 9274 4.1.6.2: or an identified Group."""
    states.new("one", b"{}")
    assert states.get("one", agent=GROUP).status_code == (200 if version == V2 else 400)
    anonymous = {"objectType": "Group", "member": [AGENT]}
    assert states.get("one", agent=anonymous).status_code == 400


def test_a_precondition_needs_the_id_of_a_document(states):
    states.new("one", b"{}")
    assert states.delete(headers={"if-match": "*"}).status_code == 400
    assert states.get("one").status_code == 200


def test_delete_of_one_document(kept):
    """Communication 2.3, 2.6, 2.7: 204 No Content."""
    kept.new("one", b"{}")
    kept.new("two", b"{}")
    reply = kept.delete("one")
    assert reply.status_code == 204
    assert not reply.has_header("Content-Length")
    assert kept.get("one").status_code == 404
    assert kept.get().json() == ["two"]
    assert kept.delete("one").status_code == 204


def test_delete_of_all_profiles_is_no_request(profiles):
    """Communication 2.6, 2.7: profileId is required."""
    profiles.new("one", b"{}")
    assert profiles.delete().status_code == 400
    assert profiles.get("one").status_code == 200


# --- Parameters: Communication 3.2 ---------------------------------------------------------------
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "POST", "DELETE"])
def test_required_parameters(kept, method):
    for name in kept.owners:
        assert kept.send(method, "one", b"{}", **{name: None}).status_code == 400
    if method in ("PUT", "POST"):
        reply = kept.send(method, None, b"{}")
        assert (reply.status_code, reply.json()["place"]) == (400, kept.id_name)


def test_registration_and_since_of_profiles(profiles):
    assert profiles.get(registration=str(uuid4())).status_code == 400
    assert profiles.get(since="yesterday").status_code == 400


def test_a_parameter_is_given_once(states):
    path = f"{states.api.mount}{states.path}"
    pairs = [*states.parameters("one").items(), ("stateId", "two")]
    reply = states.api.client.get(path, query_params=pairs, headers=states.api.headers)
    assert reply.status_code == 400


def test_ids_of_any_kind(kept):
    """Communication 2.2: an id is a string."""
    for name in ("", " ", "é" * 3_000, "\u2028", "'; --", "[1]"):
        kept.new(name, name.encode(), kind="text/plain")
        assert kept.get(name).content == name.encode()
    reply = kept.put("a\x00b", b"", headers={"if-none-match": "*"})
    assert reply.status_code == 400


def test_an_agent_with_a_nul_is_an_agent(kept):
    agent = {"account": {"homePage": "https://academie.example", "name": "a\x00b"}}
    if "agent" in kept.owners:
        kept.new("one", b"{}", agent=agent)
        assert kept.get("one", agent=agent).status_code == 200
        near = {"account": {"homePage": "https://academie.example", "name": "a\ufffdb"}}
        assert kept.get("one", agent=near).status_code == 404


@pytest.mark.parametrize("method", ["PATCH", "TRACE", "FOO"])
def test_other_methods(kept, method):
    """Communication 2.2, 3.2."""
    reply = kept.send(method, "one", b"{}")
    assert reply.status_code == 405
    assert reply["Allow"] == "DELETE, GET, HEAD, POST, PUT"
