"""Requirements 1 to 4: what a statement is made of."""

import hashlib

import pytest
from django.utils import timezone

from academy.lrs.models import Statement
from tests.lrs.samples import (
    ACTIVITY,
    CONTEXT,
    GROUP,
    IDENTIFIED_GROUP,
    QUESTION,
    REMOVE,
    changed,
    reference,
    statement,
    sub_statement,
)

from .cases import AGENT_PLACES, AN_AGENT, FULL, GROUP_PLACES, KEY, REF, RELATED, SUB, at, put


# --- 1. Properties, their values, bodies ---------------------------------------------------------
def test_01_unknown_properties_are_refused(refused):
    """Data 2.2: no other properties than the specification's; 9274 4.2.1."""
    owners = ("", "actor/", "actor/account/", "verb/", "object/", "object/definition/",
              "object/definition/choices/0/", "result/", "result/score/", "context/",
              "context/team/", "context/team/member/0/", "context/contextActivities/",
              "context/contextActivities/parent/0/", "context/statement/", "attachments/0/",
              "authority/")  # fmt: skip
    refused(
        *at(FULL, *[(f"{owner}extra", "x") for owner in owners]),
        *at(SUB, ("object/extra", "x"), ("object/object/extra", "x"), ("object/result/extra", "x")),
        changed(reference(REF["id"]), "object/extra", "x"),
    )
    refused(
        *at(RELATED, ("context/contextAgents/0/extra", 1), ("context/contextGroups/0/extra", 1)),
        versions=["2.0.0"],
    )


def test_01_keys_in_another_case_are_refused(refused):
    """Data 2.2: keys are case sensitive."""
    refused(*at(FULL, ("Result", {}), ("actor/Name", "x"), ("verb/Display", {"en": "x"}),
                ("object/definition/moreinfo", "http://x.example/"), ("result/Success", True),
                ("result/score/Scaled", 0.1), ("context/Registration", CONTEXT["registration"]),
                ("context/contextActivities/Other", []),
                ("attachments/0/fileURL", "http://x.example/")))  # fmt: skip


def test_01_values_in_another_case_are_refused(refused):
    """Data 2.2: values that the specification lists are case sensitive."""
    refused(
        *at(FULL, ("actor/objectType", "agent"), ("object/objectType", "activity"),
            ("object/definition/interactionType", "Choice"), ("context/team/objectType", "group"),
            ("context/statement/objectType", "statementref")),
        *at(SUB, ("object/objectType", "Substatement")),
        *at(statement(object=AN_AGENT), ("object/objectType", "AGENT")),
    )  # fmt: skip
    refused(
        *at(RELATED, ("context/contextAgents/0/objectType", "ContextAgent"),
            ("context/contextGroups/0/objectType", "contextgroup")),
        versions=["2.0.0"],
    )  # fmt: skip


def test_01_null_is_refused_outside_extensions(refused):
    """Data 2.2: no property is null, but within extensions."""

    def paths(value, way=""):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            if key != "extensions":
                yield f"{way}{key}"
                if isinstance(item, (dict, list)):
                    yield from paths(item, f"{way}{key}/")
            else:
                yield f"{way}{key}"

    refused(
        *at(FULL, *[(path, None) for path in paths(FULL)]),
        *at(SUB, *[(f"object/{path}", None) for path in paths(SUB["object"])]),
        versions=["2.0.0"],
    )
    refused(*at(FULL, ("actor", None), ("result/score", None), ("context/team", None)))


def test_01_extensions_hold_any_value_under_iris(refused, accepted):
    """Data 4.1, 2.2: a value may be null, "" or {}; a key is an IRI, so it has a scheme."""
    places = ("object/definition/extensions", "result/extensions", "context/extensions")
    values = (None, "", {}, [], 0, False, {"null": None, "Any Case": {"": [None]}})
    accepted(*at(FULL, *[(place, {KEY: value}) for place in places for value in values]))
    accepted(*at(FULL, *[(place, {}) for place in places]))
    refused(*at(FULL, *[(place, {key: 1}) for place in places
                        for key in ("key", "x.example/key", "/key", "", "//x.example/key")]),
            *at(FULL, *[(place, []) for place in places]))  # fmt: skip


@pytest.mark.parametrize(
    "body",
    ["", " ", "{", "[", "null", "5", '"x"', "true", "[null]", "[[]]", "[5]", "{}", '{"a": NaN}',
     "[" * 100_000, '{"actor":' * 50_000, '[{"a":1,"a":1}]', '{"id":"\\ud800"}', "\x00",
     '{"a": 1e999}', "[1,]", b"\xff\xfe", b"\xef\xbb\xbf[]"],
)  # fmt: skip
def test_01_bodies_that_are_no_statement_are_refused(api, body):
    """Data 2.2, 3; Communication 2.1.2: a statement or an array of them, in valid JSON."""
    reply = api.post(body)
    assert reply.status_code == 400
    assert reply.json()["error"].endswith(".")
    assert not Statement.objects.exists()


def test_01_the_same_id_twice_in_one_batch_is_refused(apis):
    """9274 4.1.6.1.2, POST: and here in 1.0.3 too, which leaves it open."""
    for api in apis.values():
        one = statement()
        for other in (one, {**one, "id": one["id"].upper()}, {**one, "verb": {"id": "urn:x:v"}}):
            assert api.post([one, statement(), other]).status_code == 400
        assert api.ids() == []


def test_01_one_fault_rolls_back_the_whole_batch(api):
    """Communication 2.1.2, 3.2: if one is refused, none is stored."""
    good = statement()
    reply = api.post([good, statement(verb={"id": "no"})])
    assert reply.status_code == 400
    assert reply.json() == {
        "error": '"statements[1].verb.id" must be an IRI with a scheme, not "no".',
        "place": "statements[1].verb.id",
    }
    assert api.get(statementId=good["id"]).status_code == 404


# --- 2. Agents and Groups ------------------------------------------------------------------------
ACCOUNT = {"homePage": "https://academie.example", "name": "a"}
NOT_ONE_IDENTIFIER = [
    {},
    {"name": "A"},
    {"mbox": "mailto:a@b.example", "openid": "https://id.example/a"},
    {"mbox": "mailto:a@b.example", "account": ACCOUNT},
]
BROKEN_IDENTIFIERS = [
    {"mbox": "a@b.example"},
    {"mbox": "http://should.fail.com"},
    {"mbox": "mailto:should.fail.com"},
    {"mbox": 5},
    {"mbox_sha1sum": "not a sum"},
    {"mbox_sha1sum": hashlib.sha256(b"mailto:a@b.example").hexdigest()},
    {"openid": "no scheme"},
    {"openid": {}},
    {"account": "https://academie.example"},
    {"account": {}},
    {"account": {"name": "a"}},
    {"account": {"homePage": "https://academie.example"}},
    {"account": {"homePage": "no scheme", "name": "a"}},
    {"account": {**ACCOUNT, "name": 5}},
]


def test_02_an_agent_has_exactly_one_identifier(refused):
    """Data 2.4.2.1, 2.4.2.3: wherever an Agent stands; as the object it tells what it is."""
    agents = [{"objectType": "Agent", **one} for one in NOT_ONE_IDENTIFIER + BROKEN_IDENTIFIERS]
    refused(*put(AGENT_PLACES, *agents), versions=["2.0.0"])
    refused(*put(AGENT_PLACES[:1], *agents), versions=["1.0.3"])
    refused(*put([(RELATED, "context/contextAgents/0/agent")], *agents), versions=["2.0.0"])


def test_02_each_of_the_four_identifiers_is_taken(accepted):
    """Data 2.4.2.3."""
    accepted(*put(AGENT_PLACES, *[
        {"objectType": "Agent", **one} for one in (
            {"mbox": "mailto:first.last+tag@b.example", "name": "A"},
            {"mbox_sha1sum": hashlib.sha1(b"mailto:a@b.example").hexdigest()},
            {"openid": "https://id.example/a"},
            {"account": ACCOUNT},
        )
    ]), versions=["2.0.0"])  # fmt: skip


def test_02_object_type_is_optional_but_where_it_is_the_object(refused, accepted):
    """Data 2.4.2.1, 2.4.4.2: without objectType an object is an Activity."""
    bare = {"mbox": "mailto:a@b.example"}
    objects = [AGENT_PLACES[1], AGENT_PLACES[7]]
    accepted(*put([place for place in AGENT_PLACES if place not in objects], bare))
    refused(*put(objects, bare, {key: GROUP[key] for key in ("name", "member")}))
    # A Group tells it everywhere: without, it is an Agent, which has no members.
    refused(*put(GROUP_PLACES, {"member": GROUP["member"]}))


def test_02_a_group_is_anonymous_with_members_or_has_one_identifier(refused, accepted):
    """Data 2.4.2.2."""
    group = {"objectType": "Group"}
    broken = [
        group,
        {**group, "name": "Team"},
        {**group, "member": {}},
        {**group, "member": "a"},
        {**group, "member": ["a"]},
        {**group, "member": [{}]},
        {**group, "member": [GROUP]},
        {**group, "member": [IDENTIFIED_GROUP]},
        {**IDENTIFIED_GROUP, "openid": "https://id.example/a"},
        {**IDENTIFIED_GROUP, "member": [{"mbox": "x"}]},
        *[{**group, **one} for one in BROKEN_IDENTIFIERS],
    ]
    refused(*put(GROUP_PLACES, *broken), versions=["2.0.0"])
    refused(*put(GROUP_PLACES[:1], *broken), versions=["1.0.3"])
    refused(*put([(RELATED, "context/contextGroups/0/group")], *broken), versions=["2.0.0"])
    accepted(*put(GROUP_PLACES, GROUP, IDENTIFIED_GROUP,
                  {**IDENTIFIED_GROUP, "member": GROUP["member"]}))  # fmt: skip


# --- 3. authority and stored ---------------------------------------------------------------------
def test_03_an_authority_is_an_agent_or_an_anonymous_group_of_two(refused, accepted):
    """Data 2.4.9."""
    two = GROUP["member"]
    third = {"mbox": "mailto:third@b.example"}
    accepted(*put([(FULL, "authority")], AN_AGENT, {"objectType": "Group", "member": two}))
    refused(*put([(FULL, "authority")], *[
        {"objectType": "Group", **more} for more in (
            {}, {"member": []}, {"member": two[:1]}, {"member": [*two, third]},
            {"member": two, "mbox": "mailto:team@b.example"}, {"mbox": "mailto:team@b.example"},
        )
    ]))  # fmt: skip


def test_03_the_store_says_who_vouches_and_when_it_stored(apis, refused):
    """Data 2.4.8, 2.4.9: it sets authority from the credentials and overwrites stored."""
    given = {"authority": AN_AGENT, "stored": "2020-01-01T00:00:00Z"}
    for api in apis.values():
        for one in (statement(), statement(**given)):
            before = timezone.now()
            assert api.post(one).status_code == 200
            found = api.get(statementId=one["id"]).json()
            assert found["authority"]["account"]["name"] == api.credential.key
            assert before <= timezone.datetime.fromisoformat(found["stored"]) <= timezone.now()
    refused(statement(stored="yesterday"), statement(stored=5))


# --- 4. The object -------------------------------------------------------------------------------
INTERACTIONS = ("true-false", "choice", "fill-in", "long-fill-in", "matching", "performance",
                "sequencing", "likert", "numeric", "other")  # fmt: skip
COMPONENTS = ("choices", "scale", "source", "target", "steps")


def defined(**definition):
    return statement(object={"id": ACTIVITY["id"], "definition": definition})


def test_04_the_five_kinds_of_object_are_taken_and_no_other(accepted, refused):
    """Data 2.4.4."""
    accepted(FULL, statement(object=AN_AGENT), statement(object=GROUP), SUB, reference(REF["id"]))
    refused(*at(FULL, *[("object/objectType", kind) for kind in
                        ("Statement", "Person", "Unknown", "", 5, {}, ["Activity"])]))  # fmt: skip


def test_04_an_activity_has_an_iri_and_so_does_its_definition(accepted, refused):
    """Data 2.4.4.1: id and type are IRIs, moreInfo is an IRL."""
    accepted(defined(), defined(type="urn:x:type", moreInfo="https://académie.example/é"))
    definition = {"type": ("no scheme", {}), "moreInfo": ("no scheme", 5), "name": ("x",),
                  "description": ("x", ["x"])}  # fmt: skip
    refused(*at(FULL, ("object/id", REMOVE), ("object/id", "no scheme"), ("object/id", 5),
                ("object/definition", "x")),
            *[defined(**{key: value}) for key, values in definition.items()
              for value in values])  # fmt: skip


def test_04_what_belongs_to_an_interaction_needs_its_type(accepted, refused):
    """Data 2.4.4.1, interaction activities."""
    parts = {"correctResponsesPattern": ["a"], **{key: [{"id": "a"}] for key in COMPONENTS}}
    refused(*[defined(**{key: value}) for key, value in parts.items()])
    accepted(*[defined(interactionType=kind, **parts) for kind in INTERACTIONS])
    refused(*[defined(interactionType=kind, **parts) for kind in ("quiz", "", 5, {})])
    for key in COMPONENTS:
        refused(*[defined(interactionType="other", **{key: value}) for value in (
            {}, ["a"], [{}], [{"id": 5}], [{"id": "a"}, {"id": "a"}],
            [{"id": "a", "description": "x"}],
        )])  # fmt: skip
    refused(*[defined(interactionType="choice", correctResponsesPattern=value)
              for value in ("a", {}, [5])])  # fmt: skip


def test_04_a_sub_statement_is_less_than_a_statement_and_holds_none(accepted, refused):
    """Data 2.4.4.3."""
    refused(
        *at(SUB, ("object/id", REF["id"]), ("object/stored", "2026-11-23T12:00:00Z"),
            ("object/version", "1.0.0"), ("object/authority", AN_AGENT)),
        changed(sub_statement(), "object/object", SUB["object"]),
        *at(SUB, ("object/actor", REMOVE), ("object/verb", REMOVE), ("object/object", REMOVE),
            ("object/verb/id", "no scheme"), ("object/result/success", "true"),
            ("object/timestamp", "x"), ("object/attachments/0/sha2", "x")),
    )  # fmt: skip
    accepted(*[sub_statement(object=one) for one in (REF, AN_AGENT, GROUP, QUESTION)])


def test_04_a_statement_ref_has_a_uuid(accepted, refused):
    """Data 2.4.4.3."""
    accepted(reference(REF["id"]), reference(REF["id"].upper()))
    refused(*at(reference(REF["id"]), ("object/id", "x"), ("object/id", REMOVE),
                ("object/id", 5), ("object/id", REF["id"][:-1]),
                ("object/objectType", REMOVE)))  # fmt: skip
