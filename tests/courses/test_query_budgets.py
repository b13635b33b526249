"""How many queries a page may cost: 12 signed out, 16 signed in, however many paths there are."""

from io import StringIO

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Site

from courses.audience import Rule
from courses.models import PathPage
from courses.services import assign_path
from tests.factories.accounts import UserFactory
from tests.factories.courses import CataloguePageFactory, lesson_pages, make_path
from tests.factories.organisms import MembershipFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def addresses(module_database):
    """An academy of several paths: many pages, made once for all the tests of this module."""
    with module_database():
        return several_paths()


def several_paths():
    call_command("prepare_site", stdout=StringIO())
    with translation.override("fr"):
        dashboard = reverse("home:dashboard")
    for number in range(4):
        make_path(courses=2, lessons=2, questions=3, title=f"P{number}", slug=f"p{number}")
    path = make_path(courses=2, lessons=3, questions=3, title="Last", slug="last")
    page = PathPage.objects.get(translation_key=path.key, locale__language_code="fr")
    lesson = lesson_pages(path)[1]
    return {
        "catalogue": CataloguePageFactory(language="fr").get_url(),
        "path": page.get_url(),
        "course": lesson.get_parent().get_url(),
        "lesson": lesson.get_url(),
        "dashboard": dashboard,
        "enrol": path.key,
    }


def cost(client, url, *, edition="new"):
    """Return what `url` costs when the edition is new to the process, or was read before."""
    Site.clear_site_root_paths_cache()
    client.get(url)
    if edition == "new":
        caches["local"].clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries), "\n".join(query["sql"][:160] for query in queries.captured_queries)


@pytest.mark.parametrize("name", ["catalogue", "path", "course", "lesson"])
def test_signed_out(client, addresses, name):
    count, told = cost(client, addresses[name])
    assert count <= 12, told
    count, told = cost(client, addresses[name], edition="read before")
    assert count == 1, told


@pytest.mark.parametrize("name", ["catalogue", "path", "course", "lesson", "dashboard"])
def test_signed_in_and_enrolled(client, addresses, name):
    learner = MembershipFactory().user
    client.force_login(learner)
    client.post(reverse("courses:enrol", args=[addresses["enrol"]]))
    count, told = cost(client, addresses[name])
    # The page of a path says what it was adapted from, too.
    assert count <= (17 if name == "path" else 16), told
    count, told = cost(client, addresses[name], edition="read before")
    assert count <= 12, told


@pytest.mark.parametrize(("name", "new"), [("dashboard", 16), ("path", 19)])
def test_what_is_asked_by_a_rule(client, addresses, name, new):
    """The page of a path that is asked may cost two more: the asks, and where units hang."""
    post = MembershipFactory()
    assign_path(
        by=RoleGrantFactory(organism=post.organism).user,
        organism=post.organism,
        path_key=addresses["enrol"],
        due_on=timezone.localdate(),
        rule=Rule(units=frozenset({post.unit_id})),
        at=timezone.now(),
    )
    client.force_login(post.user)
    client.post(reverse("courses:enrol", args=[addresses["enrol"]]))
    count, told = cost(client, addresses[name])
    assert count <= new, told
    count, told = cost(client, addresses[name], edition="read before")
    assert count <= 12, told


def test_the_dashboard_costs_the_same_for_many_paths(client, addresses):
    learner = UserFactory()
    client.force_login(learner)
    few, _told = cost(client, addresses["dashboard"])
    for number in range(5):
        path = make_path(title=f"Q{number}", slug=f"q{number}")
        client.post(reverse("courses:enrol", args=[path.key]))
    many, told = cost(client, addresses["dashboard"])
    # Two more: the progress of somebody who is enrolled at all.
    assert many <= few + 2, told
