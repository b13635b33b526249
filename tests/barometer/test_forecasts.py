"""What a forecast says, when it says nothing, and that it never says what can't be."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import approx_fprime, minimize

from barometer.forecasting.conformal import ALL, Stretch
from barometer.forecasting.curves import SHAPES, Curve, hazards
from barometer.forecasting.fitting import (
    BOUNDS,
    cost_and_slope,
    fit_shapes,
    irregularity,
    weights,
)
from barometer.forecasting.rules import STARTING_STRETCH
from barometer.forecasts import (
    Calibration,
    calibrate,
    fixed_roster,
    forecast,
    frozen,
    learn_prior,
    obstacle,
    score,
    score_by,
    seed_of,
    starting_prior,
)

from .worlds import live

UNSTRETCHED = Calibration({})


@cache
def learned_prior():
    return learn_prior([curve_of(seed=seed, weeks=90, kind="bass") for seed in range(8)], rounds=1)


def curve_of(people=300, weeks=40, seed=1, kind="ceiling"):
    return live(kind, people, np.random.default_rng(seed)).until(weeks)


def outlook_of(curve, *, seed=1, calibration=UNSTRETCHED, weeks=26, prior=None):
    prior = prior or starting_prior()
    return forecast(curve, prior=prior, calibration=calibration, seed=seed, weeks=weeks)


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_rise_from_the_start_to_everybody(shape):
    values = SHAPES[shape](np.log(0.006), np.log(0.09), np.arange(400.0))[0]
    assert (np.diff(values) >= 0).all()
    assert values[0] < 0.07
    assert values[-1] == pytest.approx(1, abs=1e-6)
    # About half of the people after the same time, whatever the shape: one prior suits all.
    assert 26 <= np.argmax(values >= 0.5) <= 33


def test_the_bass_curve_is_the_published_one():
    p, q, t = 0.03, 0.38, 5.0
    decay = np.exp(-(p + q) * t)
    expected = (1 - decay) / (1 + q / p * decay)
    assert SHAPES["bass"](np.log(p), np.log(q), np.array([t]))[0][0] == pytest.approx(expected)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_slope_of_the_likelihood_is_the_one_of_differences(shape):
    at, curve = np.array([-5.0, -2.3, 0.7]), curve_of()
    slope = cost_and_slope(at, shape, curve)[1]
    differences = approx_fprime(at, lambda place: cost_and_slope(place, shape, curve)[0], 1e-6)
    assert slope == pytest.approx(differences, rel=1e-3)


def test_modes_are_those_that_a_general_optimiser_finds():
    curve, prior = curve_of(), replace(starting_prior(), irregularity=0.0)
    for fit in fit_shapes(curve, prior):
        law = prior.laws[fit.shape]
        precision = np.linalg.inv(law.covariance)

        def cost(place, fit=fit, law=law, precision=precision):
            away = place - law.mean
            value, slope = cost_and_slope(place, fit.shape, curve, fit.dispersion)
            return value + away @ precision @ away / 2, slope + precision @ away

        found = minimize(cost, law.mean, jac=True, method="L-BFGS-B", bounds=BOUNDS)
        # A thousandth of a nat: nothing beside what the data leave open.
        assert cost(fit.law.mean)[0] <= found.fun + 5e-3


def test_a_long_curve_gives_its_parameters_back():
    p, q, ceiling = 0.006, 0.09, 0.6
    parameters = np.log([[p, q, ceiling / (1 - ceiling)]])
    chances = hazards("bass", parameters, 0, 120)[0]
    left, passed, rng = 20_000, [], np.random.default_rng(3)
    for chance in chances:
        left -= rng.binomial(left, chance)
        passed.append(20_000 - left)
    regular = replace(starting_prior(), irregularity=0.0)
    fits = fit_shapes(fixed_roster(20_000, passed), regular)
    assert weights(fits)[0] > 0.95
    assert np.exp(fits[0].law.mean[:2]) == pytest.approx([p, q], rel=0.1)
    assert 1 / (1 + np.exp(-fits[0].law.mean[2])) == pytest.approx(ceiling, abs=0.02)
    assert irregularity([(fixed_roster(20_000, passed), fits[0])], 0.0) < 0.02


def test_holidays_and_rushes_are_irregular():
    calm, rushed = (curve_of(3000, 120, 5, kind) for kind in ("bass", "deadline"))
    of = {name: fit_shapes(one, starting_prior())[0] for name, one in [("c", calm), ("r", rushed)]}
    assert of["c"].irregularity < 0.05 < 0.1 < of["r"].irregularity
    assert of["c"].dispersion < of["r"].dispersion


@pytest.mark.parametrize(
    ("people", "weeks", "passed", "why"),
    [
        (29, 20, 10, "people"),
        (30, 5, 10, "weeks"),
        (30, 6, 4, "passes"),
        (30, 6, 5, ""),
    ],
)
def test_what_keeps_an_organism_from_a_forecast_of_its_own(people, weeks, passed, why):
    curve = fixed_roster(people, [passed] * weeks)
    assert obstacle(curve) == why
    outlook = outlook_of(curve)
    assert (outlook.basis, outlook.obstacle) == ("peers" if why else "own", why)


def test_without_anything_learned_the_peers_say_nothing():
    outlook = outlook_of(fixed_roster(20, [15] * 10))
    assert outlook.is_too_early(1)


def test_the_peers_of_a_small_organism_are_those_who_were_there_too():
    prior = learned_prior()
    assert prior.learned_from == 8
    early, late = (fixed_roster(20, [share] * 20) for share in (2, 14))
    assert outlook_of(early, prior=prior).raw[1, -1] < outlook_of(late, prior=prior).raw[1, -1]
    # The shape of what few people did doesn't count, today's number does.
    jump = fixed_roster(20, [0] * 19 + [14])
    assert outlook_of(jump, prior=prior).futures.tolist() == (
        outlook_of(late, prior=prior).futures.tolist()
    )


def test_a_prior_is_learned_from_finished_curves_only_where_there_are_some():
    assert learn_prior([curve_of()] * 7).learned_from == 0
    start, learned = starting_prior(), learned_prior()
    law, before = learned.laws["bass"], start.laws["bass"]
    assert law.mean[:2] == pytest.approx(np.log([0.006, 0.09]), abs=0.6)
    assert (np.diag(law.covariance)[:2] < np.diag(before.covariance)[:2]).all()
    assert sum(learned.shares.values()) == pytest.approx(1)


def test_a_forecast_is_the_same_for_the_same_seed():
    curve = curve_of()
    first, again, other = (outlook_of(curve, seed=seed) for seed in (1, 1, 2))
    assert first.futures.tolist() == again.futures.tolist()
    assert first.futures.tolist() != other.futures.tolist()
    assert seed_of("finance", "phishing", "2026-03-01") == 11238493161475644718
    assert seed_of("a", "bc") != seed_of("ab", "c")


@pytest.mark.parametrize("factor", [0.0, 0.4, 1.0, 6.0])
@pytest.mark.parametrize("passed", [5, 30, 39, 40])
def test_nothing_is_foreseen_below_today_or_above_everybody(factor, passed):
    curve = fixed_roster(40, [*range(0, passed, 4), passed, passed])
    calibration = Calibration({(ALL, ALL): Stretch(factor, factor, 500)})
    outlook = outlook_of(curve, calibration=calibration)
    band = outlook.band()
    for values in (outlook.futures, band[["low", "middle", "high"]].to_numpy().T):
        assert values.min() >= curve.share
        assert values.max() <= 1
        assert (np.diff(values, axis=1) >= 0).all()
    assert (band["low"] <= band["middle"]).all()
    assert (band["middle"] <= band["high"]).all()


def test_too_early_is_a_band_wider_than_forty_points():
    outlook = outlook_of(fixed_roster(200, [0, 1, 2, 3, 4, 5]), weeks=52)
    assert outlook.basis == "own"
    width = outlook.band()["high"] - outlook.band()["low"]
    assert [outlook.is_too_early(ahead) for ahead in (1, 52)] == [False, True]
    assert width.iloc[0] <= 0.40 < width.iloc[51]


@pytest.mark.parametrize(
    ("people", "passed"), [(10, [3, 2]), (10, [4, 11]), (0, [0])], ids=["falls", "above", "nobody"]
)
def test_what_is_no_curve_is_refused(people, passed):
    with pytest.raises(ValueError, match="passes"):
        fixed_roster(people, passed)


def test_a_roster_that_changes_is_followed_by_its_people_at_risk():
    hired = Curve(
        new=np.array([5, 5, 5, 5, 5, 5]),
        at_risk=np.array([100, 95, 190, 185, 180, 175]),
        people=200,
        passed=30,
    )
    assert outlook_of(hired).futures.min() >= 0.15
    with pytest.raises(ValueError, match="as many counts"):
        Curve(new=np.array([1]), at_risk=np.array([3, 2]), people=3, passed=1)


def test_a_forecast_looks_ahead():
    with pytest.raises(ValueError, match="at least one week"):
        outlook_of(curve_of(), weeks=0)


def past_forecasts(outcomes, half_width=0.1):
    rows = pd.DataFrame({"outcome": outcomes}).assign(
        people=200, size="medium", stage="early", basis="own", today=0.0, floor=0.0
    )
    for raw in ("", "raw_"):
        rows[f"{raw}low"] = 0.5 - half_width
        rows[f"{raw}middle"] = 0.5
        rows[f"{raw}high"] = 0.5 + half_width
    return rows


def test_past_forecasts_are_scored_by_hand():
    past = past_forecasts([0.5, 0.55, 0.6, 0.7, np.nan])
    one = score(past, past["outcome"])
    assert (one.forecasts, one.outside) == (4, 0)
    assert one.error == pytest.approx(8.75)
    assert one.held == 0.75
    assert one.held_low < 0.75 < one.held_high
    assert one.width == pytest.approx(20)
    assert score(past.assign(floor=0.45), past["outcome"]).outside == 4
    assert list(score_by(past, past["outcome"], "stage")) == ["early"]
    assert score(past.iloc[4:], past["outcome"]) is None


def test_bands_that_were_too_narrow_above_are_stretched_there():
    rng = np.random.default_rng(8)
    # What comes varies three times as much above as the raw band says, and half as much below.
    off = rng.standard_normal(400) * 0.1 / 1.2816
    past = past_forecasts(0.5 + np.where(off > 0, 3 * off, off / 2))
    calibration = calibrate(past, past["outcome"])
    stretch = calibration.stretch("medium", "early")
    assert stretch.above == pytest.approx(3, abs=0.5)
    assert stretch.below == pytest.approx(0.5, abs=0.15)
    held = past["outcome"].between(0.5 - 0.1 * stretch.below, 0.5 + 0.1 * stretch.above).mean()
    assert held == pytest.approx(0.80, abs=0.01)


def test_a_class_without_many_past_forecasts_borrows_from_a_wider_one():
    past = past_forecasts(np.linspace(0.2, 0.8, 60))
    calibration = calibrate(past, past["outcome"])
    few = calibrate(past.iloc[:39], past["outcome"].iloc[:39])
    assert calibration.stretch("medium", "late") == calibration.stretch("medium", "early")
    assert calibration.stretch("large", "late").forecasts == 60
    assert few.stretch("medium", "early") == Stretch(STARTING_STRETCH, STARTING_STRETCH, 0)
    assert calibrate(past, past["outcome"] * np.nan).stretches == {}


def test_what_is_frozen_is_what_was_shown():
    outlook = outlook_of(curve_of())
    kept = frozen(outlook, [13, 26])
    band = outlook.band().set_index("ahead")
    assert list(kept["ahead"]) == [13, 26]
    assert kept["low"].tolist() == band.loc[[13, 26], "low"].tolist()
    assert kept["raw_middle"].tolist() == outlook.raw[1, [12, 25]].tolist()
    assert set(kept["size"]) == {"medium"}
