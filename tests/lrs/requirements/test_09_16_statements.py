"""Requirements 9 to 16: the Statements resource."""

import json
from datetime import timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.utils import timezone

from academy.lrs.xapi.times import parse_timestamp
from tests.lrs.samples import (
    ACTIVITY,
    GROUP,
    IDENTIFIED_GROUP,
    QUESTION,
    VERB,
    full_statement,
    reference,
    statement,
    sub_statement,
    voiding,
)

VERSION = "x-experience-api-version"
THROUGH = "x-experience-api-consistent-through"


@pytest.fixture
def api(make_api, version):
    """A client that may do everything, in each version."""
    return make_api(version=version)


# --- 9. Storing ----------------------------------------------------------------------------------
def test_09_put_is_204(api, version):
    """Communication 2.1.1; 9274 4.1.6.1.1: stored once, whatever is sent again."""
    one = statement()
    reply = api.put(one, one["id"])
    assert reply.status_code == 204
    assert not reply.has_header("Content-Length")
    assert not reply.has_header("Content-Type")
    assert b"".join(reply.streaming_content) == b""
    assert reply[VERSION] == version
    assert api.get(statementId=one["id"]).json()["id"] == one["id"]
    assert api.put(one, one["id"]).status_code == 204
    assert api.put({**one, "verb": {"id": "http://x.example/v"}}, one["id"]).status_code == 409


def test_09_put_gives_the_id(api):
    """Communication 2.1.1: the parameter is the id."""
    wanted = str(uuid4())
    assert api.put(statement(id=None), wanted).status_code == 204
    assert api.get(statementId=wanted).json()["id"] == wanted


def test_09_put_needs_statement_id(api):
    """Communication 2.1.1: statementId is required, and the id of the one statement."""
    assert api.put(statement()).status_code == 400
    assert api.put(statement(), "x").status_code == 400
    assert api.put(statement(), str(uuid4())).status_code == 400
    assert api.put([statement()], str(uuid4())).status_code == 400
    assert api.put(statement(id=None), f"{uuid4()}&extra=1").status_code == 400


def test_09_post_is_200_with_the_ids_in_order(api):
    """Communication 2.1.2: 200 OK, an array of ids."""
    batch = [statement(), statement(id=None), statement()]
    ids = api.post(batch).json()
    assert [ids[0], ids[2]] == [batch[0]["id"], batch[2]["id"]]
    assert api.get(statementId=ids[1]).status_code == 200


def test_09_a_stored_statement_never_changes(api):
    """Communication 2.1.1, 2.1.2; Data 2.3: 409 for another content."""
    one = full_statement()
    assert api.post(one).status_code == 200
    first = api.get(statementId=one["id"]).content
    assert api.post(one).status_code == 200
    reply = api.post({**one, "verb": {"id": "http://x.example/v"}})
    assert reply.status_code == 409
    assert "never changes" in reply.json()["error"]
    assert api.get(statementId=one["id"]).content == first


# --- 10. Parameters of GET -----------------------------------------------------------------------
@pytest.mark.parametrize("name", ["statementId", "voidedStatementId"])
def test_10_beside_an_id_only_format_and_attachments_stand(api, name):
    """Communication 2.1.3, 2.1.4: anything else is 400."""
    one = statement()
    api.post([one, voiding(one["id"])] if name == "voidedStatementId" else one)
    wanted = {name: one["id"]}
    for more in ({}, {"format": "ids"}, {"attachments": "false"}, {"attachments": "true"},
                 {"format": "canonical", "attachments": "true"}):  # fmt: skip
        assert api.get(**wanted, **more).status_code == 200
    other = "voidedStatementId" if name == "statementId" else "statementId"
    for more in ({"agent": {"mbox": "mailto:a@b.example"}}, {"verb": VERB["id"]},
                 {"activity": ACTIVITY["id"]}, {"registration": str(uuid4())},
                 {"related_activities": "true"}, {"related_agents": "true"},
                 {"since": "2008-09-15T15:53:00Z"}, {"until": "2038-09-15T15:53:00Z"},
                 {"limit": "1"}, {"ascending": "true"}, {other: one["id"]}):  # fmt: skip
        assert api.get(**wanted, **more).status_code == 400, more


def test_10_a_voided_statement_is_404_by_statement_id(api):
    """Communication 2.1.3, 2.1.4; Data 2.3.2."""
    one = statement()
    voider = voiding(one["id"])
    api.post([one, statement()])
    assert api.get(voidedStatementId=one["id"]).status_code == 404
    api.post(voider)
    assert api.get(statementId=one["id"]).status_code == 404
    assert api.get(voidedStatementId=one["id"]).json()["id"] == one["id"]
    assert api.get(statementId=voider["id"]).status_code == 200
    assert api.get(voidedStatementId=voider["id"]).status_code == 404
    assert one["id"] not in api.ids()
    assert voider["id"] in api.ids()


# --- 11. Voiding ---------------------------------------------------------------------------------
def test_11_voiding_needs_a_statement_ref(api):
    """Data 2.3.2."""
    reply = api.post(statement(verb={"id": "http://adlnet.gov/expapi/verbs/voided"}))
    assert reply.status_code == 400
    assert reply.json()["place"] == "object.objectType"


def test_11_a_target_that_is_unknown_is_no_reason_to_refuse(api):
    """Data 2.3.2, 9274 4.2.3.2: and it is void when it comes."""
    one = statement()
    assert api.post(voiding(one["id"])).status_code == 200
    assert api.post(one).status_code == 200
    assert api.get(statementId=one["id"]).status_code == 404
    assert api.get(voidedStatementId=one["id"]).status_code == 200


def test_11_voiding_a_voiding_statement_has_no_effect(api):
    """Data 2.3.2: it can't be voided, and what it voided stays void."""
    one = statement()
    voider = voiding(one["id"])
    second = voiding(voider["id"])
    assert api.post([one, voider, second]).status_code == 200
    assert api.get(statementId=voider["id"]).status_code == 200
    assert api.get(voidedStatementId=voider["id"]).status_code == 404
    assert api.get(statementId=one["id"]).status_code == 404
    assert api.ids() == [second["id"], voider["id"]]


# --- 12. References ------------------------------------------------------------------------------
def test_12_statements_that_target_a_match_are_found(api):
    """Communication 2.1.3, filter conditions for StatementRefs."""
    verb = "http://x.example/verbs/rare"
    target = statement(verb={"id": verb})
    ref, voider = reference(target["id"]), voiding(target["id"])
    top = reference(ref["id"], "http://x.example/verbs/endorsed")
    stored = []
    for one in (target, ref, voider, top):
        api.post(one)
        stored.append(api.get(statementId=one["id"]).json().get("stored"))
    # The voided one is absent, those that target it are not, newest first.
    assert api.ids(verb=verb) == [top["id"], voider["id"], ref["id"]]
    assert api.ids(verb=verb, limit="2") == [top["id"], voider["id"]]
    assert api.ids(verb=verb, since=stored[1]) == [top["id"], voider["id"]]
    assert api.ids(verb=verb, until=stored[1]) == [ref["id"]]
    assert api.walk(verb=verb, limit="1", ascending="true") == [ref["id"], voider["id"], top["id"]]


def test_12_by_every_filter_and_not_by_others(api):
    """Communication 2.1.3: "other filters" are met by the statement that is targeted."""
    target = full_statement()
    ref, voider = reference(target["id"]), voiding(target["id"])
    api.post([target, statement(), ref, voider])
    registration = target["context"]["registration"]
    lesson = target["context"]["contextActivities"]["parent"][0]["id"]
    for filters in (
        {"agent": target["actor"], "activity": target["object"]["id"]},
        {"verb": target["verb"]["id"], "registration": registration},
        {"activity": lesson, "related_activities": "true"},
        {"agent": target["context"]["instructor"], "related_agents": "true"},
    ):
        assert api.ids(**filters) == [voider["id"], ref["id"]]
    assert api.ids(activity=lesson) == []
    assert api.ids(verb="http://x.example/none") == []
    assert api.ids(verb=ref["verb"]["id"]) == [ref["id"]]


# --- 13. Formats ---------------------------------------------------------------------------------
def only(api, one, **query):
    """A statement in a format, which is the same alone and in a list."""
    single = api.get(statementId=one["id"], **query).json()
    headers = query.pop("headers", None)
    listed = api.get(headers=headers, **query).json()["statements"]
    assert single in listed
    return single


def test_13_exact_is_as_received(api):
    """Communication 2.1.3: not enriched by what other statements tell of its activity."""
    one = statement(object=QUESTION, result={"score": {"raw": 1.0}, "response": "\u00e9"})
    written = json.dumps(one, indent=1, ensure_ascii=True)
    assert api.post(written).status_code == 200
    more = {"name": {"de": "Erste Geste"}, "type": "http://x.example/other"}
    bare = statement(object={"id": QUESTION["id"]})
    api.post([statement(object={"id": QUESTION["id"], "definition": more}), bare])
    french = {"accept-language": "fr"}
    found = only(api, one, format="exact", headers=french)
    assert found == only(api, one)
    assert {key: found[key] for key in one} == one
    # To the letter: the members of the text that came stand in the text that goes.
    text = api.get(statementId=one["id"]).content.decode()
    assert written.strip()[1:-1] in text
    assert only(api, bare)["object"] == {"id": QUESTION["id"]}


def test_13_ids_format_keeps_two_keys_of_a_group(api):
    """Communication 2.1.3: an anonymous Group its members, each by its identifier."""
    member = {"objectType": "Agent", "name": "A", "mbox": "mailto:a@b.example"}
    named = {**IDENTIFIED_GROUP, "name": "Team", "member": [member]}
    anonymous = {**GROUP, "member": [member]}
    one = statement(actor=named, object=anonymous, context={"team": named, "instructor": named})
    inner = sub_statement(actor=anonymous, object=named, context={"team": anonymous})
    api.post([one, inner])
    bare = {"objectType": "Agent", "mbox": "mailto:a@b.example"}
    found = only(api, one, format="ids")
    assert found["actor"] == IDENTIFIED_GROUP
    assert found["context"] == {"team": IDENTIFIED_GROUP, "instructor": IDENTIFIED_GROUP}
    assert found["object"] == {"objectType": "Group", "member": [bare]}
    found = only(api, inner, format="ids")["object"]
    assert found["actor"] == {"objectType": "Group", "member": [bare]}
    assert found["object"] == IDENTIFIED_GROUP
    assert found["context"]["team"] == {"objectType": "Group", "member": [bare]}


def test_13_ids_format_keeps_the_id_of_activities_and_verbs(api):
    """Communication 2.1.3; 9274 4.1.6.1.4: of verbs too, and inside SubStatements."""
    actor = {"name": "A", "mbox": "mailto:a@b.example"}
    activity = {**QUESTION, "objectType": "Activity"}
    context = {"contextActivities": {"parent": [activity]}, "instructor": actor}
    parts = {"actor": actor, "verb": VERB, "object": activity, "context": context}
    one, outer = statement(**parts), sub_statement(**parts)
    api.post([one, outer])
    for found in (only(api, one, format="ids"), only(api, outer, format="ids")["object"]):
        assert found["actor"] == {"mbox": "mailto:a@b.example"}
        assert found["verb"] == {"id": VERB["id"]}
        assert found["object"] == {"id": QUESTION["id"]}
        assert found["context"] == {
            "contextActivities": {"parent": [{"id": QUESTION["id"]}]},
            "instructor": {"mbox": "mailto:a@b.example"},
        }
    assert only(api, outer, format="ids")["object"]["objectType"] == "SubStatement"


def test_13_canonical_picks_one_language_by_accept_language(api):
    """Communication 2.1.3, RFC 9110 12.5.4: in every language map, those of SubStatements too."""
    texts = {"en": "one", "fr": "un", "de": "eins"}
    definition = {**QUESTION["definition"], "name": texts, "description": texts}
    activity = {"id": QUESTION["id"], "definition": definition}
    parts = {
        "verb": {"id": VERB["id"], "display": texts},
        "object": activity,
        "context": {"contextActivities": {"parent": [activity], "other": [activity]}},
    }
    one, outer = statement(**parts), sub_statement(**parts)
    api.post([one, outer])
    for header, language in (("fr", "fr"), ("fr-CA, en;q=0.5", "fr"), ("de;q=0.9, fr;q=0.2", "de")):
        asked = {"format": "canonical", "headers": {"accept-language": header}}
        expected = {language: texts[language]}
        for found in (only(api, one, **asked), only(api, outer, **asked)["object"]):
            assert found["verb"]["display"] == expected
            around = found["context"]["contextActivities"]
            for thing in (found["object"], *around["parent"], *around["other"]):
                assert thing["definition"]["name"] == expected
                assert thing["definition"]["description"] == expected
    # Whatever is asked for, one there is, and one alone.
    for headers in ({"accept-language": "ja"}, {}):
        found = only(api, one, format="canonical", headers=headers)
        assert len(found["verb"]["display"]) == len(found["object"]["definition"]["name"]) == 1


# --- 14. Pages -----------------------------------------------------------------------------------
def test_14_limit_is_honoured_to_one(api):
    """Communication 2.1.3: 0 is as many as the store gives; Data 2.5."""
    ids = api.post([statement() for _ in range(5)]).json()[::-1]
    assert api.ids(limit="1") == ids[:1]
    assert api.ids(limit="0") == ids
    assert api.ids(limit="5") == ids
    assert api.get(limit="5").json()["more"] == ""
    assert api.walk(limit="2") == ids


def test_14_more_is_an_address_until_it_is_empty(api):
    """Data 2.5: a relative IRL here; Communication 2.1.3: it needs no header but the usual two."""
    verb = f"http://x.example/{uuid4()}"
    ids = api.post([statement(verb={"id": verb}) for _ in range(3)]).json()
    assert api.get(verb=f"{verb}/none").json() == {"statements": [], "more": ""}
    found, more = [], f"{api.mount}/statements?verb={verb}&limit=2"
    while more:
        address = urlsplit(more)
        assert (address.scheme, address.netloc, address.path) == ("", "", "/xapi/statements")
        reply = api.client.get(more, headers=api.headers)
        assert (reply.status_code, api.headers.keys()) == (200, {"authorization", VERSION})
        found += [one["id"] for one in reply.json()["statements"]]
        more = reply.json()["more"]
    assert more == ""
    assert found == ids[::-1]


def test_14_since_is_exclusive_and_until_inclusive_on_stored(api):
    """Communication 2.1.3: stored since, following; stored at or before."""
    ids = [api.post(statement()).json()[0] for _ in range(3)]
    stored = [api.get(statementId=one).json()["stored"] for one in ids]
    assert api.ids(since=stored[0], ascending="true") == ids[1:]
    assert api.ids(until=stored[1], ascending="true") == ids[:2]
    assert api.ids(since=stored[0], until=stored[1]) == [ids[1]]
    verb = statement()["verb"]["id"]
    assert api.ids(since=stored[0], until=stored[1], verb=verb) == [ids[1]]
    later = parse_timestamp(stored[2]) + timedelta(microseconds=1)
    assert api.ids(since=later.isoformat()) == []


def test_14_since_and_until_go_by_stored_not_by_timestamp(api):
    """Communication 2.1.3."""
    one = statement(timestamp="2008-09-15T15:53:00Z")
    api.post(one)
    assert api.ids(until="2008-12-31T00:00:00Z") == []
    assert api.ids(since="2008-12-31T00:00:00Z") == [one["id"]]


def test_14_ascending_is_by_stored_and_newest_first_without(api):
    """Communication 2.1.3."""
    ids = [api.post(statement()).json()[0] for _ in range(3)]
    assert api.ids() == api.ids(ascending="false") == ids[::-1]
    assert api.ids(ascending="true") == ids


# --- 15. Consistent-Through, Last-Modified -------------------------------------------------------
@pytest.mark.parametrize("query", ["", "?limit=1", "?statementId=x", "?unknown=1", "?agent={}"])
def test_15_consistent_through_is_on_every_answer(api, query):
    """Communication 2.1.3; 9274 4.1.6.1: on every GET, errors included, in ISO 8601."""
    before = timezone.now()
    reply = api.client.get(f"/xapi/statements{query}", headers=api.headers)
    assert before <= parse_timestamp(reply[THROUGH]) <= timezone.now()
    unsigned = api.client.get(f"/xapi/statements{query}")
    assert parse_timestamp(unsigned[THROUGH])


def test_15_last_modified_is_stored_to_the_second(api):
    """9274 4.1.6.1.4: of a single statement, voided or not."""
    one, two = statement(), statement()
    api.post([one, two])
    api.post(voiding(two["id"]))
    for query in ({"statementId": one["id"]}, {"voidedStatementId": two["id"]},
                  {"statementId": one["id"], "format": "ids"}):  # fmt: skip
        reply = api.get(**query)
        stored = parse_timestamp(reply.json()["stored"])
        assert parsedate_to_datetime(reply["Last-Modified"]) == stored.replace(microsecond=0)
    with_data = api.get(statementId=one["id"], attachments="true")
    assert with_data["Last-Modified"] == api.get(statementId=one["id"])["Last-Modified"]


# --- 16. attachments -----------------------------------------------------------------------------
def test_16_attachments_true_is_multipart_even_when_there_are_none(api):
    """Communication 2.1.3: multipart/mixed; without it application/json."""
    one = statement()
    api.post(one)
    for query in ({"statementId": one["id"]}, {}):
        reply = api.get(attachments="true", **query)
        kind, _, boundary = reply["Content-Type"].partition("; boundary=")
        assert kind == "multipart/mixed"
        assert ";" not in boundary
        parts = reply.content.split(b"--" + boundary.encode())
        assert parts[0] == b""
        assert parts[-1] == b"--\r\n"
        head, _, body = parts[1].partition(b"\r\n\r\n")
        assert b"Content-Type: application/json" in head
        assert json.loads(body)
        plain = api.get(attachments="false", **query)
        assert plain["Content-Type"] == "application/json"
