"""The pages that lead to learning: catalogue, path, course, dashboard, assignments."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from academy.accounts.models import AuditEntry
from academy.organisms.models import Role
from courses.models import Assignment, PathPage, PublishedPath
from tests.factories.accounts import UserFactory
from tests.factories.courses import CataloguePageFactory, lesson_pages, make_path
from tests.factories.organisms import (
    MembershipFactory,
    OrganismFactory,
    RoleGrantFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


def french(name, *args):
    with translation.override("fr"):
        return reverse(name, args=args)


def catalogue_page(client, **asked):
    page = CataloguePageFactory(language="fr")
    return client.get(page.get_url(), asked).content.decode()


def test_the_catalogue_lists_each_path_once(client):
    make_path(title="Hameçonnage", slug="hameconnage")
    make_path(title="Remote work", slug="remote-work", languages=["en"])
    page = catalogue_page(client)
    assert page.count("path-card-title") == 2
    assert page.count("Hameçonnage") == 1


def test_the_catalogue_forgives_accents_and_typos(client):
    make_path(title="Hameçonnage", slug="hameconnage")
    make_path(title="Mobilité", slug="mobilite")
    page = catalogue_page(client, query="hamecconage")
    assert "Hameçonnage" in page
    assert "Mobilité" not in page


def test_nothing_found_says_what_to_do(client):
    make_path()
    assert "empty-state" in catalogue_page(client, query="zzzzzz")


@pytest.mark.parametrize("sitting", ["-1", "٣", "99999999999", "ten", "1e3"])
def test_a_strange_filter_is_ignored(client, sitting):
    make_path()
    assert "path-card-title" in catalogue_page(client, sitting=sitting)


def test_an_unpublished_path_leaves_the_catalogue(client):
    path = make_path(title="Parti", slug="parti")
    for page in PathPage.objects.filter(translation_key=path.key):
        page.unpublish()
    assert not PublishedPath.objects.get(key=path.key).is_live
    assert "Parti" not in catalogue_page(client)


def test_a_new_title_reaches_the_catalogue_when_published(client):
    path = make_path(title="Avant", slug="avant")
    page = PathPage.objects.get(translation_key=path.key, locale__language_code="fr")
    page.title = "Après"
    revision = page.save_revision()
    assert "Après" not in catalogue_page(client)
    revision.publish()
    assert "Après" in catalogue_page(client)


def test_the_dashboard_shows_what_is_due_in_progress_and_suggested(client):
    due, begun, other = (make_path(title=t, slug=t.lower()) for t in ("Du", "Commence", "Autre"))
    organism = OrganismFactory()
    learner = MembershipFactory(unit=UnitFactory(organism=organism)).user
    manager = RoleGrantFactory(role=Role.ORGANISM_MANAGER, organism=organism).user
    Assignment.objects.create(
        organism=organism,
        path_key=due.key,
        due_on=timezone.localdate() + timedelta(days=9),
        reason="Parce que la campagne commence.",
        assigned_by=manager,
        assigned_at=timezone.now(),
    )
    client.force_login(learner)
    client.post(french("courses:enrol", begun.key))
    page = client.get(french("home:dashboard")).content.decode()
    sections = page.split("<section")
    assert "Du" in sections[1]
    assert "Parce que la campagne commence." in sections[1]
    assert "Commence" in sections[2]
    assert "Autre" in sections[3]
    assert "Commence" not in sections[3]
    assert other.key != due.key


def test_a_finished_path_is_no_longer_due(client):
    path = make_path(lessons=1, questions=0)
    membership = MembershipFactory()
    Assignment.objects.create(
        organism=membership.organism,
        path_key=path.key,
        due_on=date(2020, 1, 1),
        reason="En retard",
        assigned_at=timezone.now(),
    )
    client.force_login(membership.user)
    assert "due-row-late" in client.get(french("home:dashboard")).content.decode()
    client.post(french("courses:enrol", path.key))
    client.post(french("courses:complete", lesson_pages(path)[0].pk))
    page = client.get(french("home:dashboard")).content.decode()
    assert "due-row-late" not in page
    assert french("courses:certificate", path.key) in page


def ask(client, organism, path, **changes):
    values = {
        "organism": organism.pk,
        "path": path.key,
        "due_on": (timezone.localdate() + timedelta(days=30)).isoformat(),
        "reason": "Campagne d’automne",
    }
    return client.post(french("courses:assignments"), values | changes)


@pytest.fixture
def manager(client, settings):
    grant = RoleGrantFactory(role=Role.ORGANISM_MANAGER)
    client.force_login(grant.user)
    return grant


def test_a_manager_asks_and_withdraws(client, manager, with_second_factor):
    with_second_factor(manager.user)
    path = make_path(title="Demandé", slug="demande")
    assert ask(client, manager.organism, path).status_code == 302
    assignment = Assignment.objects.get()
    assert "Demandé" in client.get(french("courses:assignments")).content.decode()
    ask(client, manager.organism, path, reason="Autre raison")
    assert Assignment.objects.get().reason == "Autre raison"
    client.post(french("courses:withdraw", assignment.pk))
    assignment.refresh_from_db()
    assert assignment.withdrawn_at is not None
    actions = list(AuditEntry.objects.values_list("action", flat=True))
    assert actions.count("courses.path_assigned") == 2
    assert actions.count("courses.assignment_withdrawn") == 1


def test_what_cannot_be_asked(client, manager, with_second_factor):
    with_second_factor(manager.user)
    path = make_path()
    other = OrganismFactory()
    past = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert ask(client, other, path).status_code == 200
    assert ask(client, manager.organism, path, due_on=past).status_code == 200
    assert ask(client, manager.organism, path, due_on="soon").status_code == 200
    assert not Assignment.objects.exists()


def test_others_find_no_assignments(client):
    client.force_login(UserFactory())
    assert client.get(french("courses:assignments")).status_code == 404
