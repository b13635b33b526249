import gc
import re
from datetime import date

import pytest
from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from wagtail.images.tests.utils import get_test_image_file

from academy.organisms.models import Role
from academy.organisms.services.roles import grant
from courses.blocks import QUESTION_TYPES
from courses.models import AcademyImage
from home.models import HomePage, StandardPage
from tests.factories.accounts import UserFactory
from tests.factories.organisms import OrganismFactory

pytestmark = pytest.mark.django_db


def page(client, url, status=200, **headers):
    response = client.get(url, **headers)
    assert response.status_code == status
    return response.content.decode()


def test_a_page_has_its_language_one_heading_and_a_way_to_skip(client, site):
    html = page(client, "/fr/")
    assert '<html lang="fr">' in html
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert 'href="#main"' in html
    assert '<main class="site-main" id="main"' in html
    assert '<html lang="en">' in page(client, "/en/")


def test_the_title_of_the_front_page_names_the_academy_once(client, site):
    home = HomePage.objects.get(locale__language_code="fr")
    for own, title in (
        ("", f"{home.title} – Académie de la transformation numérique"),
        ("L’académie", "L’académie"),
    ):
        home.seo_title = own
        home.save_revision().publish()
        assert f"<title>{title}</title>" in page(client, "/fr/")


def test_dates_are_written_out():
    day = date(2026, 11, 3)
    for language, said in (("en", "November 3, 2026"), ("fr", "3 novembre 2026")):
        with translation.override(language):
            assert date_format(day, "DATE_FORMAT") == said


def test_nothing_inline_that_the_policy_would_stop(client, site, learner):
    client.force_login(learner)
    for url in ("/fr/", "/en/account/2fa/", "/fr/account/email/", "/fr/nulle-part/"):
        html = client.get(url).content.decode()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", html)
        for script in re.findall(r"<script\b[^>]*>", html):
            assert "src=" in script or 'type="application/json"' in script


def test_a_translated_page_leads_to_its_translation(client, site):
    html = page(client, "/fr/catalogue/")
    assert 'href="/en/courses/"' in html
    assert '<link rel="alternate" hreflang="en" href="/en/courses/">' in html


def test_a_page_without_translation_leads_to_the_other_home_page(client, site):
    html = page(client, "/fr/accessibilite/")
    assert 'class="site-tool" href="/en/"' in html
    assert 'rel="alternate"' not in html


def test_an_address_of_the_application_keeps_its_query_in_the_other_language(client, site):
    assert "/en/account/login/?next=%2Ffr%2F" in page(client, "/fr/account/login/?next=%2Ffr%2F")


def test_the_footer_has_the_standard_pages_that_menus_show(client, site):
    html = page(client, "/fr/")
    footer = html[html.index("<footer") :]
    assert "/fr/accessibilite/" in footer
    assert "Brouillon" not in footer


def test_a_visitor_sees_the_catalogue_and_the_door(client, site):
    html = page(client, "/fr/")
    header = html[: html.index("<main")]
    assert "/fr/catalogue/" in header
    assert "/fr/account/login/?next=/fr/" in header
    assert "/fr/learning/" not in header


def test_a_learner_sees_their_learning_and_no_barometer(client, site, learner):
    client.force_login(learner)
    header = page(client, "/fr/").split("<main")[0]
    assert "/fr/learning/" in header
    assert "/fr/barometer/" not in header
    assert "Camille Roy" in header


def test_the_simulation_is_said_on_every_page_of_a_demonstration(client, site, settings):
    settings.DEMONSTRATION = False
    assert "simulated-banner" not in page(client, "/fr/")
    settings.DEMONSTRATION = True
    # Settings change with a restart, after which no page is kept.
    caches["local"].clear()
    assert "simulated-banner" in page(client, "/fr/")


def test_the_home_page_costs_few_queries(client, site, django_assert_max_num_queries):
    page(client, "/fr/")
    with django_assert_max_num_queries(12):
        page(client, "/fr/")


# Wagtail leaves the temporary file of each rendition to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_style_page_exists_in_development_alone(client, site, settings, learner):
    settings.DEMONSTRATION = False
    page(client, "/fr/styleguide/", 404)
    learner.is_staff = learner.is_superuser = True
    learner.save()
    client.force_login(learner)
    page(client, "/fr/styleguide/", 404)
    settings.DEMONSTRATION = True
    # The hot spot's picture is the first of the academy.
    AcademyImage.objects.create(title="a.png", file=get_test_image_file(size=(800, 400)))
    for language in ("fr", "en"):
        html = page(client, f"/{language}/styleguide/")
        ids = re.findall(r'\sid="([^"]+)"', html)
        assert len(ids) == len(set(ids))
        shown = html.split('id="questions"')[1].split("</section>")[0]
        for kind in QUESTION_TYPES[3:]:
            states = shown.split(f"<h3>{kind}</h3>")[1].split("<h3>")[0]
            assert states.count('class="question"') == 4
            assert states.count("question-error") >= 1, kind
            assert states.count("question-outcome-correct") == 1, kind
    gc.collect()


@pytest.mark.parametrize("name", ["400", "403_csrf", "429", "500", "503"])
def test_an_error_page_needs_neither_request_nor_database(name, django_assert_num_queries):
    with django_assert_num_queries(0):
        html = render_to_string(f"{name}.html", {"title": "Titre", "advice": "Conseil."})
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert "</html>" in html


def test_what_does_not_exist_says_so_in_the_language_of_the_address(client, site):
    assert '<html lang="en">' in page(client, "/en/nowhere/", 404)


def test_a_standard_page_shows_its_body(client, site):
    shown = StandardPage.objects.get(slug="accessibilite")
    shown.body = [
        {"type": "rich_text", "value": "<h2>Engagement</h2>"},
        {"type": "callout", "value": {"tone": "tip", "title": "Astuce", "body": "<p>Oui</p>"}},
    ]
    shown.save()
    html = page(client, "/fr/accessibilite/")
    assert "<h2>Engagement</h2>" in html
    assert "callout-tip" in html


def test_home_pages_stand_at_the_root_only():
    assert [model._meta.label for model in HomePage.clean_parent_page_models()] == [
        "wagtailcore.Page"
    ]


def test_who_may_edit_a_page_finds_the_way_to_its_editor(client, site, settings):
    home = HomePage.objects.get(locale__language_code="fr")
    link = f'href="/admin/pages/{home.pk}/edit/"'
    assert link not in page(client, "/fr/")
    client.force_login(UserFactory())
    assert link not in page(client, "/fr/")
    # A designer edits the paths of the organism, not the front door.
    designer = UserFactory()
    grant(user=designer, role=Role.DESIGNER, organism=OrganismFactory(), at=timezone.now(), by=None)
    client.force_login(designer)
    assert link not in page(client, "/fr/")
    administrator = UserFactory(is_superuser=True)
    grant(user=administrator, role=Role.ADMINISTRATOR, at=timezone.now(), by=None)
    client.force_login(administrator)
    html = page(client, "/fr/")
    assert link in html
    assert "userbar" not in html
