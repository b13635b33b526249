"""Forecasts against what came: quick here, at length with `-m bench`.

The bounds are the goals of the barometer. Seeds are fixed, and those that are scored (7…) are not
those that taught the priors (5…) nor those that calibrated the bands (3…).

    pytest -m bench -s tests/barometer/test_forecast_trials.py      prints the figures
"""

from functools import cache

import pandas as pd
import pytest

from barometer.forecasting.rules import STARTING_STRETCH
from barometer.forecasts import Calibration, calibrate, learn_prior, score, score_by

from . import forecast_trials as trials
from .worlds import KINDS, SIZES


def report(title, forecasts, *columns):
    """Print what is asserted, and by what it differs."""
    print(f"\n{title}: {score(forecasts, forecasts['outcome'])}")
    for column in columns:
        for value, one in score_by(forecasts, forecasts["outcome"], column).items():
            print(
                f"  {column} {value}: {one.forecasts} forecasts, error {one.error:.1f},"
                f" held {one.held:.2f}, width {one.width:.0f}"
            )


def test_a_small_trial_of_all_worlds_is_within_the_goals():
    priors = trials.priors_of_worlds(seed=51, count=8, rounds=1)
    found = trials.trial(priors, sizes=(80, 1500), each=1, seed=71)
    one = score(found, found["outcome"])
    assert one.forecasts == 36
    # With 36 forecasts (deviation 7 points each) a mean has a margin of two standard errors.
    assert one.error <= 8 + 2 * 7 / 36**0.5
    assert one.held_high >= 0.75
    assert one.outside == 0


def test_a_small_trial_of_real_communities_is_within_the_goals():
    known = trials.studies()
    assert len(known) == 40
    villages = [one for one in known if one[0] == "kfamily"]
    prior = learn_prior(
        [trials.fixed_roster(people, adopted) for _, number, people, adopted in villages[:10]],
        rounds=1,
    )
    found = trials.forecast_studies(lambda *_: prior, villages[14:20])
    one = score(trials.a_sixth_ahead(found), found["outcome"])
    assert one.error <= 10
    assert one.held_high >= 0.75
    assert one.outside == 0


@cache
def worlds_trial(*, shared: bool):
    """The calibration, and the forecasts that are scored with it."""
    learned = trials.prior_of_all_worlds if shared else trials.priors_of_worlds
    priors = learned(seed=52)
    past = trials.trial(priors, sizes=SIZES, each=5, seed=32)
    calibration = calibrate(past, past["outcome"])
    return trials.trial(priors, sizes=SIZES, each=6, seed=72, calibration=calibration)


@pytest.mark.bench
def test_the_goals_are_met_in_six_worlds():
    found = worlds_trial(shared=False)
    report("each world its own prior", found, "seen", "world", "people", "basis", "size", "stage")
    one = score(found, found["outcome"])
    early = score_by(found, found["outcome"], "seen")[0.3]
    assert one.error <= 8
    assert early.error <= 10
    assert 0.75 <= one.held <= 0.87
    assert one.outside == 0


@pytest.mark.bench
def test_one_prior_for_six_worlds_costs_two_points():
    found = worlds_trial(shared=True)
    report("one prior for all worlds", found, "seen", "world", "people", "basis")
    one = score(found, found["outcome"])
    # The goal of 8 points isn't met when six kinds of governments teach one prior.
    assert one.error <= 9.5
    assert 0.75 <= one.held <= 0.87
    assert one.outside == 0


def starting_trial(*, sizes, each):
    """Forecasts of an academy that has seen no curve end and no forecast come out."""
    priors = dict.fromkeys(KINDS, learn_prior([]))
    start = Calibration({}, STARTING_STRETCH)
    return trials.trial(priors, sizes=sizes, each=each, seed=72, calibration=start)


def test_a_new_academy_says_bands_that_hold():
    found = starting_trial(sizes=(80, 300, 1500), each=2)
    one = score(found, found["outcome"])
    assert one.forecasts == 108
    # Four points are a standard error of 108 forecasts.
    assert 0.72 <= one.held <= 0.92
    assert one.outside == 0


@pytest.mark.bench
def test_the_bands_of_a_new_academy_hold_in_six_worlds():
    found = starting_trial(sizes=SIZES, each=6)
    report("at first", found, "seen", "world", "people", "basis", "size", "stage")
    one = score(found, found["outcome"])
    assert 0.75 <= one.held <= 0.87
    assert one.outside == 0


@cache
def studies_trial() -> pd.DataFrame:
    """Forecasts of all communities, each with the prior of the others, calibrated elsewhere."""
    known = trials.studies()
    priors = {
        (study, number): learn_prior(trials.curves_but(study, number, known))
        for study, number, people, _ in known
        if people >= 30
    }
    large = [one for one in known if one[2] >= 30]
    raw = trials.forecast_studies(lambda *key: priors[key], large)
    # As many weeks ahead for calibrating as for scoring.
    by_study = trials.calibrated_by_other_studies(trials.a_sixth_ahead(raw))
    return trials.forecast_studies(lambda *key: priors[key], large, by_study.__getitem__)


@pytest.mark.bench
def test_the_goals_are_met_on_real_studies():
    found = studies_trial()
    report("real studies, all horizons", found, "study", "ahead")
    sixth = trials.a_sixth_ahead(found)
    report("real studies, a sixth ahead", sixth, "study", "size", "stage")
    one = score(sixth, sixth["outcome"])
    assert one.error <= 10
    assert 0.75 <= one.held <= 0.87
    # All horizons, up to 13 periods from a village's first six, are within the goals too.
    whole = score(found, found["outcome"])
    assert whole.error <= 10
    assert 0.75 <= whole.held <= 0.87
    assert whole.outside == 0
