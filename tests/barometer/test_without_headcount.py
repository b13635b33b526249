"""Organisms and units of which human resources never said how many people they have."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from academy.organisms.models import Headcount
from barometer.releases import queries
from tests.factories.accounts import UserFactory
from tests.factories.organisms import (
    HeadcountFactory,
    OrganismFactory,
    PortfolioFactory,
    RoleGrantFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def portfolio():
    return PortfolioFactory(code="P1")


@pytest.fixture
def organism(portfolio):
    return OrganismFactory(code="O1", name_fr="Régie", name_en="Board", portfolio=portfolio)


@pytest.fixture
def unit(organism):
    return UnitFactory(organism=organism, name_fr="Rives", name_en="Shores")


@pytest.fixture
def lead(client):
    user = UserFactory()
    RoleGrantFactory(user=user, lead=True)
    client.force_login(user)
    return user


def page(client, name, *args, **asked):
    with translation.override("en"):
        reply = client.get(reverse(f"barometer:{name}", args=args), asked)
    assert reply.status_code == 200
    return reply.context["barometer"]


def test_an_organism_without_any_headcount_is_counted_on_the_people_known(
    client, unit, follow, lead, publish
):
    follow(unit, joined=10, passed=5, others=10)
    publish()
    shown = page(client, "organism", "O1")
    assert [stat.value for stat in shown.stats] == ["50%", "25%", "25%", "25%"]
    assert shown.stats[0].of == "between 8 and 12 of 20 people"
    assert shown.notice == ""
    (line,) = shown.figure("places").data
    assert line[:2] == ["Shores", 20]


def test_few_known_people_are_withheld_like_any_small_group(
    client, portfolio, unit, make_unit, follow, lead, publish
):
    other = OrganismFactory(code="O2", name_en="Agency", portfolio=portfolio)
    follow(make_unit(other, 40, "Agents"), joined=10, passed=10, others=30)
    follow(unit, joined=4, passed=4)
    publish()
    shown = page(client, "organism", "O1")
    assert [stat.value for stat in shown.stats] == [None] * 4
    assert not any(figure.data for figure in shown.figures)
    assert page(client, "portfolio", "P1").stats[0].of == "between 8 and 12 of 40 people"


def test_the_first_headcount_takes_the_place_of_the_people_known(unit, follow, publish):
    follow(unit, joined=4, passed=1, others=10)
    assert [group.people for group in queries.groups(publish())] == [14]
    HeadcountFactory(unit=unit, people=30, on=date.today() - timedelta(days=1))
    assert [group.people for group in queries.groups(publish())] == [30]
    Headcount.objects.all().delete()
    assert [group.people for group in queries.groups(publish())] == [14]
