"""The rules of documents, without a database."""

import json
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.lrs.xapi.documents import Place, etag_of, is_json, merged
from academy.lrs.xapi.errors import Invalid
from academy.lrs.xapi.persons import names_in, person_of
from academy.lrs.xapi.preconditions import Preconditions, Unconditional, Unmet, require_put

from .samples import IDENTIFIED_GROUP, statement, sub_statement

OBJECTS = st.dictionaries(
    st.text(max_size=3),
    st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.integers(), max_size=2),
    max_size=4,
)
PLACE = Place(kind="state", organism_id=1, activity="http://x.example/a", agent="openid http://y")


@given(existing=OBJECTS, posted=OBJECTS)
def test_merging_sets_the_properties_of_the_second(existing, posted):
    """Communication 2.2."""
    texts = [json.dumps(one).encode() for one in (existing, posted)]
    assert json.loads(merged(*texts)) == {**existing, **posted}


@pytest.mark.parametrize(
    "part",
    [{"kind": "agent_profile"}, {"organism_id": 2}, {"organism_id": None}, {"activity": ""},
     {"agent": ""}, {"agent": PLACE.activity, "activity": PLACE.agent}],
)  # fmt: skip
def test_each_part_tells_places_apart(part):
    other = replace(PLACE, **part)
    assert (other.scope, other.key) != (PLACE.scope, PLACE.key)
    assert other.scope != PLACE.scope
    assert other.key != PLACE.key


def test_registration_and_id_tell_documents_of_one_place_apart():
    registration = uuid4()
    documents = [
        replace(PLACE, document_id=name, registration=one)
        for name in ("", "a", str(registration))
        for one in (None, registration, UUID(int=0))
    ]
    assert len({one.key for one in documents}) == len(documents)
    assert {one.scope for one in documents} == {PLACE.scope}


def test_the_tag_is_the_sha1():
    """Communication 3.1."""
    assert etag_of(b"abc") == "a9993e364706816aba3e25717850c26c9cd0d89d"


@pytest.mark.parametrize(
    ("media_type", "json_or_not"),
    [("application/json", True), ("Application/JSON ; charset=utf-8", True),
     ("application/jsonp", False), ("application/ld+json", False), ("text/plain", False)],
)  # fmt: skip
def test_what_is_declared_as_json(media_type, json_or_not):
    assert is_json(media_type) is json_or_not


@pytest.mark.parametrize(
    ("if_match", "if_none_match", "etag", "met"),
    [
        (None, None, None, True), (None, None, "a", True),
        ('"a"', None, "a", True), ('"b"', None, "a", False), ('"a"', None, None, False),
        ('"b", "a"', None, "a", True), ('"b","a" ,', None, "a", True), ('"a,b"', None, "a,b", True),
        ('W/"a"', None, "a", False), ('"*"', None, "a", False), (None, '"*"', "a", True),
        ("*", None, "a", True), ("*", None, None, False),
        (None, "*", None, True), (None, "*", "a", False),
        (None, '"a"', "a", False), (None, 'W/"a"', "a", False), (None, '"b"', "a", True),
        ('"a"', '"a"', "a", False), ('"a"', '"b"', "a", True),
    ],
)  # fmt: skip
def test_preconditions(if_match, if_none_match, etag, met):
    """Communication 3.1; RFC 9110 13.1.1, 13.1.2."""
    conditions = Preconditions.of(if_match, if_none_match)
    if met:
        conditions.require(etag)
    else:
        with pytest.raises(Unmet, match=r"\.$"):
            conditions.require(etag)


@pytest.mark.parametrize(
    "header", ["", ",", "a", '"a', '"a" "b"', '*, "a"', "*,*", '"a"*', "w/", "0" * 39]
)
def test_a_header_that_is_none(header):
    """RFC 9110 8.8.3."""
    with pytest.raises(Invalid):
        Preconditions.of(header, None)


@pytest.mark.parametrize(
    ("is_state", "version", "etag", "outcome"),
    [
        (True, "1.0.3", None, None), (True, "1.0.3", "a", None),
        (True, "2.0.0", None, None), (True, "2.0.0", "a", Unconditional),
        (False, "1.0.3", None, Invalid), (False, "1.0.3", "a", Unconditional),
        (False, "2.0.0", None, None), (False, "2.0.0", "a", Unconditional),
    ],
)  # fmt: skip
def test_put_without_a_precondition(is_state, version, etag, outcome):
    """Communication 3.1, 9274 4.1.4: what the two versions, and the resources, ask for."""
    if outcome is None:
        require_put(Preconditions(), etag, is_state=is_state, version=version)
    else:
        with pytest.raises(outcome):
            require_put(Preconditions(), etag, is_state=is_state, version=version)
    # With the right one, everything goes.
    one = Preconditions.of(f'"{etag}"', None) if etag else Preconditions.of(None, "*")
    require_put(one, etag, is_state=is_state, version=version)


def test_a_name_belongs_to_its_identifier():
    """Communication 2.4: an activity, a SubStatement and other agents name nobody here."""
    who = "mbox mailto:team@b.example"
    group = {**IDENTIFIED_GROUP, "name": "Team", "member": [{"openid": "http://o", "name": "O"}]}
    assert names_in(statement(actor=group), who) == ["Team"]
    assert names_in(statement(object=group), "openid http://o") == ["O"]
    assert names_in(sub_statement(actor={**IDENTIFIED_GROUP, "name": "Inner"}), who) == []
    assert names_in(statement(), who) == []


def test_a_person_has_each_name_once():
    agent = {"openid": "http://o", "name": "A"}
    assert person_of(agent, ["B", "A", "B"]) == {
        "objectType": "Person",
        "name": ["A", "B"],
        "openid": ["http://o"],
    }
