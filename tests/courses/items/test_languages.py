"""French and English are compared among people who know as much, by what doesn't differ."""

from math import exp
from random import Random

import pytest

from courses.items.languages import compare
from courses.items.measures import Table, difference

OF = 10


def reads(seed, harder, *, people=600, apart=0.0, asked=OF):
    """Return what people read and answered, by question: the first ones are `harder` in English, so
    many units of what people know (in English they know `apart` less); each answers `asked`."""
    random = Random(seed)
    hard = [random.uniform(-1, 1) for _question in range(OF)]
    found = {("lesson", str(place)): {} for place in range(OF)}
    for person in range(people):
        language = ("fr", "en")[person % 2]
        knows = random.gauss(0, 1) - (apart if language == "en" else 0)
        for place in sorted(random.sample(range(OF), asked)):
            far = 1.3 * (knows - hard[place])
            if language == "en" and place < len(harder):
                far -= harder[place]
            is_right = random.random() < 1 / (1 + exp(-far))
            found["lesson", str(place)][person] = (language, is_right)
    return found


def large(found):
    return {int(key[1]) for key, one in found.differences.items() if one.size == "C"}


def unpurified(given):
    """Match by all questions, as it was done: what the simulations have to show is not to be."""
    right = {}
    for answers in given.values():
        for person, (_language, is_right) in answers.items():
            right[person] = right.get(person, 0) + is_right
    found = {}
    for key, answers in given.items():
        tables = {}
        for person, (language, is_right) in answers.items():
            table = tables.setdefault(right[person], {})
            table[language, is_right] = table.get((language, is_right), 0) + 1
        found[key] = difference(
            Table(
                one.get(("fr", True), 0),
                one.get(("fr", False), 0),
                one.get(("en", True), 0),
                one.get(("en", False), 0),
            )
            for one in tables.values()
        )
    return found


@pytest.mark.parametrize("apart", [0.0, 0.8], ids=["who know as much", "who know less"])
def test_where_many_differ_they_are_found_and_the_sound_ones_are_not_accused(apart):
    """Four of ten are harder in English, whether or not its readers know less."""
    found, accused, of_before, far = 0, 0, 0, 0.0
    for seed in range(12):
        given = reads(seed, [1.5] * 4, apart=apart)
        compared = compare(given, given.keys())
        assert compared.is_sure
        found += len(large(compared) & set(range(4)))
        accused += len(large(compared) - set(range(4)))
        far += sum(compared.differences["lesson", str(place)].delta for place in range(4, OF))
        before = unpurified(given)
        of_before += sum(before["lesson", str(place)].size != "A" for place in range(4, OF))
    assert found >= 0.9 * 12 * 4
    assert accused <= 0.05 * 12 * 6
    assert abs(far / (12 * 6)) < 0.15
    # Matched by all ten, a third of the sound ones seemed harder in French.
    assert of_before > 12 * 6 / 3


def test_a_sound_course_is_left_alone_even_if_one_language_knows_less():
    for seed in range(12):
        given = reads(seed, [], apart=1.0)
        compared = compare(given, given.keys())
        assert compared.is_sure
        assert not large(compared)


def test_among_drawn_questions_too():
    found = accused = 0
    for seed in range(12):
        given = reads(seed, [2.0] * 3, people=1_000, asked=6)
        compared = compare(given, given.keys())
        found += len(large(compared) & {0, 1, 2})
        accused += len(large(compared) - {0, 1, 2})
    assert found >= 0.9 * 12 * 3
    assert accused <= 0.05 * 12 * 7


def test_where_not_even_half_is_alike_nothing_is_sure():
    """Four are much harder in English and four in French, each by another amount."""
    harder = [2.5, -2.5, 4.0, -4.0, 1.5, -1.5, 3.2, -3.2]
    for seed in range(6):
        given = reads(seed, harder, people=1_000)
        assert not compare(given, given.keys()).is_sure


def test_a_question_outside_of_what_people_are_matched_by_counts_among_its_own_match():
    """By hand: matched by the first question and its own, the second has the strata 0, 1 and 2; all
    are alike in the first and in the last, and in the middle 30·40 / (10·20) = 6."""
    first, second = {}, {}
    person = 0
    for language, right_first, right_second, count in (
        ("fr", False, True, 30),
        ("fr", True, False, 10),
        ("en", False, True, 20),
        ("en", True, False, 40),
        ("fr", False, False, 60),
        ("en", False, False, 40),
        ("fr", True, True, 5),
        ("en", True, True, 5),
    ):
        for _time in range(count):
            first[person] = (language, right_first)
            second[person] = (language, right_second)
            person += 1
    found = compare({("l", "a"): first, ("l", "b"): second}, [("l", "a")])
    by_hand = difference([Table(30, 10, 20, 40)])
    assert found.differences["l", "b"] == by_hand


def test_fewer_than_a_hundred_of_a_language_are_not_compared():
    given = reads(1, [3.0], people=199)
    assert compare(given, given.keys()).differences == {}
