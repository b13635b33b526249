"""When a draft is approved: voices are counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.cobuilding.quorum import Rule, tally

WRITES, LAW = frozenset({"author"}), frozenset({"legal"})
PARTS = st.frozensets(st.sampled_from(["author", "legal", "security"]))
ASKED = st.dictionaries(st.integers(1, 6), PARTS, max_size=6)
VOICES = st.dictionaries(st.integers(1, 8), st.booleans(), max_size=8)
RULES = st.builds(Rule, st.integers(1, 6), st.booleans())


@pytest.mark.parametrize(
    ("rule", "voices", "reached", "lost"),
    [
        (Rule(2), {}, False, False),
        (Rule(2), {1: True}, False, False),
        (Rule(2), {1: True, 2: True}, True, False),
        (Rule(2), {1: True, 2: True, 3: False}, True, False),
        (Rule(2), {1: False}, False, False),
        (Rule(2), {1: False, 2: False}, False, True),
        (Rule(1, True), {1: True}, False, False),
        (Rule(1, True), {3: True}, False, False),
        (Rule(1, True), {1: True, 3: True}, True, False),
        (Rule(1, True), {3: False}, False, True),
        (Rule(2), {1: True, 9: True}, False, False),
        (Rule(4), {}, False, True),
    ],
)
def test_voices_are_counted(rule, voices, reached, lost):
    asked = {1: WRITES, 2: WRITES, 3: LAW}
    found = tally(rule, asked, voices)
    assert (found.is_reached, found.is_lost) == (reached, lost)


def test_where_nobody_is_asked_nothing_is_approved():
    found = tally(Rule(1), {}, {1: True})
    assert (found.is_reached, found.is_lost) == (False, True)


@given(RULES, ASKED, VOICES)
def test_an_organism_is_in_one_place(rule, asked, voices):
    found = tally(rule, asked, voices)
    places = [found.approving, found.dissenting, found.silent]
    assert frozenset().union(*places) == frozenset(asked)
    assert sum(map(len, places)) == len(asked)
    assert not (found.is_reached and found.is_lost)


@given(RULES, ASKED, VOICES)
def test_what_is_lost_is_found_lost_and_nothing_else(rule, asked, voices):
    found = tally(rule, asked, voices)
    if all(one in voices for one in asked):
        assert found.is_reached is not found.is_lost
    best = tally(rule, asked, dict.fromkeys(asked, True) | voices)
    assert found.is_lost is not best.is_reached


@given(RULES, RULES, ASKED, VOICES)
def test_a_rule_that_is_not_looser_lets_nothing_more_pass(new, old, asked, voices):
    if not new.is_looser_than(old) and tally(new, asked, voices).is_reached:
        assert tally(old, asked, voices).is_reached
