"""What the figures mean, computed by hand."""

import math

import pandas as pd

from barometer.measures import MEASURES, long_form, running_totals, with_shares


def test_shares_are_over_the_headcount():
    frame = pd.DataFrame(
        {
            "reached": [30, 12],
            "started": [20, 0],
            "completed": [10, 0],
            "passed": [5, 0],
            "people": [40, 0],
        }
    )
    shares = with_shares(frame)
    assert shares.loc[0, "passed_share"] == 0.125
    assert shares.loc[0, "reached_share"] == 0.75
    assert math.isnan(shares.loc[1, "reached_share"])


def test_a_late_headcount_never_gives_more_than_everybody():
    frame = pd.DataFrame(
        {"reached": [12], "started": [12], "completed": [11], "passed": [9], "people": [10]}
    )
    assert with_shares(frame).loc[0, "reached_share"] == 1


def test_running_totals_keep_what_came_before_and_months_without_news():
    changes = pd.DataFrame(
        {
            "month": pd.to_datetime(["2025-01-01", "2025-04-01", "2025-06-01"]),
            "place": [1, 1, 1],
            "reached": [5, 3, -1],
            "started": [4, 2, 0],
            "completed": [2, 1, 0],
            "passed": [1, 1, 0],
        }
    )
    months = pd.DatetimeIndex(
        pd.to_datetime(["2025-03-01", "2025-04-01", "2025-05-01", "2025-06-01"])
    )
    assert list(running_totals(changes, months)["reached"]) == [5, 8, 8, 7]
    assert list(running_totals(changes, months)["passed"]) == [1, 2, 2, 2]


def test_running_totals_count_each_month_the_places_of_that_month():
    changes = pd.DataFrame(
        {"month": pd.to_datetime(["2025-01-01", "2025-02-01"]), "place": [1, 2]}
    ).assign(reached=[5, 3], started=0, completed=0, passed=0)
    months = pd.DatetimeIndex(pd.to_datetime(["2025-01-01", "2025-02-01", "2025-03-01"]))
    totals = running_totals(changes, months, [{1, 2}, {2}, {1, 2}])
    assert list(totals["reached"]) == [5, 3, 8]


def test_running_totals_of_nothing_are_zero():
    nothing = pd.DataFrame(columns=["month", "place", *MEASURES])
    months = pd.DatetimeIndex(pd.to_datetime(["2025-01-01", "2025-02-01"]))
    assert list(running_totals(nothing, months)["passed"]) == [0, 0]


def test_long_form_has_a_row_for_each_measure():
    frame = with_shares(
        pd.DataFrame(
            {
                "label": ["a"],
                "reached": [8],
                "started": [6],
                "completed": [4],
                "passed": [2],
                "people": [16],
            }
        )
    )
    long = long_form(frame, ["label"])
    assert dict(zip(long["measure"], long["share"], strict=True)) == {
        "reached": 0.5,
        "started": 0.375,
        "completed": 0.25,
        "passed": 0.125,
    }
