"""What statements say of an activity, merged. Communication 2.5, XAPI-00254. Pure."""

import copy

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from academy.lrs.xapi import formats
from academy.lrs.xapi.activities import COMPONENTS, require_definition
from academy.lrs.xapi.definitions import (
    activities_in,
    definition_of,
    merge,
    told_by,
    told_of,
)

from .samples import QUESTION, statement, sub_statement

ID = "https://academie.example/activities/a"
PLACES = ("object", "parent", "sub-statement", "context of a sub-statement")


def known_after(*definitions):
    """What is known after these definitions, in this order."""
    known = {}
    for number, definition in enumerate(definitions, 1):
        known = merge(known, told_of(definition, number))
    return definition_of(known)


# --- What is merged ------------------------------------------------------------------------------
def test_one_definition_is_known_as_it_was_said():
    assert known_after(QUESTION["definition"]) == QUESTION["definition"]
    assert known_after({"name": {}, "extensions": {}}) == {"name": {}, "extensions": {}}


def test_languages_are_united_and_the_later_text_is_right():
    """XAPI-00254: both language descriptions are returned."""
    first = {"name": {"en": "Phishing", "fr": "Ameçonnage"}, "description": {"en": "A course"}}
    later = {"name": {"fr": "Hameçonnage"}, "description": {"fr": "Un cours"}}
    assert known_after(first, later) == {
        "name": {"en": "Phishing", "fr": "Hameçonnage"},
        "description": {"en": "A course", "fr": "Un cours"},
    }


def test_single_values_are_those_said_last():
    first = {"type": "https://x.example/a", "moreInfo": "https://x.example/more",
             "interactionType": "other", "correctResponsesPattern": ["a"]}  # fmt: skip
    later = {"type": "https://x.example/b", "interactionType": "choice",
             "correctResponsesPattern": ["b", "c"]}  # fmt: skip
    assert known_after(first, later) == {**first, **later}
    assert known_after(later, first) == first


def test_extensions_are_united_whole():
    """Data 4.1: what is inside one belongs to whoever wrote it."""
    one, two = "https://x.example/one", "https://x.example/two"
    first = {"extensions": {one: {"a": 1}, two: None}}
    assert known_after(first, {"extensions": {one: {"b": 2}}}) == {
        "extensions": {one: {"b": 2}, two: None}
    }


@pytest.mark.parametrize("part", COMPONENTS)
def test_components_are_united_by_id_in_the_order_said_last(part):
    first = [{"id": "a", "description": {"en": "A"}}, {"id": "b"}, {"id": "c"}]
    later = [{"id": "b", "description": {"fr": "Bé"}}, {"id": "a", "description": {"fr": "A"}}]
    shape = {"interactionType": "other"}
    found = known_after({**shape, part: first}, {**shape, part: later})
    assert found[part] == [
        {"id": "b", "description": {"fr": "Bé"}},
        {"id": "a", "description": {"en": "A", "fr": "A"}},
        {"id": "c"},
    ]


# --- Where a statement tells of activities -------------------------------------------------------
def placed(definition, place):
    activity = {"id": ID, "definition": definition}
    return {
        "object": statement(object=activity),
        "parent": statement(context={"contextActivities": {"parent": [activity]}}),
        "sub-statement": sub_statement(object=activity),
        "context of a sub-statement": sub_statement(
            context={"contextActivities": {"other": activity}}
        ),
    }[place]


@pytest.mark.parametrize("place", PLACES)
def test_activities_are_met_everywhere(place):
    one = placed({"type": "https://x.example/t"}, place)
    assert ID in [activity["id"] for activity in activities_in(one)]
    assert definition_of(told_by([(1, one)])[ID]) == {"type": "https://x.example/t"}


def test_what_is_no_activity_tells_nothing():
    for thing in ({"objectType": "Agent", "mbox": "mailto:a@b.example"},
                  {"objectType": "StatementRef", "id": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"},
                  {"id": ID}, {"id": ID, "definition": {}}):  # fmt: skip
        assert told_by([(1, statement(object=thing))]) == {}


def test_the_object_is_right_before_the_surroundings():
    def named(text):
        return {"id": ID, "definition": {"name": {"en": text}}}

    one = statement(object=named("object"), context={"contextActivities": {"other": [named("x")]}})
    told = told_by([(1, one)])[ID]
    assert definition_of(told) == {"name": {"en": "object"}}
    assert merge(told, told_by([(1, one)])[ID]) == told


# --- Canonical format: Communication 2.1.3 -------------------------------------------------------
@pytest.mark.parametrize("place", PLACES)
def test_canonical_format_has_what_is_known(place):
    known = {ID: {"name": {"en": "Known", "fr": "Connu"}, "type": "https://x.example/t"}}
    one = placed({"name": {"en": "Said"}}, place)
    before = copy.deepcopy(one)
    found = list(activities_in(formats.canonical(one, ["fr"], known)))
    assert {
        "id": ID,
        "definition": {"name": {"fr": "Connu"}, "type": "https://x.example/t"},
    } in found
    assert one == before
    unknown = list(activities_in(formats.canonical(one, ["fr"], {})))
    assert {"id": ID, "definition": {"name": {"en": "Said"}}} in unknown


def test_canonical_format_defines_what_the_statement_only_names():
    found = formats.canonical(statement(object={"id": ID}), [], {ID: {"name": {"en": "Known"}}})
    assert found["object"] == {"id": ID, "definition": {"name": {"en": "Known"}}}


# --- Properties ----------------------------------------------------------------------------------
_texts = st.dictionaries(
    st.sampled_from(("en", "fr", "fr-CA")), st.sampled_from(("a", "b", "")), max_size=3
)
_ids = st.sampled_from("abcd")
_components = st.lists(
    st.fixed_dictionaries({"id": _ids}, optional={"description": _texts.filter(bool)}),
    unique_by=lambda one: one["id"],
    max_size=4,
)
_iris = st.sampled_from(("https://x.example/1", "https://x.example/2", "https://x.example/3"))
_plain = st.fixed_dictionaries(
    {},
    optional={
        "name": _texts,
        "description": _texts,
        "type": _iris,
        "moreInfo": _iris,
        "extensions": st.dictionaries(_iris, st.sampled_from((None, 0, "", [1], {"a": {}}))),
    },
)
_interaction = st.fixed_dictionaries(
    {"interactionType": st.sampled_from(("choice", "sequencing", "matching"))},
    optional={
        "correctResponsesPattern": st.lists(_ids, max_size=2),
        "choices": _components,
        "steps": _components,
    },
)
_definitions = st.tuples(_plain, st.one_of(st.just({}), _interaction)).map(
    lambda two: {**two[0], **two[1]}
)
_statements = st.lists(
    st.tuples(_definitions, st.sampled_from(PLACES)).map(lambda pair: placed(*pair)), max_size=6
)


def folded(numbered):
    known = {}
    for seq, one in numbered:
        known = merge(known, told_by([(seq, one)]).get(ID, {}))
    return known


@settings(max_examples=60, deadline=None)
@given(statements=_statements, data=st.data())
def test_only_what_was_said_and_its_number_counts(statements, data):
    """Fed in any order, some of them again, in two heaps merged afterwards: the same is known."""
    numbered = list(enumerate(statements, 1))
    known = folded(numbered)
    shuffled = data.draw(st.permutations(numbered))
    again = data.draw(st.lists(st.sampled_from(numbered), max_size=3)) if numbered else []
    middle = data.draw(st.integers(0, len(numbered)))
    assert folded(shuffled) == known
    assert folded([*numbered, *again]) == known
    assert told_by([*shuffled, *again]).get(ID, {}) == known
    assert merge(known, known) == known
    assert merge(folded(numbered[middle:]), folded(numbered[:middle])) == known
    assert merge(folded(shuffled[:middle]), folded(shuffled[middle:])) == known


@settings(max_examples=60, deadline=None)
@given(statements=_statements)
def test_what_is_known_is_a_definition_and_survives_being_kept(statements):
    known = folded(enumerate(statements, 1))
    kept = msgspec.json.decode(msgspec.json.encode(known))
    assert kept == known
    definition = definition_of(kept)
    require_definition(definition, "definition")
    # Who says again, last, what is known, changes nothing of it.
    assert definition_of(merge(kept, told_of(definition, 1_000))) == definition


@settings(max_examples=60, deadline=None)
@given(definitions=st.lists(_definitions, min_size=1, max_size=5))
def test_the_last_word_stands(definitions):
    """What the last definition says is all there, whatever else is known."""
    found, last = known_after(*definitions), definitions[-1]
    for key, value in last.items():
        if key in ("name", "description", "extensions"):
            assert {part: found[key][part] for part in value} == value
        elif key in COMPONENTS:
            assert [one["id"] for one in found[key]][: len(value)] == [one["id"] for one in value]
        else:
            assert found[key] == value
