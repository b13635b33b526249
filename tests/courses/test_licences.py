"""Licences as readers know them."""

import pytest

from courses.licences import licence_of
from courses.models import PathPage
from tests.factories.courses import make_path

DEED = "https://creativecommons.org/licenses/by/4.0/deed."


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_licence_has_its_name_and_its_link_in_the_readers_language(language):
    known = licence_of("CC-BY-4.0", language)
    assert (known.name, known.url) == ("Creative Commons, Attribution 4.0", DEED + language)
    names = {licence_of("CC-BY-SA-4.0", code).name for code in ("fr", "en")}
    assert len(names) == 2
    assert licence_of("all mine", language) is None


@pytest.mark.django_db
def test_the_page_of_a_path_leads_to_its_licence(client):
    path = make_path()
    for language, title in (("fr", "Licence"), ("en", "Licence")):
        page = client.get(path.texts[language]["url"]).content.decode()
        assert title in page
        assert f'<a href="{DEED}{language}"' in page
    french = PathPage.objects.get(translation_key=path.key, locale__language_code="fr")
    french.licence = "© <Régie>"
    french.save_revision().publish()
    assert "© &lt;Régie&gt;" in client.get(french.get_url()).content.decode()
