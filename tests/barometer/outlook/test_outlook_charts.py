"""The picture of a forecast: whole per cents, and nothing that a strict page would misread."""

import json

import numpy as np
import pandas as pd
import pytest

from barometer.drawing import rendering
from barometer.ledger.charts import against_chance
from barometer.outlook.charts import onward
from barometer.outlook.target_charts import bullets


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


def test_the_target_says_its_day_even_where_the_picture_ends_before(frame):
    later = frame.assign(due=pd.Timestamp("2028-03-31"))
    assert "Target 60%, by March" in rendering.svg(onward(later, language="en"))
    assert "2028" in rendering.svg(onward(later, language="fr"))
    undated = frame.assign(due=pd.NaT)
    assert ">Target 60%<" in rendering.svg(onward(undated, language="en"))


def test_one_more_campaign_is_drawn_beside_and_named(frame):
    more = frame.assign(
        with_low=[np.nan] * 3 + [0.42, 0.46],
        with_middle=[np.nan] * 3 + [0.48123, 0.57],
        with_high=[np.nan] * 3 + [0.53, 0.66],
    )
    drawn = rendering.svg(onward(more, language="en"))
    assert "With one more campaign" in drawn
    assert "48123" not in json.dumps(onward(more, language="en").to_dict())
    assert "Avec une campagne de plus" in rendering.svg(onward(more, language="fr"))
    assert "campaign" not in rendering.svg(onward(frame, language="en"))


def test_bullets_draw_today_what_is_foreseen_and_the_target():
    targets = pd.DataFrame(
        {
            "label": ["Un – 60%", "Deux – 30%"],
            "aim": ["Cible un", "Cible deux"],
            "says": ["un", "deux"],
            "share": [0.4, np.nan],
            "low": [0.5, np.nan],
            "high": [0.7, np.nan],
            "target": [0.6, 0.3],
        }
    )
    drawn = rendering.svg(bullets(targets, language="fr"))
    assert "Un – 60%" in drawn
    assert "Deux – 30%" in drawn
    assert "Cible deux" in drawn
    # NaN is no number for whoever reads the specification in a browser.
    assert "NaN" not in json.dumps(rendering.vega_spec(bullets(targets, language="fr")))


def test_names_of_campaigns_are_written_whole():
    label = "Ateliers dans les équipes – Cybersécurité : les essentiels de chaque jour"
    row = {
        "says": "",
        "share": 0.1,
        "low": 0.0,
        "high": 0.2,
        "chance_low": -0.1,
        "chance_high": 0.1,
    }
    campaigns = pd.DataFrame([{"label": label, **row}, {"label": "Courriels", **row}])
    spec = rendering.vega_spec(against_chance(campaigns, language="fr"))
    drawn = rendering.picture(spec, width=320)
    assert "…" not in drawn
    assert all(words in drawn for words in ("Ateliers dans", "de chaque jour", "Courriels"))


def test_beside_one_more_campaign_the_ends_of_the_band_stand_clear(frame):
    more = frame.assign(
        with_low=[np.nan] * 3 + [0.42, 0.46],
        with_middle=[np.nan] * 3 + [0.48, 0.57],
        with_high=[np.nan] * 3 + [0.53, 0.66],
    )
    for drawn, aligned in ((frame, "right"), (more, "left")):
        ends = [
            layer["mark"]["align"]
            for layer in onward(drawn, language="en").to_dict()["layer"]
            if layer["mark"]["type"] == "text" and layer["encoding"]["text"]["field"] == "text"
        ]
        # Today's share, and the two ends, each with paper around it.
        assert ends == ["right"] * 2 + [aligned] * 4
