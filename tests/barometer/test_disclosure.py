"""No figure about fewer people than the smallest group, and none to be found by subtraction."""

from hypothesis import given
from hypothesis import strategies as st

from barometer.disclosure import partition

PEOPLE = st.dictionaries(st.integers(0, 40), st.integers(0, 60), max_size=15)


def test_large_places_stand_alone_and_small_ones_are_merged():
    parts = partition({"a": 40, "b": 4, "c": 25, "d": 7}, 10)
    assert parts.groups == (("a",), ("b", "d"), ("c",))
    assert parts.hidden == ()


def test_a_small_place_alone_joins_the_smallest_large_one():
    parts = partition({"a": 40, "b": 4, "c": 25}, 10)
    assert parts.groups == (("a",), ("b", "c"))


def test_too_few_people_in_all_show_nothing():
    parts = partition({"a": 4, "b": 5}, 10)
    assert parts.groups == ()
    assert set(parts.hidden) == {"a", "b"}


@given(PEOPLE, st.integers(2, 20))
def test_every_group_is_large_enough_and_nobody_is_left_out(people, smallest):
    parts = partition(people, smallest)
    for group in parts.groups:
        assert sum(people[place] for place in group) >= smallest
    shown = [place for group in parts.groups for place in group]
    assert sorted([*shown, *parts.hidden]) == sorted(people)
    # Nothing is hidden beside something that is shown: the total minus the groups tells nothing.
    assert not (parts.groups and parts.hidden)


@given(PEOPLE, st.integers(2, 20))
def test_places_that_are_large_enough_are_never_hidden(people, smallest):
    parts = partition(people, smallest)
    for place, count in people.items():
        if count >= smallest:
            assert place in parts.group_of
