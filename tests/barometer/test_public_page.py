"""The page that an organism shows to everybody: off by default, and nothing but the release."""

import re
from html import unescape

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone, translation

from academy.accounts.models import AuditEntry
from academy.core.errors import NotFound
from academy.core.templatetags.figures import day_in_words
from academy.organisms.models import Organism
from barometer.models import PublicPage
from barometer.public import services
from tests.factories.accounts import UserFactory
from tests.factories.organisms import OrganismFactory, PortfolioFactory, RoleGrantFactory

from .conftest import have_followed, new_path, new_unit, publish_next
from .reading import table_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache():
    """Pages are kept under their release, which no test here changes: each is drawn once."""
    caches["default"].clear()


@pytest.fixture(scope="module")
def released(module_database):
    """A release of an organism with two units, and an organism of which nothing is published."""
    caches["local"].clear()
    with module_database():
        organism = OrganismFactory(
            code="O1",
            name_fr="Régie des rives",
            name_en="Shores Board",
            portfolio=PortfolioFactory(code="P1"),
        )
        path = new_path()
        have_followed(path, new_unit(organism, 40, "Quais"), joined=20, passed=10, others=20)
        have_followed(path, new_unit(organism, 20, "Digues"), joined=5, passed=2, others=15)
        OrganismFactory(code="O2")
        publish_next()


@pytest.fixture
def organism(released):
    return Organism.objects.get(code="O1")


@pytest.fixture
def manager(organism):
    user = UserFactory()
    RoleGrantFactory(user=user, organism=organism)
    return user


@pytest.fixture
def opened(organism, manager):
    return services.open_page(organism=organism, at=timezone.now(), by=manager)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def addresses(code="O1"):
    return [
        reverse("barometer:public", args=[code]),
        reverse("barometer:public-table", args=[code, "paths"]),
        reverse("barometer:public-file", args=[code, "paths", "xlsx"]),
        reverse("barometer:public-file", args=[code, "over-time", "json"]),
        reverse("barometer:public-picture", args=[code, "over-time", "light", 600]),
    ]


def test_it_is_off_by_default(client, released):
    assert {client.get(one).status_code for one in addresses()} == {404}


def test_it_shows_the_headline_the_curve_and_the_paths_to_visitors(client, opened, manager):
    replies = [client.get(one) for one in addresses()]
    assert {one.status_code for one in replies} == {200}
    page = replies[0].content.decode()
    client.force_login(manager)
    own = client.get(reverse("barometer:organism", args=["O1"]))
    shown = own.context["barometer"]
    assert shown.answer in page
    for figure in ("over-time", "paths"):
        assert table_of(page, figure) == table_of(own.content.decode(), figure)
    assert re.findall(r'stat-value">([^<]+)<', page) == [one.value for one in shown.stats]


def test_it_shows_no_unit_and_leads_to_no_page_that_needs_an_account(client, opened):
    page = client.get(addresses()[0]).content.decode()
    main = page.split("<main")[1].split("</main")[0]
    assert "Quais" not in page
    assert "Digues" not in page
    inside = set(re.findall(r'(?:href|src|srcset)="(/fr/[^"]*|/en/[^"]*)"', main))
    assert inside
    pictures = sorted(one for one in inside if ".svg" in one)
    inside -= set(pictures[1:])
    assert [one for one in sorted(inside) if client.get(one).status_code != 200] == []
    # The figure of units has no public address.
    units = addresses()[1].replace("paths", "places")
    assert client.get(units).status_code == 404


def test_caches_keep_it_for_some_minutes_and_search_engines_may_find_it(client, opened):
    for one in addresses():
        reply = client.get(one)
        assert "public" in reply["Cache-Control"]
        assert "max-age=300" in reply["Cache-Control"]
        # What caches keep gives nobody somebody else's token.
        assert not reply.cookies
        assert b"csrfmiddlewaretoken" not in reply.content
        assert "X-Robots-Tag" not in reply
    assert "Cookie" in client.get(addresses()[0])["Vary"]
    robots = client.get("/robots.txt").content.decode()
    assert "Disallow: /*/barometer/" in robots
    assert "Allow: /*/barometer/public/" in robots


def test_who_is_signed_in_gets_no_copy_that_others_may_keep(client, opened, manager):
    client.force_login(manager)
    assert "public" not in client.get(addresses()[0])["Cache-Control"]


def test_it_closes_with_the_switch_and_with_the_organism(client, opened, organism, manager):
    assert client.get(addresses()[0]).status_code == 200
    Organism.objects.filter(pk=organism.pk).update(ends_on=timezone.localdate())
    assert {client.get(one).status_code for one in addresses()} == {404}
    Organism.objects.filter(pk=organism.pk).update(ends_on=None)
    assert services.close_page(organism=organism, at=timezone.now(), by=manager) is True
    assert services.close_page(organism=organism, at=timezone.now(), by=manager) is False
    assert {client.get(one).status_code for one in addresses()} == {404}
    told = AuditEntry.objects.filter(action__startswith="public_page").order_by("id")
    assert [(one.action, one.organism_code, one.actor) for one in told] == [
        ("public_page.open", "O1", manager),
        ("public_page.close", "O1", manager),
    ]


def test_managers_switch_it_and_nobody_else(client, organism, manager):
    address = reverse("barometer:public-switch", args=["O1"])
    for grant in ({"lead": True}, {"administrator": True}, {"designer": True}):
        other = UserFactory()
        place = {"organism": organism} if "designer" in grant else {}
        RoleGrantFactory(user=other, **grant, **place)
        client.force_login(other)
        assert client.post(address, {"to": "public"}).status_code == 404
        with pytest.raises(NotFound):
            services.open_page(organism=organism, at=timezone.now(), by=other)
    assert not PublicPage.objects.exists()
    client.force_login(manager)
    page = client.post(address, {"to": "public"}, follow=True).content.decode()
    assert reverse("barometer:public", args=["O1"]) in page
    opened = PublicPage.objects.get()
    assert opened.opened_by == manager
    opened_on = timezone.localdate(opened.opened_at)
    for language, since in (("fr", "Depuis le {}, par décision de {}."), ("en", "Since {}, by ")):
        with translation.override(language):
            page = client.get(reverse("barometer:public-switch", args=["O1"])).content.decode()
            assert since.format(day_in_words(opened_on), manager) in unescape(page)
    client.post(address, {"to": "closed"})
    assert not PublicPage.objects.exists()


def test_before_anything_is_published_it_says_so(client, released):
    other = Organism.objects.get(code="O2")
    user = UserFactory()
    RoleGrantFactory(user=user, organism=other)
    services.open_page(organism=other, at=timezone.now(), by=user)
    reply = client.get(reverse("barometer:public", args=["O2"]))
    assert reply.status_code == 200
    assert "Nothing is published yet" in reply.content.decode()
    assert "<figure" not in reply.content.decode()
