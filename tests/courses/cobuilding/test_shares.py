"""Shares of a path add up to one, whatever becomes of its blocks."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.cobuilding.shares import (
    Line,
    carried,
    credited,
    of_path,
    percents,
    shares,
)
from courses.cobuilding.written import blocks_in, changes, words_in, written

BLOCKS = ["b1", "b2", "b3"]
LINES = st.lists(
    st.builds(
        Line,
        path=st.just("P"),
        block=st.sampled_from(BLOCKS),
        language=st.sampled_from(["fr", "en"]),
        organism=st.sampled_from(["A", "B", "C", ""]),
        role=st.sampled_from(["wrote", "translated", "reviewed", "tested", "funded"]),
        words=st.integers(0, 500),
    ),
    max_size=20,
)
EVERYTHING = [(block, language) for block in BLOCKS for language in ("fr", "en")]


def copied(lines, path):
    """Bring every block into another path, as it is done when it is published there."""
    lines = list(lines)
    for block, language in EVERYTHING:
        lines += carried(lines, path, block, language)
    return lines


@given(LINES)
def test_shares_and_percents_add_up(lines):
    found = shares(lines)
    assert sum(found.values()) in ((1,) if found else (0,))
    assert all(share > 0 for share in found.values())
    whole = percents(found)
    assert sum(whole.values()) == (100 if found else 0)
    assert all(abs(whole[one] - share * 100) < 1 for one, share in found.items())


@given(LINES)
def test_a_copy_has_the_shares_of_what_it_copies(lines):
    both = copied(lines, "Q")
    assert shares(of_path(both, "Q", EVERYTHING)) == shares(of_path(lines, "P", EVERYTHING))
    assert shares(of_path(both, "P", EVERYTHING)) == shares(of_path(lines, "P", EVERYTHING))
    assert copied(both, "Q") == both
    again = copied(both, "R")
    assert shares(of_path(again, "R", EVERYTHING)) == shares(of_path(lines, "P", EVERYTHING))


@given(LINES, LINES)
def test_what_is_written_in_a_copy_is_of_the_copy_alone(lines, later):
    both = copied(lines, "Q")
    both += [replace(one, path="Q") for one in later]
    assert shares(of_path(both, "P", EVERYTHING)) == shares(of_path(lines, "P", EVERYTHING))
    assert sum(shares(of_path(both, "Q", EVERYTHING)).values()) in (0, 1)


@given(LINES, st.sets(st.sampled_from(EVERYTHING)))
def test_merged_halves_have_the_shares_of_the_whole(lines, half):
    rest = [one for one in EVERYTHING if one not in half]
    points = {}
    for part in (half, rest):
        inside = of_path(lines, "P", part)
        total = sum(
            one.words * {"wrote": 10, "translated": 6, "reviewed": 1}.get(one.role, 0)
            for one in inside
            if one.organism
        )
        for organism, share in shares(inside).items():
            points[organism] = points.get(organism, 0) + share * total
    whole = shares(of_path(lines, "P", EVERYTHING))
    assert whole == {one: Fraction(got, sum(points.values())) for one, got in points.items()}


@given(LINES, st.integers(1, 300))
def test_a_translation_leaves_the_others_as_they_were_between_them(lines, words):
    before = shares(lines)
    after = shares([*lines, Line("P", "b1", "en", "T", "translated", words)])
    assert sum(after.values()) == 1
    left = 1 - after["T"]
    assert {one: share / left for one, share in after.items() if one != "T"} == before


def test_what_is_declared_is_named_and_has_no_share():
    lines = [
        Line("P", "b1", "fr", "A", "wrote", 10),
        Line("P", "b1", "fr", "A", "reviewed", 5),
        Line("P", "", "", "B", "funded", 0),
    ]
    rows = credited(of_path(lines, "P", [("b1", "fr")]))
    assert [(one.organism, one.percent, one.roles) for one in rows] == [
        ("A", 100, ("wrote", "reviewed")),
        ("B", 0, ("funded",)),
    ]
    assert [one.organism for one in credited(of_path(lines, "P", []))] == ["B"]


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [
        ("a b c", "a b c", 0),
        ("", "a b c", 3),
        ("a b c", "a x c", 1),
        ("a b c", "a c", 1),
        ("a b", "b a", 1),
    ],
)
def test_words_that_are_written_are_counted(before, after, count):
    assert written(before.split(), after.split()) == count


def test_the_words_of_a_block_are_what_is_read():
    stored = {
        "id": "b1",
        "type": "x",
        "value": {
            "prompt": "<p>Que faites-vous&nbsp;?</p>",
            "choices": [{"id": "z", "text": "Rien"}],
            "right": True,
        },
    }
    assert words_in(stored["value"]) == ["que", "faites", "vous", "rien"]
    assert blocks_in([stored, {"type": "x"}]) == {"b1": ["que", "faites", "vous", "rien"]}
    assert changes({"b1": ["que"]}, blocks_in([stored])) == {"b1": 3}
