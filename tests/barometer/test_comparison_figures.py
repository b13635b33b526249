"""A portfolio's organisms beside one another, as its page shows them."""

import csv
import io
import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from academy.organisms.models import Portfolio
from barometer.comparison_figures import _movement_figure
from barometer.drawing import comparison_charts, rendering
from barometer.funnel_figures import _frame, placed, with_lines_said
from barometer.headlines import Context
from barometer.measures.comparisons import Movement
from barometer.protection.bands import Total
from barometer.releases.models import Release
from tests.factories.accounts import UserFactory
from tests.factories.organisms import PortfolioFactory, RoleGrantFactory

from .conftest import new_path
from .published import new_organisms, published

pytestmark = pytest.mark.django_db

DAYS = [date(2026, month, 1) for month in (5, 6, 7, 8)]
OWN = {"A1": (150, 30), "A2": (120, 96), "A3": (200, 90), "A4": (60, 20)}
OTHERS = {f"B{number}": (150, 60) for number in range(9)}


@pytest.fixture(scope="module")
def path_key(module_database):
    """Four releases in which everybody moves but A1."""
    with module_database():
        portfolio, elsewhere = PortfolioFactory(code="P1"), PortfolioFactory(code="P2")
        path = new_path()
        organisms = new_organisms(OWN, portfolio) | new_organisms(OTHERS, elsewhere)
        portfolio_of = {code: (portfolio if code in OWN else elsewhere).pk for code in organisms}
        for place, day in enumerate(DAYS):
            told = {
                code: (people, passed if code == "A1" else round(passed * (0.7 + place * 0.1)))
                for code, (people, passed) in (OWN | OTHERS).items()
            }
            published(day, path.key, organisms, told, portfolio_of)
    return path.key


@pytest.fixture
def shown(client, path_key, db):
    officer = UserFactory()
    RoleGrantFactory(user=officer, officer=True, portfolio=Portfolio.objects.get(code="P1"))
    client.force_login(officer)
    with translation.override("en"):
        return client.get(reverse("barometer:portfolio", args=["P1"])).context["barometer"]


def test_the_funnel_shows_who_differs_by_more_than_chance(shown):
    funnel = shown.figure("funnel")
    rows = {row[0]: row for row in funnel.rows}
    # A4 has fewer than a hundred people; those of other portfolios aren't named.
    assert list(rows) == ["Board A1", "Board A2", "Board A3"]
    assert [row[-1] for row in rows.values()] == ["below", "above", "within"]
    assert "of 3 organizations, 1 are above and 1 below" in funnel.summary
    assert "12 organizations of the government" in funnel.note


def test_who_stands_still_is_said_and_nobody_is_ranked(shown):
    moved = shown.figure("movement")
    rows = {row[0]: row for row in moved.rows}
    assert list(rows) == sorted(rows)
    assert rows["Board A1"][-1] == "stuck"
    assert {row[-1] for name, row in rows.items() if name != "Board A1"} == {"–"}
    assert "1 of 4 organizations hasn’t moved" in moved.summary


def test_who_could_help_whom(shown):
    pair = shown.figure("pairs")
    assert [(row[0], row[3]) for row in pair.rows] == [
        ("Board A1", "Board A2"),
        ("Board A4", "Board A2"),
    ]
    assert pair.summary.startswith("2 organizations that are behind")


def test_figure_table_and_file_say_the_same(client, shown):
    with translation.override("en"):
        for name in ("funnel", "movement", "pairs"):
            figure = shown.figure(name)
            reply = client.get(reverse("barometer:portfolio-table", args=["P1", name]))
            rows = list(csv.reader(io.StringIO(reply.content.decode().removeprefix("\ufeff"))))
            assert [row[0] for row in rows[1:]] == [row[0] for row in figure.rows]
            drawn = client.get(
                reverse("barometer:portfolio-picture", args=["P1", name, "light", 600])
            ).content.decode()
            assert drawn.startswith("<svg")
            # What the picture holds: whole per cents, no count of people who passed.
            assert not re.search(r"\d\.\d{3,}%", drawn)


def test_where_there_is_too_little_the_page_says_why(client, shown):
    Release.objects.filter(day__lt=DAYS[-1]).delete()
    with translation.override("en"):
        reply = client.get(reverse("barometer:portfolio", args=["P1"]) + "?period=3")
    assert shown.figure("movement") is not None
    assert reply.context["barometer"].figure("movement") is None
    assert "once there are four releases to compare" in reply.content.decode()


NEARLY_NOBODY = Total(25, 0, 2, 1)
KNOWN = Total(100, 30, 40, 36)


def test_a_share_of_which_one_end_is_known_is_a_line_and_no_mark():
    """As the map says "0–8 %": a mark would be a number that nobody knows."""
    with translation.override("en"):
        context = Context("en", DAYS[-1], 10)
        moved = {"Board A1": Movement(NEARLY_NOBODY, KNOWN, 32, None)}
        figure = _movement_figure(moved, DAYS[0], "Path", context)
    assert figure.rows[0][1] == "at most 8%"
    assert "A line in place of a mark says at most or at least" in figure.note
    told = [row for source in figure.spec["data"] for row in source.get("values", ())]
    lines = [
        (row["low"], row["high"], row["says"]) for row in told if "says" in row and "low" in row
    ]
    assert lines == [(0, 0.08, "Board A1, May\xa01, 2026: at most 8%")]
    marks = [(row["share"], row["says"]) for row in told if "share" in row]
    assert marks == [
        (None, "Board A1, May\xa01, 2026: at most 8%"),
        (0.36, "Board A1, August\xa01, 2026: 36%"),
    ]
    # The number to expect where it may be nobody stands nowhere in the picture.
    assert 0.04 not in {value for row in told for value in row.values()}


def test_a_line_is_explained_where_there_is_one():
    assert with_lines_said("Note.", [KNOWN]) == "Note."
    assert with_lines_said("Note.", [KNOWN, NEARLY_NOBODY]).startswith("Note. ")
    assert placed(KNOWN) == (0.36, None, None)
    assert placed(NEARLY_NOBODY) == (0.08, 0, 0.08)


def test_the_funnel_draws_who_may_be_nobody_as_a_line():
    large = Total(125, 0, 10, 4)
    drawn = [
        {
            "kind": "within",
            "label": name,
            "people": one.people,
            "says": name,
            **dict(zip(("share", "low", "high"), placed(one), strict=True)),
        }
        for name, one in (("A", large), ("B", Total(300, 30, 60, 44)))
    ]
    spec = rendering.spec_of(comparison_charts.funnel, _frame(drawn, 0.2, 1.0), language="en")
    told = [row for source in spec["data"] for row in source.get("values", ())]
    lines = [row["says"] for row in told if "says" in row and "low" in row]
    points = [row["label"] for row in told if "label" in row]
    assert lines == ["A"]
    assert points == ["B"]
