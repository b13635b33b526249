"""Organisms and units of which human resources never said how many people they have."""

from datetime import date, timedelta

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import translation

from academy.organisms.models import Headcount
from barometer.headcounts import Headcounts
from barometer.headlines import Basis
from tests.factories.accounts import UserFactory
from tests.factories.organisms import (
    HeadcountFactory,
    MembershipFactory,
    OrganismFactory,
    PortfolioFactory,
    RoleGrantFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date.today()


@pytest.fixture
def portfolio():
    return PortfolioFactory(code="P1")


@pytest.fixture
def organism(portfolio):
    return OrganismFactory(code="O1", name_fr="Régie", name_en="Board", portfolio=portfolio)


@pytest.fixture
def lead(client):
    user = UserFactory()
    RoleGrantFactory(user=user, lead=True)
    client.force_login(user)
    return user


def unit_without(organism, name):
    return UnitFactory(organism=organism, name_fr=name, name_en=name)


def page(client, name, *args, **asked):
    with translation.override("en"):
        reply = client.get(reverse(f"barometer:{name}", args=args), asked)
    assert reply.status_code == 200
    return reply.context["barometer"], reply.content.decode()


def test_an_organism_without_any_headcount_is_counted_on_the_people_known(
    client, organism, follow, lead
):
    unit = unit_without(organism, "Shores")
    follow(unit, joined=6, passed=3)
    for _number in range(6):
        MembershipFactory(unit=unit)
    shown, text = page(client, "organism", "O1")
    assert [stat.value for stat in shown.stats] == ["50%", "25%", "25%"]
    assert shown.stats[0].of == "6 of 12 known people"
    assert shown.answer.startswith("25% of the 12 known people have passed")
    assert shown.notice in text
    assert "sent no headcount" in shown.notice
    for figure in ("over-time", "places", "paths"):
        assert shown.figure(figure).columns[1]["label"] == "Known people"
        assert shown.figure(figure).data_columns[1] == "Known people"
    assert shown.figure("places").data == [["Shores", 12, 6, 0.5, 3, 0.25, 3, 0.25]]


def test_a_unit_without_headcount_is_marked_and_the_others_are_not(
    client, organism, make_unit, follow, lead
):
    follow(make_unit(organism, 40, "Dams"), joined=10, passed=10)
    follow(unit_without(organism, "Shores"), joined=12, passed=3)
    shown, text = page(client, "organism", "O1")
    assert {row[0]: row[1:4] for row in shown.figure("places").data} == {
        "Dams": [40, 10, 0.25],
        "Shores*": [12, 12, 1.0],
    }
    assert shown.stats[0].of == "22 of 52 people"
    assert "marked with *" in shown.notice
    assert shown.notice in text


def test_the_same_is_said_and_counted_through_every_door(
    client, portfolio, organism, make_unit, follow, lead
):
    other = OrganismFactory(code="O2", name_fr="Agence", name_en="Agency", portfolio=portfolio)
    follow(make_unit(other, 40, "Agents"), joined=10, passed=10)
    follow(unit_without(organism, "Shores"), joined=12, passed=3)
    alone, _ = page(client, "organism", "O1")
    for address in (("portfolio", "P1"), ("government",)):
        shown, text = page(client, *address, detail="organisms")
        lines = {row[0]: row[2:] for row in shown.figure("heat-map").data}
        assert lines == {"Agency": [10, 40, 0.25], "Board*": [3, 12, 0.25]}
        assert "marked with *" in shown.notice
        assert shown.notice in text
        assert shown.stats[0].of == "22 of 52 people"
    portfolios, _ = page(client, "government")
    assert portfolios.figure("heat-map").data[0][0].endswith("*")
    assert alone.stats[2].of == "3 of 12 known people"


def test_few_known_people_are_withheld_like_any_small_group(
    client, portfolio, organism, make_unit, follow, lead
):
    other = OrganismFactory(code="O2", portfolio=portfolio)
    follow(make_unit(other, 40, "Agents"), joined=10, passed=10)
    follow(unit_without(organism, "Shores"), joined=4, passed=4)
    shown, text = page(client, "organism", "O1")
    assert [stat.value for stat in shown.stats] == [None] * 3
    assert not any(figure.data for figure in shown.figures)
    assert "sent no headcount" in text
    wider, _ = page(client, "portfolio", "P1")
    assert wider.stats[0].of == "10 of 40 people"
    assert not wider.notice


def test_an_organism_of_which_nothing_is_known_says_so(client, path, organism, lead):
    unit_without(organism, "Shores")
    shown, text = page(client, "organism", "O1")
    assert [stat.value for stat in shown.stats] == [None] * 3
    assert shown.answer == ""
    assert "sent no headcount" in text


def test_an_organism_whose_headcounts_are_known_says_nothing_of_it(
    client, organism, make_unit, follow, lead
):
    follow(make_unit(organism, 40, "Dams"), joined=10, passed=10)
    unit_without(organism, "A branch without people of its own")
    shown, text = page(client, "organism", "O1")
    assert shown.notice == ""
    assert "barometer-notice" not in text
    assert "*" not in "".join(row[0] for row in shown.figure("places").data)


def test_posts_are_counted_on_their_days(organism):
    unit = unit_without(organism, "Shores")
    MembershipFactory(unit=unit, starts_on=TODAY - timedelta(days=100))
    MembershipFactory(
        unit=unit, starts_on=TODAY - timedelta(days=100), ends_on=TODAY - timedelta(days=50)
    )
    MembershipFactory(unit=unit, starts_on=TODAY + timedelta(days=5))
    heads = Headcounts([organism.pk])
    counted = {
        days: heads.of_organisms(TODAY - timedelta(days=days)).get(organism.pk)
        for days in (200, 100, 51, 50, 0)
    }
    assert counted == {200: 0, 100: 2, 51: 2, 50: 1, 0: 1}


def test_the_first_headcount_takes_the_place_of_the_people_known(organism):
    """Also where figures of many organisms are kept for some minutes."""
    other = OrganismFactory()
    unit = unit_without(organism, "Shores")
    MembershipFactory(unit=unit)
    ids = [organism.pk, other.pk]
    assert Headcounts(ids).of_organisms(TODAY)[organism.pk] == 1
    assert Headcounts(ids).known_only(TODAY) == {organism.pk: 1}
    MembershipFactory(unit=unit)
    assert Headcounts(ids).of_organisms(TODAY)[organism.pk] == 2
    HeadcountFactory(unit=unit, people=0, on=TODAY - timedelta(days=1))
    assert Headcounts(ids).of_organisms(TODAY)[organism.pk] == 0
    assert Headcounts(ids).known_only(TODAY) == {}
    Headcount.objects.all().delete()
    caches["local"].clear()
    assert Headcounts(None).of_organisms(TODAY)[organism.pk] == 2


def test_the_basis():
    assert Basis.of(10, 0) is Basis.HEADCOUNT
    assert Basis.of(10, 4) is Basis.MIXED
    assert Basis.of(10, 10) is Basis.KNOWN
