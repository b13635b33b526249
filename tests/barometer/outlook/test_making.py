"""From what releases say to a forecast that can be frozen and scored."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from barometer.forecasting.conformal import Stretch
from barometer.forecasting.rules import FEWEST_FORECASTS, STARTING_STRETCH
from barometer.forecasts import Calibration
from barometer.outlook import making
from barometer.outlook.frozen import Point, Scored, chance_by, weeks_to
from barometer.outlook.series import curve_of, is_finished
from barometer.protection.bands import Total

from .governments import PATH, days, government, history

UNSTRETCHED = Calibration({})


@pytest.fixture(scope="module")
def made():
    return making.outlooks(government(), days()[23], UNSTRETCHED)


def test_a_release_is_a_period_as_long_as_the_time_since_the_last():
    points = [
        Point(date(2026, 1, 1), Total(100, 0, 2, 1), begun=False),
        Point(date(2026, 2, 1), Total(100, 3, 7, 5), begun=True),
        Point(date(2026, 4, 1), Total(100, 13, 17, 15), begun=True),
    ]
    curve = curve_of(points)
    assert list(curve.ends * 7) == [31, 90]
    assert list(curve.new) == [5, 10]
    assert list(curve.at_risk) == [100, 95]
    assert (curve.people, curve.passed) == (100, 15)
    # Where the first release finds it begun, it began about a month before.
    assert list(curve_of(points[1:]).ends * 7) == [30, 89]


def test_a_share_that_fell_is_read_as_if_it_had_never_been_higher():
    points = [
        Point(day, Total(people, low, low + 4, low + 2), begun=True)
        for day, people, low in zip(days(4), (100, 100, 200, 200), (8, 28, 38, 48), strict=True)
    ]
    curve = curve_of(points)
    # Of the newest roster: 10 %, 20 % (not 30), 20 %, 25 %.
    assert list(np.cumsum(curve.new)) == [20, 40, 40, 50]


def test_nothing_is_foreseen_where_nobody_has_begun_or_nothing_is_said():
    nobody = [Point(day, Total(50, 0, 2, 1), begun=False) for day in days(6)]
    assert curve_of(nobody) is None
    assert curve_of([replace(one, passed=Total(0, 0, 0, 0)) for one in nobody]) is None
    assert curve_of([Point(days(1)[0], Total(12, 0, 12, 6), begun=True)]) is None


def test_a_curve_teaches_once_it_is_old_and_flat():
    flat = [20, 30, 38, 44, 48, *[50] * 10]
    rising = list(range(4, 64, 4))
    for counts, finished in ((flat, True), (rising, False), (flat[:8], False)):
        points = [
            Point(day, Total(100, count - 2, count + 2, count), begun=True)
            for day, count in zip(days(len(counts)), counts, strict=True)
        ]
        assert is_finished(curve_of(points)) is finished


def test_the_same_releases_give_the_same_forecasts(made):
    again = making.outlooks(government(), days()[23], UNSTRETCHED)
    assert again == made
    day = days()[23]
    assert making.digest_of(made, day) == making.digest_of(again, day)
    assert making.digest_of(made, day) != making.digest_of(again, days()[22])


def test_a_forecast_says_what_its_organism_can_bear(made):
    said = {one["people"]: one for one in made.values()}
    assert said[700]["basis"] == "own"
    assert said[700]["learned_from"] > 8
    few = making.outlooks(
        {**government(), ("organism", 99, PATH): history(20)}, days()[23], UNSTRETCHED
    )
    one = few["organism", 99, PATH]
    assert (one["basis"], one["obstacle"]) == ("peers", "people")
    for name in ("low", "middle", "high"):
        assert one[name] == sorted(one[name])
    # Without any finished curve, nothing useful is known of few people.
    alone = making.outlooks({("organism", 99, PATH): history(20)}, days()[23], UNSTRETCHED)
    assert alone["organism", 99, PATH]["early"]
    assert alone["organism", 99, PATH]["learned_from"] == 0


def test_a_curve_never_teaches_about_itself():
    of = government()
    key = next(key for key in of if is_finished(curve_of(of[key])))
    half = making._half(key)
    curves = {one: curve_of(points) for one, points in of.items()}
    without = {one: curve for one, curve in curves.items() if one != key}
    used = 1 - half
    assert making._priors(curves)[used].learned_from == making._priors(without)[used].learned_from
    assert making._priors(curves)[half].learned_from > making._priors(without)[half].learned_from


def test_chances_and_dates_come_from_what_was_kept():
    said = {
        "aheads": [13, 26],
        "today": 300,
        "quantiles": [[400 + 10 * n for n in range(13)], [500 + 10 * n for n in range(13)]],
    }
    assert chance_by(said, 0.3, 0) == 1.0
    assert chance_by(said, 0.46, 13) == pytest.approx(0.5)
    assert chance_by(said, 0.46, 26) == 1.0
    assert chance_by(said, 0.9, 26) == 0.0
    assert 0.5 < chance_by(said, 0.46, 20) < 1
    assert chance_by(said, 0.46, 27) is None
    assert weeks_to(said, 0.3, 0.5) == 0.0
    assert weeks_to(said, 0.46, 0.5) == pytest.approx(13)
    assert weeks_to(said, 0.9, 0.5) is None


def scored(made, ahead, off=0.0, times=1):
    return [
        Scored(one, ahead, one["middle"][one["aheads"].index(ahead)] / 1000 + off)
        for one in made.values()
    ] * times


def test_bands_learn_from_26_weeks_and_start_wide_enough(made):
    at_first = Stretch(STARTING_STRETCH, STARTING_STRETCH, 0)
    assert making.calibration_of([]).stretch("small", "early") == at_first
    few = scored(made, 26, times=2)[: FEWEST_FORECASTS - 1]
    assert len(few) == FEWEST_FORECASTS - 1
    early = making.calibration_of(scored(made, 13, times=2) + few)
    assert early.stretch("large", "none") == at_first
    off = making.calibration_of(scored(made, 13, times=2) + scored(made, 26, 0.2, times=2))
    assert off.stretch("small", "late").above > 1
    assert off.stretch("small", "late").below == 0


def test_the_score_counts_what_was_shown(made):
    shown = [one for one in made.values() if not one["early"]]
    right = making.scores(scored(made, 26))
    assert right["ahead"][26].forecasts == len(shown)
    assert right["ahead"][26].held == 1.0
    assert set(right["size"]) <= {"small", "medium", "large", "peers"}
    assert sum(one.forecasts for one in right["size"].values()) == len(shown)
    wrong = making.record_of(scored(made, 26, 0.9))
    assert wrong["ahead"]["26"]["held"] == 0
    assert wrong["ahead"]["26"]["error"] == pytest.approx(900, abs=1)
    assert making.scores([])["ahead"] == {}
    assert making.record_of([]) == {"ahead": {}, "size": {}, "alarms": [0, 0]}
