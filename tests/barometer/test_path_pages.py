"""The page of a path: who sees what of it, and that filters stay on the way down."""

import re
from datetime import UTC, date, datetime
from html import unescape

import pandas as pd
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from academy.organisms.models import Organism, Portfolio, Role, Succession
from barometer.drawing.journey_charts import bars
from barometer.models import Event
from barometer.one_path.figures import spread_said
from barometer.protection.bands import Total
from barometer.releases.models import ReleasedPath
from barometer.wagtail_hooks import path_buttons
from courses.models import PathPage, PublishedPath
from tests.factories.accounts import UserFactory
from tests.factories.courses import make_path
from tests.factories.organisms import OrganismFactory, PortfolioFactory, RoleGrantFactory

from .published import new_organisms, published

pytestmark = pytest.mark.django_db

CODES = {f"A{number}": (100 + 25 * number, 20 + 10 * number) for number in range(5)}
OTHERS = {f"B{number}": (100, 40 + 5 * number) for number in range(5)}


@pytest.fixture(scope="module")
def path_key(module_database):
    """Two releases of ten organisms, and what the newest says of the way through the path."""
    with module_database():
        portfolio, elsewhere = PortfolioFactory(code="P1"), PortfolioFactory(code="P2")
        path = make_path(lessons=2, questions=1, title="Hameçonnage", slug="hameconnage")
        path.built_by.set([OrganismFactory(code="D1", portfolio=elsewhere)])
        organisms = new_organisms(CODES, portfolio) | new_organisms(OTHERS, elsewhere)
        portfolio_of = {code: (portfolio if code in CODES else elsewhere).pk for code in organisms}
        for day in (date(2026, 7, 1), date(2026, 8, 1)):
            release = published(day, path.key, organisms, CODES | OTHERS, portfolio_of)
        lesson = path.outline["courses"][0]["lessons"][0]
        ReleasedPath.objects.create(
            release=release,
            path_key=path.key,
            since=date(2026, 1, 1),
            until=date(2026, 5, 3),
            median_days=35,
            soonest_days=30,
            latest_days=45,
            stops=[[None, 5], [lesson["key"], 40], ["00000000-0000-4000-8000-000000000000", 60]],
            rights=[[lesson["key"], lesson["questions"][0], 95]],
        )
    return path.key


def see(client, path_key, query="", **grant):
    """Return the page as somebody with a role sees it."""
    user = UserFactory()
    RoleGrantFactory(user=user, **grant)
    client.force_login(user)
    with translation.override("en"):
        return client.get(reverse("barometer:path", args=[path_key]) + query)


def words(reply):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", reply.content.decode())).split())


def test_the_lead_sees_portfolios_or_every_organism(client, path_key):
    reply = see(client, path_key, lead=True)
    shown = reply.context["shown"]
    assert [figure.name for figure in shown.figures] == ["over-time", "places", "stops", "answers"]
    assert [row[0] for row in shown.figure("places").rows] == ["Portfolio P1", "Portfolio P2"]
    with translation.override("en"):
        every = client.get(reverse("barometer:path", args=[path_key]) + "?detail=organisms")
    assert len(every.context["shown"].figure("places").rows) == len(CODES | OTHERS)


def test_the_way_up_is_a_link_for_whoever_sees_the_barometer(client, path_key):
    with translation.override("en"):
        up = f'<a href="{reverse("barometer:index")}?path={path_key}'
    head = "page-kicker"
    assert up in see(client, path_key, lead=True).content.decode().split(head)[1][:200]
    own = {"role": Role.DESIGNER, "organism": Organism.objects.get(code="D1")}
    designer = see(client, path_key, **own).content.decode()
    assert "<a " not in designer.split(head)[1].split("</p>")[0]


def test_an_officer_sees_the_organisms_of_the_portfolio_alone(client, path_key):
    reply = see(client, path_key, officer=True, portfolio=Portfolio.objects.get(code="P1"))
    rows = reply.context["shown"].figure("places").rows
    assert [row[0] for row in rows] == [f"Board {code}" for code in CODES]
    assert "Board B" not in reply.content.decode()


def test_a_designer_of_the_path_sees_the_whole_and_no_name(client, path_key):
    reply = see(client, path_key, role=Role.DESIGNER, organism=Organism.objects.get(code="D1"))
    shown = reply.context["shown"]
    assert shown.figure("places") is None
    assert shown.below == []
    assert "Board" not in reply.content.decode()
    said = words(reply)
    assert "in half of the 10 organizations" in said
    assert "Half of those who started have finished after about 35 days." in said
    assert "between 30 and 45 days" in said


def test_whoever_designs_other_paths_or_manages_is_told_that_there_is_none(client, path_key):
    for role in (Role.DESIGNER, Role.ORGANISM_MANAGER):
        organism = Organism.objects.get(code="A1")
        assert see(client, path_key, role=role, organism=organism).status_code == 404
        with translation.override("en"):
            table = reverse("barometer:path-table", args=[path_key, "over-time"])
        assert client.get(table).status_code == 404


def test_where_people_stop_and_what_is_hard(client, path_key):
    reply = see(client, path_key, lead=True)
    shown = reply.context["shown"]
    text = PublishedPath.objects.get(pk=path_key).texts["en"]
    lesson = text["courses"][0]["lessons"][0]["title"]
    # A lesson that is gone isn't named.
    assert shown.figure("stops").rows == [["After starting", "5% or less"], [lesson, "40%"]]
    assert shown.figure("answers").rows == [[f"Question 1 – {lesson}", "95% or more"]]
    assert f"“{lesson}”. 40% took no other step within 45 days." in words(reply)


def test_pictures_and_files_are_those_of_the_page(client, path_key):
    reply = see(client, path_key, lead=True)
    with translation.override("en"):
        for figure in reply.context["shown"].figures:
            file = client.get(reverse("barometer:path-table", args=[path_key, figure.name]))
            assert len(file.content.decode().splitlines()) == len(figure.data) + 1
            picture = client.get(
                reverse("barometer:path-picture", args=[path_key, figure.name, "dark", 600])
            )
            assert picture["Content-Type"] == "image/svg+xml"


def test_before_any_cohort_the_page_says_what_it_waits_for(client, path_key):
    ReleasedPath.objects.all().delete()
    reply = see(client, path_key, "?period=all", lead=True)
    assert [figure.name for figure in reply.context["shown"].figures] == ["over-time", "places"]
    assert "it takes a hundred people" in words(reply)


def test_a_path_of_which_nothing_is_published_says_so(client, path_key):
    other = make_path(lessons=1, questions=0, title="Autre", slug="autre")
    assert "Nothing is published yet" in words(see(client, other.key, lead=True))


def test_a_page_costs_few_queries_once_it_is_made(client, path_key):
    see(client, path_key, lead=True)
    with translation.override("en"), CaptureQueriesContext(connection) as made:
        client.get(reverse("barometer:path", args=[path_key]))
    assert len(made) <= 12, [one["sql"] for one in made]


def test_the_way_down_keeps_path_and_period(client, path_key):
    """From the government to a portfolio, an organism and the path: as addresses say it."""
    user = UserFactory()
    RoleGrantFactory(user=user, lead=True)
    client.force_login(user)
    asked = f"path={path_key}&period=3"
    with translation.override("en"):
        steps = [
            (reverse("barometer:government"), reverse("barometer:portfolio", args=["P1"])),
            (
                reverse("barometer:portfolio", args=["P1"]),
                reverse("barometer:organism", args=["A1"]),
            ),
        ]
        for page, below in steps:
            said = unescape(client.get(f"{page}?{asked}").content.decode())
            assert f'href="{below}?{asked}"' in said
        here = reverse("barometer:path", args=[path_key])
        for page in (below, *(page for page, _below in steps)):
            said = unescape(client.get(f"{page}?{asked}").content.decode())
            assert f'href="{here}?period=3"' in said
        said = unescape(client.get(f"{here}?period=3").content.decode())
        assert f'href="{reverse("barometer:portfolio", args=["P1"])}?{asked}"' in said
        assert f'href="{here}?detail=organisms&period=3"' in unescape(
            client.get(
                reverse("barometer:government") + f"?path={path_key}&detail=organisms&period=3"
            ).content.decode()
        )


def test_the_editor_leads_whoever_may_see_it_to_the_page_of_a_path(path_key):
    page = PathPage.objects.filter(translation_key=path_key).first()
    # To how it spreads, and to what surveys say.
    for organism, count in (("D1", 2), ("A1", 0)):
        designer = UserFactory()
        RoleGrantFactory(
            user=designer, role=Role.DESIGNER, organism=Organism.objects.get(code=organism)
        )
        buttons = list(path_buttons(page, designer))
        assert len(buttons) == count
        assert all(str(path_key) in button.url for button in buttons)


def test_a_manager_is_not_led_to_the_page_of_a_path(client, path_key):
    manager = UserFactory()
    RoleGrantFactory(user=manager, organism=Organism.objects.get(code="A1"))
    client.force_login(manager)
    with translation.override("en"):
        page = client.get(reverse("barometer:organism", args=["A1"])).content.decode()
        assert reverse("barometer:path", args=[path_key]) not in page


def test_the_page_of_a_path_leads_there_whoever_may_see_it(client, path_key):
    path = PathPage.objects.get(translation_key=path_key, locale__language_code="en")
    with translation.override("en"):
        link = f'href="{reverse("barometer:path", args=[path_key])}"'
    assert link not in client.get(path.url).content.decode()
    for grant, is_led in (
        ({"designer": True, "organism": Organism.objects.get(code="D1")}, True),
        ({"designer": True, "organism": Organism.objects.get(code="A1")}, False),
        ({"organism": Organism.objects.get(code="A1")}, False),
        ({"lead": True}, True),
    ):
        user = UserFactory()
        RoleGrantFactory(user=user, **grant)
        client.force_login(user)
        assert (link in client.get(path.url).content.decode()) is is_led


def test_the_curve_shows_what_happened_to_those_who_may_read_it(client, path_key):
    board = Organism.objects.get(code="A1")
    at = datetime(2026, 8, 2, tzinfo=UTC)
    Succession.objects.create(
        kind="merge", on=date(2026, 7, 9), from_organism=board, to_organism=board
    )
    Event.objects.create(kind="note", day=date(2026, 7, 8), text_en="Everywhere", added_at=at)
    portfolio = Portfolio.objects.get(code="P1")
    told = {
        "lead": see(client, path_key, lead=True),
        "officer": see(client, path_key, officer=True, portfolio=portfolio),
        "designer": see(
            client, path_key, role=Role.DESIGNER, organism=Organism.objects.get(code="D1")
        ),
    }
    counted = {
        who: len(one.context["shown"].figure("over-time").marks) for who, one in told.items()
    }
    assert counted == {"lead": 2, "officer": 1, "designer": 0}
    assert "merger: Board A1 into Board A1" in words(told["lead"])
    assert "note: Everywhere" in words(told["officer"])
    assert "Everywhere" not in words(told["designer"])


def test_a_share_that_follows_of_is_elided_in_french():
    few = [{"passed": Total(40, 0, 4, 2)} for _place in range(8)]
    more = [{"passed": Total(40, 10, 14, 12)} for _place in range(8)]
    with translation.override("fr"):
        of_few = spread_said(few, date(2026, 8, 1)).replace("\u202f", " ").replace("\xa0", " ")
        of_more = spread_said(more, date(2026, 8, 1)).replace("\u202f", " ").replace("\xa0", " ")
    assert "organismes, d’au plus 10 % à au plus 10 % des personnes ont réussi" in of_few
    assert of_few.endswith("la médiane est d’au plus 10 %.")
    assert "organismes, de 30 % à 30 % des personnes ont réussi" in of_more
    assert of_more.endswith("la médiane est de 30 %.")


def test_names_of_questions_keep_their_numbers_on_a_phone():
    name = "Question 3 – " + "Une journée au bureau, révision de tout ce qui a été vu " * 2
    frame = pd.DataFrame([(name, "40%", "40%", 0.4)], columns=["label", "written", "says", "share"])
    drawn = bars(frame, language="fr").to_dict(validate=False)
    (rows,) = drawn["datasets"].values() if "datasets" in drawn else [drawn["data"]["values"]]
    assert len(rows[0]["name"]) == 3
    assert rows[0]["name"][0].startswith("Question 3 – ")
    assert " ".join(rows[0]["name"]).split() == name.split()
