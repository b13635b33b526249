"""Whatever statement comes: it is refused, or given back as it was; and when it comes again, it is
the same one or a conflict."""

import copy
from datetime import timedelta, timezone
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from academy.lrs import projector
from academy.lrs.models import DEFINITIONS_READER, ReaderFailure
from academy.lrs.xapi.times import parse_timestamp
from tests.lrs.conftest import AT
from tests.lrs.samples import (
    ATTACHMENT,
    CONTEXT,
    GROUP,
    REMOVE,
    RESULT,
    changed,
    full_statement,
    statement,
    sub_statement,
)
from tests.lrs.test_any_input import QUIET
from tests.lrs.test_validation import JSON

from .conftest import assert_as_sent

REGISTRATION = CONTEXT["registration"]
OUTER = sub_statement(result=RESULT, context=CONTEXT, timestamp="2026-11-23T12:00:00.123Z",
                      attachments=[ATTACHMENT])  # fmt: skip
BASES = (full_statement(), statement(actor=GROUP), OUTER)


def mangled(value, draw):
    """Replace one part of a JSON value by another."""
    if isinstance(value, dict) and value and draw(st.integers(0, 3)):
        key = draw(st.sampled_from(sorted(value)))
        return {**value, key: mangled(value[key], draw)}
    if isinstance(value, list) and value and draw(st.integers(0, 3)):
        return [mangled(value[0], draw), *value[1:]]
    return draw(
        st.sampled_from(
            [None, True, 0, -1, 1e308, 10**400, "", "\x00", "x", [], {}, [None], "é" * 300,
             {"objectType": "Group"}, "http://x.example/" + "a" * 3_000, "0001-01-01T00:00:00Z"]
        )
    )  # fmt: skip


@QUIET
@given(data=st.data())
def test_any_statement_is_refused_or_comes_back_equal(api, data):
    """Data 2.2, 2.3: 400, or stored, and in exact format what was sent."""
    base = copy.deepcopy(data.draw(st.sampled_from(BASES))) | {"id": str(uuid4())}
    owner = base["object"] if "actor" in base["object"] else base
    owner["context"] = {**owner.get("context", {}), "extensions": {"urn:x:y": data.draw(JSON)}}
    sent = mangled(base, data.draw) if data.draw(st.booleans()) else base
    reply = api.post(sent)
    assert reply.status_code in (200, 400)
    if reply.status_code == 200 and reply.json():
        assert_as_sent(sent, api.get(statementId=reply.json()[0]).json())
        for form in ("exact", "ids", "canonical"):
            assert api.get(statementId=reply.json()[0], format=form).status_code == 200
        projector.catch_up(at=AT, names=[DEFINITIONS_READER])
        assert not ReaderFailure.objects.exists()


# --- The same statement again: Data 2.3.1 --------------------------------------------------------
def in_zone(text, minutes):
    """The same moment in another zone."""
    return parse_timestamp(text).astimezone(timezone(timedelta(minutes=minutes))).isoformat()


# What may differ: by name, from the base statement to the value that stands there instead.
SAME = {
    "timestamp": st.builds(in_zone, st.just("2026-11-23T12:00:00.123Z"), st.integers(-720, 840)
                           .filter(lambda minutes: minutes % 15 == 0)),
    "context/team/member": st.permutations(GROUP["member"]),
    "context/registration": st.sampled_from([REGISTRATION, REGISTRATION.upper()]),
    "context/contextActivities/category": st.just([CONTEXT["contextActivities"]["category"]]),
    "result/duration": st.sampled_from(["PT4M30.50S", "PT4M30.500S", "PT4M30.504S", "PT4M30,5S"]),
    "result/score/raw": st.sampled_from([5.0, 5]),
    "verb/display": st.sampled_from([{}, {"fr": "a répondu"}, REMOVE]),
}  # fmt: skip
OF_A_STATEMENT = {
    "stored": st.sampled_from(["2020-01-01T00:00:00Z", REMOVE]),
    "authority": st.sampled_from([{"mbox": "mailto:other@b.example"}, REMOVE]),
    "version": st.sampled_from(["1.0.0", "1.0", REMOVE]),
    "object/definition": st.sampled_from([{}, {"name": {"de": "Erste Geste"}}, REMOVE]),
    "object/objectType": st.sampled_from(["Activity"]),
}
# What may not: any of these makes it another statement.
OTHER = [
    ("timestamp", "2026-11-23T12:00:00.124Z"),
    ("timestamp", "2026-11-23T12:00:00.123+01:00"),
    ("actor", {"mbox": "mailto:someone.else@b.example"}),
    ("verb/id", "http://x.example/v"),
    ("result", REMOVE),
    ("result/success", False),
    ("result/success", REMOVE),
    ("result/score/scaled", 0.51),
    ("result/response", ""),
    # Data 2.3.1: durations are strings, since units can't be converted; 4.6: to 0.01 s.
    ("result/duration", "PT4M30.51S"),
    ("result/duration", "PT270.5S"),
    ("result/extensions", {"https://academie.example/x": None}),
    ("context/registration", "ec531277-b57b-4c15-8d91-d292c5b2b8f8"),
    ("context/team/member", GROUP["member"][:1]),
    ("context/team/member", GROUP["member"] * 2),
    ("context/team/name", "Team B"),
    ("context/instructor", {"mbox": "mailto:someone.else@b.example"}),
    ("context/contextActivities/parent", []),
    ("context/platform", REMOVE),
    ("context/language", "en"),
    ("context/statement/id", REGISTRATION),
    ("attachments", REMOVE),
]
EITHER = st.sampled_from(["", "object/"])


def reordered(value, shuffled):
    """The same JSON value, its properties in another order."""
    if isinstance(value, dict):
        keys = list(value)
        shuffled.shuffle(keys)
        return {key: reordered(value[key], shuffled) for key in keys}
    if isinstance(value, list):
        return [reordered(item, shuffled) for item in value]
    return value


@settings(QUIET, max_examples=40)
@given(data=st.data(), inside=EITHER, shuffled=st.randoms(use_true_random=False))
def test_a_statement_that_comes_again_is_the_same(api, data, inside, shuffled):
    """Data 2.3.1, statement comparison: zones, the order of members, precision of durations, and
    what stores set or learn don't count, in a SubStatement neither."""
    one = copy.deepcopy(OUTER if inside else BASES[0]) | {"id": str(uuid4())}
    assert api.post(one).status_code == 200
    first = api.get(statementId=one["id"]).content
    again = one
    for path, values in (SAME if inside else SAME | OF_A_STATEMENT).items():
        if shuffled.random() < 0.7:
            again = changed(again, f"{inside}{path}", data.draw(values))
    again = reordered(again, shuffled)
    assert api.post([statement(), again]).status_code == 200
    assert api.put(again, one["id"]).status_code == 204
    path, value = data.draw(st.sampled_from(OTHER))
    assert api.post(changed(again, f"{inside}{path}", value)).status_code == 409
    assert api.get(statementId=one["id"]).content == first


@pytest.mark.parametrize("inside", ["", "object/"])
def test_a_statement_that_comes_again_otherwise_is_a_conflict(api, inside):
    """Data 2.3.1: any other difference counts, and nothing of that request is stored."""
    one = copy.deepcopy(OUTER if inside else BASES[0])
    assert api.post(one).status_code == 200
    first = api.get(statementId=one["id"]).content
    for path, value in OTHER:
        other = changed(one, f"{inside}{path}", value)
        assert api.post([statement(), other]).status_code == 409, path
        assert api.put(other, one["id"]).status_code == 409, path
    assert api.ids() == [one["id"]]
    assert api.get(statementId=one["id"]).content == first
