"""Adapted content and what it was taken from, brought together: by hand, and by any histories."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.merging import (
    ABSENT,
    ChangeKind,
    ConflictKind,
    declining,
    differences,
    merge,
    reordered,
    same,
)


def block(key, text, kind="rich_text"):
    return {"type": kind, "id": key, "value": text}


def question(key, prompt, *options):
    choices = [
        {"type": "item", "id": f"{key}-{number}", "value": {"text": text, "correct": not number}}
        for number, text in enumerate(options)
    ]
    return {"type": "single_choice", "id": key, "value": {"prompt": prompt, "choices": choices}}


def lesson(*blocks, **fields):
    return {"title": "A lesson", "duration_minutes": 5} | fields | {"body": list(blocks)}


def ids(value):
    return [one["id"] for one in value["body"]]


BASE = lesson(block("a", "One."), block("b", "Two."), question("q", "Which?", "This", "That"))


def test_what_each_changed_alone_is_taken():
    ours = lesson(block("a", "One, ours."), *BASE["body"][1:], title="Our lesson")
    theirs = lesson(
        *BASE["body"][:1], block("b", "Two, theirs."), BASE["body"][2], block("n", "New")
    )
    merged = merge(BASE, ours, theirs)
    assert not merged.conflicts
    assert merged.value["title"] == "Our lesson"
    assert [one["value"] for one in merged.value["body"][:2]] == ["One, ours.", "Two, theirs."]
    assert ids(merged.value) == ["a", "b", "q", "n"]
    assert {(one.place, one.kind) for one in merged.taken} == {
        (("body", "b", "value"), ChangeKind.CHANGED),
        (("body", "n"), ChangeKind.ADDED),
    }


def test_two_changes_of_one_question_flow_when_they_are_about_different_options():
    ours = lesson(*BASE["body"][:2], question("q", "Which one?", "This", "That"))
    theirs = lesson(*BASE["body"][:2], question("q", "Which?", "This", "That one", "Neither"))
    merged = merge(BASE, ours, theirs)
    assert not merged.conflicts
    asked = merged.value["body"][2]["value"]
    assert asked["prompt"] == "Which one?"
    assert [one["value"]["text"] for one in asked["choices"]] == ["This", "That one", "Neither"]


def test_what_both_changed_stays_ours_until_somebody_chooses():
    ours, theirs = lesson(block("a", "Ours.")), lesson(block("a", "Theirs."))
    merged = merge(lesson(block("a", "Was.")), ours, theirs)
    (conflict,) = merged.conflicts
    assert (conflict.kind, conflict.place) == (ConflictKind.BOTH_CHANGED, ("body", "a", "value"))
    assert (conflict.base, conflict.ours, conflict.theirs) == ("Was.", "Ours.", "Theirs.")
    assert same(merged.value, ours)
    chosen = merge(
        lesson(block("a", "Was.")), ours, theirs, prefer_theirs=frozenset({conflict.place})
    )
    assert not chosen.conflicts
    assert same(chosen.value, theirs)


@pytest.mark.parametrize(
    ("ours", "theirs", "kind", "left"),
    [
        (lesson(), lesson(block("a", "Theirs.")), ConflictKind.WE_REMOVED, []),
        (lesson(block("a", "Ours.")), lesson(), ConflictKind.THEY_REMOVED, ["a"]),
        (
            lesson(block("a", "x", "callout")),
            lesson(block("a", "Theirs.")),
            ConflictKind.BOTH_CHANGED,
            ["a"],
        ),
    ],
)
def test_what_one_took_away_and_the_other_changed_is_decided_by_somebody(ours, theirs, kind, left):
    merged = merge(lesson(block("a", "Was.")), ours, theirs)
    assert [one.kind for one in merged.conflicts] == [kind]
    assert ids(merged.value) == left
    assert same(merged.value, ours)


def test_what_is_taken_away_where_the_other_left_it_goes():
    assert ids(merge(BASE, BASE, lesson(*BASE["body"][1:])).value) == ["b", "q"]
    assert ids(merge(BASE, lesson(*BASE["body"][1:]), BASE).value) == ["b", "q"]


def test_the_order_of_whoever_moved_is_kept_with_what_the_other_added_in_its_place():
    a, b, q = BASE["body"]
    ours = lesson(q, a, b)
    theirs = lesson(a, block("n", "New"), b, q)
    merged = merge(BASE, ours, theirs)
    assert (ids(merged.value), merged.conflicts) == (["q", "a", "n", "b"], ())
    merged = merge(BASE, theirs, ours)
    assert (ids(merged.value), merged.conflicts) == (["q", "a", "n", "b"], ())


def test_two_orders_that_do_not_go_together_are_a_conflict_and_ours_stays():
    a, b, q = BASE["body"]
    ours, theirs = lesson(b, a, q), lesson(a, q, b)
    merged = merge(BASE, ours, theirs)
    (conflict,) = merged.conflicts
    assert (conflict.kind, conflict.place) == (ConflictKind.BOTH_MOVED, ("body",))
    assert ids(merged.value) == ["b", "a", "q"]
    chosen = merge(BASE, ours, theirs, prefer_theirs=frozenset({("body",)}))
    assert (ids(chosen.value), chosen.conflicts) == (["a", "q", "b"], ())


@pytest.mark.parametrize(
    ("ours", "theirs", "both"),
    [
        # Two at one end, two at the other.
        ("bacdef", "abcdfe", "bacdfe"),
        # One to the end, another to the beginning of what is left.
        ("bcaxdef", "dabcef", "dbcaxef"),
        # Ours swapped two, theirs put the last one first.
        ("bacdef", "fabcde", "fbacde"),
        # With what each added, after what it came after there.
        ("bYacdef", "abcdfZe", "bYacdfZe"),
    ],
)
def test_moves_of_different_blocks_flow(ours, theirs, both):
    of = {side: lesson(*(block(key, key) for key in side)) for side in (ours, theirs, "abcdef")}
    for one, other in ((ours, theirs), (theirs, ours)):
        merged = merge(of["abcdef"], of[one], of[other])
        assert ("".join(ids(merged.value)), merged.conflicts) == (both, ())


@pytest.mark.parametrize("theirs", ["bacdef", "cabdef", "bcdefa"])
def test_one_block_that_both_moved_elsewhere_is_a_conflict(theirs):
    of = {side: lesson(*(block(key, key) for key in side)) for side in (theirs, "bcadef", "abcdef")}
    (conflict,) = merge(of["abcdef"], of["bcadef"], of[theirs]).conflicts
    assert conflict.kind == ConflictKind.BOTH_MOVED


def test_true_and_one_are_two_things():
    assert not same(1, True)
    assert not same({"x": [0]}, {"x": [False]})
    assert same((1, 2), [1, 2])
    assert not same(ABSENT, None)


# --- Any histories -----------------------------------------------------------

TEXTS = st.sampled_from(["", "one", "two", "three", "four"])
KEYS = st.sampled_from("abcdefgh")


def items(value):
    return st.lists(st.tuples(KEYS, value), max_size=6, unique_by=lambda pair: pair[0]).map(
        lambda pairs: [{"id": key, "value": one} for key, one in pairs]
    )


CONTENT = st.fixed_dictionaries(
    {"title": TEXTS, "body": items(st.fixed_dictionaries({"text": TEXTS, "choices": items(TEXTS)}))}
)


def leaves(value, place=()):
    """Every text of a content by its place, and every list's membership."""
    if isinstance(value, dict):
        for name, one in value.items():
            if name != "id":
                yield from leaves(one, (*place, name))
    elif isinstance(value, list):
        for one in value:
            yield (*place, one["id"], "is there"), True
            yield from leaves(one, (*place, one["id"]))
    else:
        yield place, value


@given(CONTENT, CONTENT)
def test_who_changed_nothing_gets_the_other(base, other):
    assert merge(base, base, other) == merge(base, base, copy.deepcopy(other))
    assert same(merge(base, base, other).value, other)
    assert same(merge(base, other, base).value, other)
    assert same(merge(base, other, copy.deepcopy(other)).value, other)
    assert not merge(base, other, other).conflicts


@given(CONTENT, CONTENT, CONTENT)
def test_no_edit_of_ours_is_lost(base, ours, theirs):
    merged = merge(base, ours, theirs).value
    was, mine, now = dict(leaves(base)), dict(leaves(ours)), dict(leaves(merged))
    for place, text in mine.items():
        if was.get(place, ABSENT) != text:
            assert now.get(place, ABSENT) == text, place
    for place in was.keys() - mine.keys():
        assert place not in now, place


ORDERS = st.permutations("abcdef")


def turned(was, now):
    """The pairs of which the second stands before the first by now."""
    return {
        (one, two)
        for place, one in enumerate(was)
        for two in was[place + 1 :]
        if now.index(one) > now.index(two)
    }


@given(ORDERS, ORDERS)
def test_no_move_of_ours_is_lost_and_none_of_theirs_but_in_a_conflict(ours, theirs):
    base = "abcdef"
    of = [lesson(*(block(key, key) for key in side)) for side in (base, ours, theirs)]
    merged = merge(*of)
    found = ids(merged.value)
    assert turned(base, ours) <= turned(base, found)
    if not merged.conflicts:
        assert turned(base, found) == turned(base, ours) | turned(base, theirs)
    again = merge(of[2], merged.value, of[2])
    assert (ids(again.value), again.conflicts) == (found, ())


@given(CONTENT, CONTENT, CONTENT)
def test_merging_once_more_changes_nothing(base, ours, theirs):
    merged = merge(base, ours, theirs).value
    again = merge(theirs, merged, theirs)
    assert same(again.value, merged)
    assert not again.conflicts
    assert not again.taken


@given(CONTENT, CONTENT, CONTENT)
def test_without_a_conflict_it_doesnt_matter_who_merges(base, ours, theirs):
    one, other = merge(base, ours, theirs), merge(base, theirs, ours)
    assert {(found.place, found.kind.replace("we_", "they_")) for found in one.conflicts} == {
        (found.place, found.kind.replace("we_", "they_")) for found in other.conflicts
    }
    if not one.conflicts:
        assert dict(leaves(one.value)) == dict(leaves(other.value))


def with_edits(base, edits, keys):
    """`base`, of which the items with these keys are those of `edits`."""
    wanted = {item["id"]: item for item in edits["body"] if item["id"] in keys}
    kept = [item for item in base["body"] if item["id"] not in keys or item["id"] in wanted]
    body = [wanted.pop(item["id"], item) for item in kept]
    return base | {"body": [*body, *wanted.values()]}


@given(CONTENT, CONTENT, CONTENT)
def test_disjoint_edits_give_both(base, our_edits, their_edits):
    ours, theirs = with_edits(base, our_edits, "abcd"), with_edits(base, their_edits, "efgh")
    merged = merge(base, ours, theirs)
    assert not merged.conflicts
    both = with_edits(with_edits(base, our_edits, "abcd"), their_edits, "efgh")
    assert dict(leaves(merged.value)) == dict(leaves(both))


@given(CONTENT, CONTENT, CONTENT)
def test_choosing_theirs_everywhere_leaves_nothing_to_decide(base, ours, theirs):
    merged = merge(base, ours, theirs)
    places = frozenset(conflict.place for conflict in merged.conflicts)
    chosen = merge(base, ours, theirs, prefer_theirs=places)
    assert not chosen.conflicts
    for conflict in merged.conflicts:
        if conflict.kind is ConflictKind.BOTH_CHANGED:
            assert dict(leaves(chosen.value))[conflict.place] == conflict.theirs


@given(CONTENT, CONTENT)
def test_differences_are_none_for_the_same_and_some_for_others(before, after):
    assert list(differences(before, copy.deepcopy(before))) == []
    assert bool(list(differences(before, after))) == (not same(before, after))


@given(CONTENT, CONTENT)
def test_who_declines_nothing_has_theirs_and_who_declines_everything_nothing_new(base, theirs):
    assert same(declining(base, theirs, frozenset()), theirs)
    every = frozenset(one.place for one in differences(base, theirs))
    assert dict(leaves(declining(base, theirs, every))) == dict(leaves(base))
    if not any(one.kind is ChangeKind.ADDED for one in differences(base, theirs)):
        assert same(declining(base, theirs, every), base)


@given(CONTENT, CONTENT, CONTENT, st.data())
def test_a_change_that_is_declined_leaves_ours_and_takes_the_others(base, ours, theirs, data):
    taken = [one.place for one in merge(base, ours, theirs).taken]
    declined = frozenset(data.draw(st.sets(st.sampled_from(taken)) if taken else st.just(set())))
    merged = merge(base, ours, declining(base, theirs, declined)).value
    mine, full, now = (dict(leaves(one)) for one in (ours, merge(base, ours, theirs).value, merged))
    for place in mine.keys() | full.keys() | now.keys():
        is_declined = any(place[: len(one)] == one for one in declined if one != ("body",))
        wanted = mine if is_declined else full
        assert now.get(place, ABSENT) == wanted.get(place, ABSENT), place


@given(CONTENT, CONTENT)
def test_an_order_that_is_taken_alone_takes_nothing_else(before, after):
    found = reordered(before["body"], after["body"])
    old, new = ([one["id"] for one in side["body"]] for side in (before, after))
    assert sorted(one["id"] for one in found) == sorted(old)
    assert all(one in before["body"] for one in found)
    both = [key for key in new if key in old]
    assert [one["id"] for one in found if one["id"] in both] == both
