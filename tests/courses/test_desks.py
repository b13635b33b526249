"""What designers may do in the editor, and what becomes of pages that have records."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from academy.organisms.models import Role
from academy.organisms.services.roles import grant, revoke
from courses.models import Enrolment, PathPage
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.courses import CataloguePageFactory, lesson_pages, make_path
from tests.factories.organisms import OrganismFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def organism():
    return OrganismFactory(name_fr="Régie des rives", name_en="Shores Board")


@pytest.fixture
def designer(organism, client, with_second_factor):
    CataloguePageFactory(language="fr")
    user = UserFactory()
    grant(user=user, role=Role.DESIGNER, organism=organism, at=timezone.now(), by=None)
    with_second_factor(user)
    client.force_login(user)
    return user


def french_page(path):
    return PathPage.objects.get(translation_key=path.key, locale__language_code="fr")


def built_by(path, organism):
    page = french_page(path)
    page.built_by.set([organism])
    page.save_revision().publish()
    return page


def may(user, page):
    permissions = Page.objects.get(pk=page.pk).permissions_for_user(user)
    return permissions.can_edit(), permissions.can_publish()


def test_a_designer_edits_and_publishes_the_paths_of_the_organism_alone(designer, organism):
    own = built_by(make_path(), organism)
    other = french_page(make_path())
    assert may(designer, own) == (True, True)
    assert may(designer, own.get_children().first()) == (True, True)
    assert may(designer, other) == (False, False)


def test_a_designer_named_later_finds_the_paths_built_before(organism):
    page = built_by(make_path(), organism)
    user = UserFactory()
    assert may(user, page) == (False, False)
    grant(user=user, role=Role.DESIGNER, organism=organism, at=timezone.now(), by=None)
    assert may(type(user).objects.get(pk=user.pk), page) == (True, True)


def test_a_path_given_to_another_organism_leaves_the_desk(designer, organism):
    page = built_by(make_path(), organism)
    page.built_by.set([OrganismFactory()])
    page.save_revision().publish()
    assert may(designer, page) == (False, False)


def test_a_designer_whose_role_ended_edits_nothing(designer, organism):
    page = built_by(make_path(), organism)
    revoke(grant=designer.role_grants.get(), at=timezone.now(), by=None)
    assert may(type(designer).objects.get(pk=designer.pk), page) == (False, False)


def test_the_editor_opens_to_designers_and_to_nobody_else(client, designer):
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    client.force_login(UserFactory())
    assert client.get(reverse("wagtailadmin_home")).status_code != 200


def test_a_designer_previews_the_real_template_and_nothing_is_recorded(client, designer, organism):
    path = make_path(questions=3)
    built_by(path, organism)
    lesson = lesson_pages(path)[0]
    preview = reverse("wagtailadmin_pages:view_draft", args=[lesson.pk])
    page = client.get(preview)
    assert page.status_code == 200
    assert "lesson-body" in page.content.decode()
    assert "question-choices" in page.content.decode()
    assert not Enrolment.objects.exists()


@pytest.fixture
def administrator(client, with_second_factor):
    user = SuperuserFactory()
    with_second_factor(user)
    client.force_login(user)
    return user


@pytest.mark.parametrize("depth", ["path", "course", "lesson"])
def test_pages_with_records_are_not_deleted(client, administrator, depth):
    path = make_path()
    client.post(reverse("courses:enrol", args=[path.key]))
    lesson = lesson_pages(path)[0]
    client.get(lesson.get_url())
    page = {
        "path": french_page(path),
        "course": lesson.get_parent(),
        "lesson": lesson,
    }[depth]
    client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert Page.objects.filter(pk=page.pk).exists()


def test_pages_without_records_are_deleted_and_leave_the_catalogue(client, administrator):
    path = make_path()
    for page in PathPage.objects.filter(translation_key=path.key):
        client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not PathPage.objects.filter(translation_key=path.key).exists()
    path.refresh_from_db()
    assert not path.is_live
