"""What designers find in a demonstration: a package in a lesson, a path that was adopted."""

from datetime import date

import pytest
from django.utils import translation

from academy.organisms.models import Role
from academy.organisms.services import roles
from courses.adoption.waiting import waiting_for
from courses.exchange.exporting import export_path
from courses.exchange.importing import import_path
from courses.models import LessonPage, PathPage
from courses.packages import store
from courses.services.themes import ensure_themes
from home.demonstration.contents import FIRST_WEEKS
from home.demonstration.first_weeks import FOLDER
from home.demonstration.made_elsewhere import HOME_NETWORK, SAY_OR_NOT, WORKPLACE_TOUR
from home.demonstration.shared_work import write_adoption, write_packages
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
    # In each language, one text that both changed and one block more.
    kinds = [one.is_conflict for one in waiting_for(adoption).choices]
    assert sorted(kinds) == [False, False, True, True]
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


def test_the_packages_are_in_lessons_and_travel_with_their_path(organism, designer, tmp_path):
    ensure_themes()
    for language in ("fr", "en"):
        CataloguePageFactory(language=language)
    import_path(source=FOLDER, at=AT)
    packages = write_packages(organism, designer, at=AT)
    assert [one.versions.get().standard for one in packages] == ["scorm12", "cmi5", "h5p"]
    # Of H5P, that its type isn't known: the academy knows those of H5P's authors.
    assert [len(one.versions.get().notes) for one in packages] == [0, 0, 1]
    assert store.file_of(packages[0].versions.get().label, "tour.js") is not None
    assert [one.counts_when for one in packages] == ["never", "reported", "reported"]
    assert [(one["move_on"], one["mastery"]) for one in packages[1].versions.get().parts] == [
        ("Completed", None),
        ("Passed", 0.75),
    ]
    exported = export_path(key=FIRST_WEEKS)
    assert {one.title for one in exported.content.packages} == {
        "Visite du poste de travail",
        "Le réseau de la maison",
        "Au comptoir : le dire ou non?",
    }
    exported.to_zip(tmp_path / "path.zip")
    with translation.override("en"):
        assert import_path(source=tmp_path / "path.zip", at=AT).is_unchanged


@pytest.mark.parametrize("made", [WORKPLACE_TOUR, HOME_NETWORK, SAY_OR_NOT])
def test_a_package_is_always_the_same_bytes(made):
    assert made.archive() == made.archive()
