"""What is likely to be remembered, and what to ask again. Pure."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest
from fsrs import Scheduler
from hypothesis import given
from hypothesis import strategies as st

from courses.memory import KNOWN, REST, Asked, Recall, picks, recall, week_of

PASSED = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
MONDAY = datetime(2026, 6, 1, tzinfo=UTC)
PERSON = UUID(int=7)


def question(number=1, *, recalls=None, lesson=1, passed_at=PASSED):
    place = (UUID(int=1), UUID(int=2), UUID(int=100 + lesson), UUID(int=1_000 + number))
    return Asked(*place, passed_at, recalls or (Recall(PASSED, right=True, again=False),))


def learned(*marks):
    return tuple(
        Recall(PASSED + timedelta(minutes=number), mark, again=False)
        for number, mark in enumerate(marks)
    )


def again(days, *, right):
    return Recall(PASSED + timedelta(days=days), right)


def days(count):
    return PASSED + timedelta(days=count)


def test_the_chance_follows_the_published_curve():
    # FSRS-6: R(t) = (1 + F t/S)^-w20, F = 0.9^(-1/w20) - 1; S after a first "good" is w2.
    weights = Scheduler().parameters
    factor = 0.9 ** (-1 / weights[20]) - 1
    expected = (1 + factor * 30 / weights[2]) ** -weights[20]
    assert recall(question(), days(30)) == pytest.approx(expected)


def test_it_fades_and_comes_back():
    one = question()
    assert recall(one, days(0)) > recall(one, days(10)) > recall(one, days(100)) > 0
    kept = question(recalls=(*one.recalls, again(30, right=True)))
    lost = question(recalls=(*one.recalls, again(30, right=False)))
    assert recall(kept, days(60)) > recall(one, days(60))
    assert recall(kept, days(60)) > recall(lost, days(60))


def test_what_took_several_answers_fades_sooner():
    slow = question(recalls=learned(False, False, True))
    assert recall(slow, days(20)) < recall(question(), days(20))


def test_what_is_never_answered_or_lies_ahead_is_not_known():
    assert recall(question(recalls=(again(40, right=True),)), days(10)) == 0
    with_later = question(recalls=(*question().recalls, again(40, right=False)))
    assert recall(with_later, days(10)) == recall(question(), days(10))


@given(
    st.lists(st.tuples(st.integers(1, 300), st.booleans()), max_size=4, unique_by=lambda x: x[0])
)
def test_the_order_in_which_moments_are_told_changes_nothing(moments):
    told = [*learned(False, True), *(again(day, right=right) for day, right in moments)]
    found = {recall(question(recalls=tuple(some)), days(400)) for some in permutations(told)}
    assert len(found) == 1
    assert 0 < found.pop() <= 1


def test_a_week_begins_on_monday_at_midnight():
    assert week_of(datetime(2026, 6, 7, 23, 59, tzinfo=UTC)) == MONDAY
    assert week_of(MONDAY) == MONDAY


def test_one_is_drawn_and_the_others_are_the_nearest_to_be_forgotten():
    fresh = [
        question(number, lesson=number, recalls=(*learned(True), again(80, right=True)))
        for number in range(1, 20)
    ]
    old = [question(number, lesson=number) for number in (30, 31)]
    chosen = picks([*fresh, *old], week=MONDAY, person=PERSON, number=3)
    assert [one.at_random for one in chosen] == [True, False, False]
    expected = sorted((one for one in old if one is not chosen[0].question), key=lambda x: x.block)
    assert [one.question for one in chosen[1:]] == expected[:2]
    assert all(recall(one.question, MONDAY) < KNOWN for one in chosen[1:])


def test_what_is_well_known_is_not_asked_but_for_the_draw():
    known = (*learned(True), *(again(day, right=True) for day in (10, 40, 85)))
    fresh = [question(number, recalls=known) for number in range(10)]
    assert [one.at_random for one in picks(fresh, week=MONDAY, person=PERSON, number=3)] == [True]


def test_questions_of_one_week_come_from_different_lessons_where_they_can():
    many = [question(number, lesson=number % 4) for number in range(12)]
    chosen = picks(many, week=MONDAY, person=PERSON, number=3)
    assert len({one.question.lesson for one in chosen}) == 3
    alone = [question(number, lesson=1) for number in range(5)]
    assert len(picks(alone, week=MONDAY, person=PERSON, number=3)) == 3


def test_the_same_week_asks_the_same_and_another_week_draws_anew():
    many = [question(number, lesson=number) for number in range(50)]
    now = picks(many, week=MONDAY, person=PERSON, number=3)
    assert picks(reversed(many), week=MONDAY, person=PERSON, number=3) == now
    draws = {
        picks(many, week=MONDAY + timedelta(weeks=week), person=PERSON, number=1)[0].question.block
        for week in range(30)
    }
    assert len(draws) > 15
    others = {
        picks(many, week=MONDAY, person=UUID(int=person), number=1)[0].question.block
        for person in range(30)
    }
    assert len(others) > 15


def test_answering_during_the_week_changes_nothing_of_it():
    many = [question(number, lesson=number) for number in range(20)]
    before = [one.question.block for one in picks(many, week=MONDAY, person=PERSON, number=3)]
    answered = [
        question(number, lesson=number, recalls=(*learned(True), Recall(MONDAY, right=False)))
        for number in range(20)
    ]
    late = [
        Asked(
            one.path, one.course, one.lesson, one.block, one.passed_at,
            (*learned(True), Recall(MONDAY + timedelta(hours=3), right=False)),
        )
        for one in answered
    ]  # fmt: skip
    after = [one.question.block for one in picks(late, week=MONDAY, person=PERSON, number=3)]
    assert after == before


def test_what_was_just_passed_rests_and_none_is_none():
    one = question(passed_at=MONDAY - REST + timedelta(seconds=1))
    assert picks([one], week=MONDAY, person=PERSON, number=3) == ()
    rested = question(passed_at=MONDAY - REST)
    assert len(picks([rested], week=MONDAY, person=PERSON, number=3)) == 1
    assert picks([rested], week=MONDAY, person=PERSON, number=0) == ()
