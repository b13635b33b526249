"""The barometer's pages: who sees what, and that every door says the same."""

import base64
import csv
import hashlib
import io
import json
import re
from xml.etree import ElementTree

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, pgettext

from academy.core.templatetags.figures import day_in_words
from academy.organisms.models import Organism, Portfolio
from barometer.figures import _data_headings
from barometer.headlines import between
from barometer.protection.bands import Total
from barometer.releases import queries
from barometer.releases.models import Release
from barometer.releases.services import next_day
from courses.models import PublishedPath
from tests.factories.accounts import UserFactory
from tests.factories.organisms import OrganismFactory, PortfolioFactory, RoleGrantFactory

from .conftest import have_followed, new_path, new_unit, publish_next
from .reading import table_of

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
        have_followed(path, new_unit(organism, 40, "Rives"), joined=20, passed=10, others=20)
        have_followed(path, new_unit(organism, 20, "Digues"), joined=5, passed=2, others=15)
        have_followed(path, new_unit(organism, 6, "Greffe"), joined=3, passed=3, others=3)
        publish_next()
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


def csv_of(client, level, *args):
    text = client.get(french(f"{level}-table", *args)).content.decode().removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_the_organism_page_says_between_what_its_figures_lie(client, filled, manager):
    reply = client.get(french("organism", "O1"))
    # 28 joined and 15 passed, of 66 people: 18 to 22 and 8 to 12, of whom 8 to 12 and 3 to 7. The
    # smaller group is expected nearer to the share of the larger one than its middle is.
    assert stats(reply.content.decode()) == ["46 %", "23 %", "23 %", "23 %"]
    shown = reply.context["barometer"]
    with translation.override("en"):
        assert between(Total(66, 11, 19, 15)) == "between 11 and 19 of 66 people"
    with translation.override("fr"):
        assert [stat.of for stat in shown.stats] == [
            between(Total(66, 26, 34, 30)),
            *[between(Total(66, 11, 19, 15))] * 3,
        ]
    assert shown.notice == ""


def test_small_units_are_merged_and_cannot_be_found_by_subtraction(client, filled, manager):
    page = client.get(french("organism", "O1")).content.decode()
    rows = table_of(page, "places")
    # The registry's office (6 people) joins the smallest unit that stands alone.
    assert [row[1] for row in rows] == ["26", "40"]
    assert {"Digues", "Greffe"} < set(rows[0][0].split())
    assert rows[1][0] == "Rives"
    assert rows[0][2:] == ["40 % (31–46)", *["20 % (12–27)"] * 3]
    assert "6" not in {row[1] for row in rows}


@pytest.fixture
def other(client, portfolio):
    """An organism of which nothing is published yet, and its manager signed in."""
    organism = OrganismFactory(code="O2", portfolio=portfolio)
    sign_in(client, organism=organism)
    return organism


def test_an_organism_under_the_smallest_group_shows_no_figure(
    client, other, make_unit, follow, publish
):
    follow(make_unit(other, 9, "Petite"), joined=5, passed=4, others=4)
    publish()
    page = client.get(french("organism", "O2")).content.decode()
    assert stats(page) == []
    assert "stat-value-withheld" in page
    for figure in ("paths", "places", "over-time"):
        shown = page.split(f'<figure class="figure" id="{figure}"')[1].split("</figure>")[0]
        assert "<table" not in shown
        assert "<academy-vega-figure" not in shown
        # Nothing to take away, so nothing offers it; who has the address gets the headings alone.
        assert "figure-files" not in shown
        assert len(csv_of(client, "organism", "O2", figure)) == 1
    assert "44\xa0%" not in page


def test_table_csv_and_chart_say_the_same(client, filled, manager):
    page = client.get(french("organism", "O1")).content.decode()
    for figure in ("paths", "places"):
        shown = table_of(page, figure)
        file = csv_of(client, "organism", "O1", figure)[1:]
        assert [row[0] for row in shown] == [row[0] for row in file]
        for row, line in zip(shown, file, strict=True):
            people = int(line[1])
            for text, *said in zip(row[2:], line[2::3], line[3::3], line[4::3], strict=True):
                low, high, share = (float(one.replace(",", ".")) for one in said)
                ends = (round(end / people * 100) for end in (low, high))
                assert text == "{} % ({}–{})".format(round(share * 100), *ends)
                assert low <= round(share * people, 2) <= high


def specs(page):
    found = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.S)
    return [json.loads(spec) for spec in found]


def test_the_headings_of_a_file_are_in_its_language(client, filled, manager):
    heading = csv_of(client, "organism", "O1", "over-time")[0]
    with translation.override("fr"):
        said = [
            gettext("Release"),
            pgettext("column", "People"),
            *_data_headings(gettext("Reached")),
        ]
    assert heading[:5] == said
    assert "Rejoint (part)" in heading


@pytest.mark.parametrize(
    ("language", "name", "separator"),
    [
        ("fr", "barometre-organisme-O1-parcours", ";"),
        ("en", "barometer-organization-O1-paths", ","),
    ],
)
def test_a_file_has_the_name_and_the_numbers_of_its_language(
    client, filled, manager, language, name, separator
):
    with translation.override(language):
        reply = client.get(reverse("barometer:organism-table", args=["O1", "paths"]))
    named = f"{name}-{queries.newest().day}.csv"
    assert reply["Content-Disposition"] == f'attachment; filename="{named}"'
    shares = [line.split(separator)[4] for line in reply.content.decode().splitlines()[1:]]
    comma = "," if language == "fr" else "."
    assert shares
    assert all(one.replace(comma, "", 1).isdigit() and comma in one for one in shares)


def test_a_chart_holds_no_more_than_its_table(client, filled, manager):
    page = client.get(french("organism", "O1")).content.decode()
    text = json.dumps(specs(page), ensure_ascii=False)
    assert len(specs(page)) == 3
    assert "Greffe" in text
    assert '"Greffe"' not in text
    # No number of people, not even a published one: shares in whole per cents alone.
    shares = set(re.findall(r'"share": ([0-9.]+)', text))
    assert shares
    assert all(float(share) * 100 == pytest.approx(round(float(share) * 100)) for share in shares)


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
    assert [cell.split(" (")[0] for cell in table_of(page, "over-time")[-1][2:]] == stats(page)


def test_wider_pages_add_up(client, filled, portfolio):
    sign_in(client, officer=True, portfolio=portfolio)
    page = client.get(french("portfolio", "P1")).content.decode()
    assert stats(page) == ["46 %", "23 %", "23 %", "23 %"]
    assert table_of(page, "heat-map")[0][:2] == ["Régie des rives", "23 %"]


def test_cells_of_the_heat_map_have_the_colour_of_their_share(client, filled, portfolio):
    sign_in(client, officer=True, portfolio=portfolio)
    for measure, share, step in (("passed", "23", "2"), ("reached", "46", "4")):
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
    assert table_of(page, "heat-map")[0][:2] == [first, "46 %"]


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
    client, filled, manager, organism, make_unit, follow, publish
):
    url = french("organism", "O1")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    few = cost()
    assert cost() < few
    for number in range(3):
        follow(make_unit(organism, 15, f"Unité {number}"), joined=4, passed=2, others=11)
    publish()
    assert cost() <= few


def test_formulas_are_made_harmless(client, other, make_unit, follow, publish):
    follow(make_unit(other, 30, "=HYPERLINK(1)"), joined=10, passed=2)
    publish()
    rows = csv_of(client, "organism", "O2", "places")
    assert rows[1][0] == "'=HYPERLINK(1)"


def test_nothing_moves_before_the_next_release(client, filled, manager, organism, follow, publish):
    """Twenty people pass: pages, files and pictures stay as they are, to the byte."""
    doors = [
        french("organism", "O1"),
        french("organism-table", "O1", "over-time"),
        french("organism-table", "O1", "places"),
        french("organism-picture", "O1", "over-time", "light", 600),
    ]

    def fetched():
        caches["local"].clear()
        return [client.get(door) for door in doors]

    def said(replies):
        page, *files = (reply.content for reply in replies)
        return page.split(b"</h1>")[1].split(b'class="barometer-method"')[0], *files

    before = fetched()
    follow(organism.unit_placements.first().unit, joined=20, passed=20)
    after = fetched()
    assert said(after) == said(before)
    assert [one.headers.get("ETag") for one in after[1:]] == [
        one.headers.get("ETag") for one in before[1:]
    ]
    publish()
    released = fetched()
    assert all(new != old for new, old in zip(said(released), said(before), strict=True))


def test_a_page_says_which_release_it_is_from(client, filled, manager):
    release = queries.newest()
    page = client.get(french("organism", "O1")).content.decode()
    assert french("release", release.day.isoformat()) in page
    assert release.digest[:8] in page
    assert f'datetime="{release.day.isoformat()}"' in page


def test_the_page_of_a_release_says_how_to_check_it(client, filled, manager):
    release = queries.newest()
    page = client.get(french("release", release.day.isoformat())).content.decode()
    assert release.digest in page
    assert release.method in page
    # The document tells of other organisms too.
    assert "document.json" not in page
    assert client.get(french("document", release.day.isoformat())).status_code == 404
    listed = client.get(french("releases")).content.decode()
    assert french("release", release.day.isoformat()) in listed
    assert client.get(french("releases") + "2026-13-41/").status_code == 404


def test_the_document_of_a_release_has_the_bytes_that_were_published(client, filled):
    sign_in(client, lead=True)
    release = queries.newest()
    address = french("document", release.day.isoformat())
    assert address in client.get(french("release", release.day.isoformat())).content.decode()
    reply = client.get(address)
    assert hashlib.sha256(reply.content).hexdigest() == release.digest
    assert reply["Content-Type"] == "application/json"
    assert json.loads(reply.content)["day"] == release.day.isoformat()


def test_without_a_release_a_page_says_when_the_first_comes(client, filled, portfolio, organism):
    Release.objects.all().delete()
    sign_in(client, lead=True)
    with translation.override("en"):
        addresses = [reverse("barometer:organism", args=["O1"]), reverse("barometer:government")]
        day = day_in_words(next_day(timezone.now()))
    for address in addresses:
        page = client.get(address).content.decode()
        assert f"The first one comes on {day}" in page
        assert "<figure" not in page
        assert "stat-value" not in page
    assert client.get(french("organism-table", "O1", "paths")).status_code == 404


def test_a_page_says_where_most_people_are_not_known_yet(client, other, make_unit, follow, publish):
    follow(make_unit(other, 50, "Rives"), joined=10, passed=2, others=10)
    publish()
    with translation.override("en"):
        reply = client.get(reverse("barometer:organism", args=["O2"]))
    assert "Human resources count 50 people here" in reply.context["barometer"].notice
    assert "the academy knew 20 of them" in reply.context["barometer"].notice
