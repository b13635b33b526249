"""What my organization sees of me: told to that person, from what is published."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from academy.accounts.models import User
from academy.organisms.models import Membership
from tests.factories.accounts import UserFactory
from tests.factories.organisms import MembershipFactory, OrganismFactory, PortfolioFactory

from .conftest import have_followed, new_path, new_unit, publish_next

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def units(module_database):
    """A unit that stands alone, two that are counted together, and one too small for anything."""
    with module_database():
        organism = OrganismFactory(
            code="O1",
            name_fr="Régie des rives",
            name_en="Shores Board",
            portfolio=PortfolioFactory(code="P1"),
        )
        path = new_path()
        have_followed(path, new_unit(organism, 34, "Rives"), joined=20, passed=10, others=14)
        have_followed(path, new_unit(organism, 20, "Digues"), joined=5, passed=2, others=15)
        have_followed(path, new_unit(organism, 6, "Greffe"), joined=3, passed=3, others=3)
        alone = OrganismFactory(code="O2", portfolio=None)
        have_followed(path, new_unit(alone, 4, "Petite"), joined=1, passed=1, others=3)
        publish_next()


def told(client, unit_name):
    """Return what somebody of a unit is told, and the page's words."""
    member = Membership.objects.filter(unit__name_fr=unit_name).order_by("pk").first()
    client.force_login(User.objects.get(pk=member.user_id))
    with translation.override("en"):
        reply = client.get(reverse("barometer:mirror"))
    words = unescape(re.sub(r"<[^>]+>", " ", reply.content.decode()))
    return reply.context["mirror"], " ".join(words.split())


def test_one_is_told_with_whom_one_is_counted(client, units):
    mirror, words = told(client, "Greffe")
    (one,) = mirror.counted
    assert (one.unit, one.units, one.size) == ("Greffe", ["Digues", "Greffe"], "20 to 29 people")
    assert "counted as a group of 20 to 29 people" in words
    assert mirror.paths == ["Hameçonnage"]
    assert "The information officers of “Portfolio P1”" in words
    mirror, _words = told(client, "Rives")
    assert (mirror.counted[0].units, mirror.counted[0].size) == (["Rives"], "30 to 39 people")


def test_french_counts_and_addresses_everybody_plainly(client, units):
    told(client, "Greffe")
    with translation.override("fr"):
        page = unescape(client.get(reverse("barometer:mirror")).content.decode())
    assert "(de 20 à 29 personnes)" in " ".join(page.split())
    main = page[page.index("<main") : page.index("</main>")]
    assert "de de" not in main
    assert "·" not in re.sub(r"<[^>]+>", "", main)


def test_who_is_in_no_figure_is_told_so(client, units):
    mirror, words = told(client, "Petite")
    assert mirror.counted[0].units == []
    assert "Your unit is in no figure: fewer than 10 people are known there" in words


def test_without_a_unit_nothing_is_counted(client, units):
    client.force_login(UserFactory())
    with translation.override("en"):
        page = client.get(reverse("barometer:mirror"))
    assert page.context["mirror"].counted == []
    assert "know you in any unit today" in page.content.decode()


def test_nobody_else_is_named(client, units):
    _mirror, words = told(client, "Digues")
    others = Membership.objects.exclude(unit__name_fr="Digues").select_related("user")
    assert not [one.user.email for one in others if one.user.email in words]


def test_two_posts_are_told_apart_at_the_same_cost(client, units):
    def cost():
        with CaptureQueriesContext(connection) as made:
            told(client, "Greffe")
        return len(made)

    cost()
    few = cost()
    member = Membership.objects.filter(unit__name_fr="Greffe").order_by("pk").first()
    other = Membership.objects.filter(unit__name_fr="Petite").first().unit
    MembershipFactory(user=member.user, unit=other, starts_on=timezone.localdate())
    # Whoever is in no figure of one organization is looked for in all of them.
    assert cost() <= few + 2
    mirror, _words = told(client, "Greffe")
    assert {one.unit for one in mirror.counted} == {"Greffe", "Petite"}


def test_the_dashboard_leads_there(client, units):
    client.force_login(UserFactory())
    with translation.override("en"):
        page = client.get(reverse("home:dashboard")).content.decode()
        assert reverse("barometer:mirror") in page
