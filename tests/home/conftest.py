import pytest
from wagtail.models import Locale, Page, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from courses.models import CataloguePage
from home.models import HomePage, StandardPage
from tests.factories.courses import without_the_desks_search


@pytest.fixture
def site(db):
    """A site with a home page, a catalogue and an accessibility page in each language."""
    with disable_reference_index_auto_update(), without_the_desks_search():
        return _site()


def _site():
    root = Page.get_first_root_node()
    Site.objects.all().delete()
    for page in root.get_children():
        page.delete()
    root.refresh_from_db()
    french = Locale.objects.get_or_create(language_code="fr")[0]
    english = Locale.objects.get_or_create(language_code="en")[0]
    home = root.add_child(instance=HomePage(title="Accueil", slug="accueil", locale=french))
    home_en = root.add_child(
        instance=HomePage(
            title="Home", slug="home", locale=english, translation_key=home.translation_key
        )
    )
    site = Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)
    catalogue = home.add_child(instance=CataloguePage(title="Catalogue", slug="catalogue"))
    home_en.add_child(
        instance=CataloguePage(
            title="Catalogue",
            slug="courses",
            locale=english,
            translation_key=catalogue.translation_key,
        )
    )
    home.add_child(
        instance=StandardPage(title="Accessibilité", slug="accessibilite", show_in_menus=True)
    )
    home.add_child(instance=StandardPage(title="Brouillon", slug="cache"))
    return site


@pytest.fixture
def learner(db, django_user_model):
    return django_user_model.objects.create_user(
        "camille@exemple.example", "a long password", first_name="Camille", last_name="Roy"
    )
