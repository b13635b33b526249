"""Every rule of a statement, by clause of xAPI 1.0.3 (Data) and IEEE 9274.1.1, for both versions.

A case is a path into a valid statement and a value put there (REMOVE takes it out).
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.lrs.xapi.errors import Invalid
from academy.lrs.xapi.statements import RULES_1, RULES_2, require_statement

from .samples import (
    ACTIVITY,
    ATTACHMENT,
    CONTEXT,
    GROUP,
    IDENTIFIED_GROUP,
    REMOVE,
    RESULT,
    changed,
    full_statement,
    reference,
    statement,
    sub_statement,
    voiding,
)

BOTH = pytest.mark.parametrize("rules", [RULES_1, RULES_2], ids=["1.0.3", "2.0"])
REF = {"objectType": "StatementRef", "id": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"}


BASES = {
    "full": full_statement(),
    "group": statement(actor=GROUP),
    "identified group": statement(actor={**IDENTIFIED_GROUP, "member": GROUP["member"]}),
    "sub": sub_statement(result=RESULT, context=CONTEXT, attachments=[ATTACHMENT],
                         timestamp="2030-01-01T00:00:00Z"),
    "ref": reference(REF["id"]),
    "agent object": statement(object={"objectType": "Agent", "mbox": "mailto:a@b.example"}),
    "group object": statement(object=GROUP),
    "authority group": statement(authority=GROUP),
    "voiding": voiding(REF["id"]),
}  # fmt: skip

# (clause, base, path, value)
REFUSED = [
    # Data 2.2: formatting requirements
    ("2.2 unknown property", "full", "iD", "x"),
    ("2.2 unknown property", "full", "extra", 1),
    ("2.2 unknown property", "full", "actor/extra", 1),
    ("2.2 unknown property", "full", "actor/account/extra", 1),
    ("2.2 unknown property", "full", "verb/extra", 1),
    ("2.2 unknown property", "full", "object/extra", 1),
    ("2.2 unknown property", "full", "object/definition/extra", 1),
    ("2.2 unknown property", "full", "object/definition/choices/0/extra", 1),
    ("2.2 unknown property", "full", "result/extra", 1),
    ("2.2 unknown property", "full", "result/score/extra", 1),
    ("2.2 unknown property", "full", "context/extra", 1),
    ("2.2 unknown property", "full", "context/contextActivities/extra", []),
    ("2.2 unknown property", "full", "context/statement/extra", 1),
    ("2.2 unknown property", "full", "attachments/0/extra", 1),
    ("2.2 unknown property", "sub", "object/extra", 1),
    ("2.2 actor is required", "full", "actor", REMOVE),
    ("2.2 verb is required", "full", "verb", REMOVE),
    ("2.2 object is required", "full", "object", REMOVE),
    *[
        ("2.2 null", "full", path, None)
        for path in (
            "id", "actor", "verb", "object", "result", "context", "timestamp", "stored",
            "authority", "version", "attachments", "actor/name", "actor/account",
            "actor/account/name", "verb/display", "verb/display/en", "object/objectType",
            "object/definition", "object/definition/name", "object/definition/type",
            "object/definition/extensions", "object/definition/choices",
            "object/definition/choices/0/description", "result/score", "result/score/scaled",
            "result/success", "result/response", "result/duration", "result/extensions",
            "context/registration", "context/team", "context/contextActivities",
            "context/contextActivities/parent", "context/revision", "context/language",
            "context/statement", "context/extensions", "attachments/0/fileUrl",
        )
    ],
    ("2.2 wrong case of a key", "full", "actor/Name", "x"),
    ("2.2 wrong case of a key", "full", "object/definition/moreinfo", "http://x.example/"),
    ("2.2 wrong case of a value", "full", "actor/objectType", "agent"),
    ("2.2 wrong case of a value", "full", "object/objectType", "activity"),
    ("2.2 wrong case of a value", "ref", "object/objectType", "statementRef"),
    ("2.2 wrong case of a value", "full", "object/definition/interactionType", "Choice"),
    # Data 2.4.1 id
    ("2.4.1 id", "full", "id", "not a uuid"),
    ("2.4.1 id", "full", "id", 5),
    ("2.4.1 id", "full", "id", {}),
    # Data 2.4.2 actor
    ("2.4.2 actor is an object", "full", "actor", "mailto:a@b.example"),
    ("2.4.2 actor is an object", "full", "actor", [{"mbox": "mailto:a@b.example"}]),
    ("2.4.2.1 exactly one identifier", "full", "actor/account", REMOVE),
    ("2.4.2.1 exactly one identifier", "full", "actor/mbox", "mailto:a@b.example"),
    ("2.4.2.1 exactly one identifier", "full", "actor/openid", "http://id.example/a"),
    ("2.4.2.1 objectType", "full", "actor/objectType", "Person"),
    ("2.4.2.1 objectType", "full", "actor/objectType", 5),
    ("2.4.2.1 objectType", "full", "actor/objectType", ["Agent"]),
    ("2.4.2.1 name", "full", "actor/name", 5),
    ("2.4.2.1 an Agent has no members", "full", "actor/member", []),
    ("2.4.2.2 an anonymous Group has members", "group", "actor/member", REMOVE),
    ("2.4.2.2 members are an array", "group", "actor/member", {}),
    ("2.4.2.2 members are Agents", "group", "actor/member/0", "a"),
    ("2.4.2.2 members are Agents", "group", "actor/member/0", {}),
    ("2.4.2.2 a Group holds no Group", "group", "actor/member/0", GROUP),
    ("2.4.2.2 a Group holds no Group", "group", "actor/member/0", IDENTIFIED_GROUP),
    ("2.4.2.2 one identifier", "identified group", "actor/openid", "http://id.example/a"),
    ("2.4.2.2 unknown property", "group", "actor/extra", 1),
    ("2.4.2.2 without objectType it is an Agent", "group", "actor/objectType", REMOVE),
    ("2.4.2.3 mbox", "identified group", "actor/mbox", "mailto:should.fail.com"),
    ("2.4.2.3 mbox", "identified group", "actor/mbox", "http://should.fail.com"),
    ("2.4.2.3 mbox_sha1sum", "full", "authority", {"mbox_sha1sum": "abc"}),
    ("2.4.2.3 mbox_sha1sum", "full", "authority", {"mbox_sha1sum": 5}),
    ("2.4.2.3 openid", "full", "authority", {"openid": "ab=c://should.fail.com"}),
    ("2.4.2.4 homePage is required", "full", "actor/account/homePage", REMOVE),
    ("2.4.2.4 homePage is an IRL", "full", "actor/account/homePage", "no scheme"),
    ("2.4.2.4 name is required", "full", "actor/account/name", REMOVE),
    ("2.4.2.4 name is a string", "full", "actor/account/name", 5),
    ("2.4.2.4 account is an object", "full", "actor/account", "x"),
    # Data 2.4.3 verb
    ("2.4.3 verb is an object", "full", "verb", "http://x.example/v"),
    ("2.4.3 id is required", "full", "verb/id", REMOVE),
    ("2.4.3 id is an IRI", "full", "verb/id", "answered"),
    ("2.4.3 display is a language map", "full", "verb/display", "answered"),
    ("2.4.3 display is a language map", "full", "verb/display", {"a12345678": "x"}),
    ("2.4.3 display is a language map", "full", "verb/display/en", 5),
    ("2.3.2 voiding needs a StatementRef", "voiding", "object", ACTIVITY),
    ("2.3.2 voiding needs a StatementRef", "voiding", "object/objectType", REMOVE),
    # Data 2.4.4 object
    ("2.4.4 object is an object", "full", "object", "x"),
    ("2.4.4 objectType", "full", "object/objectType", "Unknown"),
    ("2.4.4.1 id is required", "full", "object/id", REMOVE),
    ("2.4.4.1 id is an IRI", "full", "object/id", "no-scheme"),
    ("2.4.4.1 id is an IRI", "full", "object/id", 5),
    ("2.4.4.1 definition is an object", "full", "object/definition", "x"),
    ("2.4.4.1 name", "full", "object/definition/name", "x"),
    ("2.4.4.1 description", "full", "object/definition/description", 5),
    ("2.4.4.1 type", "full", "object/definition/type", "x"),
    ("2.4.4.1 moreInfo", "full", "object/definition/moreInfo", "x"),
    ("2.4.4.1 interactionType", "full", "object/definition/interactionType", "quiz"),
    ("2.4.4.1 interactionType", "full", "object/definition/interactionType", {}),
    ("2.4.4.1 interactionType is required", "full", "object/definition/interactionType", REMOVE),
    ("2.4.4.1 pattern", "full", "object/definition/correctResponsesPattern", "x"),
    ("2.4.4.1 pattern", "full", "object/definition/correctResponsesPattern", [5]),
    ("2.4.4.1 components are an array", "full", "object/definition/choices", {}),
    ("2.4.4.1 components are objects", "full", "object/definition/choices/0", "x"),
    ("2.4.4.1 a component has an id", "full", "object/definition/choices/0/id", REMOVE),
    ("2.4.4.1 the id is a string", "full", "object/definition/choices/0/id", 5),
    ("2.4.4.1 ids are distinct", "full", "object/definition/choices/0/id", "open"),
    ("2.4.4.1 description", "full", "object/definition/choices/0/description", "x"),
    ("4.1 keys are IRIs", "full", "object/definition/extensions", {"key": 1}),
    ("4.1 extensions are an object", "full", "object/definition/extensions", []),
    ("2.4.4.2 an Agent tells its type", "agent object", "object/objectType", REMOVE),
    ("2.4.4.2 an Agent has one identifier", "agent object", "object/mbox", REMOVE),
    ("2.4.4.2 a Group has members", "group object", "object/member", REMOVE),
    ("2.4.4.3 a reference tells its type", "ref", "object/objectType", REMOVE),
    ("2.4.4.3 a reference has an id", "ref", "object/id", REMOVE),
    ("2.4.4.3 the id is a UUID", "ref", "object/id", "x"),
    ("2.4.4.3 nothing else", "ref", "object/definition", {}),
    ("2.4.4.3 no id in a SubStatement", "sub", "object/id", REF["id"]),
    ("2.4.4.3 no stored in a SubStatement", "sub", "object/stored", "2026-11-23T12:00:00Z"),
    ("2.4.4.3 no version in a SubStatement", "sub", "object/version", "1.0.0"),
    ("2.4.4.3 no authority in a SubStatement", "sub", "object/authority", GROUP),
    ("2.4.4.3 no SubStatement in a SubStatement", "sub", "object/object",
     sub_statement()["object"]),
    ("2.4.4.3 a SubStatement has an actor", "sub", "object/actor", REMOVE),
    ("2.4.4.3 a SubStatement has a verb", "sub", "object/verb", REMOVE),
    ("2.4.4.3 a SubStatement has an object", "sub", "object/object", REMOVE),
    ("2.4.4.3 its actor is checked", "sub", "object/actor/mbox", "x"),
    ("2.4.4.3 its result is checked", "sub", "object/result/success", "true"),
    ("2.4.4.3 its context is checked", "sub", "object/context/registration", "x"),
    ("2.4.4.3 its timestamp is checked", "sub", "object/timestamp", "x"),
    ("2.4.4.3 its attachments are checked", "sub", "object/attachments/0/sha2", "x"),
    # Data 2.4.5 result
    ("2.4.5 result is an object", "full", "result", []),
    ("2.4.5 success", "full", "result/success", "true"),
    ("2.4.5 success", "full", "result/success", 1),
    ("2.4.5 completion", "full", "result/completion", "false"),
    ("2.4.5 response", "full", "result/response", 5),
    ("2.4.5 duration", "full", "result/duration", "P4W1D"),
    ("2.4.5 extensions", "full", "result/extensions", {"key": 1}),
    ("2.4.5.1 score is an object", "full", "result/score", 5),
    ("2.4.5.1 scaled is a number", "full", "result/score/scaled", "0.5"),
    ("2.4.5.1 scaled is a number", "full", "result/score/scaled", True),
    ("2.4.5.1 scaled is from -1 to 1", "full", "result/score/scaled", 1.01),
    ("2.4.5.1 scaled is from -1 to 1", "full", "result/score/scaled", -1.01),
    ("2.4.5.1 raw is not under min", "full", "result/score/raw", -1),
    ("2.4.5.1 raw is not over max", "full", "result/score/raw", 11),
    ("2.4.5.1 min is less than max", "full", "result/score/min", 10),
    ("2.4.5.1 min is less than max", "full", "result/score/min", 11),
    ("2.4.5.1 raw is a number", "full", "result/score/raw", "5"),
    ("2.4.5.1 raw is a double", "full", "result/score/raw", 10**400),
    ("2.4.5.1 raw is a double", "full", "result/score/raw", float("nan")),
    ("2.4.5.1 raw is a double", "full", "result/score/raw", float("-inf")),
    # Data 2.4.6 context
    ("2.4.6 context is an object", "full", "context", []),
    ("2.4.6 registration", "full", "context/registration", "x"),
    ("2.4.6 instructor", "full", "context/instructor", {}),
    ("2.4.6 instructor", "full", "context/instructor", "x"),
    ("2.4.6 team is a Group", "full", "context/team", {"mbox": "mailto:a@b.example"}),
    ("2.4.6 team is a Group", "full", "context/team", {"objectType": "Agent", "openid": "x:y"}),
    ("2.4.6 revision", "full", "context/revision", 5),
    ("2.4.6 platform", "full", "context/platform", {}),
    ("2.4.6 language", "full", "context/language", "zh-z-aaa-z-bbb-c-ccc"),
    ("2.4.6 language", "full", "context/language", 5),
    ("2.4.6 statement", "full", "context/statement", {"id": REF["id"]}),
    ("2.4.6 statement", "full", "context/statement", ACTIVITY),
    ("2.4.6 extensions", "full", "context/extensions", {"key": 1}),
    ("2.4.6.2 an Activity or an array", "full", "context/contextActivities/parent", "x"),
    ("2.4.6.2 an Activity or an array", "full", "context/contextActivities/parent/0", "x"),
    ("2.4.6.2 an Activity or an array", "full", "context/contextActivities/parent/0/id", "x"),
    ("2.4.6.2 an Activity or an array", "full", "context/contextActivities/category/id", REMOVE),
    ("2.4.6.2 other keys", "full", "context/contextActivities/Parent", []),
    ("2.4.6.2 an object", "full", "context/contextActivities", []),
    *[
        (f"2.4.6 {key} only with an Activity", base, "context", {key: "x"})
        for key in ("revision", "platform")
        for base in ("ref", "agent object", "group object", "sub")
    ],
    ("2.4.6 revision only with an Activity", "sub", "object/object", REF),
    # Data 2.4.7 to 2.4.10
    ("2.4.7 timestamp", "full", "timestamp", "x"),
    ("2.4.7 timestamp", "full", "timestamp", "2026-11-23T12:00:00-00:00"),
    ("2.4.7 timestamp", "full", "timestamp", 5),
    ("2.4.8 stored is validated", "full", "stored", "x"),
    ("2.4.9 authority", "full", "authority", {}),
    ("2.4.9 authority", "full", "authority", "x"),
    ("2.4.9 a Group of two", "authority group", "authority/member", GROUP["member"][:1]),
    ("2.4.9 a Group of two", "authority group", "authority/member", GROUP["member"] * 2),
    ("2.4.9 an anonymous Group", "authority group", "authority/mbox", "mailto:a@b.example"),
    ("2.4.9 an anonymous Group", "full", "authority", IDENTIFIED_GROUP),
    *[
        ("2.4.10 version", "full", "version", value)
        for value in ("0.9.9", "1.1.0", "1.0.", "1.0.x", "1", "2.1.0", "3.0.0", "v1.0.0", 1.0, "")
    ],
    # Data 2.4.11 attachments
    ("2.4.11 an array", "full", "attachments", ATTACHMENT),
    ("2.4.11 objects", "full", "attachments/0", "x"),
    *[
        (f"2.4.11 {key} is required", "full", f"attachments/0/{key}", REMOVE)
        for key in ("usageType", "display", "contentType", "length", "sha2")
    ],
    ("2.4.11 usageType", "full", "attachments/0/usageType", "x"),
    ("2.4.11 display", "full", "attachments/0/display", "x"),
    ("2.4.11 description", "full", "attachments/0/description", "x"),
    ("2.4.11 contentType", "full", "attachments/0/contentType", "x"),
    ("2.4.11 length", "full", "attachments/0/length", "27"),
    ("2.4.11 length", "full", "attachments/0/length", 1.5),
    ("2.4.11 length", "full", "attachments/0/length", -1),
    ("2.4.11 length", "full", "attachments/0/length", True),
    ("2.4.11 sha2", "full", "attachments/0/sha2", "x"),
    ("2.4.11 fileUrl", "full", "attachments/0/fileUrl", "x"),
]  # fmt: skip


@BOTH
@pytest.mark.parametrize(
    ("clause", "base", "path", "value"),
    REFUSED,
    ids=[f"{clause}: {base} {path}" for clause, base, path, _ in REFUSED],
)
def test_refused(rules, clause, base, path, value):
    broken = changed(BASES[base], path, value)
    with pytest.raises(Invalid) as caught:
        require_statement(broken, rules)
    message = str(caught.value)
    assert message.endswith(".")
    first = path.split("/")[0]
    # The message names the place, or the thing that is missing or too much.
    assert first in message or path.split("/")[-1] in message, message


ACCEPTED = [
    ("all properties", "full", "id", REMOVE),
    ("4.1 null in extensions", "full", "result/extensions", {"http://x.example/": None}),
    ("4.1 empty values in extensions", "full", "context/extensions", {"http://x.example/": {}}),
    ("4.1 empty extensions", "full", "object/definition/extensions", {}),
    ("2.4.2.1 objectType is optional", "full", "actor/objectType", REMOVE),
    ("2.4.2.2 an identified Group needs no members", "identified group", "actor/member", REMOVE),
    ("2.4.6.2 a single activity", "full", "context/contextActivities/other", ACTIVITY),
    ("2.4.6 the instructor may be a Group", "full", "context/instructor", GROUP),
    ("2.4.5.1 bounds", "full", "result/score", {"scaled": -1, "raw": 0, "min": 0, "max": 0.1}),
    ("2.4.5.1 whole numbers", "full", "result/score", {"scaled": 1}),
    ("2.4.5.1 nothing", "full", "result/score", {}),
    ("2.4.7 a future time", "full", "timestamp", "2031-11-23T12:00:00Z"),
    ("2.4.9 two Agents", "authority group", "authority/member", GROUP["member"]),
    ("2.4.10 version", "full", "version", "1.0"),
    ("2.4.10 version", "full", "version", "1.0.0"),
    ("2.4.10 version", "full", "version", "1.0.9"),
    ("2.4.11 fileUrl is optional", "full", "attachments/0/fileUrl", REMOVE),
    ("2.4.4.1 an empty definition", "full", "object/definition", {}),
    ("2.4.4.3 a reference in a SubStatement", "sub", "object",
     {**sub_statement(context=None)["object"], "object": REF}),
    ("2.3.2 an unknown target", "voiding", "object/id", "00000000-0000-0000-0000-000000000000"),
]  # fmt: skip


@BOTH
@pytest.mark.parametrize("base", BASES.values(), ids=BASES)
def test_samples_are_valid(rules, base):
    require_statement(base, rules)


@BOTH
@pytest.mark.parametrize(
    ("clause", "base", "path", "value"),
    ACCEPTED,
    ids=[f"{clause}: {base} {path}" for clause, base, path, _ in ACCEPTED],
)
def test_accepted(rules, clause, base, path, value):
    require_statement(changed(BASES[base], path, value), rules)


INTERACTIONS = ["true-false", "choice", "fill-in", "long-fill-in", "matching", "performance",
                "sequencing", "likert", "numeric", "other"]  # fmt: skip


@pytest.mark.parametrize("kind", INTERACTIONS)
def test_every_type_of_interaction(kind):
    definition = {"interactionType": kind, "correctResponsesPattern": []}
    for key in ("choices", "scale", "source", "target", "steps"):
        definition[key] = [{"id": "a"}]
    require_statement(statement(object={"id": "http://x.example/q", "definition": definition}),
                      RULES_1)  # fmt: skip


# --- What 2.0 adds: 9274.1.1, 4.2.2.5 ------------------------------------------------------------
CONTEXT_2 = {
    "contextAgents": [
        {
            "objectType": "contextAgent",
            "agent": {"mbox": "mailto:a@b.example"},
            "relevantTypes": ["https://academie.example/roles/author"],
        }
    ],
    "contextGroups": [{"objectType": "contextGroup", "group": GROUP}],
}


def test_context_agents_and_groups_are_of_2_0_alone():
    extended = statement(context=CONTEXT_2)
    require_statement(extended, RULES_2)
    require_statement(sub_statement(context=CONTEXT_2), RULES_2)
    with pytest.raises(Invalid, match="contextAgents"):
        require_statement(extended, RULES_1)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("contextAgents", {}),
        ("contextAgents/0", "x"),
        ("contextAgents/0/objectType", "Should fail"),
        ("contextAgents/0/objectType", REMOVE),
        ("contextAgents/0/agent", REMOVE),
        ("contextAgents/0/agent", {"key": "Should fail"}),
        ("contextAgents/0/agent", GROUP),
        ("contextAgents/0/relevantTypes", []),
        ("contextAgents/0/relevantTypes", "x"),
        ("contextAgents/0/relevantTypes", ["abc"]),
        ("contextAgents/0/extra", 1),
        ("contextGroups/0/objectType", "contextAgent"),
        ("contextGroups/0/group", {"mbox": "mailto:a@b.example"}),
        ("contextGroups/0/group", REMOVE),
        ("contextGroups/0/member", []),
    ],
)
def test_context_agents_and_groups_are_checked(path, value):
    with pytest.raises(Invalid, match=r"contextAgents|contextGroups"):
        require_statement(statement(context=changed(CONTEXT_2, path, value)), RULES_2)


def test_a_statement_of_version_2_is_of_2_0_alone():
    require_statement(statement(version="2.0.0"), RULES_2)
    with pytest.raises(Invalid, match="version"):
        require_statement(statement(version="2.0.0"), RULES_1)


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        ([], "The statement must be an object, not []."),
        (statement(actor=None), 'The statement must have "actor".'),
        (statement(Actor={}), 'The statement has the property "Actor", which is not allowed there;'
                              " it is written actor."),
        (changed(full_statement(), "result/score/scaled", 2),
         '"result.score.scaled" must be from -1 to 1, not 2.'),
        (changed(BASES["sub"], "object/context/team/member/1/openid", "x"),
         '"object.context.team.member[1].openid" must be an IRI with a scheme, not "x".'),
        (changed(full_statement(), "object/definition/choices/0/id", "open"),
         '"object.definition.choices[1].id" must be distinct, and "open" is not.'),
    ],
)  # fmt: skip
def test_messages_are_whole_sentences_that_name_the_place(broken, sentence):
    with pytest.raises(Invalid) as caught:
        require_statement(broken, RULES_2)
    assert str(caught.value) == sentence


# --- Whatever comes ------------------------------------------------------------------------------
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["objectType", "id", "mbox", "member", "account", "name", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
PLACES = sorted({path for _, base, path, _ in REFUSED if base == "full"})


@given(st.sampled_from(PLACES), JSON)
def test_any_value_anywhere_is_accepted_or_refused_with_a_sentence(path, value):
    for rules in (RULES_1, RULES_2):
        try:
            require_statement(changed(BASES["full"], path, value), rules)
        except Invalid as fault:
            sentence = str(fault)
        else:
            sentence = "Accepted."
        assert sentence.endswith(".")


@given(JSON)
def test_any_value_as_a_statement_is_refused_with_a_sentence(value):
    with pytest.raises(Invalid) as caught:
        require_statement(value, RULES_2)
    assert str(caught.value).endswith(".")
