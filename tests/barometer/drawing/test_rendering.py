"""Pictures drawn on the server: what they hold, and what they don't."""

import base64
import hashlib
import re
import subprocess
import sys
from xml.etree import ElementTree

import pandas as pd
import pytest
from django.core.cache import caches

from barometer.drawing import charts, rendering
from barometer.drawing.lettering import style_digests, width_of

CELLS = pd.DataFrame(
    [("Zinc", "Sécurité <b>&", 0.25), ("Argent", "Sécurité <b>&", None)],
    columns=["label", "path", "share"],
)
MONTHS = pd.DataFrame(
    [(month, "passed", 0.1) for month in pd.date_range("2026-01-01", periods=3, freq="MS")],
    columns=["day", "measure", "share"],
)


def _words(picture):
    return [
        node.text
        for node in ElementTree.fromstring(picture).iter()
        if node.text and not node.tag.endswith("}style")
    ]


def test_a_picture_holds_no_script_no_address_and_no_style_but_its_letters():
    picture = rendering.svg(charts.heat_map(CELLS, language="fr"), theme="light")
    for node in ElementTree.fromstring(picture).iter():
        name = node.tag.rpartition("}")[2]
        assert name not in {"script", "image", "foreignObject"}
        assert not {"style", "onload", "href"} & {name.rpartition("}")[2] for name in node.attrib}
        if name == "style":
            digest = base64.b64encode(hashlib.sha256(node.text.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in style_digests()
            assert re.findall(r"url\(.{11}", node.text) == ['url("data:font/']


def test_a_picture_brings_the_weights_that_it_writes_with():
    def weights(chart):
        return re.findall(r"@font-face{.*?font-weight:(\d+)", rendering.svg(chart))

    assert weights(charts.heat_map(CELLS, language="fr")) == ["400"]
    assert weights(charts.over_time(MONTHS, language="fr")) == ["400", "600"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_word_of_a_picture_is_held_to_the_width_of_the_letters_it_brings(language):
    """By which it was laid out: names at the end of lines stop at the edge, and none beyond."""
    root = ElementTree.fromstring(rendering.svg(charts.over_time(MONTHS, language=language)))
    texts = [one for one in root.iter() if one.tag.endswith("}text")]
    lines = [line for text in texts for line in list(text) or [text] if line.text]
    assert len(lines) > 8
    assert all(float(line.get("textLength")) > 0 for line in lines)
    (name,) = [text for text in texts if text.get("font-weight") == "600"]
    held = float(name.get("textLength"))
    assert held == pytest.approx(width_of(name.text, 14, "600"), abs=0.06)
    start = float(re.match(r"translate\(([\d.]+)", name.get("transform"))[1])
    left = float(re.search(r"translate\(([\d.]+)", root.find("{*}g").get("transform"))[1])
    assert left + start + held == pytest.approx(720 - 4, abs=2)


@pytest.mark.parametrize(("place", "drawn"), [(290, 290), (1310, 1310), (100, 280)])
def test_a_picture_is_as_wide_as_its_place_or_as_its_chart_needs(place, drawn):
    spec = rendering.vega_spec(charts.over_time(MONTHS, language="fr"))
    root = ElementTree.fromstring(rendering.picture(spec, width=place))
    assert root.get("width") == str(drawn)


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
    caches["pictures"].clear()
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
    caches["pictures"].clear()
    first = rendering.svg(chart)
    monkeypatch.setattr(vl_convert, "vega_to_svg", lambda *_args, **_options: pytest.fail("again"))
    assert rendering.svg(chart) == first


def test_the_engine_that_draws_is_not_loaded_with_the_module():
    heavy = "{'vl_convert', 'altair', 'pandas'}"
    code = f"import sys, barometer.drawing.rendering; print({heavy} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"
