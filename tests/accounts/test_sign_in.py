"""Signing up, in and out, through the pages."""

from html import unescape

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import get_hasher, identify_hasher, make_password
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from academy.accounts.models import AuditEntry, User

from .conftest import PASSWORD, is_signed_in

SIGN_UP = {
    "first_name": "Grace",
    "last_name": "Tremblay",
    "email": "grace@org.example",
    "password1": "un long chemin vers la mer",
}


def sign_up(client, language="fr", **fields):
    return client.post(f"/{language}/account/signup/", SIGN_UP | fields)


def test_signing_up_verifying_and_signing_in(client, db, sign_in, last_link):
    answer = sign_up(client, "en")
    assert answer["Location"] == "/en/account/confirm-email/"
    user = User.objects.get()
    assert (user.get_full_name(), user.language) == ("Grace Tremblay", "en")
    assert not is_signed_in(client)

    # Not before the address is verified.
    sign_in(SIGN_UP["email"], SIGN_UP["password1"])
    assert not is_signed_in(client)

    # Opening the link is not enough: mail filters open links.
    link = last_link()
    assert client.get(link).status_code == 200
    assert not EmailAddress.objects.get().verified
    client.post(link)
    assert EmailAddress.objects.get().verified

    answer = sign_in(SIGN_UP["email"], SIGN_UP["password1"])
    assert answer["Location"] == "/fr/learning/"
    assert is_signed_in(client)


def test_the_page_that_confirms_an_address_is_in_the_words_of_the_site(client, db, last_link):
    sign_up(client, "en")
    page = client.get(last_link()).content.decode()
    assert "<title>Confirm your address" in page
    assert f"<strong>{SIGN_UP['email']}</strong>" in page
    assert "Confirm my address" in page
    assert "for user" not in page


def test_a_link_of_confirmation_that_is_over_says_how_to_get_another(client, db, sign_in):
    sign_up(client, "en")
    page = client.get("/en/account/confirm-email/too-old/").content.decode()
    assert "<title>This link no longer works" in page
    assert 'href="/en/account/login/" class="button"' in page
    # What the page says is so: signing in sends another message.
    cache.clear()
    mail.outbox.clear()
    sign_in(SIGN_UP["email"], SIGN_UP["password1"])
    assert [message.to for message in mail.outbox] == [[SIGN_UP["email"]]]


def test_somebody_signed_in_asks_for_another_link_from_the_account(client, person, sign_in):
    sign_in()
    page = client.get("/en/account/confirm-email/too-old/").content.decode()
    assert 'href="/en/account/email/" class="button"' in page


@pytest.mark.parametrize("missing", ["first_name", "last_name", "email", "password1"])
def test_everything_is_asked_at_sign_up(client, db, missing):
    assert sign_up(client, **{missing: ""}).status_code == 200
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "password", ["short", "password1234", "grace tremblay", "grace@org.example"]
)
def test_weak_passwords_are_refused(client, db, password):
    assert sign_up(client, password1=password).status_code == 200
    assert not User.objects.exists()


def test_a_closed_academy_lets_nobody_sign_up(client, db, settings):
    settings.SIGNUP = "closed"
    assert client.get("/fr/account/signup/").status_code == 200
    sign_up(client)
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("email", "made"),
    [
        ("a@finances.example", True),
        ("a@mail.finances.example", False),
        ("a@x.sante.example", True),
        ("a@sante.example", False),
        ("a@finances.example.evil.example", False),
        ("finances.example@evil.example", False),
    ],
)
def test_only_the_domains_of_the_administration_sign_up(client, db, settings, email, made):
    settings.SIGNUP = "domains"
    settings.SIGNUP_DOMAINS = ["finances.example", ".sante.example"]
    sign_up(client, email=email)
    assert User.objects.exists() is made


def test_signing_up_does_not_tell_who_has_an_account(client, person):
    known = sign_up(client, email="ADA@org.example")
    unknown = sign_up(client, email="nobody@org.example")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert User.objects.filter(email__iexact="ada@org.example").count() == 1
    assert [message.to for message in mail.outbox] == [["ada@org.example"], ["nobody@org.example"]]


def test_signing_up_takes_as_long_whoever_has_an_account(client, person, monkeypatch):
    hasher, hashed = type(get_hasher()), []
    encode = hasher.encode
    monkeypatch.setattr(
        hasher, "encode", lambda *given, **more: hashed.append(1) or encode(*given, **more)
    )
    times = []
    for email in ("ADA@org.example", "nobody@org.example"):
        hashed.clear()
        sign_up(client, email=email)
        times.append(len(hashed))
    assert times == [1, 1]


def test_a_wrong_password_and_an_unknown_person_look_the_same(client, person, sign_in):
    wrong = sign_in(password="not the right one")
    unknown = sign_in("nobody@org.example", "not the right one")
    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert not is_signed_in(client)


def test_the_case_of_the_address_does_not_matter(client, person, sign_in):
    sign_in("Ada@Org.example")
    assert is_signed_in(client)


def test_resetting_a_password(client, person, sign_in, last_link):
    answer = client.post("/fr/account/password/reset/", {"email": "ada@org.example"})
    unknown = client.post("/fr/account/password/reset/", {"email": "nobody@org.example"})
    assert answer["Location"] == unknown["Location"]
    assert len(mail.outbox) == 2
    mail.outbox.pop()

    link = last_link()
    page = client.get(link, follow=True)
    new = "une autre phrase bien longue"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    sign_in()
    assert not is_signed_in(client)
    sign_in(password=new)
    assert is_signed_in(client)
    assert AuditEntry.objects.filter(action="account.password.reset").count() == 1

    # The link served once.
    client.logout()
    assert client.get(link, follow=True).context["token_fail"]


def test_links_in_messages_lead_to_the_public_address(client, person, settings):
    settings.PUBLIC_ADDRESS = "https://academie.example"
    settings.ALLOWED_HOSTS = ["testserver"]
    data = {"email": "ada@org.example"}
    client.post("/fr/account/password/reset/", data, headers={"host": "testserver:666"})
    assert "https://academie.example/fr/account/password/reset/key/" in mail.outbox[0].body
    assert "testserver" not in mail.outbox[0].body


def test_a_mail_server_that_is_away_stops_nobody(client, person, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    answer = client.post("/fr/account/password/reset/", {"email": "ada@org.example"})
    assert answer.status_code == 302


def test_messages_speak_the_language_of_the_person(client, make_person):
    make_person(language="en")
    client.post("/fr/account/password/reset/", {"email": "ada@org.example"})
    assert "/en/account/" in mail.outbox[0].body or "password" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("target", "leads"),
    [
        ("/fr/account/sessions/", "/fr/account/sessions/"),
        ("https://evil.example/", "/fr/learning/"),
        ("//evil.example/", "/fr/learning/"),
        ("http://other.localhost/", "/fr/learning/"),
        ("javascript:alert(1)", "/fr/learning/"),
        ("/\\evil.example", "/fr/learning/"),
    ],
)
def test_next_stays_on_our_own_host(client, person, sign_in, target, leads):
    assert sign_in(next_url=target)["Location"] == leads


def test_signing_out_needs_a_post(client, person, sign_in):
    sign_in()
    client.get("/fr/account/logout/")
    assert is_signed_in(client)
    client.post("/fr/account/logout/")
    assert not is_signed_in(client)


def test_without_remember_me_the_browser_forgets(client, person, sign_in, settings):
    assert sign_in().cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""
    client.post("/fr/account/logout/")
    data = {"login": "ada@org.example", "password": PASSWORD, "remember": "on"}
    answer = client.post("/fr/account/login/", data)
    assert answer.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 12 * 3600


def test_inactive_people_do_not_enter(client, make_person, sign_in):
    make_person(is_active=False)
    sign_in()
    assert not is_signed_in(client)


def test_sessions_are_listed_and_ended(client, person, sign_in, make_person):
    sign_in()
    other = type(client)()
    other.post("/fr/account/login/", {"login": "ada@org.example", "password": PASSWORD})
    assert client.get("/fr/account/sessions/").status_code == 200
    client.post("/fr/account/sessions/")
    assert is_signed_in(client)
    assert other.get("/fr/account/sessions/").status_code == 302


def test_passwords_are_kept_with_the_agreed_argon2(settings):
    settings.PASSWORD_HASHERS = ["academy.accounts.hashers.AcademyArgon2PasswordHasher"]
    encoded = make_password(PASSWORD)
    assert "argon2id$v=19$m=19456,t=2,p=1$" in encoded
    assert identify_hasher(encoded).algorithm == "argon2"


def test_the_password_page_for_password_managers(client, db):
    answer = client.get("/.well-known/change-password")
    assert answer["Location"] == reverse("account_change_password")


def test_changing_the_address_waits_for_its_verification(client, person, sign_in, last_link):
    sign_in()
    data = {"email": "ada.new@org.example", "action_add": ""}
    answer = client.post("/fr/account/email/", data)
    if "reauthenticate" in answer["Location"]:
        client.post(answer["Location"], {"password": PASSWORD})
    person.refresh_from_db()
    assert person.email == "ada@org.example"
    verification = next(m for m in mail.outbox if m.to == ["ada.new@org.example"])
    mail.outbox[:] = [verification]
    client.post(unescape(last_link()))
    person.refresh_from_db()
    assert person.email == "ada.new@org.example"


def test_signing_in_greets_in_the_words_of_the_site(client, make_person):
    make_person("noe@org.example", first_name="Noé", last_name="L’Écuyer & fils", language="en")
    data = {"login": "noe@org.example", "password": PASSWORD}
    page = client.post("/en/account/login/", data, follow=True).content.decode()
    assert "Hello, Noé L’Écuyer &amp; fils: you are signed in." in page


def test_the_greeting_is_in_the_language_of_the_page_where_one_arrives(client, make_person):
    make_person("zoe@org.example", first_name="Zoé", language="fr")
    data = {"login": "zoe@org.example", "password": PASSWORD}
    answer = client.post("/en/account/login/?next=/fr/learning/", data)
    assert answer["Location"].startswith("/fr/")
    assert "you are signed in" not in client.get(answer["Location"]).content.decode()
    client.post("/en/account/logout/")
    page = client.post("/en/account/login/?next=/en/learning/", data, follow=True)
    assert "you are signed in" in page.content.decode()


def test_signing_in_speaks_plainly(client, make_person):
    make_person("zoe@org.example")
    assert "Stay signed in on this device" in client.get("/en/account/login/").content.decode()
    data = {"login": "zoe@org.example", "password": "not that one"}
    page = client.post("/en/account/login/", data).content.decode()
    assert "The email address or the password is not right." in page
