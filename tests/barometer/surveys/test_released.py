"""What is published of the answers to a question, and what nobody can work out of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometer.protection.bands import bands
from barometer.surveys.released import BATCH, Said, batched, measured, release
from barometer.surveys.shift import FEWEST_PAIRS, NARROWEST, shift_of

BEFORE, AFTER = "before", "after"
OPTIONS = ("1", "2", "3")


def one(number, place=1, *, before="1", after=None):
    chosen = {
        moment: frozenset([option])
        for moment, option in ((BEFORE, before), (AFTER, after))
        if option is not None
    }
    return Said(place, (number,), chosen)


def some(count, place=1, *, start=0, **said):
    return [one(start + number, place, **said) for number in range(count)]


def shown(released):
    """All that leaves of a question, as somebody could compare it."""
    if released is None:
        return None
    return [
        (part.places, dict(part.people), {key: dict(own) for key, own in part.figures.items()})
        for part in (released.whole, *released.groups)
    ]


@pytest.mark.parametrize("count", [0, 1, 9])
def test_nothing_is_said_of_fewer_than_ten(count):
    assert release(some(count), OPTIONS, [BEFORE]) is None


def test_ten_people_are_said_in_bands():
    found = release(some(7) + some(3, start=7, before="2"), OPTIONS, [BEFORE])
    figures = found.whole.figures[BEFORE]
    assert (figures["1"].low, figures["1"].high) == (3, 7)
    assert (figures["2"].low, figures["2"].high) == (3, 7)
    assert (figures["3"].low, figures["3"].high) == (0, 2)


def test_a_small_organism_is_never_the_total_minus_the_others():
    found = release(some(20) + some(3, 2, start=20), OPTIONS, [BEFORE])
    assert [part.places for part in found.groups] == [(1, 2)]
    assert found.is_merged
    found = release(some(20) + some(6, 2, start=20) + some(5, 3, start=30), OPTIONS, [BEFORE])
    assert [part.places for part in found.groups] == [(1,), (2, 3)]


def test_a_smallest_group_that_is_set_larger_counts_and_a_smaller_one_does_not():
    assert release(some(19), OPTIONS, [BEFORE], smallest=20) is None
    assert release(some(9), OPTIONS, [BEFORE], smallest=2) is None


def test_the_total_is_the_sum_of_the_groups():
    found = release(some(12) + some(23, 2, start=12, before="2"), OPTIONS, [BEFORE])
    for option in OPTIONS:
        total = found.whole.figures[BEFORE][option]
        parts = [part.figures[BEFORE][option] for part in found.groups]
        assert (total.low, total.high, total.people) == (
            sum(each.low for each in parts),
            sum(each.high for each in parts),
            sum(each.people for each in parts),
        )


def test_pairs_are_shown_alone_once_there_are_ten():
    once = some(40)
    found = release(once + some(9, start=40, after="3"), OPTIONS, [BEFORE, AFTER])
    assert (found.is_paired, dict(found.whole.people)) == (False, {BEFORE: 45})
    found = release(once + some(10, start=40, after="3"), OPTIONS, [BEFORE, AFTER])
    assert (found.is_paired, dict(found.whole.people)) == (True, {BEFORE: 10, AFTER: 10})


@given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from(OPTIONS)), min_size=10, max_size=60))
def test_one_more_answer_changes_five_people_or_none(rows):
    said = [one(number, place, before=option) for number, (place, option) in enumerate(rows)]
    for part in release(said, OPTIONS, [BEFORE]).groups:
        assert part.people[BEFORE] % BATCH == 0
        assert part.people[BEFORE] >= 10
    alone = [each for each in said if each.place == said[0].place]
    before = batched(alone)
    after = batched([*alone, one(99, alone[0].place)])
    assert before == after[: len(before)]
    assert len(after) - len(before) in (0, BATCH)


@given(st.lists(st.tuples(st.integers(1, 5), st.sampled_from(OPTIONS)), min_size=10, max_size=60))
def test_every_person_could_have_said_otherwise(rows):
    """Whoever is counted could have chosen another option and the page be the same, or nearly: no
    figure is narrower than three numbers, and none says nobody or everybody."""
    said = [one(number, place, before=option) for number, (place, option) in enumerate(rows)]
    for part in release(said, OPTIONS, [BEFORE]).groups:
        people = part.people[BEFORE]
        for figure in part.figures[BEFORE].values():
            assert figure.high - figure.low >= 2
            assert (int(figure.low), int(figure.high)) in bands(people)


@given(st.lists(st.integers(1, 4), min_size=20, max_size=90))
def test_two_means_differ_by_twenty_people_or_by_none(places):
    """Whoever comes to look each day learns the mean of twenty more people, and of no fewer."""
    said = [one(number, place, after="3") for number, place in enumerate(places)]

    def meant(people):
        found = release(people, OPTIONS, [BEFORE, AFTER])
        return measured(found.groups, BEFORE, FEWEST_PAIRS) if found else ()

    before = meant(said[:-1])
    after = meant(said)
    assert len(after) % FEWEST_PAIRS == 0
    assert len(after) - len(before) in (0, FEWEST_PAIRS) or len(after) < len(before)


def test_five_more_people_are_no_mean():
    groups = release(some(20, after="2"), OPTIONS, [BEFORE, AFTER]).groups
    first = measured(groups, BEFORE, FEWEST_PAIRS)
    more = some(20, after="2") + some(15, 2, start=20, after="3")
    assert measured(release(more, OPTIONS, [BEFORE, AFTER]).groups, BEFORE, FEWEST_PAIRS) == first
    more += some(5, start=35, after="3")
    later = measured(release(more, OPTIONS, [BEFORE, AFTER]).groups, BEFORE, FEWEST_PAIRS)
    assert later[:20] == first
    assert len(later) == 40


def test_the_order_in_which_answers_are_read_changes_nothing():
    said = some(23) + some(14, 2, start=23, before="2") + some(4, None, start=60)
    assert shown(release(said, OPTIONS, [BEFORE])) == shown(release(said[::-1], OPTIONS, [BEFORE]))


def test_the_shift_is_that_of_each_person():
    before = [2] * 15 + [4] * 5
    after = [3] * 15 + [4] * 5
    found = shift_of(before, after)
    # Paired t: mean 0.75, standard deviation 0.4443, half width 2.093 × 0.0993 = 0.208.
    assert (found.pairs, found.before, found.after, found.mean) == (20, 2.5, 3.2, 0.8)
    assert (found.low, found.high) == (0.5, 1.0)
    assert found.is_clear


def test_no_interval_tells_that_everybody_moved_alike():
    found = shift_of([2] * 20, [3] * 20)
    assert (found.low, found.high) == (1 - NARROWEST, 1 + NARROWEST)


def test_chance_is_told_from_a_shift():
    found = shift_of([1, 5] * 10, [5, 1] * 10)
    assert (found.mean, found.is_clear) == (0, False)


def test_no_mean_is_said_of_fewer_than_twenty():
    assert shift_of([1] * 19, [2] * 19) is None


def test_pairs_are_pairs():
    with pytest.raises(ValueError, match="before and one after"):
        shift_of([1], [])
