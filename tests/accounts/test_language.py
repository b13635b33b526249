"""The language that a person chose follows them."""

import pytest
from django.conf import settings

from .conftest import PASSWORD


def switch(client, **data):
    return client.post("/language/", data)


def test_switching_keeps_the_page_and_the_choice(client, person, sign_in):
    sign_in()
    answer = switch(client, language="en", next="/fr/account/sessions/?x=1")
    assert answer["Location"] == "/en/account/sessions/?x=1"
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    person.refresh_from_db()
    assert person.language == "en"


def test_visitors_are_remembered_by_the_browser(client, db):
    assert switch(client, language="en", next="/fr/account/login/")["Location"] == (
        "/en/account/login/"
    )
    assert client.get("/")["Location"] == "/en/"


def test_the_address_of_the_translation_is_kept_as_it_is(client, db):
    answer = switch(client, language="en", next="/en/a-page-with-another-name/")
    assert answer["Location"] == "/en/a-page-with-another-name/"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "", "javascript:x"])
def test_it_leads_nowhere_else(client, db, target):
    assert switch(client, language="en", next=target)["Location"] == "/en/"


@pytest.mark.parametrize("language", ["", "de", "fr-ca", "\x00", "../en"])
def test_an_unknown_language_does_not_exist(client, db, language):
    assert switch(client, language=language).status_code == 404


def test_following_the_link_to_the_other_language_is_a_choice_too(client, person, sign_in):
    sign_in()
    page = "/en/account/sessions/"
    client.get(page, headers={"referer": "http://testserver/fr/account/sessions/"})
    person.refresh_from_db()
    assert person.language == "en"


@pytest.mark.parametrize(
    "referer", ["", "http://evil.example/fr/", "http://testserver/en/account/", "http://["]
)
def test_arriving_from_elsewhere_is_not(client, person, sign_in, referer):
    sign_in()
    client.get("/en/account/sessions/", headers={"referer": referer})
    person.refresh_from_db()
    assert person.language == "fr"


@pytest.mark.parametrize(("kept", "page"), [("en", "fr"), ("fr", "en")])
def test_signing_in_stays_in_the_language_of_the_page(client, make_person, kept, page):
    person = make_person(language=kept)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = kept
    client.get(f"/{kept}/account/login/")
    answer = client.post(f"/{page}/account/login/", {"login": person.email, "password": PASSWORD})
    assert answer["Location"] == f"/{page}/learning/"
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == page
    person.refresh_from_db()
    assert person.language == page


def test_a_sign_in_that_is_refused_keeps_nothing(client, person):
    client.post("/en/account/login/", {"login": person.email, "password": "non"})
    person.refresh_from_db()
    assert person.language == "fr"


def test_sending_a_form_keeps_the_language_of_its_page(client, person, sign_in):
    sign_in()
    person.refresh_from_db()
    new = "another walk by the sea"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/en/account/password/change/", form).status_code == 302
    person.refresh_from_db()
    assert person.language == "en"


def test_what_allauth_says_is_in_the_french_of_the_academy(client, db):
    page = client.get("/fr/account/login/").content.decode()
    assert "Courriel" in page
    assert "Mot de passe oublié?" in page
    assert "E-mail" not in page
    refused = client.post("/fr/account/login/", {"login": "a@org.example", "password": "non"})
    said = refused.content.decode()
    assert "L’adresse courriel ou le mot de passe n’est pas le bon." in said
