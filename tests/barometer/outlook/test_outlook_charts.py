"""The picture of a forecast: whole per cents, and nothing that a strict page would misread."""

import json

import numpy as np
import pandas as pd
import pytest

from barometer import rendering
from barometer.outlook.charts import onward


@pytest.fixture
def frame():
    days = pd.to_datetime(["2026-09-01", "2026-10-01", "2026-11-01", "2027-01-03", "2027-05-02"])
    return pd.DataFrame(
        {
            "day": days,
            "foreseen": [False, False, False, True, True],
            "share": [0.30123, np.nan, 0.4, 0.45, 0.51234],
            "low": [np.nan, np.nan, np.nan, 0.4, 0.41234],
            "high": [np.nan, np.nan, np.nan, 0.5, 0.61234],
            "target": 0.6,
            "due": pd.Timestamp("2027-03-31"),
        }
    )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_tells_whole_per_cents_and_no_more(frame, language):
    said = json.dumps(onward(frame, language=language).to_dict())
    assert "1234" not in said
    assert "0123" not in said
    assert ("Cible" in said) is (language == "fr")


def test_no_scale_or_axis_holds_a_moment_that_strict_pages_read_as_a_year(frame):
    # `datetime(milliseconds)` is the year `milliseconds` to the interpreter of expressions.
    assert "datetime(" not in json.dumps(rendering.vega_spec(onward(frame, language="en")))


def test_the_ends_of_the_band_and_the_target_are_written_out(frame):
    drawn = rendering.svg(onward(frame, language="en"))
    assert all(text in drawn for text in (">41%<", ">61%<", ">40%<", "Target 60%"))
    without = frame.assign(target=np.nan, due=pd.NaT)
    assert "Target" not in rendering.svg(onward(without, language="en"))


def test_without_anything_foreseen_only_the_past_is_drawn(frame):
    past = frame[~frame["foreseen"]]
    drawn = rendering.svg(onward(past, language="en"))
    assert ">40%<" in drawn
    assert "Foreseen" not in json.dumps(onward(past, language="en").to_dict())
