"""When a target is reached, alarms about it, and what one more campaign would change."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from barometer.forecasting.campaigns import PastEffect, gain, next_effect, with_campaign
from barometer.forecasting.targets import (
    FALLS_SHORT,
    ON_TRACK,
    Season,
    alert,
    chance,
    crossing,
    false_alarms,
    season_of,
)

TODAY = date(2026, 1, 5)


def straight(weeks_to_all, weeks=104):
    """Futures that rise evenly to everybody, each in as many weeks as given."""
    return np.minimum(np.arange(1, weeks + 1)[None, :] / np.array(weeks_to_all)[:, None], 1.0)


@pytest.mark.parametrize(
    ("day", "year", "name"),
    [
        (date(2025, 12, 1), 2026, "winter"),
        (date(2026, 2, 28), 2026, "winter"),
        (date(2026, 3, 1), 2026, "spring"),
        (date(2026, 6, 1), 2026, "summer"),
        (date(2026, 11, 30), 2026, "autumn"),
    ],
)
def test_seasons_have_three_months_and_winter_the_year_of_its_january(day, year, name):
    season = season_of(day)
    assert (season.year, season.name) == (year, name)


def test_seasons_follow_each_other():
    days = [date(2025, month, 1) for month in (12, 3, 6, 9)]
    assert (
        season_of(date(2025, 11, 30))
        < season_of(date(2025, 12, 1))
        < season_of(TODAY.replace(month=3))
    )
    assert len({season_of(day) for day in days}) == 4


def test_a_target_is_crossed_in_a_season_and_not_on_a_day():
    # Half of everybody after 10, 20, … 100 weeks.
    found = crossing(straight(range(20, 201, 20)), 0.5, TODAY)
    assert found.probability == 1
    assert found.earliest == season_of(date(2026, 3, 16))
    assert found.likely == season_of(date(2026, 12, 21))
    assert found.latest == season_of(date(2027, 10, 1))
    assert isinstance(found.likely, Season)


def test_a_target_that_most_futures_never_reach_has_no_season():
    found = crossing(straight([50, 400, 400, 400], weeks=52), 0.9, TODAY)
    assert found.probability == 0.25
    assert (found.likely, found.latest) == (None, None)
    assert found.weeks == 52


@pytest.mark.parametrize("target", [0, -0.1, 1.01])
def test_a_target_is_a_share(target):
    with pytest.raises(ValueError, match="share"):
        crossing(straight([50]), target, TODAY)


def test_the_chance_of_a_target_on_its_date():
    futures = straight([20, 40, 60, 80])
    assert chance(futures, 0.5, 20) == 0.5
    assert chance(futures, 0.5, 40) == 1


@pytest.mark.parametrize(
    ("chances", "said"),
    [
        ([], None),
        ([0.7], None),
        ([0.1], FALLS_SHORT),
        ([0.7, 0.2], FALLS_SHORT),
        ([0.7, 0.2, 0.3], None),
        ([0.7, 0.2, 0.6], ON_TRACK),
        ([0.7, 0.3], None),
        ([0.2, 0.6, 0.4], None),
        ([0.2, 0.6, 0.1], FALLS_SHORT),
    ],
)
def test_an_alarm_is_raised_once_and_called_off_once(chances, said):
    assert alert(chances) == said


def test_alarms_before_a_target_that_was_reached_were_false():
    past = pd.DataFrame(
        [
            ("a", 1, 0.6, True),
            ("a", 2, 0.1, True),
            ("b", 1, 0.1, False),
            ("b", 2, 0.1, False),
            ("c", 1, 0.2, False),
            ("d", 1, 0.9, False),
            ("e", 1, 0.1, None),
        ],
        columns=["target", "release", "chance", "reached"],
    )
    found = false_alarms(past)
    assert (found.alarms, found.false) == (3, 1)
    assert found.rate == pytest.approx(1 / 3)
    assert found.low < 1 / 3 < found.high
    assert false_alarms(past[past["target"] == "d"]) is None


def test_past_campaigns_that_agree_make_a_sure_next_one():
    agreeing = [PastEffect(0.10, 0.06, 0.14)] * 6
    differing = [PastEffect(one, one - 0.04, one + 0.04) for one in (-0.1, 0.3, 0, 0.2, 0.1, 0.1)]
    sure, unsure = next_effect(agreeing), next_effect(differing)
    assert sure.mean == pytest.approx(0.10)
    # Same intervals: the standard error of one is 0.0204, of six together 0.0083.
    assert sure.spread == pytest.approx(0.0408 / 1.96 / 6**0.5 * 0.98, rel=0.05)
    assert (sure.between, sure.freedom) == (0, 4)
    # Between campaigns: a variance of 0.02 seen, less the 0.0004 of their own errors.
    assert unsure.between == pytest.approx((0.02 - 0.0204**2) ** 0.5, rel=0.01)
    assert unsure.spread > unsure.between


def test_two_campaigns_teach_nothing_about_the_next():
    assert next_effect([PastEffect(0.1, 0.05, 0.15)] * 2) is None


@pytest.mark.parametrize("one", [PastEffect(0.1, 0.2, 0.3), PastEffect(0.1, 0.1, 0.1)])
def test_an_interval_is_around_its_estimate(one):
    with pytest.raises(ValueError, match="interval"):
        next_effect([one] * 3)


def test_one_more_campaign_moves_the_forecast_with_its_uncertainty():
    futures = np.tile(np.linspace(0.3, 0.6, 30), (300, 1))
    effect = next_effect(
        [PastEffect(one, one - 0.05, one + 0.05) for one in (0.1, 0.15, 0.2, 0.15)]
    )
    moved = with_campaign(futures, 0.3, effect, weeks=8, seed=4)
    low, middle, high = gain(futures, moved, 30)
    # Fifteen in a hundred of the four in ten who are left.
    assert middle == pytest.approx(0.15 * 0.4, abs=0.01)
    assert low < middle < high
    assert moved.tolist() == with_campaign(futures, 0.3, effect, weeks=8, seed=4).tolist()
    # A week after its start, an eighth of it has come.
    assert gain(futures, moved, 1)[1] == pytest.approx(0.15 / 8 * 0.7, abs=0.005)


def test_a_campaign_takes_nobodys_pass_away():
    futures = np.tile(np.linspace(0.3, 0.6, 30), (300, 1))
    effect = next_effect([PastEffect(one, one - 0.5, one + 0.5) for one in (-0.9, 0.9, -0.9, 0.9)])
    moved = with_campaign(futures, 0.3, effect, weeks=8, seed=4)
    assert moved.min() >= 0.3
    assert moved.max() <= 1
    assert (np.diff(moved, axis=1) >= 0).all()
