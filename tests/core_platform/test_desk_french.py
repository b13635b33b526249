"""Wagtail's desk in French: its faults are corrected, and nothing of ours replaces its words."""

import re

import pytest
from django.urls import reverse

from academy.accounts.models import User
from courses.models import AcademyMedia
from tests import library_messages
from tests.catalogue import read_entries
from tests.factories.courses import lesson_pages, make_path


@pytest.fixture
def desk(client, db):
    user = User.objects.create_superuser(
        "boss@org.example", first_name="B", last_name="B", language="fr"
    )
    client.force_login(user)

    def desk(name, *arguments):
        response = client.get(reverse(name, args=arguments))
        assert response.status_code == 200
        return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())

    return desk


@pytest.fixture
def lesson(db):
    return lesson_pages(make_path(lessons=1, languages=["fr"]))[0]


@pytest.mark.parametrize("domain", library_messages.DOMAINS)
def test_each_sentence_is_still_a_librarys(domain):
    ours = library_messages.CATALOGUES.parents[2] / "locale/fr/LC_MESSAGES/django.po"
    known = {entry.key: entry for entry in read_entries(ours.read_text(encoding="utf-8"))}
    assert library_messages.faults_of(domain, known) == []


def test_a_sentence_that_libraries_dropped_is_named(monkeypatch):
    monkeypatch.setattr(library_messages, "LIBRARIES", ("django",))
    faults = library_messages.faults_of("djangojs", {})
    assert any(fault.startswith("no library says this any more: ") for fault in faults)


def test_a_sentence_of_ours_that_would_replace_the_desks_is_named():
    (entry,) = read_entries('msgid "Type"\nmsgstr "Caractères"\n')
    (fault,) = library_messages.replaced({entry.key: entry})
    assert "“Type” would become this" in fault


def test_the_dashboard_counts_in_french(desk, lesson):
    AcademyMedia.objects.create(title="Un son", type="audio", duration=1, file="son.mp3")
    page = desk("wagtailadmin_home")
    assert re.search(r"\d Pages créées dans", page)
    assert re.search(r"1 Média créé dans", page)


def test_scripts_speak_french_too(desk):
    catalogue = desk("wagtailadmin_javascript_catalog")
    assert '"Fair": "Passable"' in catalogue
    assert '"Save": "Enregistrer"' in catalogue


def test_questions_and_names_have_no_gender_to_choose(desk, lesson):
    assert "Voulez-vous vraiment supprimer cette page?" in desk(
        "wagtailadmin_pages:delete", lesson.pk
    )
    assert "Nom dans l’adresse" in desk("wagtailadmin_pages:edit", lesson.pk)


def test_names_of_page_types_are_written_as_french_writes_them(desk, lesson):
    page = desk("wagtailadmin_reports:page_types_usage")
    assert "Page ordinaire" in page
    assert "Page Ordinaire" not in page


def test_a_page_is_kept_to_no_group(desk, client, lesson):
    """Groups stand for roles and have names for machines."""
    page = client.get(reverse("wagtailadmin_pages:set_privacy", args=[lesson.pk]))
    values = re.findall(r'name="restriction_type" value="(\w+)"', page.json()["html"])
    assert values == ["none", "password", "login"]
