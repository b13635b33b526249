"""The rules of the positioning test, without a database: choosing, stopping, being right."""

from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.positioning import (
    CERTAIN_ABOVE,
    CERTAIN_BELOW,
    FEWEST_ITEMS,
    FEWEST_TO_MASTER,
    FEWEST_TO_STOP,
    HARDEST_JUMP,
    HIGHEST_MASTERY,
    MARGIN,
    MOST_ASKED,
    START,
    FirstAnswers,
    Item,
    Outcome,
    Sitting,
    Told,
    difficulties_of,
    is_long_enough,
    mastery_asked,
    posterior_of,
)
from courses.positioning.simulation import SCENARIOS, Scenario, simulate, table

PAGE = Path("docs/explanation/positioning.md")

GUESSES = st.sampled_from([0.0, 1 / 15, 0.2, 0.25, 1 / 3, 0.5])
HARD = st.floats(-1.5, 1.5).map(lambda one: round(one, 2))


@st.composite
def pools(draw):
    lessons = draw(st.integers(3, 8))
    size = draw(st.integers(FEWEST_ITEMS, 30))
    return tuple(
        Item(UUID(int=place % lessons), UUID(int=1000 + place), draw(HARD), draw(GUESSES))
        for place in range(size)
    )


SITTINGS = st.builds(Sitting, pools(), st.sampled_from([0.8, 0.85, 0.9]), st.integers(0, 2**48 - 1))
ANSWERS = st.lists(st.booleans(), min_size=MOST_ASKED, max_size=MOST_ASKED)


def sat(sitting, answers):
    """Return what was asked and answered until the test was over."""
    told, items = [], []
    for right in answers:
        item = sitting.next(told)
        if item is None:
            break
        items.append(item)
        told.append(Told(item.block, right))
    return items, told


@given(SITTINGS, ANSWERS)
@settings(max_examples=150)
def test_no_question_is_much_harder_than_the_last_and_none_is_after_a_wrong_answer(
    sitting, answers
):
    items, told = sat(sitting, answers)
    assert items[0].difficulty <= max(START, min(one.difficulty for one in sitting.pool))
    for before, after, answer in zip(items, items[1:], told, strict=False):
        assert after.difficulty <= before.difficulty + (HARDEST_JUMP if answer.right else 0)


@given(SITTINGS, ANSWERS)
@settings(max_examples=100)
def test_it_asks_each_question_once_and_ends_by_the_stated_number(sitting, answers):
    items, told = sat(sitting, answers)
    assert len({one.block for one in items}) == len(items) <= MOST_ASKED
    if len(items) == MOST_ASKED:
        assert sitting.next(told) is None


@given(SITTINGS, ANSWERS)
@settings(max_examples=100)
def test_it_ends_for_one_of_the_stated_reasons_and_for_no_other(sitting, answers):
    items, told = sat(sitting, answers)
    is_sure_above = sitting.outcome(told) is Outcome.MASTERED
    is_sure_below = (
        len(told) >= FEWEST_TO_STOP and sitting.probability(told, sitting.mastery) <= CERTAIN_BELOW
    )
    asked = {one.block for one in items}
    last, right = items[-1], told[-1].right
    nothing_fits = all(
        one.difficulty > last.difficulty + (HARDEST_JUMP if right else 0)
        for one in sitting.pool
        if one.block not in asked
    )
    is_over = sitting.next(told) is None
    assert is_over == (
        len(told) >= min(MOST_ASKED, len(sitting.pool))
        or is_sure_above
        or is_sure_below
        or nothing_fits
    )


@given(SITTINGS, ANSWERS)
@settings(max_examples=100)
def test_mastered_means_what_is_stated(sitting, answers):
    _items, told = sat(sitting, answers)
    if sitting.outcome(told) is Outcome.MASTERED:
        assert len(told) >= FEWEST_TO_MASTER
        assert sitting.expected_share(told) >= sitting.mastery
        assert sitting.probability(told, sitting.mastery - MARGIN) >= CERTAIN_ABOVE
        lessons = {one.block: one.lesson for one in sitting.pool}
        assert {lessons[one.block] for one in told} == set(lessons.values())


@given(SITTINGS, ANSWERS, st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_same_seed_asks_the_same_whatever_the_order_of_the_pool(sitting, answers, chance):
    mixed = list(sitting.pool)
    chance.shuffle(mixed)
    other = Sitting(tuple(mixed), sitting.mastery, sitting.seed)
    assert sat(sitting, answers)[0] == sat(other, answers)[0]


@given(SITTINGS, ANSWERS)
@settings(max_examples=60)
def test_lessons_take_turns_as_far_as_kindness_lets_them(sitting, answers):
    items, told = sat(sitting, answers)
    for place, item in enumerate(items[1:], 1):
        before, right = items[place - 1], told[place - 1].right
        asked = {one.block for one in items[:place]}
        fitting = [
            one
            for one in sitting.pool
            if one.block not in asked
            and one.difficulty <= before.difficulty + (HARDEST_JUMP if right else 0)
        ]

        def turns(lesson, upto=place):
            return sum(one.lesson == lesson for one in items[:upto])

        assert turns(item.lesson) == min(turns(one.lesson) for one in fitting)


@given(pools(), st.lists(st.booleans(), min_size=1, max_size=12))
@settings(max_examples=60)
def test_a_right_answer_never_lowers_what_is_thought_of_somebody(pool, answers):
    told = list(zip(pool, answers, strict=False))
    before = posterior_of(told[:-1])
    after = posterior_of(told)
    assert sum(after.weights) == pytest.approx(1)
    if answers[min(len(answers), len(pool)) - 1]:
        assert after.mean >= before.mean - 1e-9
    else:
        assert after.mean <= before.mean + 1e-9


def test_different_seeds_begin_with_different_questions():
    pool = tuple(Item(UUID(int=n % 3), UUID(int=100 + n), 0.0, 0.25) for n in range(12))
    first = {Sitting(pool, 0.8, seed).next([]).block for seed in range(200)}
    assert first == {item.block for item in pool}


# --- Difficulties ----------------------------------------------------------
def test_without_a_record_questions_of_a_kind_are_alike():
    blocks = [UUID(int=n) for n in range(6)]
    assert set(difficulties_of(dict.fromkeys(blocks, 0.25), {}).values()) == {0.0}


def test_what_fewer_people_answer_right_is_harder_and_few_answers_say_little():
    easy, hard = UUID(int=1), UUID(int=2)
    few = difficulties_of(
        {easy: 0.25, hard: 0.25}, {easy: FirstAnswers(5, 5), hard: FirstAnswers(5, 1)}
    )
    many = difficulties_of(
        {easy: 0.25, hard: 0.25}, {easy: FirstAnswers(500, 490), hard: FirstAnswers(500, 250)}
    )
    assert many[easy] < few[easy] < 0 < few[hard] < many[hard]


@given(
    st.dictionaries(
        st.integers(0, 40).map(lambda n: UUID(int=n)),
        st.tuples(GUESSES, st.integers(0, 300), st.floats(0, 1)),
        min_size=1,
    )
)
def test_difficulties_stay_on_their_scale(told):
    found = difficulties_of(
        {block: guess for block, (guess, _people, _share) in told.items()},
        {block: FirstAnswers(n, int(n * share)) for block, (_guess, n, share) in told.items()},
    )
    assert found.keys() == told.keys()
    assert all(-1.5 <= one <= 1.5 for one in found.values())


# --- Which courses ---------------------------------------------------------
def test_a_test_takes_twelve_questions_of_three_lessons():
    def questions(count, lessons):
        return [(UUID(int=n % lessons), UUID(int=n)) for n in range(count)]

    assert is_long_enough(questions(12, 3))
    assert not is_long_enough(questions(11, 3))
    assert not is_long_enough(questions(30, 2))


def test_nobody_is_spared_a_course_for_less_than_four_in_five():
    assert mastery_asked(0.5) == 0.8
    assert mastery_asked(0.9) == 0.9
    assert mastery_asked(HIGHEST_MASTERY + 0.01) is None


# --- How often it is wrong -------------------------------------------------
@pytest.mark.parametrize("items", [12, 14, 23, 34])
def test_few_who_dont_master_a_course_are_spared_it(items):
    told = simulate(Scenario(items=items, lessons=4 if items < 20 else 6), people=400, seed=7)
    assert told.wrongly_spared <= 0.1
    assert told.far_wrongly_spared <= 0.02
    assert told.found >= 0.5
    assert told.mean_length <= 9
    assert told.longest <= MOST_ASKED
    assert told.hardest_jump <= HARDEST_JUMP


@pytest.mark.parametrize(
    "scenario", [Scenario(known=0.0), Scenario(slope=0.7), Scenario(slope=1.5)], ids=str
)
def test_it_holds_where_the_model_is_wrong_about_people_or_questions(scenario):
    told = simulate(scenario, people=400, seed=7)
    assert told.wrongly_spared <= 0.1
    assert told.far_wrongly_spared <= 0.03


def test_a_simulation_is_the_same_with_the_same_seed():
    assert simulate(Scenario(), people=20, seed=3) == simulate(Scenario(), people=20, seed=3)


def test_the_documentation_has_what_the_simulation_finds():
    page = PAGE.read_text(encoding="utf-8")
    # One row whole: rules that changed have changed it. The others take too long for every run.
    row = table(people=1000, seed=7, scenarios=SCENARIOS[:1])
    assert row in page
    for name, _scenario in SCENARIOS:
        assert f"| {name} |" in page


def test_the_command_brings_the_table_of_a_page_up_to_date(tmp_path):
    page, told = tmp_path / "page.md", StringIO()
    page.write_text(PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    call_command("simulate_positioning", people=10, write=page, stdout=told)
    before, after = (one.read_text(encoding="utf-8").splitlines() for one in (PAGE, page))
    assert told.getvalue() in page.read_text(encoding="utf-8")
    assert len(before) == len(after)
    changed = [one for one, other in zip(before, after, strict=True) if one != other]
    assert changed
    assert {one.split(" | ")[0].removeprefix("| ") for one in changed} <= dict(SCENARIOS).keys()
    page.write_text("# Another page\n", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("simulate_positioning", people=1, write=page, stdout=StringIO())
