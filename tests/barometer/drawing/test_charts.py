"""What the charts and their sentences say, from frames of published values."""

import json
import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from barometer.drawing import charts, rendering
from barometer.drawing.heat_maps import step_of
from barometer.drawing.theme import COLOURS, PAPER, contrast, ramp
from barometer.drawing.words import NAMES, percent

CSS = Path(__file__).resolve().parents[3] / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")
HEAT = (CSS / "components" / "heat_table.css").read_text(encoding="utf-8")
MONTHS = pd.date_range("2025-10-01", periods=3, freq="MS")


@pytest.fixture
def months():
    """Three months of three measures; one figure is withheld."""
    shares = {
        "reached": (0.5, 0.6, 0.7),
        "completed": (0.1, 0.2, 0.3),
        "passed": (0.08, np.nan, 0.2867),
    }
    return pd.DataFrame(
        [
            {"day": month, "measure": measure, "share": share}
            for measure, values in shares.items()
            for month, share in zip(MONTHS, values, strict=True)
        ]
    )


@pytest.fixture
def groups():
    """Three units; one is withheld altogether, one for a measure."""
    rows = [
        ("Zinc", "completed", 0.5),
        ("Zinc", "passed", 0.4),
        ("Argent", "completed", np.nan),
        ("Argent", "passed", np.nan),
        ("Cuivre", "completed", 0.71234),
        ("Cuivre", "passed", np.nan),
    ]
    return pd.DataFrame(rows, columns=["label", "measure", "share"])


@pytest.fixture
def cells():
    """Two organisms by two paths; one cell is withheld."""
    rows = [
        ("Zinc", "Sécurité", 0.0),
        ("Zinc", "Clarté", np.nan),
        ("Argent", "Sécurité", 0.456),
        ("Argent", "Clarté", 1.0),
    ]
    return pd.DataFrame(rows, columns=["label", "path", "share"])


def _values(chart):
    """All rows of data that a chart carries."""
    found = []

    def walk(node):
        if isinstance(node, dict):
            if isinstance(node.get("values"), list):
                found.extend(row for row in node["values"] if isinstance(row, dict))
            for child in node.values():
                walk(child)
        elif isinstance(node, list):
            for child in node:
                walk(child)

    walk(chart.to_dict())
    return found


def test_per_cents_are_written_as_each_language_writes_them():
    assert percent(0.451, "en") == "45%"
    assert percent(0.451, "fr") == "45\u202f%"


@pytest.mark.parametrize(
    ("draw", "data"),
    [(charts.over_time, "months"), (charts.by_group, "groups"), (charts.heat_map, "cells")],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_chart_tells_whole_per_cents_and_no_more(draw, data, language, request):
    rows = _values(draw(request.getfixturevalue(data), language=language))
    shares = [row["share"] for row in rows if row.get("share") is not None]
    assert shares
    assert all(share == round(share, 2) for share in shares)
    assert "0.2867" not in json.dumps(rows)
    assert "0.71234" not in json.dumps(rows)


@pytest.mark.parametrize(
    ("draw", "data"),
    [(charts.over_time, "months"), (charts.by_group, "groups"), (charts.heat_map, "cells")],
)
def test_the_same_frame_gives_the_same_chart(draw, data, request):
    frame = request.getfixturevalue(data)
    first, second = (json.dumps(draw(frame, language="fr").to_dict()) for _ in range(2))
    assert first == second
    assert json.loads(first)["config"]["aria"] is False


def test_lines_are_named_at_their_end_and_names_dont_touch(months):
    ends = [row for row in _values(charts.over_time(months, language="en")) if "place" in row]
    assert {row["name"] for row in ends} == {"Reached 70%", "Completed 30%", "Passed 29%"}
    places = sorted(row["place"] for row in ends)
    assert all(upper - lower >= 0.06 for lower, upper in pairwise(places))
    assert places[-1] <= 1


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("width", [290, 400, 600])
def test_in_a_narrow_place_names_stand_above_their_lines(months, language, width):
    spec = rendering.vega_spec(charts.over_time(months, language=language))
    root = ElementTree.fromstring(rendering.picture(spec, width=width))
    words = [node.text for node in root.iter() if node.text]
    for name in NAMES[language].values():
        assert sum(word.startswith(name) for word in words) == (name != NAMES[language]["started"])
    # The lines have the whole width but that of the axis, or leave room for their names.
    ground = next(node for node in root.iter() if node.get("class") == "background")
    plot = int(re.match(r"M0,0h(\d+)", ground.get("d")).group(1))
    assert (plot > width - 75) is (width < 520)


def test_names_of_lines_stay_inside_when_all_end_at_the_top():
    frame = pd.DataFrame(
        [(MONTHS[0], measure, 1.0) for measure in charts.MEASURES],
        columns=["day", "measure", "share"],
    )
    places = [
        row["place"] for row in _values(charts.over_time(frame, language="fr")) if "place" in row
    ]
    assert max(places) <= 1
    assert len(set(places)) == 4


def test_rows_stand_in_the_order_given_and_say_what_is_withheld(groups):
    chart = charts.by_group(groups, language="fr")
    heads = [row for row in _values(chart) if "note" in row]
    assert list(dict.fromkeys(row["label"] for row in heads)) == ["Zinc", "Argent", "Cuivre"]
    notes = {row["said"]: row["note"] for row in heads}
    partly = "Cuivre (non diffusé\u00a0: réussi)"
    assert notes == {"Zinc": "", "Argent": "Non diffusé", partly: ""}


def test_a_withheld_cell_has_no_number_anywhere(cells):
    rows = [row for row in _values(charts.heat_map(cells, language="en")) if "path" in row]
    hidden = next(row for row in rows if row["label"] == "Zinc" and row["path"] == "Clarté")
    assert hidden["share"] is None
    assert hidden["text"] == "–"
    assert hidden["says"] == "Zinc, Clarté: withheld"


LONG = "Secrétariat à la valorisation des espèces méconnues et des très petits cours d’eau"


@pytest.mark.parametrize("name", [LONG, "Direction " * 12, "x" * 90, 'A "B" </C>'])
def test_rows_of_a_heat_map_keep_their_names_whole(name):
    frame = pd.DataFrame(
        [(name, "P", 0.5), ("Court", "P", 0.4)], columns=["label", "path", "share"]
    )
    chart = charts.heat_map(frame, language="fr")
    words = [node.text for node in ElementTree.fromstring(rendering.svg(chart)).iter() if node.text]
    written = "".join("".join(words).split())
    assert "".join(name.split()) in written
    assert "…" not in written
    lines = max(1, sum(word in name for word in words))
    assert chart.to_dict()["height"]["step"] >= max(22, 16 * lines)


def test_marks_that_stand_on_one_another_are_all_seen():
    """An outline around an outline around a dot: told apart by shape, in any colours."""
    frame = pd.DataFrame(
        [("Zinc", measure, 0.4) for measure in ("reached", "completed", "passed")],
        columns=["label", "measure", "share"],
    )
    picture = ElementTree.fromstring(rendering.svg(charts.by_group(frame, language="fr")))
    colours = [COLOURS[measure][0] for measure in ("reached", "completed", "passed")]
    marks = [one for one in picture.iter() if one.get("stroke") in colours][:3]
    assert [one.get("stroke") for one in marks] == colours
    assert len({one.get("transform") for one in marks}) == 1
    sizes = [float(re.match(r"M-?([\d.]+)", one.get("d")).group(1)) for one in marks]
    assert sizes[0] > sizes[1] + 2 > sizes[2] + 4
    assert [one.get("fill") for one in marks] == [None, None, colours[-1]]


def test_lines_that_run_together_are_both_seen(months):
    lines = [
        layer
        for layer in charts.over_time(months, language="fr").to_dict()["layer"]
        if layer["mark"]["type"] == "line"
    ]
    under, ground, over = lines
    widths = dict(
        zip(
            under["encoding"]["strokeWidth"]["scale"]["domain"],
            under["encoding"]["strokeWidth"]["scale"]["range"],
            strict=True,
        )
    )
    assert widths["completed"] > ground["mark"]["strokeWidth"] + 2 > widths["passed"] + 3
    assert "'passed'" in over["transform"][0]["filter"]


def test_many_months_have_no_points():
    months = pd.date_range("2016-01-01", periods=120, freq="MS")
    frame = pd.DataFrame({"day": months, "measure": "passed", "share": 0.4})
    sizes = [
        layer["mark"]["size"]
        for rows in (frame, frame[:12])
        for layer in charts.over_time(rows, language="fr").to_dict()["layer"]
        if layer["mark"]["type"] == "point" and layer["mark"]["opacity"]
        if "narrow" not in str(layer.get("transform"))
    ]
    assert sizes == [0, 38]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_chart_by_group_names_its_marks(groups, language):
    words = [
        node.text
        for node in ElementTree.fromstring(
            rendering.svg(charts.by_group(groups, language=language))
        ).iter()
    ]
    assert {NAMES[language]["completed"], NAMES[language]["passed"]} <= set(words)
    assert NAMES[language]["reached"] not in words


def test_a_heat_map_of_a_whole_government_can_be_made():
    rows = [(f"Organisme {i}", f"Parcours {j}", i / 310) for i in range(310) for j in range(9)]
    frame = pd.DataFrame(rows, columns=["label", "path", "share"])
    assert charts.heat_map(frame, language="fr").to_dict()["height"] == {"step": 22}


def _token(name):
    """Return the colours of a token in light and dark."""
    said = re.search(rf"--{name}: (?:light-dark\()?([^;]+?)\)?;", TOKENS).group(1).split(", ")
    return said if len(said) == 2 else said * 2


@pytest.mark.parametrize("dark", [False, True])
def test_the_heat_map_has_the_same_colours_as_a_table(dark):
    """And what is written in each cell reads on it."""
    rules = re.findall(r"\.heat-(\d) \{\s*background: var\(--(.+)\);\s*color: var\(--(.+)\);", HEAT)
    assert [int(step) for step, _fill, _ink in rules] == list(range(10))
    table = [(_token(fill)[dark], _token(ink)[dark]) for _step, fill, ink in rules]
    assert table == ramp(dark=dark)


def test_a_share_is_in_the_class_whose_colour_its_cell_has():
    shares = (0, 0.004, 0.0951, 0.0949, 0.1, 0.294, 0.295, 0.29, 0.57, 0.999, 1.0, np.nan)
    assert [step_of(share) for share in shares] == [0, 0, 1, 0, 1, 2, 3, 2, 5, 9, 9, None]
    spec = rendering.vega_spec(
        charts.heat_map(
            pd.DataFrame(
                [(f"O{n}", "P", n / 100) for n in range(101)], columns=["label", "path", "share"]
            ),
            language="fr",
        )
    )
    picture = ElementTree.fromstring(rendering.picture(spec))
    fills = [one.get("fill") for one in picture.iter() if one.get("class") != "background"]
    colours = [fill for fill, _ink in ramp(dark=False)]
    drawn = [colours.index(fill) for fill in fills if fill in colours]
    assert drawn == [step_of(n / 100) for n in range(101)]


@pytest.mark.parametrize("dark", [False, True])
def test_numbers_read_on_every_cell(dark):
    assert all(contrast(fill, ink) >= 4.5 for fill, ink in ramp(dark=dark))


@pytest.mark.parametrize("theme", [0, 1])
def test_names_in_the_colour_of_their_line_read_on_paper(theme):
    assert all(contrast(pair[theme], PAPER[theme]) >= 4.5 for pair in COLOURS.values())


def test_the_sentence_of_months_says_value_trend_and_date(months):
    french = charts.over_time_summary(months, "fr")
    assert french.startswith(
        "Au 1er\u00a0décembre 2025, 29\u202f% des personnes avaient réussi, 30\u202f% avaient "
        "terminé et "
    )
    assert "a augmenté de 21 points depuis le 1er\u00a0octobre 2025 (8\u202f%)" in french
    assert "protéger les personnes" in french
    english = charts.over_time_summary(months, "en")
    assert "On December\u00a01, 2025" in english
    assert "risen by 21 points since October\u00a01, 2025 (8%)" in english


def test_a_share_that_falls_or_stays_is_said_so(months):
    falling = months.assign(share=months["share"].iloc[::-1].to_list())
    falling["share"] = [0.5, 0.4, 0.3] * 3
    assert "a baissé de 20 points" in charts.over_time_summary(falling, "fr")
    assert "about as many as on" in charts.over_time_summary(falling.assign(share=0.4), "en")


def test_the_sentence_of_groups_names_nobody_as_the_last(groups):
    groups.loc[5, "share"] = 0.6
    french = charts.by_group_summary(groups, "fr", date(2025, 12, 1))
    assert french == (
        "Au 1er\u00a0décembre 2025, d’un groupe à l’autre, de 40\u202f% à 60\u202f% des "
        "personnes ont "
        "réussi; la médiane est de 50\u202f%. 1 chiffre n’est pas diffusé, pour protéger les "
        "personnes."
    )
    level = groups.assign(share=0.5)
    assert charts.by_group_summary(level, "en", of="path") == (
        "In every path, 50% of the people have passed."
    )


def test_the_sentences_of_a_heat_map(cells):
    assert charts.heat_map_summary(
        cells, "en", date(2025, 12, 1), measure="passed", of="portfolio"
    ) == (
        "On December\u00a01, 2025, in a typical portfolio, 100% of the people have passed "
        "“Clarté”, the "
        "learning path that is the furthest, and 23% have passed “Sécurité”, which has the "
        "furthest to go. Depending on the portfolio and path, the share goes from 0% to 100%. "
        "1 figure is withheld to protect people."
    )
    assert charts.heat_map_summary(
        cells, "fr", date(2025, 12, 1), measure="reached", of="organism"
    ) == (
        "Au 1er\u00a0décembre 2025, dans un organisme typique, 100\u202f% des personnes ont "
        "rejoint "
        "«\u00a0Clarté\u00a0», le parcours le plus avancé, et 23\u202f% ont rejoint "
        "«\u00a0Sécurité\u00a0», le moins avancé. Selon l’organisme et le parcours, la part va "
        "de 0\u202f% à 100\u202f%. 1 chiffre n’est pas diffusé, pour protéger les personnes."
    )


def test_the_sentences_of_a_heat_map_of_one_path_or_one_row(cells):
    path = cells[cells["path"] == "Sécurité"]
    assert charts.heat_map_summary(path, "en", measure="completed", of="organism") == (
        "In a typical organization, 23% of the people have completed “Sécurité”. Depending on the "
        "organization, the share goes from 0% to 46%."
    )
    assert charts.heat_map_summary(path, "fr", measure="completed", of="portfolio").endswith(
        "Selon le portefeuille, la part va de 0\u202f% à 46\u202f%."
    )
    row = cells[cells["label"] == "Argent"]
    assert charts.heat_map_summary(row, "en", measure="passed", of="portfolio") == (
        "100% of the people have passed “Clarté”, the learning path that is the furthest, and 46% "
        "have passed “Sécurité”, which has the furthest to go."
    )


def test_a_heat_map_where_no_path_is_ahead_says_so(cells):
    level = cells.assign(share=0.0)
    assert charts.heat_map_summary(level, "en", measure="passed") == (
        "In a typical group, 0% of the people have passed each learning path: none is ahead of "
        "the others."
    )
    french = charts.heat_map_summary(level, "fr", measure="passed")
    assert french.endswith("chaque parcours\u00a0: aucun n’est en avance sur les autres.")


@pytest.mark.parametrize("say", ["over_time", "by_group", "heat_map"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_published_is_a_sentence_and_an_empty_chart(say, language, months, groups, cells):
    frame = {"over_time": months, "by_group": groups, "heat_map": cells}[say].assign(share=np.nan)
    named = {"measure": "passed"} if say == "heat_map" else {}
    said = getattr(charts, f"{say}_summary")(frame, language, **named)
    assert said in ("No figure is published yet.", "Aucun chiffre n’est encore diffusé.")
    assert getattr(charts, say)(frame.iloc[0:0], language=language).to_dict()
    assert getattr(charts, say)(frame, language=language).to_dict()


@pytest.mark.parametrize("say", ["over_time", "by_group", "heat_map"])
def test_french_has_no_space_before_a_semicolon(say, months, groups, cells):
    frame = {"over_time": months, "by_group": groups, "heat_map": cells}[say]
    named = {"measure": "passed"} if say == "heat_map" else {}
    assert not re.search(r"\s[;!?]", getattr(charts, f"{say}_summary")(frame, "fr", **named))
