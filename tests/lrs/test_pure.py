"""Equality, keys, formats, parameters, preparing: what is worked out without a database."""

import copy
import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.lrs.xapi import formats, keys
from academy.lrs.xapi.agents import identities, identity
from academy.lrs.xapi.equality import same_statement
from academy.lrs.xapi.errors import Invalid
from academy.lrs.xapi.keys import key_of, keys_of
from academy.lrs.xapi.parameters import LARGEST_PAGE, Cursor, more_query, parse_query
from academy.lrs.xapi.prepare import prepare_all
from academy.lrs.xapi.statements import RULES_1, RULES_2
from academy.lrs.xapi.versions import negotiate

from .samples import (
    ACTOR,
    CONTEXT,
    GROUP,
    IDENTIFIED_GROUP,
    full_statement,
    reference,
    statement,
    sub_statement,
)

AUTHORITY = {"mbox": "mailto:store@b.example"}


# --- Agents --------------------------------------------------------------------------------------
def test_an_agent_is_known_by_its_identifier_alone():
    assert identity(ACTOR) == identity({**ACTOR, "name": "Someone"})
    assert identity({"mbox": "mailto:a@B.example"}) == identity({"mbox": "mailto:a@b.example"})
    assert identity({"mbox": "mailto:A@b.example"}) != identity({"mbox": "mailto:a@b.example"})
    assert identity(IDENTIFIED_GROUP) == identity({"mbox": IDENTIFIED_GROUP["mbox"]})
    assert identity(GROUP) is None
    assert identities({**IDENTIFIED_GROUP, "member": GROUP["member"]}) == [
        "mbox mailto:team@b.example",
        "mbox mailto:a@b.example",
        "openid https://id.example/c",
    ]


def test_accounts_do_not_run_into_each_other():
    one = {"account": {"homePage": "http://a.example/x", "name": "y z"}}
    other = {"account": {"homePage": "http://a.example/x", "name": "y"}}
    assert identity(one) != identity(other)


# --- Equality: Data 2.3.1 ------------------------------------------------------------------------
def altered(path, value):
    found = full_statement()
    place = found
    *way, last = path
    for key in way:
        place = place[key]
    place[last] = value
    return found


@pytest.mark.parametrize(
    "other",
    [
        altered(["timestamp"], "2026-11-23T13:00:00.123+01:00"),
        altered(["timestamp"], "2026-11-23 12:00:00.123000Z"),
        altered(["stored"], "2020-01-01T00:00:00Z"),
        altered(["version"], "1.0.0"),
        altered(["authority"], AUTHORITY),
        altered(["id"], "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"),
        altered(["verb", "display"], {"fr": "autre"}),
        altered(["object", "definition"], {}),
        altered(["object", "objectType"], "Activity"),
        altered(["result", "duration"], "PT4M30.509S"),
        altered(["result", "score", "raw"], 5.0),
        altered(["context", "registration"], CONTEXT["registration"].upper()),
        altered(["context", "team", "member"], list(reversed(GROUP["member"]))),
        altered(
            ["context", "contextActivities", "category"],
            [{"id": "https://academie.example/profile"}],
        ),
        altered(
            ["context", "contextActivities", "parent", 0, "definition"], {"name": {"en": "Lesson"}}
        ),
    ],
)
def test_differences_that_do_not_count(other):
    assert same_statement(full_statement(), other)
    assert same_statement(other, full_statement())


@pytest.mark.parametrize(
    "other",
    [
        altered(["timestamp"], "2026-11-23T12:00:00.124Z"),
        altered(["actor", "account", "name"], "learner-2"),
        altered(["actor", "name"], "Someone"),
        altered(["verb", "id"], "http://x.example/v"),
        altered(["object", "id"], "http://x.example/a"),
        altered(["result", "success"], False),
        altered(["result", "score", "scaled"], 0.51),
        altered(["result", "score", "scaled"], True),
        altered(["result", "duration"], "PT270.5S"),
        altered(["result", "extensions"], {}),
        altered(
            ["context", "extensions"], {"https://academie.example/x": {"any": [True, None, ""]}}
        ),
        altered(["context", "team", "member"], GROUP["member"][:1]),
        altered(["context", "contextActivities", "parent"], []),
        altered(["context", "language"], "en"),
        altered(["attachments"], []),
    ],
)
def test_differences_that_count(other):
    assert not same_statement(full_statement(), other)


def test_a_timestamp_that_the_store_assigned_does_not_count():
    without = full_statement()
    del without["timestamp"]
    assert same_statement(without, full_statement())


@given(st.permutations(list(full_statement())))
def test_the_order_of_properties_does_not_count(order):
    one = full_statement()
    one["id"] = "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"
    assert same_statement(one, {key: one[key] for key in order})


def test_equality_reaches_into_sub_statements():
    one = sub_statement(timestamp="2026-11-23T12:00:00Z", context=CONTEXT)
    same = copy.deepcopy(one)
    same["object"]["timestamp"] = "2026-11-23T13:00:00+01:00"
    same["object"]["context"]["team"]["member"].reverse()
    assert same_statement(one, same)
    same["object"]["actor"] = ACTOR
    assert not same_statement(one, same)


# --- Keys: Communication 2.1.3, the filters ------------------------------------------------------
def test_the_keys_of_a_full_statement():
    found = full_statement()
    expected = {
        key_of(keys.VERB, found["verb"]["id"]),
        key_of(keys.REGISTRATION, CONTEXT["registration"]),
        key_of(keys.AGENT, identity(ACTOR)),
        key_of(keys.ACTIVITY, "https://academie.example/activities/q1"),
        key_of(keys.RELATED_ACTIVITY, "https://academie.example/activities/lesson"),
        key_of(keys.RELATED_ACTIVITY, "https://academie.example/profile"),
        key_of(keys.RELATED_AGENT, identity(AUTHORITY)),
        key_of(keys.RELATED_AGENT, "mbox mailto:teacher@b.example"),
        key_of(keys.RELATED_AGENT, "mbox mailto:a@b.example"),
        key_of(keys.RELATED_AGENT, "openid https://id.example/c"),
    }
    assert keys_of(found, AUTHORITY) == expected


def test_what_a_sub_statement_holds_is_related_only():
    found = keys_of(sub_statement(context=CONTEXT), AUTHORITY)
    assert key_of(keys.RELATED_AGENT, "mbox mailto:inner@b.example") in found
    assert key_of(keys.AGENT, "mbox mailto:inner@b.example") not in found
    planned = "https://academie.example/activities/planned"
    assert key_of(keys.RELATED_ACTIVITY, planned) in found
    assert key_of(keys.ACTIVITY, planned) not in found
    # The registration is the statement's own, not its SubStatement's.
    assert key_of(keys.REGISTRATION, CONTEXT["registration"]) not in found


def test_an_agent_as_object_and_members_of_groups_are_direct():
    found = keys_of(statement(actor=GROUP, object=IDENTIFIED_GROUP), AUTHORITY)
    for who in (
        "mbox mailto:a@b.example",
        "openid https://id.example/c",
        "mbox mailto:team@b.example",
    ):
        assert key_of(keys.AGENT, who) in found


def test_long_values_have_keys_too():
    long = "http://x.example/" + "a" * 5_000
    assert key_of(keys.ACTIVITY, long) != key_of(keys.ACTIVITY, long + "b")
    assert len(key_of(keys.ACTIVITY, long)) == keys.KEY_BYTES


# --- Formats -------------------------------------------------------------------------------------
def test_ids_keeps_what_identifies():
    found = formats.ids({**full_statement(), "authority": IDENTIFIED_GROUP | {"name": "x"}})
    assert found["actor"] == ACTOR
    assert found["verb"] == {"id": "http://adlnet.gov/expapi/verbs/answered"}
    assert found["object"] == {"id": "https://academie.example/activities/q1"}
    assert found["authority"] == IDENTIFIED_GROUP
    assert found["context"]["instructor"] == {"mbox": "mailto:teacher@b.example"}
    assert found["context"]["team"] == {"objectType": "Group", "member": GROUP["member"]}
    parents = found["context"]["contextActivities"]["parent"]
    assert parents == [{"id": "https://academie.example/activities/lesson"}]
    inner = formats.ids(sub_statement(actor={"mbox": "mailto:a@b.example", "name": "A"}))["object"]
    assert inner["actor"] == {"mbox": "mailto:a@b.example"}
    assert inner["verb"] == {"id": "http://adlnet.gov/expapi/verbs/answered"}


def test_canonical_keeps_one_language_in_each_map():
    base = full_statement()
    base["verb"]["display"] = {"en": "answered", "fr": "a répondu"}
    base["context"]["contextActivities"]["parent"][0]["definition"] = {
        "name": {"en": "Lesson", "fr": "Leçon"}
    }
    found = formats.canonical(base, ["fr-ca"], {})
    assert found["verb"]["display"] == {"fr": "a répondu"}
    definition = found["object"]["definition"]
    assert definition["name"] == {"fr-CA": "Premier geste"}
    assert definition["description"] == {"en": "What first?"}
    assert definition["choices"][0]["description"] == {"fr-CA": "Signaler"}
    parent = found["context"]["contextActivities"]["parent"][0]
    assert parent["definition"]["name"] == {"fr": "Leçon"}
    assert found["actor"] == base["actor"]
    # The stored statement stays as it was.
    assert base["object"]["definition"]["name"] == {"en": "First gesture", "fr-CA": "Premier geste"}


# --- Parameters ----------------------------------------------------------------------------------
def asked(**parameters):
    return parse_query({name: [value] for name, value in parameters.items()})


def test_no_parameters_ask_for_the_largest_page_newest_first():
    query = asked()
    assert (query.limit, query.ascending, query.format) == (LARGEST_PAGE, False, "exact")
    assert query.conditions == ()


def test_all_parameters():
    query = asked(
        agent=json.dumps({"mbox": "mailto:a@b.example", "name": "A"}),
        verb="http://x.example/v",
        activity="http://x.example/a",
        registration="EC531277-B57B-4C15-8D91-D292C5B2B8F7",
        related_activities="true",
        related_agents="true",
        since="2026-11-23T12:00:00Z",
        until="2026-11-24T12:00:00+01:00",
        limit="7",
        format="ids",
        attachments="false",
        ascending="true",
    )
    who = "mbox mailto:a@b.example"
    assert query.conditions == (
        (key_of(keys.REGISTRATION, "ec531277-b57b-4c15-8d91-d292c5b2b8f7"),),
        (key_of(keys.AGENT, who), key_of(keys.RELATED_AGENT, who)),
        (
            key_of(keys.ACTIVITY, "http://x.example/a"),
            key_of(keys.RELATED_ACTIVITY, "http://x.example/a"),
        ),
        (key_of(keys.VERB, "http://x.example/v"),),
    )
    assert query.since == datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert query.until == datetime(2026, 11, 24, 11, tzinfo=UTC)
    assert (query.limit, query.format, query.ascending) == (7, "ids", True)


@pytest.mark.parametrize(
    "parameters",
    [
        {"unknown": "1"},
        {"StatementId": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"},
        {"statementid": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"},
        {"statementId": "x"},
        {"voidedStatementId": "x"},
        {"agent": "mailto:a@b.example"},
        {"agent": "{}"},
        {"agent": "[]"},
        {"agent": '{"mbox": "x"}'},
        {"agent": '{"mbox": "mailto:a@b", "mbox": "mailto:a@b"}'},
        {"agent": json.dumps(GROUP)},
        {"agent": "\ud800"},
        {"verb": "x"},
        {"activity": "x"},
        {"registration": "x"},
        {"since": "yesterday"},
        {"until": "2026-11-23"},
        {"limit": "-1"},
        {"limit": "many"},
        {"limit": "1.0"},
        {"limit": ""},
        {"limit": "9" * 30},
        {"format": "Exact"},
        {"ascending": "True"},
        {"attachments": "1"},
        {"related_agents": "yes"},
        {"cursor": "x"},
        {"cursor": "2026-11-23T12:00:00Z_x"},
        *[
            {"statementId": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee", name: value}
            for name, value in {
                "voidedStatementId": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee",
                "agent": '{"mbox": "mailto:a@b"}',
                "verb": "http://x.example/v",
                "activity": "http://x.example/v",
                "registration": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee",
                "related_activities": "false",
                "related_agents": "false",
                "since": "2026-11-23T12:00:00Z",
                "until": "2026-11-23T12:00:00Z",
                "limit": "1",
                "ascending": "false",
            }.items()
        ],
    ],
)
def test_what_parameters_are_refused(parameters):
    with pytest.raises(Invalid) as caught:
        parse_query({name: [value] for name, value in parameters.items()})
    assert str(caught.value).endswith(".")


def test_a_parameter_given_twice_is_refused():
    with pytest.raises(Invalid, match="once"):
        parse_query({"verb": ["http://x.example/v", "http://x.example/w"]})


def test_the_next_page_keeps_the_question():
    cursor = Cursor(stored=datetime(2026, 11, 23, 12, tzinfo=UTC), seq=42)
    text = more_query({"verb": ["http://x.example/é?a=b&c"], "cursor": ["old"]}, cursor)
    assert text == (
        "verb=http%3A%2F%2Fx.example%2F%C3%A9%3Fa%3Db%26c&cursor=2026-11-23T12%3A00%3A00.000000Z_42"
    )
    assert asked(cursor=str(cursor)).cursor == cursor


# --- Versions: Communication 3.3 -----------------------------------------------------------------
@pytest.mark.parametrize(
    ("header", "version"),
    [("1.0", "1.0.3"), ("1.0.0", "1.0.3"), ("1.0.2", "1.0.3"), ("1.0.3", "1.0.3"),
     ("1.0.9", "1.0.3"), ("2.0", "2.0.0"), ("2.0.0", "2.0.0"), ("2.0.1", "2.0.0")],
)  # fmt: skip
def test_versions_spoken(header, version):
    assert negotiate(header) == version


@pytest.mark.parametrize(
    "header", [None, "", "0.95", "1", "1.1.0", "1.0.", "1.0.x", "3.0.0", "2.1.0"]
)
def test_versions_not_spoken(header):
    with pytest.raises(Invalid, match="X-Experience-API-Version"):
        negotiate(header)


# --- Preparing -----------------------------------------------------------------------------------
STORED = "2026-11-23T12:00:00.000000Z"


def prepared(*statements, rules=RULES_2, **options):
    return prepare_all(statements, rules=rules, authority=AUTHORITY, **options)


def test_the_received_text_is_kept_member_by_member():
    text = (
        b' { "actor" : {"mbox":"mailto:a@b.example","name":"\\u00e9"},\n"verb":{"id":"http://x/v"},'
        b'"object":{"id":"http://x/a"},"result":{"score":{"scaled":1.0,"raw":1e2}}} '
    )
    payload = prepared(text)[0].payload(STORED)
    assert text.strip()[1:-1].decode() in payload
    assert json.loads(payload)["timestamp"] == STORED
    assert json.loads(payload)["stored"] == STORED
    assert json.loads(payload)["authority"] == AUTHORITY
    assert json.loads(payload)["version"] == "2.0.0"
    UUID(json.loads(payload)["id"])


def test_what_the_store_says_itself_replaces_what_came():
    base = full_statement()
    payload = json.loads(prepared(json.dumps(base).encode())[0].payload(STORED))
    assert payload["stored"] == STORED
    assert payload["authority"] == AUTHORITY
    for key in ("id", "timestamp", "version", "actor", "verb", "object", "result", "attachments"):
        assert payload[key] == base[key], key


def test_a_version_1_statement_without_version_gets_one():
    assert json.loads(prepared(statement(), rules=RULES_1)[0].payload(STORED))["version"] == "1.0.0"


@pytest.mark.parametrize("as_text", [False, True])
def test_a_single_context_activity_is_returned_as_an_array(as_text):
    single = {"contextActivities": {"parent": {"id": "http://x.example/p"}, "other": []}}
    for base in (statement(context=single), sub_statement(context=single)):
        given_as = json.dumps(base, indent=1).encode() if as_text else base
        payload = json.loads(prepared(given_as)[0].payload(STORED))
        owner = payload if "context" in base else payload["object"]
        assert owner["context"]["contextActivities"] == {
            "parent": [{"id": "http://x.example/p"}],
            "other": [],
        }
        for key in ("actor", "verb"):
            assert payload[key] == base[key]


def test_text_and_object_of_ours_are_prepared_alike():
    base = full_statement()
    one, other = prepared(base)[0], prepared(json.dumps(base).encode())[0]
    assert json.loads(one.payload(STORED)) == json.loads(other.payload(STORED))
    for name in ("statement_id", "keys", "verb", "actor", "object_id", "registration", "timestamp"):
        assert getattr(one, name) == getattr(other, name)


def test_the_same_id_twice_in_a_batch_is_refused():
    one = statement()
    with pytest.raises(Invalid, match=r"statements\[1\].id"):
        prepared(one, {**one, "id": one["id"].upper()})


def test_a_fault_in_a_batch_says_which_statement():
    with pytest.raises(Invalid) as caught:
        prepared(statement(), statement(verb={"id": "x"}))
    assert str(caught.value) == '"statements[1].verb.id" must be an IRI with a scheme, not "x".'


def test_an_attachment_without_data_needs_an_address():
    without = {key: value for key, value in full_statement()["attachments"][0].items()
               if key != "fileUrl"}  # fmt: skip
    for base in (statement(attachments=[without]), sub_statement(attachments=[without])):
        with pytest.raises(Invalid, match="fileUrl"):
            prepared(base)


def test_a_put_names_the_id():
    wanted = "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"
    assert prepared(statement(id=None), statement_id=wanted)[0].statement_id == UUID(wanted)
    assert prepared(statement(id=wanted.upper()), statement_id=wanted)
    with pytest.raises(Invalid, match="statementId"):
        prepared(statement(), statement_id=wanted)


def test_a_reference_tells_its_target():
    one = prepared(reference("6690E6C9-3EF0-4ED3-8B37-7F3964730BEE"))[0]
    assert one.target == UUID("6690e6c9-3ef0-4ed3-8b37-7f3964730bee")
    assert not one.voids


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", {1, 2}, object()])
def test_objects_of_ours_must_be_json(value):
    with pytest.raises(Invalid):
        prepared(statement(context={"extensions": {"http://x.example/": value}}))


def test_objects_of_ours_are_no_deeper_than_what_is_received():
    deep = {}
    for _ in range(200):
        deep = {"a": deep}
    with pytest.raises(Invalid, match="nested deeper"):
        prepared(statement(context={"extensions": {"http://x.example/": deep}}))
