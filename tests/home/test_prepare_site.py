"""The command that makes what the site needs to stand."""

import inspect
import io
import json
import re

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Locale, Page, Site, Workflow

from academy.organisms.role_groups import group_names
from courses.models import CataloguePage, Theme
from home import navigation
from home.models import HomePage, StandardPage
from home.services import FIRST_PAGES
from tests.factories.organisms import RoleGrantFactory

pytestmark = pytest.mark.django_db


def run() -> str:
    output = io.StringIO()
    call_command("prepare_site", stdout=output)
    return output.getvalue()


def test_everything_is_there_in_both_languages_and_linked():
    run()
    assert set(Locale.objects.values_list("language_code", flat=True)) == {"fr", "en"}
    for model, count in ((HomePage, 1), (CataloguePage, 1), (StandardPage, 3)):
        french = model.objects.filter(locale__language_code="fr", live=True)
        assert french.count() == count
        for page in french:
            assert page.get_translation(Locale.objects.get(language_code="en")).live
    assert {page.url for page in CataloguePage.objects.all()} == {
        "/fr/catalogue/",
        "/en/catalogue/",
    }
    assert {page.url for page in HomePage.objects.all()} == {"/fr/", "/en/"}
    assert Theme.objects.filter(slug__in=("cybersecurity", "personal-information")).count() == 2


def test_the_site_starts_at_the_french_home_page(settings):
    settings.PUBLIC_ADDRESS = "https://academie.gouv.example"
    run()
    site = Site.objects.get()
    assert (site.hostname, site.port, site.is_default_site) == ("academie.gouv.example", 443, True)
    assert site.root_page.specific == HomePage.objects.get(locale__language_code="fr")
    assert not Page.objects.filter(title__startswith="Welcome").exists()
    settings.PUBLIC_ADDRESS = "http://lms.localhost:8123"
    assert "site at http://lms.localhost:8123" in run()
    assert Site.objects.get().root_url == "http://lms.localhost:8123"


def test_running_again_changes_nothing():
    run()
    before = list(Page.objects.order_by("pk").values())
    assert run() == "The site is ready: nothing to prepare.\n"
    assert list(Page.objects.order_by("pk").values()) == before


def test_the_review_has_a_name_in_french_until_somebody_chooses_another():
    Workflow.objects.all().delete()
    Workflow.objects.create(name="Moderators approval")
    run()
    workflow = Workflow.objects.get()
    assert workflow.name == "Relecture"
    workflow.name = "Comité"
    workflow.save()
    run()
    assert Workflow.objects.get().name == "Comité"


def test_editors_work_stays():
    run()
    StandardPage.objects.filter(locale__language_code="en").first().delete()
    Theme.objects.filter(slug="cybersecurity").update(name_en="Security")
    home = HomePage.objects.get(locale__language_code="en")
    home.title = "Welcome"
    home.save()
    run()
    assert StandardPage.objects.filter(locale__language_code="en").count() == 2
    assert Theme.objects.get(slug="cybersecurity").name_en == "Security"
    assert HomePage.objects.get(locale__language_code="en").title == "Welcome"


def test_what_is_missing_is_made_again():
    run()
    CataloguePage.objects.get(locale__language_code="en").delete()
    assert "catalogue in en" in run()
    french = CataloguePage.objects.get(locale__language_code="fr")
    assert french.get_translations().get().locale.language_code == "en"


def test_an_empty_database_is_enough():
    Site.objects.all().delete()
    Page.objects.all().delete()
    Locale.objects.all().delete()
    run()
    assert HomePage.objects.count() == 2


@pytest.mark.parametrize("language", ["fr", "en"])
def test_first_pages_are_what_editors_may_write(language):
    run()
    for page in (
        *HomePage.objects.filter(locale__language_code=language),
        *StandardPage.objects.filter(locale__language_code=language),
    ):
        page.full_clean()
        field = page.sections if isinstance(page, HomePage) else page.body
        field.stream_block.clean(field)


@pytest.mark.parametrize("address", ["/fr/", "/en/", "/en/about/", "/fr/vie-privee/"])
def test_first_pages_are_served(client, address):
    run()
    assert client.get(address).status_code == 200


def test_designers_whose_role_is_older_than_the_catalogue_may_add_paths():
    grant = RoleGrantFactory(designer=True)
    for name in group_names(grant):
        grant.user.groups.add(Group.objects.get_or_create(name=name)[0])
    run()
    for catalogue in CataloguePage.objects.all():
        assert catalogue.permissions_for_user(grant.user).can_add_subpage()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_about_privacy_promises_nothing_that_the_account_does_not_have(
    client, site, learner, language
):
    text = next(
        page["body"][0]["value"]
        for page in json.loads((FIRST_PAGES / f"{language}.json").read_text())["standard"]
        if page["name"] == "privacy"
    )
    client.force_login(learner)
    account = client.get(f"/{language}/account/email/").content.decode()
    named = re.findall(r"[«“]\s*([^»”]+?)\s*[»”]", text)
    assert [name for name in named if name not in account] == []
    assert ("renseignements personnels" if language == "fr" else "personal information") in text


def test_every_route_that_a_menu_names_exists():
    named = re.findall(r'\), "([\w:]+)", "', inspect.getsource(navigation))
    assert len(named) > 8
    for name in named:
        assert reverse(name)


def test_the_academy_has_one_name_in_each_language():
    whole = (FIRST_PAGES / "en.json").read_text()
    assert re.findall(r"digital transformation academy", whole, re.IGNORECASE)
    assert set(re.findall(r"digital transformation academy", whole, re.IGNORECASE)) == {
        "Digital Transformation Academy"
    }
