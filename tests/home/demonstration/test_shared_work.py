"""What designers find in a demonstration: a package in a lesson, a path that was adopted."""

from datetime import date

import pytest
from django.utils import translation

from academy.organisms.models import Role
from academy.organisms.services import roles
from courses.adoption.waiting import waiting_for
from courses.exchange.exporting import export_path
from courses.exchange.importing import import_path
from courses.models import LessonPage, Package, PathPage
from courses.packages import store
from courses.services.themes import ensure_themes
from home.demonstration.contents import FIRST_WEEKS
from home.demonstration.first_weeks import FOLDER
from home.demonstration.shared_work import write_adoption, write_package
from home.demonstration.workplace import archive
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    AT,
    CataloguePageFactory,
    make_path,
    without_the_desks_search,
)
from tests.factories.organisms import OrganismFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unsearched(tmp_path, settings):
    settings.PACKAGES_ROOT = tmp_path / "packages"
    with without_the_desks_search():
        yield


@pytest.fixture
def organism():
    return OrganismFactory()


@pytest.fixture
def designer(organism):
    person = UserFactory()
    roles.grant(
        user=person, at=AT, on=date(2026, 1, 1), by=None, role=Role.DESIGNER, organism=organism
    )
    return type(person).objects.get(pk=person.pk)


def test_an_adopted_path_is_adapted_while_a_change_of_its_authors_waits(organism, designer):
    own = make_path(lessons=2, built_by=[organism])
    others = make_path(lessons=2, built_by=[OrganismFactory()])
    adoption = write_adoption([others.key, own.key], organism, designer, at=AT)
    assert adoption.upstream_key == others.key
    assert not PathPage.objects.filter(translation_key=adoption.own_key, live=True).exists()
    # One block more, in each language.
    assert waiting_for(adoption).count == 2
    said = [
        page.get_latest_revision_as_object().body[0].value.source
        for path in PathPage.objects.filter(translation_key=adoption.own_key)
        for page in LessonPage.objects.descendant_of(path).order_by("path")[:1]
    ]
    assert len(said) == 2
    assert any("centre de services" in one for one in said)


def test_an_organism_that_built_every_path_adopts_none(organism, designer):
    own = make_path(built_by=[organism])
    assert write_adoption([own.key], organism, designer, at=AT) is None


def test_the_package_is_in_a_lesson_and_travels_with_its_path(organism, designer, tmp_path):
    ensure_themes()
    for language in ("fr", "en"):
        CataloguePageFactory(language=language)
    import_path(source=FOLDER, at=AT)
    package = write_package(organism, designer, at=AT)
    version = package.versions.get()
    assert version.notes == []
    assert store.file_of(version.label, "tour.js") is not None
    assert package.counts_when == Package.CountsWhen.NEVER
    exported = export_path(key=FIRST_WEEKS)
    assert [one.title for one in exported.content.packages] == ["Visite du poste de travail"]
    exported.to_zip(tmp_path / "path.zip")
    with translation.override("en"):
        assert import_path(source=tmp_path / "path.zip", at=AT).is_unchanged


def test_the_package_is_always_the_same_bytes():
    assert archive() == archive()
