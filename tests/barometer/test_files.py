"""Files of figures: CSV, XLSX, JSON and the page's table say the same, cell by cell."""

import csv
import io
import json
import zipfile
from datetime import date

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from academy.core.templatetags.figures import day_in_words
from barometer.figures import Figure
from barometer.origins import Origin
from barometer.releases import queries
from barometer.workbooks import figure_workbook
from tests.factories.accounts import UserFactory
from tests.factories.organisms import OrganismFactory, PortfolioFactory, RoleGrantFactory

from .conftest import have_followed, new_path, new_unit, publish_next
from .reading import table_of

pytestmark = pytest.mark.django_db

PAGES = {
    "organism": (["O1"], ["over-time", "places", "paths"]),
    "portfolio": (["P1"], ["over-time", "heat-map"]),
    "government": ([], ["over-time", "heat-map"]),
}
FIGURES = [(level, name) for level, (_code, names) in PAGES.items() for name in names]
LANGUAGES = ["fr", "en"]


@pytest.fixture(autouse=True)
def _empty_cache():
    """Pages are kept under their release, which no test here changes: each is drawn once."""
    caches["default"].clear()


@pytest.fixture(scope="module")
def released(module_database):
    """Two releases of two organisms, one of which has a name that looks like a formula."""
    caches["local"].clear()
    with module_database():
        portfolio = PortfolioFactory(code="P1", name_fr="Territoires", name_en="Lands")
        path = new_path()
        for code, name in (("O1", "Régie des rives"), ("O2", "=Agence")):
            organism = OrganismFactory(code=code, name_fr=name, name_en=name, portfolio=portfolio)
            have_followed(path, new_unit(organism, 40, "+Rives"), joined=20, passed=9, others=20)
            have_followed(path, new_unit(organism, 20, "Digues"), joined=9, passed=2, others=11)
            have_followed(path, new_unit(organism, 6, "Greffe"), joined=3, passed=3, others=3)
        publish_next()
        publish_next()


@pytest.fixture
def lead(client, released):
    user = UserFactory()
    RoleGrantFactory(user=user, lead=True)
    client.force_login(user)
    return client


def fetched(client, language, level, name, kind):
    code = PAGES[level][0]
    with translation.override(language):
        if kind == "csv":
            address = reverse(f"barometer:{level}-table", args=[*code, name])
        else:
            address = reverse(f"barometer:{level}-file", args=[*code, name, kind])
    reply = client.get(address)
    assert reply.status_code == 200
    assert f'.{kind}"' in reply["Content-Disposition"]
    return reply.content


def rows_of_csv(content, language):
    text = content.decode().removeprefix("\ufeff")
    heading, *rows = csv.reader(io.StringIO(text), delimiter=";" if language == "fr" else ",")
    return heading, [[_read(cell, language) for cell in row] for row in rows]


def _read(cell, language):
    """A cell of a CSV as what it says: None, a number, or a text without its guard."""
    if cell == "":
        return None
    try:
        return float(cell.replace(",", ".") if language == "fr" else cell)
    except ValueError:
        return cell[1:] if cell.startswith("'") else cell


def rows_of_workbook(content):
    heading, *rows = load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    return list(heading), [list(row) for row in rows]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("level", "name"), FIGURES)
def test_files_and_the_page_say_the_same(lead, language, level, name):
    heading, rows = rows_of_csv(fetched(lead, language, level, name, "csv"), language)
    said = json.loads(fetched(lead, language, level, name, "json"))
    assert (said["columns"], said["rows"]) == (heading, rows)
    assert rows_of_workbook(fetched(lead, language, level, name, "xlsx")) == (heading, rows)
    with translation.override(language):
        page = lead.get(reverse(f"barometer:{level}", args=PAGES[level][0])).content.decode()
    shown = [
        [cell.replace("&#x27;", "'").replace("&amp;", "&") for cell in row]
        for row in table_of(page, name)
    ]
    percent = "{} %" if language == "fr" else "{}%"
    if name == "heat-map":
        assert shown == [[row[0], percent.format(round(row[5] * 100))] for row in rows]
        return
    assert len(shown) == len(rows) > 0
    for row, line in zip(shown, rows, strict=True):
        _label, people, *said = line
        label = line[0]
        if name == "over-time":
            # In files, days that a spreadsheet can sort.
            with translation.override(language):
                label = day_in_words(date.fromisoformat(label))
        assert row[:2] == [label.replace("\xa0", " "), f"{people:.0f}"]
        for cell, low, high, share in zip(row[2:], said[::3], said[1::3], said[2::3], strict=True):
            ends = (round(end / people * 100) for end in (low, high))
            assert cell == f"{percent.format(round(share * 100))} ({'–'.join(map(str, ends))})"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_says_where_its_figures_come_from(lead, language):
    release = queries.newest()
    content = fetched(lead, language, "organism", "paths", "xlsx")
    data, about = load_workbook(io.BytesIO(content)).worksheets
    said = dict(about.iter_rows(values_only=True))
    values = list(said.values())
    with translation.override(language):
        page = lead.get(reverse("barometer:organism", args=["O1"])).context["barometer"]
    figure = page.figure("paths")
    assert values[:3] == [figure.title, "Régie des rives", figure.summary]
    assert release.digest in values
    assert release.method in values
    assert release.day in [value.date() for value in values if hasattr(value, "date")]
    assert values[-1].endswith(f"/{language}/barometer/organism/O1/")
    assert data.freeze_panes == "B2"


def test_json_says_which_release_it_is_from(lead):
    release = queries.newest()
    said = json.loads(fetched(lead, "en", "government", "heat-map", "json"))
    assert said["release"] == {
        "day": release.day.isoformat(),
        "method": release.method,
        "sha256": release.digest,
    }
    assert said["place"] == "The whole government"


def test_the_same_release_gives_the_same_bytes(lead):
    def files():
        return [fetched(lead, "fr", "organism", "places", kind) for kind in ("csv", "xlsx", "json")]

    first = files()
    caches["local"].clear()
    assert files() == first


def test_no_cell_of_a_workbook_is_a_formula_or_hides_decimals(lead):
    for level, name in FIGURES:
        content = fetched(lead, "fr", level, name, "xlsx")
        for sheet in load_workbook(io.BytesIO(content)):
            assert sheet.sheet_state == "visible"
            assert not [one for one in sheet.column_dimensions.values() if one.hidden]
            assert not [one for one in sheet.row_dimensions.values() if one.hidden]
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                if cell.value is None:
                    continue
                assert cell.data_type in ("s", "n", "d"), cell.value
                assert cell.quotePrefix == (cell.data_type == "s")
                if isinstance(cell.value, float):
                    assert cell.number_format == "0.00%"
                    assert round(cell.value, 4) == cell.value
                elif isinstance(cell.value, int):
                    assert cell.number_format == "0"
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = b"".join(archive.read(part) for part in archive.namelist())
        assert b"<f>" not in parts


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+1", "-1", "\t=1", "a\x00b\x0b", "été"])
def test_whatever_a_place_is_called_it_stays_a_text(text):
    figure = Figure(
        name="places",
        title=text,
        summary=text,
        columns=[],
        rows=[],
        data_columns=[text, "share"],
        data=[[text, 0.25], ["Phares", None]],
        spec={},
    )
    content = figure_workbook(figure, Origin(text, None, text))
    data, about = load_workbook(io.BytesIO(content)).worksheets
    kept = text.replace("\x00", "").replace("\x0b", "")
    assert [cell.value for cell in data["A"]] == [kept, kept, "Phares"]
    assert {cell.data_type for cell in (*data["A"], *about["B"])} == {"s"}
    assert [cell.value for cell in data["B"]] == ["share", 0.25, None]


def test_a_figure_without_a_release_says_so(client, released):
    """What organizations declare is in no release."""
    figure = Figure("profile", "Profile", "", [], [], ["Level"], [[3]], {})
    content = figure_workbook(figure, Origin("Agency", None, "https://academie.example/"))
    values = [row[1] for row in load_workbook(io.BytesIO(content)).worksheets[1].values]
    assert values == ["Profile", "Agency", None, "https://academie.example/"]
    assert not [value for value in values if isinstance(value, date)]
