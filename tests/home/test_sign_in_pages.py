import re

import pytest

pytestmark = pytest.mark.django_db

ENTRANCE = ["login/", "signup/", "password/reset/", "password/reset/done/", "confirm-email/"]
OWN = ["email/", "password/change/", "2fa/", "2fa/webauthn/", "sessions/", "identities/", "logout/"]


def well_formed(html: str, language: str) -> None:
    assert f'<html lang="{language}">' in html
    assert len(re.findall(r"<h1[ >]", html)) == 1
    for landmark in ("<header", "<main", "<footer"):
        assert html.count(landmark) == 1
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    targets = set(re.findall(r'<label[^>]* for="([^"]+)"', html))
    assert targets <= set(ids)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("path", ENTRANCE)
def test_the_way_in_has_the_look_of_the_site(client, site, path, language):
    response = client.get(f"/{language}/account/{path}")
    assert response.status_code == 200
    well_formed(response.content.decode(), language)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("path", OWN)
def test_the_pages_of_the_account_have_the_look_of_the_site(client, site, learner, path, language):
    client.force_login(learner)
    response = client.get(f"/{language}/account/{path}", follow=True)
    assert response.status_code == 200
    well_formed(response.content.decode(), language)


def test_a_refused_sign_in_says_so_in_the_title_above_the_form_and_by_the_field(client, site):
    html = client.post("/fr/account/login/", {"login": "", "password": ""}).content.decode()
    well_formed(html, "fr")
    assert re.search(r"<title>(Error|Erreur)", html)
    assert 'class="error-summary"' in html
    assert '<a href="#id_login">' in html
    assert 'aria-describedby="id_login_error"' in html


# Titles, labels and buttons that a library would write with a capital at each word.
NAMED = re.compile(r"<(?:h1|h2|label|button)\b[^>]*>\s*([^<]+?)\s*<")


@pytest.mark.parametrize(
    "path",
    [*ENTRANCE, *OWN, "inactive/", "confirm-email/x/", "2fa/recovery-codes/generate/"],
)
def test_english_titles_labels_and_buttons_are_sentences(client, site, learner, path):
    if path in OWN or path.startswith("2fa/"):
        client.force_login(learner)
    page = client.get(f"/en/account/{path}", follow=True).content.decode().split("<main")[1]
    found = NAMED.findall(page)
    assert found
    assert [words for words in found if re.search(r"[a-z] [A-Z][a-z]", words)] == []
