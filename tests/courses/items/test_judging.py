"""What is said of a question, how often it is wrong, and what isn't shown."""

from datetime import UTC, datetime
from math import exp
from random import Random

import pytest

from courses.items.judging import AskedQuestion, FirstAnswer, analyse
from courses.items.looking import doubtful, looked

SMALLEST = 10
AT = datetime(2026, 3, 2, tzinfo=UTC)


def asked(number, chance=0.25, **more):
    return AskedQuestion(("lesson", str(number)), chance, **more)


def answer(person, number, is_right, response=(), language="fr"):
    key = ("lesson", str(number))
    return FirstAnswer(person, key, float(is_right), is_right, tuple(response), language, AT)


def only(questions, answers):
    return analyse(questions, answers, smallest=SMALLEST).questions[0]


def simulated(seed, *, people=400, questions=10, planted=""):
    """Return who answers by a logistic law of what they know; `planted` spoils question 0.

    `backwards`: who knows more is more often wrong. `below`: nearly nobody finds it. `languages`:
    it is much harder in English than in French for people who know as much.
    """
    random = Random(seed)
    hard = [random.uniform(-1.5, 1) for _question in range(questions)]
    answers = []
    for person in range(people):
        knows, language = random.gauss(0, 1), ("fr", "en")[person % 2]
        for number in range(questions):
            far = 1.2 * (knows - hard[number])
            if number == 0 and planted == "backwards":
                far = -1.2 * knows
            elif number == 0 and planted == "below":
                far = 0.5 * knows - 3
            elif number == 0 and planted == "languages":
                far = 1.2 * knows - (1.8 if language == "en" else 0)
            right = random.random() < 1 / (1 + exp(-far))
            answers.append(answer(person, number, right, language=language))
    return [asked(number) for number in range(questions)], answers


def flags(questions, answers):
    """Return what one look at the answers makes doubtful, by question."""
    found = analyse(questions, answers, smallest=SMALLEST).questions
    looks = {
        one.key: looked(None, one.chances, answers=one.answers, at=AT)
        for one in found
        if one.is_judged
    }
    return {int(key[1]): why for key, why in doubtful(looks).items()}


@pytest.mark.parametrize(
    ("planted", "flag"),
    [("backwards", "backwards"), ("below", "below_chance"), ("languages", "languages")],
)
def test_a_planted_fault_is_found(planted, flag):
    found = 0
    for seed in range(10):
        why = flags(*simulated(seed, planted=planted))
        assert why.keys() <= {0}
        found += flag in why.get(0, ())
    assert found >= 9


def test_few_answers_say_nothing_and_some_are_not_judged():
    nine = only([asked(0)], [answer(person, 0, False) for person in range(9)])
    assert (nine.answers, nine.right, nine.extreme) == (0, None, "")
    some = only([asked(0, 0.9)], [answer(person, 0, person % 2 == 0) for person in range(99)])
    assert some.right.value == pytest.approx(50 / 99)
    assert (some.answers, some.is_judged, some.chances) == (95, False, {})
    enough = [answer(person, 0, person % 2 == 0) for person in range(100)]
    assert flags([asked(0, 0.9)], enough) == {0: ("below_chance",)}


def test_only_the_first_answer_counts():
    answers = [answer(person, 0, False) for person in range(20)]
    answers += [answer(person, 0, True) for person in range(20)]
    assert only([asked(0)], answers).extreme == "low"


def test_languages_are_compared_from_a_hundred_people_each_on():
    questions, answers = simulated(3, people=198, planted="languages")
    assert only(questions, answers).languages is None
    questions, answers = simulated(3, people=200, planted="languages")
    assert only(questions, answers).languages.delta < 0


@pytest.mark.parametrize(
    ("wrong", "away", "is_shown"), [(9, 0, False), (10, 0, True), (12, 3, False)]
)
def test_a_difference_is_shown_where_groups_of_each_language_are_right_and_wrong(
    wrong, away, is_shown
):
    """Few of those who are compared are wrong in French: its size would let one find how many.
    Whoever is `away` hasn't answered the other question, and isn't compared."""
    answers = [answer(who, 0, who >= wrong) for who in range(120)]
    answers += [answer(who, 0, who % 2 == 0, language="en") for who in range(120, 240)]
    answers += [answer(who, 1, who % 3 == 0) for who in range(away, 240)]
    found = only([asked(0), asked(1)], answers)
    assert found.languages is not None
    assert found.shows_difference is is_shown


def test_a_question_that_was_added_lately_leaves_nobody_else_out():
    questions, answers = simulated(5, people=100, questions=4)
    late = [one for one in answers if one.key != ("lesson", "3") or one.person < 30]
    found = analyse(questions, late, smallest=SMALLEST)
    assert (found.people, found.asked) == (100, 3)
    assert found.questions[3].discrimination is not None


OPTIONS = (("a", True), ("b", False), ("c", False), ("d", False))


def shares(*counts, options=OPTIONS, **more):
    """Return what is shown of a question of which so many chose each option."""
    chosen = [option for (option, _right), of in zip(options, counts, strict=True)
              for _time in range(of)]  # fmt: skip
    answers = [answer(who, 0, one == "a", [one]) for who, one in enumerate(chosen)]
    return only([asked(0, options=options, **more)], answers)


def test_shares_of_options_and_what_they_make_one_ask():
    found = shares(40, 90, 70, 0)
    assert [one.share for one in found.options] == [0.2, 0.45, 0.35, 0]
    assert found.remarks == ("popular", "unused")
    assert shares(90, 70, 40, 20).remarks == ()


def test_what_few_chose_is_not_found_by_taking_the_others_away():
    # 3 alone would be what is left: the next is hidden with it.
    assert [one.share for one in shares(100, 50, 47, 3).options] == [0.5, 0.25, None, None]
    # Those two are 11 together, each below the smallest group.
    assert [one.share for one in shares(100, 89, 6, 5).options] == [0.5, 0.445, None, None]
    # Four people are wrong: neither they nor the others are told.
    found = shares(196, 4, 0, 0)
    assert [one.share for one in found.options] == [None, None, 0, 0]
    assert (found.right, found.extreme) == (None, "high")


def test_who_did_not_choose_an_option_among_several_is_a_group_too():
    answers = [answer(who, 0, True, ["a"] if who % 2 else ["a", "b"]) for who in range(40)]
    answers += [answer(40, 0, False, ["b"])]
    question = asked(0, options=OPTIONS[:2], takes_many=True)
    assert [one.share for one in only([question], answers).options] == [None, 21 / 41]


def test_options_that_are_gone_count_for_none_and_hide_as_well():
    answers = [answer(who, 0, True, ["a"]) for who in range(50)]
    answers += [answer(who + 50, 0, False, ["b"]) for who in range(47)]
    answers += [answer(who + 97, 0, False, ["gone"]) for who in range(3)]
    found = only([asked(0, options=OPTIONS[:2])], answers)
    assert [one.share for one in found.options] == [0.5, None]
