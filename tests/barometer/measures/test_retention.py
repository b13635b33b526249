"""How much is still known: the power curve and its estimate."""

from datetime import date, timedelta

import numpy as np
import pytest

from barometer.measures.coverage import Standing
from barometer.measures.intervals import Measured
from barometer.measures.retention import (
    Recheck,
    retained,
    retained_after,
    stability,
    still_mastered,
)

ON = date(2026, 3, 1)
TRUE = 120.0


def asked(random, count: int, guess: float = 0.25) -> list[Recheck]:
    """Re-checks of a path of the stability TRUE, between one and two stabilities later."""
    days = random.uniform(TRUE, 2 * TRUE, count)
    return [
        Recheck(
            float(day), bool(random.random() < guess + (1 - guess) * retained(day, TRUE)), guess
        )
        for day in days
    ]


def test_the_curve_is_the_published_one():
    """FSRS 4.5, stability 30: after 7, 30, 60 and 90 days."""
    assert retained(0, 30) == 1
    for days, share in ((7, 0.974), (30, 0.9), (60, 0.825), (90, 0.766)):
        assert retained(days, 30) == pytest.approx(share, abs=1e-3)
    assert retained(30, 30, decay=0.2) == pytest.approx(0.9)
    with pytest.raises(ValueError, match="above 0"):
        retained(3, 0)


def test_it_fits_ebbinghaus_better_than_an_exponential():
    """Savings of Ebbinghaus (1885), chapter 7: both curves with their two parameters fitted."""
    from scipy.optimize import least_squares

    days = np.array([19 / 1440, 63 / 1440, 0.365, 1, 2, 6, 31])
    saved = np.array([0.582, 0.442, 0.358, 0.337, 0.278, 0.254, 0.211])

    def power(at):
        return [retained(day, np.exp(at[0]), np.exp(at[1])) for day in days] - saved

    def exponential(at):
        return np.exp(at[0]) * np.exp(-days * np.exp(at[1])) - saved

    errors = [
        np.sqrt((least_squares(curve, start).fun ** 2).mean())
        for curve, start in ((power, [-8.0, -2.0]), (exponential, [-0.7, -1.0]))
    ]
    assert errors[0] < 0.025 < 0.06 < errors[1]


def test_320_rechecks_tell_what_is_retained_to_five_points():
    """Of questions that a quarter would guess; the interval holds the truth as often as it says."""
    random = np.random.default_rng(320)
    halves, held, values = [], 0, []
    for _run in range(40):
        of = stability(asked(random, 320), ON)
        share = retained_after(1.5 * TRUE, of)
        halves.append((share.hi - share.lo) / 2)
        values.append(share.value)
        held += of.lo <= TRUE and (of.hi is None or of.hi >= TRUE)
    assert 0.04 < np.mean(halves) < 0.055
    assert np.mean(values) == pytest.approx(retained(1.5 * TRUE, TRUE), abs=0.01)
    assert 0.9 <= held / 40 <= 0.99


def test_guesses_are_taken_out():
    """The same answers mean less knowledge where they could be guessed."""
    answers = [(150.0, number % 10 < 8) for number in range(320)]
    plain, guessed = (
        stability([Recheck(day, right, guess) for day, right in answers], ON)
        for guess in (0.0, 0.25)
    )
    assert retained_after(150, plain).value == pytest.approx(0.8, abs=1e-3)
    # 0.25 + 0.75 R = 0.8
    assert retained_after(150, guessed).value == pytest.approx(0.55 / 0.75, abs=1e-3)
    assert (guessed.denominator, guessed.interval) == (320, "likelihood ratio, 95%")


def test_bounds_that_data_dont_give_are_not_said():
    nineteen = [Recheck(30, True, 0.0)] * 19
    assert stability(nineteen, ON) == Measured(None, 19, None, None, "likelihood ratio, 95%", ON)
    assert retained_after(30, stability(nineteen, ON)).value is None
    always = stability([Recheck(30, True, 0.0)] * 40, ON)
    assert always.hi is None
    assert retained_after(60, always).hi == 1
    never = stability([Recheck(300, False, 0.25)] * 40, ON)
    assert never.lo is None
    assert retained_after(60, never).lo == 0


@pytest.mark.parametrize("wrong", [Recheck(-1, True, 0.0), Recheck(1, True, 1.0)])
def test_impossible_rechecks_are_refused(wrong):
    with pytest.raises(ValueError, match="comes after a pass"):
        stability([Recheck(30, True, 0.0)] * 20 + [wrong], ON)


def test_still_mastered_is_a_mean_over_everybody():
    of = Measured(100.0, 320, 50.0, 200.0, "likelihood ratio, 95%", ON)
    days = [ON - timedelta(days=number) for number in range(301)]
    standings = {
        "today": Standing(renewed_on=(ON,)),
        "a hundred days ago": Standing(renewed_on=(days[100],)),
        # The last pass up to the day counts, not the first, nor one to come.
        "again": Standing(renewed_on=(days[300], days[100], ON + timedelta(days=1))),
        "never": Standing(),
    }
    found = still_mastered(standings, [*standings, "without facts"], of, ON)
    assert found.value == pytest.approx((1 + 0.9 + 0.9) / 5)
    assert found.denominator == 5
    assert found.lo == pytest.approx((1 + 2 * retained(100, 50)) / 5)
    assert found.hi == pytest.approx((1 + 2 * retained(100, 200)) / 5)
    open_ended = still_mastered(
        standings, standings, Measured(100.0, 320, None, None, of.interval, ON), ON
    )
    assert (open_ended.lo, open_ended.hi) == (0, 3 / 4)
    assert still_mastered(standings, [], of, ON).value is None
