"""When questions are looked at, and how often sound ones are found doubtful in a year of nights."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from courses.items.looking import RATE, Evidence, Look, doubtful, is_due, looked
from courses.items.measures import chance_of_guessing
from tests.courses.items.years import NIGHTS, guessed, logistic, nights_of_looks, year

AT = datetime(2026, 3, 2, tzinfo=UTC)
DAY = timedelta(days=1)


def moments(before, since):
    return [AT - DAY] * before + [AT + DAY] * since


def test_a_question_is_looked_at_again_once_as_many_have_answered_since():
    assert not is_due(None, moments(99, 0))
    assert is_due(None, moments(100, 0))
    last = looked(None, {}, answers=100, at=AT)
    assert not is_due(last, moments(100, 99))
    assert is_due(last, moments(100, 100))
    # Of those that are read, none may have been there before: they can't become more.
    assert not is_due(Look(AT, 990), moments(10, 980))
    assert is_due(Look(AT, 990), moments(0, 980))
    # What is looked at twice in one night is looked at once.
    assert not is_due(looked(last, {}, answers=200, at=AT + DAY), moments(100, 100))


def test_the_looks_share_the_rate_and_a_reason_that_is_not_judged_spends_nothing():
    look, spent = None, 0.0
    for number in range(1, 200):
        look = looked(look, {"backwards": 1e-9}, answers=100, at=AT)
        assert look.evidence["backwards"].looks == number
        # The chance at which this look alone would find it, were it alone.
        spent += RATE / (3 * number * (number + 1))
    assert spent < RATE / 3
    assert look.evidence["backwards"].chance == pytest.approx(6e-9)
    assert "languages" not in look.evidence
    first = looked(look, {"languages": 0.5}, answers=100, at=AT)
    assert first.evidence["languages"] == Evidence(1, 1.0)


def of(*chances):
    return {
        place: Look(AT, 100, {"backwards": Evidence(1, chance), "below_chance": Evidence(1, 1.0)})
        for place, chance in enumerate(chances)
    }


def test_questions_share_the_rate_as_benjamini_and_hochberg_do():
    """Of four: 0.0125, 0.025, 0.0375, 0.05. The third brings the second along."""
    assert doubtful(of(0.03, 0.9, 0.9, 0.9)) == {}
    assert doubtful(of(0.012, 0.9, 0.9, 0.9)) == {0: ("backwards",)}
    assert doubtful(of(0.012, 0.03, 0.037, 0.9)).keys() == {0, 1, 2}
    assert doubtful(of(0.05)).keys() == {0}
    assert doubtful({}) == {}


def test_once_found_a_question_is_found_whatever_looks_say_later():
    look = looked(None, {"backwards": 1e-6}, answers=100, at=AT)
    look = looked(look, {"backwards": 0.9}, answers=200, at=AT)
    assert doubtful({"one": look}) == {"one": ("backwards",)}


def test_every_night_would_find_far_too_many():
    """What this is for: questions that as many find as would blindly, each night at 2.5 %."""
    looks, a_night, times = nights_of_looks(4), 4, 300
    assert len(looks) == 4
    nightly = ours = 0
    for seed in range(times):
        random = Random(seed)
        right = [random.random() < 0.25 for _answer in range(NIGHTS * a_night)]
        chances = {
            night: chance_of_guessing(sum(window), len(window), 0.25)
            for night in range(25, NIGHTS + 1, 3)
            if (window := right[max(0, night * a_night - 1000) : night * a_night])
        }
        nightly += any(chance < 0.025 for chance in chances.values())
        look = None
        for night in looks:
            window = right[max(0, night * a_night - 1000) : night * a_night]
            said = {"below_chance": chance_of_guessing(sum(window), len(window), 0.25)}
            look = looked(look, said, answers=len(window), at=AT)
        ours += bool(doubtful({seed: look}))
    assert nightly > times * 0.12
    assert ours <= times * RATE / 3


def test_a_course_of_sound_questions_has_a_doubtful_one_in_a_year_no_more_often_than_is_said():
    """Four questions on the edge of every reason; `tests.bench.false_alarms` draws more of them."""
    looks = nights_of_looks(4)
    found = sum(bool(year(Random(seed), [guessed] * 4, looks, 4)) for seed in range(60))
    assert found <= 60 * RATE


@pytest.mark.parametrize(
    "spoiled",
    [
        logistic(0, steep=-1.2),
        logistic(6, steep=0.5),
        logistic(0, harder_in_english=2.5),
    ],
    ids=["backwards", "below chance", "languages"],
)
def test_a_really_bad_question_is_found_soon_among_sound_ones(spoiled):
    sound = [logistic(hard / 3) for hard in range(-4, 4)]
    looks = [night for night in nights_of_looks(10) if night <= 80]
    found = [year(Random(seed), [spoiled, *sound], looks, 10) for seed in range(10)]
    assert sum(0 in one and one[0].people <= 400 for one in found) >= 9
    assert not [one for one in found if one.keys() - {0}]
