"""Pictures drawn on the server: what they hold, and what they don't."""

import subprocess
import sys
from xml.etree import ElementTree

import pandas as pd
import pytest
from django.core.cache import caches

from barometer import charts, rendering

CELLS = pd.DataFrame(
    [("Zinc", "Sécurité <b>&", 0.25), ("Argent", "Sécurité <b>&", None)],
    columns=["label", "path", "share"],
)
MONTHS = pd.DataFrame(
    [(month, "passed", 0.1) for month in pd.date_range("2026-01-01", periods=3, freq="MS")],
    columns=["month", "measure", "share"],
)


def _words(picture):
    return [node.text for node in ElementTree.fromstring(picture).iter() if node.text]


def test_a_picture_holds_no_style_no_script_and_no_address():
    picture = rendering.svg(charts.heat_map(CELLS, language="fr"), theme="light")
    for node in ElementTree.fromstring(picture).iter():
        assert node.tag.rpartition("}")[2] not in {"style", "script", "image", "foreignObject"}
        assert not {"style", "onload", "href"} & {name.rpartition("}")[2] for name in node.attrib}


def test_a_picture_writes_months_and_per_cents_in_its_language():
    french = _words(rendering.svg(charts.over_time(MONTHS, language="fr")))
    assert {"janv.", "févr.", "mars", "Réussi 10\u202f%", "100\u202f%"} <= set(french)
    english = _words(rendering.svg(charts.over_time(MONTHS, language="en")))
    assert {"Jan.", "Feb.", "March", "Passed 10%", "100%"} <= set(english)


def test_the_two_themes_differ_in_colours_alone():
    chart = charts.heat_map(CELLS, language="fr")
    light, dark = (rendering.svg(chart, theme=theme) for theme in ("light", "dark"))
    assert light != dark
    assert _words(light) == _words(dark)


def test_a_chart_and_its_specification_give_the_same_bytes():
    chart = charts.over_time(MONTHS, language="fr")
    first = rendering.vega_spec(chart)
    caches["local"].clear()
    assert rendering.vega_spec(chart.to_dict()) == first
    assert rendering.picture(first) == rendering.svg(chart)


def test_a_specification_asks_for_nothing_from_elsewhere():
    spec = rendering.vega_spec(charts.by_group(_groups(), language="en"))
    assert all("url" not in data for data in spec["data"])
    assert {"name": "dark", "value": False} in spec["signals"]
    # The interpreter of strict pages reads one number as a year.
    assert "datetime(" not in str(rendering.vega_spec(charts.over_time(MONTHS, language="fr")))


def _groups():
    return pd.DataFrame([("Zinc", "passed", 0.2)], columns=["label", "measure", "share"])


def test_a_picture_is_drawn_once(monkeypatch: pytest.MonkeyPatch):
    import vl_convert

    chart = charts.by_group(_groups(), language="en")
    first = rendering.svg(chart)
    monkeypatch.setattr(vl_convert, "vega_to_svg", lambda *_args, **_options: pytest.fail("again"))
    assert rendering.svg(chart) == first


def test_the_engine_that_draws_is_not_loaded_with_the_module():
    heavy = "{'vl_convert', 'altair', 'pandas'}"
    code = f"import sys, barometer.rendering; print({heavy} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"
