"""Kaplan and Meier, and where people stop."""

from datetime import date, timedelta

import numpy as np
import pytest

from barometer.measures.durations import Way, drop_off, durations, median_time, survival

ON = date(2026, 3, 1)

# Freireich et al. (1963), 6-MP: weeks in remission, + censored; a data set of many textbooks.
WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]


def test_the_curve_is_that_of_the_textbooks():
    """Kleinbaum and Klein, "Survival Analysis", table 2.2; Collett, example 2.3."""
    curve = survival(np.array(WEEKS, dtype=float), np.array(RELAPSED, dtype=bool))
    assert list(curve.days) == [6, 7, 10, 13, 16, 22, 23]
    assert list(curve.at_risk) == [21, 17, 15, 12, 11, 7, 6]
    assert curve.remaining == pytest.approx(
        [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482], abs=5e-5
    )
    error = curve.remaining * np.sqrt(curve.greenwood)
    assert error == pytest.approx(
        [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346], abs=1e-4
    )


def test_the_median_and_its_interval_are_those_of_survfit():
    """survival::survfit(conf.type = "log-log"): median 23, 95 % from 13, no upper bound."""
    median = median_time(np.array(WEEKS, dtype=float), np.array(RELAPSED, dtype=bool), ON)
    assert (median.value, median.lo, median.hi, median.denominator) == (23, 13, None, 21)
    assert median.interval == "Greenwood, log-log, 95%"


@pytest.mark.parametrize("law", ["exponential", "lognormal"])
def test_the_median_is_true_where_that_of_the_finished_is_biased(law):
    """True median 30 days; people started in the last 150 days, and some left."""
    random = np.random.default_rng(20260301)
    size = 20_000
    if law == "exponential":
        took = random.exponential(30 / np.log(2), size)
    else:
        took = 30 * np.exp(random.normal(0, 1, size))
    known = np.minimum(random.uniform(0, 150, size), random.exponential(200, size))
    finished = took <= known
    median = median_time(np.minimum(took, known), finished, ON)
    assert median.value == pytest.approx(30, abs=2)
    assert median.lo < 30 < median.hi
    assert np.median(took[finished]) < 22


def test_the_interval_holds_the_truth_as_often_as_it_says():
    random = np.random.default_rng(7)
    held = 0
    for _run in range(200):
        took = random.exponential(30 / np.log(2), 80)
        known = random.uniform(0, 120, 80)
        median = median_time(np.minimum(took, known), took <= known, ON)
        held += median.lo <= 30 and (median.hi is None or median.hi >= 30)
    assert 0.91 <= held / 200 <= 0.99


def test_who_left_or_is_on_the_way_is_censored():
    day = [ON - timedelta(days=number) for number in range(101)]
    days, finished = durations(
        [
            Way(day[40], finished_on=day[10]),
            Way(day[40], finished_on=day[10], left_on=day[20]),
            Way(day[40], left_on=day[30]),
            Way(day[40]),
            Way(day[40], finished_on=ON + timedelta(days=1)),
            Way(ON + timedelta(days=3)),
            Way(day[5], finished_on=day[5]),
        ],
        ON,
    )
    assert list(days) == [30, 20, 10, 40, 40, 0]
    assert list(finished) == [True, False, False, False, False, True]
    with pytest.raises(ValueError, match="Correct one of the two days"):
        durations([Way(day[5], finished_on=day[6])], ON)


def test_a_median_that_is_not_reached_is_not_said():
    nobody = median_time(np.array([]), np.array([], dtype=bool), ON)
    assert (nobody.value, nobody.lo, nobody.hi, nobody.denominator) == (None, None, None, 0)
    waiting = median_time(np.array([5.0, 9.0]), np.array([False, False]), ON)
    assert (waiting.value, waiting.denominator) == (None, 2)
    done = median_time(np.array([5.0, 9.0]), np.array([True, True]), ON)
    assert done.value == 5
    with pytest.raises(ValueError, match="negative"):
        survival(np.array([-1.0]), np.array([True]))
    with pytest.raises(ValueError, match="ended by finishing"):
        survival(np.array([1.0]), np.array([True, False]))


def test_where_people_stop():
    journeys = [
        (0, 10, 20),  # all three, never at risk at the last
        (0, 46, None),  # stopped at the first, came back; the second was too lately taken
        (0, 45, 91),  # in time, to the day; then a day late
        (0, None, None),
        (None, 0, 5),  # began in the middle; at risk at the third, for the first is open
        (80, None, None),  # too lately to know
        (None, None, None),
        (0, 0, None),  # two at once: the later in the path is the last
    ]
    first, second, third = drop_off(journeys, 90, ON)
    # At risk at the first: five; one never went on, one came back late.
    assert (first.hazard.value, first.hazard.denominator, first.returned) == (2 / 5, 5, 1)
    # At the second, on day 10, 45, 0 and 0; one of 45 + 45 = 90 days ago went on a day late.
    assert (second.hazard.value, second.hazard.denominator, second.returned) == (2 / 4, 4, 0)
    assert (third.hazard.value, third.hazard.denominator, third.returned) == (1, 1, 0)
    assert drop_off([], 90, ON) == []
    with pytest.raises(ValueError, match="one version"):
        drop_off([(0,), (0, 1)], 90, ON)


def test_hazards_are_true_where_recent_people_are_still_waiting():
    """Each step loses 20 %; others go on within 45 days; half of those lost come back."""
    random = np.random.default_rng(11)
    journeys = []
    for _person in range(4_000):
        at = random.uniform(0, 400)
        journey = [None] * 4
        for step in range(4):
            journey[step] = at if at <= 400 else None
            if random.random() < 0.2:
                if random.random() < 0.5:
                    break
                at += random.uniform(46, 200)
            else:
                at += random.uniform(0, 45)
        journeys.append(journey)
    stops = drop_off(journeys, 400, ON)
    for stop in stops[:3]:
        assert stop.hazard.lo < 0.2 < stop.hazard.hi
