"""Requirements 19 to 23: documents, concurrency, agents and activities, versions and signatures."""

import base64
import hashlib
from datetime import timedelta
from email.utils import parsedate_to_datetime
from uuid import uuid4

import pytest
from django.utils import timezone

from academy.lrs.models import Document
from tests.lrs.documents import ACTIVITY, Documents
from tests.lrs.samples import QUESTION, statement, sub_statement

OTHER_AGENT = {"account": {"homePage": "https://academie.example", "name": "other"}}
V1 = "1.0.3"
VERSION = "X-Experience-API-Version"
EVERY_ADDRESS = ("/statements", "/activities", "/agents", "/activities/state",
                 "/activities/profile", "/agents/profile")  # fmt: skip


def basic(text):
    return "Basic " + base64.b64encode(text.encode()).decode()


# --- 19. State and profiles ----------------------------------------------------------------------
def test_19_post_merges_top_level_properties_alone(kept):
    """Communication 2.2: the properties of the posted object replace whole those that are there."""
    assert kept.post("one", {"x": "foo", "y": {"deep": 1, "gone": 2}}).status_code == 204
    assert kept.post("one", {"x": "bash", "y": {"deep": 3}, "z": None}).status_code == 204
    assert kept.get("one").json() == {"x": "bash", "y": {"deep": 3}, "z": None}


@pytest.mark.parametrize(
    ("existing", "existing_kind", "posted", "posted_kind"),
    [
        (b'{"a":1}', "application/json", b'{"b":1}', "text/plain"),
        (b'{"a":1}', "text/plain", b'{"b":1}', "application/json"),
        (b'{"a":1}', "application/json", b'{"b":1', "application/json"),
        (b'{"a":1}', "application/json", b"[1]", "application/json"),
        (b'{"a":1}', "application/json", b"", "application/json"),
        (b'{"a":1}', "application/json", b'{"b":NaN}', "application/json"),
        (b'{"a":1}', "application/json", b'{"b":1,"b":2}', "application/json"),
        (b'{"a":1}', "application/json", '{"b":"é"}'.encode("latin-1"), "application/json"),
        (b"[1]", "application/json", b'{"b":1}', "application/json"),
        (b"{", "application/json", b'{"b":1}', "application/json"),
        (b"abc", "text/plain", b"def", "text/plain"),
    ],
)
def test_19_what_is_no_json_object_on_either_side_changes_nothing(
    kept, existing, existing_kind, posted, posted_kind
):
    """Communication 2.2: unless both are JSON objects, 400 and no update."""
    kept.new("one", existing, kind=existing_kind)
    before = Document.objects.values().get()
    reply = kept.post("one", posted, kind=posted_kind)
    assert reply.status_code == 400
    assert reply.json()["error"].startswith("The document that ")
    assert Document.objects.values().get() == before


def test_19_post_creates_a_document(kept):
    """Communication 2.2: what is declared as JSON must be a JSON object, in a POST."""
    assert kept.post("text", b"abc", kind="text/plain").status_code == 204
    assert kept.get("text").content == b"abc"
    assert kept.post("list", b"[1]").status_code == 400
    assert kept.post("bad", b"{").status_code == 400
    assert kept.get().json() == ["text"]


def test_19_get_without_an_id_lists_ids_since_a_moment(kept):
    """Communication 2.3, 2.6, 2.7: "since" is exclusive."""
    for name in ("one", "two", "été ?&/%"):
        kept.new(name, b"{}")
    now = timezone.now()
    for number, name in enumerate(("one", "two", "été ?&/%")):
        Document.objects.filter(document_id=name).update(updated_at=now + timedelta(hours=number))
    assert kept.get().json() == ["one", "two", "été ?&/%"]
    assert kept.get(since=now.isoformat()).json() == ["two", "été ?&/%"]
    assert kept.get(since=(now + timedelta(hours=2)).isoformat()).json() == []
    assert kept.get("été ?&/%").content == b"{}"


def test_19_delete_of_states_without_an_id_clears_the_scope(states):
    """Communication 2.3, multiple document DELETE."""
    first, second = str(uuid4()), str(uuid4())
    for registration in (None, first, second):
        states.new("one", b"{}", registration=registration)
        states.new("two", b"{}", registration=registration)
    states.new("one", b"{}", agent=OTHER_AGENT)
    assert states.delete(registration=first).status_code == 204
    assert states.get(registration=first).json() == []
    assert states.get("one").status_code == 200
    assert states.delete().status_code == 204
    assert states.get().json() == []
    assert states.get(agent=OTHER_AGENT).json() == ["one"]
    assert states.delete().status_code == 204


def test_19_registration_is_part_of_the_key_of_a_state(states):
    """Communication 2.3."""
    first, second = str(uuid4()), str(uuid4())
    states.new("one", b"none", kind="text/plain")
    states.new("one", b"first", kind="text/plain", registration=first)
    states.new("one", b"second", kind="text/plain", registration=second)
    states.new("two", b"second", kind="text/plain", registration=second)
    assert states.get("one").content == b"none"
    assert states.get("one", registration=first.upper()).content == b"first"
    assert states.get("one", registration=second).content == b"second"
    assert states.get("two").status_code == 404
    # Without a registration, what there is in this activity for this agent, each id once.
    assert states.get().json() == ["one", "two"]
    assert states.get(registration=first).json() == ["one"]
    states.delete("one")
    assert states.get("one", registration=first).status_code == 200


def test_19_last_modified_moves_with_the_document(kept):
    """Communication 2.2, 9274 4.1.6.2: of one document, and of the newest of several."""
    kept.new("one", b"{}")
    kept.new("two", b"{}")
    old = timezone.now() - timedelta(days=2)
    Document.objects.update(updated_at=old)
    Document.objects.filter(document_id="two").update(updated_at=old + timedelta(days=1))

    def modified(reply):
        return parsedate_to_datetime(reply["Last-Modified"])

    assert modified(kept.get("one")) == old.replace(microsecond=0)
    assert modified(kept.get()) == (old + timedelta(days=1)).replace(microsecond=0)
    before = timezone.now().replace(microsecond=0)
    kept.post("one", {"a": 1})
    assert modified(kept.get("one")) >= before
    assert modified(kept.get()) >= before
    assert modified(kept.get("two")) < before


# --- 20. Concurrency -----------------------------------------------------------------------------
def test_20_the_etag_is_quoted_and_a_sha1(kept):
    """Communication 3.1: in hexadecimal digits and lower case."""
    kept.new("one", b"some bytes")
    expected = f'"{hashlib.sha1(b"some bytes").hexdigest()}"'
    assert kept.etag("one") == expected
    # Of a list of ids and of HEAD too.
    listed = kept.get()
    assert listed["ETag"] == f'"{hashlib.sha1(listed.content).hexdigest()}"'
    assert kept.send("HEAD", "one", kind="")["ETag"] == expected


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_20_if_match_that_does_not_hold_is_412(kept, method):
    """Communication 3.1; 9274 4.1.4: of State, POST and DELETE as well."""
    kept.new("one", {"a": 1})
    etag = kept.etag("one")
    for wrong in ('"1234"', f'"{"1" * 40}"', f"W/{etag}", '"a", "b"', '""'):
        reply = kept.send(method, "one", {"b": 2}, headers={"if-match": wrong})
        assert reply.status_code == 412
        assert reply.json()["error"].endswith(".")
        assert kept.get("one").json() == {"a": 1}
    reply = kept.send(method, "one", {"b": 2}, headers={"if-match": f'"x", {etag}'})
    assert reply.status_code == 204
    expected = {"PUT": {"b": 2}, "POST": {"a": 1, "b": 2}}
    if method == "DELETE":
        assert kept.get("one").status_code == 404
    else:
        assert kept.get("one").json() == expected[method]
        assert kept.etag("one") != etag


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_20_if_none_match_on_a_document_that_is_there_is_412(kept, method):
    """Communication 3.1: `*` asks that there be none."""
    assert kept.send(method, "one", {"a": 1}, headers={"if-none-match": "*"}).status_code == 204
    reply = kept.send(method, "one", {"b": 2}, headers={"if-none-match": "*"})
    assert reply.status_code == 412
    assert kept.get("one").json() == {"a": 1}
    etag = kept.etag("one")
    reply = kept.send(method, "one", {"b": 2}, headers={"if-none-match": etag})
    assert reply.status_code == 412
    assert kept.send(method, "one", {}, headers={"if-none-match": '"x"'}).status_code == 204


def test_20_put_over_a_profile_without_either_header_is_409(profiles):
    """Communication 3.1, 9274 4.1.4: 409, a message that says what to do, no change."""
    profiles.new("one", {"a": 1})
    reply = profiles.put("one", {"b": 2})
    assert reply.status_code == 409
    assert "If-Match" in reply.json()["error"]
    assert profiles.get("one").json() == {"a": 1}


# --- 21. What depends on the version -------------------------------------------------------------
def test_21_put_of_a_new_profile_without_headers(profiles, version):
    """Communication 3.1: a client must send one; 9274 4.1.4 asks for none."""
    reply = profiles.put("one", {"a": 1})
    assert reply.status_code == (400 if version == V1 else 204)
    assert profiles.get("one").status_code == (404 if version == V1 else 200)


def test_21_put_over_a_state_without_headers(states, version):
    """Communication 3.1 permits it; 9274 4.1.4: over another, 409."""
    assert states.put("one", {"a": 1}).status_code == 204
    reply = states.put("one", {"b": 2})
    if version == V1:
        assert reply.status_code == 204
        assert states.get("one").json() == {"b": 2}
    else:
        assert reply.status_code == 409
        assert "If-Match" in reply.json()["error"]
        assert states.get("one").json() == {"a": 1}


@pytest.mark.parametrize("version", ["1.0", "1.0.0", "1.0.2"])
def test_21_published_packages_overwrite_their_states(make_api, version):
    """Communication 3.1 of 1.0.x: a State may be put without headers."""
    states = Documents(make_api(version=version), "state")
    assert states.put("resume", b"a", kind="text/plain").status_code == 204
    assert states.put("resume", b"b", kind="text/plain").status_code == 204
    assert states.get("resume").content == b"b"


# --- 22. Agents and activities -------------------------------------------------------------------
IDENTIFIERS = {
    "mbox": "mailto:learner@b.example",
    "account": {"homePage": "https://academie.example", "name": "learner"},
    "openid": "https://id.example/learner",
    "mbox_sha1sum": hashlib.sha1(b"mailto:learner@b.example").hexdigest(),
}


@pytest.mark.parametrize("kind", IDENTIFIERS)
def test_22_an_agent_is_a_person_whose_every_field_is_an_array(make_api, version, kind):
    """Communication 2.4: an unknown agent too."""
    api = make_api(version=version)
    agent = {kind: IDENTIFIERS[kind]}
    reply = api.get("/agents", agent=agent)
    assert (reply.status_code, reply.json()) == (
        200, {"objectType": "Person", kind: [IDENTIFIERS[kind]]}
    )  # fmt: skip
    asked = api.get("/agents", agent={**agent, "objectType": "Agent", "name": "Ann"})
    assert asked.json() == {"objectType": "Person", "name": ["Ann"], kind: [IDENTIFIERS[kind]]}
    api.post(statement(actor={**agent, "name": "Anna"}))
    assert api.get("/agents", agent=agent).json()["name"] == ["Anna"]


@pytest.mark.parametrize(
    "agent",
    ["not JSON", "true", "[]", "", "{}", '{"name":"x"}', '{"mbox":"x@b.example"}',
     '{"mbox":["mailto:x@b.example"]}', '{"mbox":"mailto:x@b.example","mbox":"mailto:y@b.example"}',
     '{"objectType":"Person","mbox":"mailto:x@b.example"}',
     '{"objectType":"Group","mbox":"mailto:x@b.example"}',
     '{"objectType":"Agent","account":{"name":"x"}}',
     '{"mbox":"mailto:x@b.example","openid":"https://id.example"}'],
)  # fmt: skip
def test_22_a_bad_agent_is_400(make_api, version, agent):
    """Communication 2.4: an Agent with a single identifier and no arrays, no Person, no Group."""
    reply = make_api(version=version).get("/agents", agent=agent)
    assert reply.status_code == 400
    assert reply.json()["place"].startswith("agent")


def test_22_an_activity_is_merged_from_all_statements(make_api, version):
    """Communication 2.5, XAPI-00251, XAPI-00254: the languages of its maps are united."""
    api = make_api(version=version)

    def activity(**definition):
        return {"id": ACTIVITY, "definition": definition}

    english = activity(name={"en": "Meeting"}, description={"en": "Of all"})
    french = activity(name={"fr": "R\u00e9union"}, type="http://x.example/meeting")
    api.post([
        statement(object=english),
        statement(context={"contextActivities": {"other": [french]}}),
        sub_statement(object=activity(moreInfo="https://x.example/more")),
        statement(object=QUESTION),
    ])  # fmt: skip
    reply = api.get("/activities", activityId=ACTIVITY)
    assert (reply.status_code, reply.json()) == (200, {
        "objectType": "Activity",
        "id": ACTIVITY,
        "definition": {
            "name": {"en": "Meeting", "fr": "R\u00e9union"},
            "description": {"en": "Of all"},
            "type": "http://x.example/meeting",
            "moreInfo": "https://x.example/more",
        },
    })  # fmt: skip
    whole = api.get("/activities", activityId=QUESTION["id"])
    assert whole.json() == {"objectType": "Activity", **QUESTION}


def test_22_an_unknown_activity_is_one_too(make_api, version):
    """9274 4.1.6.4: 200 with its id and objectType."""
    reply = make_api(version=version).get("/activities", activityId=ACTIVITY)
    assert (reply.status_code, reply.json()) == (200, {"objectType": "Activity", "id": ACTIVITY})


# --- 23. Version and signature -------------------------------------------------------------------
@pytest.mark.parametrize("sent", [None, "", "0.95", "1.1.0", "3.0.0", "1", "1.0.x"])
def test_23_without_a_known_version_it_is_400(make_api, sent):
    """Communication 3.3: on every resource but About; the answer tells a version all the same."""
    api = make_api(version=None)
    headers = {} if sent is None else {VERSION.lower(): sent}
    for path in EVERY_ADDRESS:
        for method in ("GET", "PUT", "POST", "DELETE", "HEAD"):
            reply = api.client.generic(method, api.mount + path, headers={**api.headers, **headers})
            assert (reply.status_code, reply[VERSION]) == (400, "2.0.0"), (method, path)


@pytest.mark.parametrize(("mount", "version"), [("/xapi", "2.0.0"), ("/xapi/1.0.3", "1.0.3")])
def test_23_about_needs_neither_version_nor_signature(client, db, mount, version):
    """Communication 2.8, 3.3."""
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
    "header",
    ["", "Basic", "Basic !!!", "Bearer x", basic("nobody"), basic("nobody:nothing"),
     basic("\x00:\x00"), "Basic " + base64.b64encode(b"\xff:\xff").decode()],
)  # fmt: skip
def test_23_a_bad_signature_is_401(client, db, header):
    """Communication 3.2, 4.0; RFC 9110 15.5.2."""
    headers = {"x-experience-api-version": "2.0.0"}
    if header:
        headers["authorization"] = header
    for call in (client.get, client.post):
        reply = call("/xapi/statements", headers=headers)
        assert reply.status_code == 401
        assert reply["WWW-Authenticate"].startswith("Basic ")
        assert reply["X-Experience-API-Version"] == "2.0.0"
        assert reply.json()["error"].endswith(".")


def test_23_a_wrong_secret_is_401(client, api):
    """Communication 4.0."""
    headers = {**api.headers, "authorization": basic(f"{api.credential.key}:wrong")}
    assert client.get("/xapi/statements", headers=headers).status_code == 401


def test_23_a_bad_signature_and_a_bad_version_are_400(client, db):
    """Communication 3.2, 4.0: either status says what is wrong."""
    for path in EVERY_ADDRESS:
        headers = {"authorization": basic("a:b"), VERSION.lower(): "0.9"}
        reply = client.get(f"/xapi{path}", headers=headers)
        assert (reply.status_code, reply.has_header(VERSION)) == (400, True)
        headers[VERSION.lower()] = "1.0.3"
        reply = client.get(f"/xapi{path}", headers=headers)
        assert (reply.status_code, reply[VERSION]) == (401, "1.0.3")
