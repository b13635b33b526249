"""What a test draws from a bank, whatever the bank holds."""

from collections import Counter
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.drawing import Candidate, Draw, TooFew, draw, mixed_options, plain_tag

TAGS = ("links", "passwords", "pay")
pools = st.lists(st.frozensets(st.sampled_from(TAGS), max_size=3), max_size=7).map(
    lambda tags: [Candidate(UUID(int=place), one) for place, one in enumerate(tags, 1)]
)
wishes = st.lists(
    st.builds(Draw, st.sampled_from(("", *TAGS)), st.integers(1, 2)), min_size=1, max_size=3
)
seeds = st.integers(0, 2**62 - 1)


def can_be_filled(pool, draws):
    """Tell, by trying every order, whether some choice of questions fills the draw."""
    places = [one.tag for one in draws for _ in range(one.count)]
    if len(places) > len(pool):
        return False
    return any(
        all(not tag or tag in one.tags for tag, one in zip(places, some, strict=False))
        for some in permutations(pool, len(places))
    )


@given(pools, wishes, seeds)
def test_a_draw_is_found_whenever_there_is_one_and_no_question_comes_twice(pool, draws, seed):
    if not can_be_filled(pool, draws):
        with pytest.raises(TooFew):
            draw(pool, draws, seed=seed)
        return
    keys = draw(pool, draws, seed=seed)
    assert len(keys) == len(set(keys)) == sum(one.count for one in draws)
    chosen = [one for one in pool if one.key in keys]
    assert can_be_filled(chosen, draws)


@given(pools, wishes, seeds, st.randoms())
def test_the_order_in_which_a_bank_is_read_changes_no_draw(pool, draws, seed, random):
    other = list(pool)
    random.shuffle(other)
    if can_be_filled(pool, draws):
        assert draw(pool, draws, seed=seed) == draw(other, draws, seed=seed)


@given(st.integers(2, 6), st.integers(1, 3), seeds)
def test_the_next_attempt_asks_what_was_not_asked_as_far_as_the_bank_goes(size, count, seed):
    count = min(count, size)
    pool = [Candidate(UUID(int=place), frozenset({"pay"})) for place in range(size)]
    asked = Counter()
    for number in range(4):
        keys = draw(
            [Candidate(one.key, one.tags, asked[one.key]) for one in pool],
            [Draw("pay", count)],
            seed=seed + number,
        )
        asked.update(keys)
        # Nobody meets a question twice more often than another that was there to be asked.
        assert max(asked[one.key] for one in pool) - min(asked[one.key] for one in pool) <= 1


def test_each_question_is_as_likely_as_another():
    pool = [Candidate(UUID(int=place), frozenset({"pay"})) for place in range(5)]
    times = Counter()
    for seed in range(2000):
        times.update(draw(pool, [Draw("pay", 2)], seed=seed))
    # 800 expected; five standard deviations are 110.
    assert all(690 < times[one.key] < 910 for one in pool)


def test_a_question_with_two_tags_leaves_its_place_to_the_one_that_has_no_other():
    both = Candidate(UUID(int=1), frozenset({"links", "pay"}))
    one = Candidate(UUID(int=2), frozenset({"links"}))
    for seed in range(20):
        assert set(draw([both, one], [Draw("links", 1), Draw("pay", 1)], seed=seed)) == {
            both.key,
            one.key,
        }


def test_tags_are_compared_without_capitals_and_what_lacks_is_named():
    pool = [Candidate(UUID(int=1), frozenset({plain_tag("  Mots  de Passe ")}))]
    assert draw(pool, [Draw("mots de passe", 1)], seed=1) == (UUID(int=1),)
    with pytest.raises(TooFew) as lack:
        draw(pool, [Draw("Mots de passe", 3)], seed=1)
    assert (lack.value.tag, lack.value.missing) == ("mots de passe", 2)


def test_options_are_mixed_by_attempt_and_the_same_each_time():
    options, question = "abcdefgh", UUID(int=9)
    orders = {mixed_options(options, seed=seed, question=question) for seed in range(30)}
    assert len(orders) > 20
    assert {frozenset(order) for order in orders} == {frozenset(options)}
    again = mixed_options(options, seed=3, question=question)
    assert again == mixed_options(options, seed=3, question=question)
