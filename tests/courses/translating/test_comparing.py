"""Which texts of a translation follow which texts of the source."""

import pytest

from courses.translating.comparing import (
    Known,
    State,
    compare,
    digest_of_text,
    would_be_behind,
)


def states(source, own, known=None, draft=None):
    found = compare(source, source if draft is None else draft, own, known or {})
    return {one.place: one.state for one in found}


def test_a_text_that_was_made_from_what_the_source_says_is_up_to_date():
    known = {"title": Known("Un titre")}
    assert states({"title": "Un titre"}, {"title": "A title"}, known) == {"title": State.CURRENT}


def test_a_source_that_changed_leaves_its_translation_behind_and_keeps_what_it_said():
    known = {"title": Known("Un titre")}
    (one,) = compare({"title": "Deux"}, {"title": "Deux"}, {"title": "A title"}, known)
    assert (one.state, one.old, one.new) == (State.STALE, "Un titre", "Deux")


def test_a_change_without_effect_on_the_meaning_leaves_nothing_behind():
    known = {"title": Known("Un titer", frozenset({digest_of_text("Un titre")}))}
    assert states({"title": "Un titre"}, {"title": "A title"}, known) == {"title": State.CURRENT}


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("", State.MISSING),
        ("Un titre", State.MISSING),
        ("A title", State.CURRENT),
    ],
)
def test_a_text_nobody_knows_the_source_of(text, state):
    assert states({"title": "Un titre"}, {"title": text}) == {"title": state}


def test_what_reads_the_same_in_every_language_needs_no_translation():
    assert states({"unit": "42 %"}, {"unit": "42 %"}) == {"unit": State.CURRENT}


def test_a_text_that_says_the_same_by_somebodys_word_is_up_to_date():
    known = {"title": Known("Microsoft 365")}
    assert states({"title": "Microsoft 365"}, {"title": "Microsoft 365"}, known) == {
        "title": State.CURRENT
    }


def test_what_the_source_no_longer_says_is_left_over_until_somebody_keeps_it():
    assert states({}, {"note": "More"}, {"note": Known("Plus")}) == {"note": State.LEFT_OVER}
    assert states({}, {"note": "More"}) == {"note": State.LEFT_OVER}
    assert states({}, {"note": "More"}, {"note": Known("")}) == {"note": State.CURRENT}


def test_what_was_left_empty_by_somebodys_word_is_not_missing():
    assert states({"note": "Plus"}, {"note": ""}, {"note": Known("Plus")}) == {
        "note": State.CURRENT
    }


def test_the_sources_draft_is_announced_and_may_be_translated_ahead():
    known = {"title": Known("Un")}
    source, own, draft = {"title": "Un"}, {"title": "One"}, {"title": "Deux"}
    assert states(source, own, known, draft) == {"title": State.COMING}
    assert states(source, {"title": "Two"}, {"title": Known("Deux")}, draft) == {
        "title": State.CURRENT
    }


def test_what_the_sources_draft_adds_stands_where_it_will():
    found = compare({"a": "A", "c": "C"}, {"a": "A", "b": "Bé", "c": "C"}, {"a": "x", "c": "y"}, {})
    assert [(one.place, one.state) for one in found] == [
        ("a", State.CURRENT),
        ("b", State.COMING),
        ("c", State.CURRENT),
    ]


def test_what_a_publication_would_leave_behind():
    known = {"a": Known("A"), "b": Known("B")}
    own = {"a": "x", "b": "y", "own": "only here"}
    assert would_be_behind({"a": "A", "b": "B2", "c": "Cé"}, own, known) == ["b", "c"]
