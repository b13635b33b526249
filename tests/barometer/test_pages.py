"""The barometer's pages: who sees what, and that every door says the same."""

import base64
import csv
import hashlib
import io
import json
import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from academy.organisms.models import Organism, Portfolio
from courses.models import PublishedPath
from tests.factories.accounts import UserFactory
from tests.factories.organisms import OrganismFactory, PortfolioFactory, RoleGrantFactory

from .conftest import have_followed, new_path, new_unit

pytestmark = pytest.mark.django_db


def french(name, *args):
    with translation.override("fr"):
        return reverse(f"barometer:{name}", args=args)


@pytest.fixture(scope="module")
def followed(module_database):
    """What the tests of this module look at; they leave it as it is."""
    with module_database():
        portfolio = PortfolioFactory(code="P1", name_fr="Territoires", name_en="Lands")
        organism = OrganismFactory(
            code="O1", name_fr="Régie des rives", name_en="Shores Board", portfolio=portfolio
        )
        path = new_path()
        have_followed(path, new_unit(organism, 40, "Rives"), joined=20, passed=10)
        have_followed(path, new_unit(organism, 20, "Digues"), joined=5, passed=2, others=9)
        have_followed(path, new_unit(organism, 6, "Greffe"), joined=3, passed=3)
    return path.pk


@pytest.fixture
def path(followed):
    return PublishedPath.objects.get(pk=followed)


@pytest.fixture
def portfolio(followed):
    return Portfolio.objects.get(code="P1")


@pytest.fixture
def organism(followed):
    return Organism.objects.get(code="O1")


@pytest.fixture
def filled(organism):
    return organism


def sign_in(client, *grants, **fields):
    user = UserFactory()
    RoleGrantFactory(user=user, **fields)
    client.force_login(user)
    return user


@pytest.fixture
def manager(client, organism):
    return sign_in(client, organism=organism)


def stats(page):
    return [text.replace("\xa0", " ") for text in re.findall(r'stat-value">([^<]+)<', page)]


def table_of(page, figure):
    """Return the rows of a figure's table as lists of text."""
    part = page.split(f'<figure class="figure" id="{figure}"')[1].split("</figure>")[0]
    body = part.split("<tbody>")[1].split("</tbody>")[0]
    rows = [
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
        for row in body.split("<tr>")
        if row.strip()
    ]
    return [
        [re.sub(r"<[^>]+>", "", cell).strip().replace("\xa0", " ") for cell in row] for row in rows
    ]


def csv_of(client, level, *args):
    text = client.get(french(f"{level}-table", *args)).content.decode().removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_the_organism_page_counts_on_the_headcount(client, filled, manager):
    page = client.get(french("organism", "O1")).content.decode()
    # 28 joined and 15 passed, of 66 people.
    assert stats(page) == ["42 %", "23 %", "23 %"]


def test_small_units_are_merged_and_cannot_be_found_by_subtraction(client, filled, manager):
    page = client.get(french("organism", "O1")).content.decode()
    rows = table_of(page, "places")
    # The registry's office (6 people) joins the smallest unit that stands alone.
    assert [row[0] for row in rows] == ["Digues + Greffe", "Rives"]
    assert [row[1] for row in rows] == ["26", "40"]
    assert rows[0][2:] == ["31 %", "19 %", "19 %"]
    assert "6" not in {row[1] for row in rows}


@pytest.fixture
def other(client, portfolio):
    """An organism where nothing has happened yet, and its manager signed in."""
    organism = OrganismFactory(code="O2", portfolio=portfolio)
    sign_in(client, organism=organism)
    return organism


def test_an_organism_under_the_smallest_group_shows_no_figure(client, other, make_unit, follow):
    follow(make_unit(other, 9, "Petite"), joined=5, passed=4)
    page = client.get(french("organism", "O2")).content.decode()
    assert stats(page) == []
    assert "stat-value-withheld" in page
    for figure in ("paths", "places", "over-time"):
        assert table_of(page, figure) == []
        assert len(csv_of(client, "organism", "O2", figure)) == 1
    assert "44\xa0%" not in page


def test_table_csv_and_chart_say_the_same(client, filled, manager):
    page = client.get(french("organism", "O1")).content.decode()
    for figure in ("paths", "places"):
        shown = table_of(page, figure)
        file = csv_of(client, "organism", "O1", figure)[1:]
        assert [row[0] for row in shown] == [row[0] for row in file]
        for row, line in zip(shown, file, strict=True):
            for text, share in zip(row[2:], line[3::2], strict=True):
                assert text == f"{round(float(share.replace(',', '.')) * 100)} %"


def specs(page):
    found = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.S)
    return [json.loads(spec) for spec in found]


def test_the_headings_of_a_file_are_in_its_language(client, filled, manager):
    heading = csv_of(client, "organism", "O1", "over-time")[0]
    assert heading[:4] == ["Mois", "Effectif", "Rejoint", "Rejoint (part)"]
    assert not [one for one in heading if "share" in one]


@pytest.mark.parametrize(
    ("language", "name", "separator"),
    [
        ("fr", "barometre-organisme-O1-parcours.csv", ";"),
        ("en", "barometer-organization-O1-paths.csv", ","),
    ],
)
def test_a_file_has_the_name_and_the_numbers_of_its_language(
    client, filled, manager, language, name, separator
):
    with translation.override(language):
        reply = client.get(reverse("barometer:organism-table", args=["O1", "paths"]))
    assert reply["Content-Disposition"] == f'attachment; filename="{name}"'
    shares = [line.split(separator)[3] for line in reply.content.decode().splitlines()[1:]]
    comma = "," if language == "fr" else "."
    assert shares
    assert all(one.replace(comma, "", 1).isdigit() and comma in one for one in shares)


def test_a_chart_holds_no_more_than_its_table(client, filled, manager):
    page = client.get(french("organism", "O1")).content.decode()
    text = json.dumps(specs(page), ensure_ascii=False)
    assert len(specs(page)) == 3
    assert "Greffe" in text
    assert '"Greffe"' not in text


def test_the_picture_is_an_svg_without_script_or_foreign_address(client, filled, manager):
    for theme in ("light", "dark"):
        reply = client.get(french("organism-picture", "O1", "paths", theme, 600))
        assert reply["Content-Type"] == "image/svg+xml"
        assert reply["Cache-Control"].startswith("private") or "private" in reply["Cache-Control"]
        root = ElementTree.fromstring(reply.content)
        assert root.tag.endswith("svg")
        assert root.get("width") == "600"
        assert not [one for one in root.iter() if one.tag.endswith(("script", "foreignObject"))]
        assert "href" not in reply.content.decode()


def test_a_picture_may_read_nothing_but_the_letters_it_brings(client, filled, manager):
    reply = client.get(french("organism-picture", "O1", "over-time", "light", 600))
    policy = dict(one.strip().split(" ", 1) for one in reply["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["font-src"] == "data:"
    assert "unsafe" not in reply["Content-Security-Policy"]
    for style in re.findall(r"<style>(.*?)</style>", reply.content.decode()):
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy["style-src"].split()


def test_every_picture_that_a_page_names_is_there(client, filled, manager):
    page = client.get(french("organism", "O1")).content.decode()
    named = set(re.findall(r'(?:src|srcset)="([^"]+\.svg[^"]*)"', page))
    assert len([one for one in named if "over-time" in one]) == 13
    assert {client.get(one).status_code for one in named if "over-time" in one} == {200}


def test_pictures_have_the_widths_that_pages_name_and_no_other(client, filled, manager):
    address = french("organism-picture", "O1", "paths", "light", 600)
    assert client.get(address).status_code == 200
    assert client.get(address.replace("600", "601")).status_code == 404


def test_the_curve_ends_with_what_the_headline_says(client, filled, manager):
    page = client.get(french("organism", "O1")).content.decode()
    assert table_of(page, "over-time")[-1][2:] == ["42 %", "23 %", "23 %"]


def test_wider_pages_add_up(client, filled, portfolio):
    sign_in(client, officer=True, portfolio=portfolio)
    page = client.get(french("portfolio", "P1")).content.decode()
    assert stats(page) == ["42 %", "23 %", "23 %"]
    assert table_of(page, "heat-map")[0][:2] == ["Régie des rives", "23 %"]


def test_cells_of_the_heat_map_have_the_colour_of_their_share(client, filled, portfolio):
    sign_in(client, officer=True, portfolio=portfolio)
    for measure, share, step in (("passed", "23", "2"), ("reached", "42", "4")):
        page = client.get(french("portfolio", "P1"), {"measure": measure}).content.decode()
        figure = page.split('id="heat-map"')[1].split("</figure>")[0]
        assert re.findall(r'<td class="number heat-(\d)">(\d+)', figure) == [(step, share)]


@pytest.mark.parametrize(
    ("detail", "first"), [("", "Territoires"), ("organisms", "Régie des rives")]
)
def test_the_government_page(client, filled, detail, first):
    sign_in(client, lead=True)
    page = client.get(
        french("government"), {"detail": detail, "measure": "reached"}
    ).content.decode()
    assert table_of(page, "heat-map")[0][:2] == [first, "42 %"]


@pytest.mark.parametrize("asked", ["nonsense", "00000000-0000-0000-0000-000000000000", "<script>"])
def test_a_strange_filter_is_ignored(client, filled, manager, asked):
    page = client.get(french("organism", "O1"), {"path": asked, "measure": asked, "detail": asked})
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


WIDTH = ["organism", "portfolio", "government"]
SEEN_BY = {
    "learner": [],
    "designer": [],
    "manager": ["organism"],
    "other manager": [],
    "officer": ["organism", "portfolio"],
    "other officer": [],
    "lead": WIDTH,
    "administrator": WIDTH,
}


@pytest.mark.parametrize("role", SEEN_BY)
def test_who_sees_what(client, filled, portfolio, role):
    grants = {
        "designer": {"designer": True, "organism": filled},
        "manager": {"organism": filled},
        "other manager": {},
        "officer": {"officer": True, "portfolio": portfolio},
        "other officer": {"officer": True},
        "lead": {"lead": True},
        "administrator": {"administrator": True},
    }
    if role in grants:
        sign_in(client, **grants[role])
    else:
        client.force_login(UserFactory())
    codes = {"organism": ["O1"], "portfolio": ["P1"], "government": []}
    names = {"organism": "paths", "portfolio": "heat-map", "government": "heat-map"}
    for level in WIDTH:
        expected = 200 if level in SEEN_BY[role] else 404
        for url in (
            french(level, *codes[level]),
            french(f"{level}-table", *codes[level], names[level]),
            french(f"{level}-picture", *codes[level], names[level], "light", 600),
        ):
            assert client.get(url).status_code == expected, url
    reply = client.get(french("index"))
    if SEEN_BY[role]:
        widest = SEEN_BY[role][-1]
        assert reply.url == french(widest, *codes[widest])
    elif role in ("learner", "designer"):
        assert reply.status_code == 404


def test_visitors_are_asked_to_sign_in(client, filled):
    assert client.get(french("organism", "O1")).status_code == 302


def test_a_page_costs_the_same_whatever_there_is(
    client, filled, manager, organism, make_unit, follow
):
    url = french("organism", "O1")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    few = cost()
    assert cost() < few
    for number in range(3):
        follow(make_unit(organism, 15, f"Unité {number}"), joined=4, passed=2)
    assert cost() <= few


def test_formulas_are_made_harmless(client, other, make_unit, follow):
    follow(make_unit(other, 30, "=HYPERLINK(1)"), joined=10, passed=2)
    rows = csv_of(client, "organism", "O2", "places")
    assert rows[1][0] == "'=HYPERLINK(1)"
