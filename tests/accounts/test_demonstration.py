"""Accounts of the demonstration: easy there, impossible elsewhere."""

import re
from datetime import UTC, datetime
from io import StringIO
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from academy.accounts.models import User
from academy.accounts.services.demonstration import create_demonstration_account, current_code
from academy.core.errors import NotAllowed

from .conftest import PASSWORD, is_signed_in

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
ACCOUNT = {
    "email": "manager@demo.example",
    "password": "demo",
    "first_name": "Marie",
    "last_name": "Roy",
    "language": "en",
    "with_second_factor": True,
    "at": AT,
}


@pytest.fixture
def demonstration(settings):
    settings.DEMONSTRATION = True


@pytest.fixture
def account(demonstration, db):
    return create_demonstration_account(**ACCOUNT)


def the_code(email="manager@demo.example"):
    out = StringIO()
    call_command("demo_code", email, stdout=out)
    return out.getvalue().strip()


def test_the_page_shows_the_code_that_opens(client, account, sign_in):
    answer = sign_in("manager@demo.example", "demo")
    page = client.get(answer["Location"])
    code = the_code()
    assert page.status_code == 200
    client.post(answer["Location"], {"code": code})
    assert is_signed_in(client)
    assert client.get("/en/account/sessions/").status_code == 200


def test_a_used_code_is_followed_by_another_that_works(client, account, sign_in):
    for _ in range(2):
        answer = sign_in("manager@demo.example", "demo")
        client.post(answer["Location"], {"code": the_code()})
        assert is_signed_in(client)
        client.post("/fr/account/logout/")


def test_making_it_again_brings_it_back_to_its_first_state(account):
    account.set_password("changed")
    account.save()
    Authenticator.objects.all().delete()
    again = create_demonstration_account(**ACCOUNT)
    assert again.pk == account.pk
    assert again.check_password("demo")
    assert current_code(user=again)


def test_without_second_factor_there_is_no_code(demonstration, db):
    user = create_demonstration_account(**ACCOUNT | {"with_second_factor": False})
    assert current_code(user=user) == ""
    with pytest.raises(CommandError):
        the_code()


def test_real_accounts_show_nothing(demonstration, person, sign_in):
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(person, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    assert current_code(user=person) == ""


def test_a_real_academy_refuses_to_make_one(db, settings):
    settings.DEMONSTRATION = False
    with pytest.raises(NotAllowed):
        create_demonstration_account(**ACCOUNT)
    assert not User.objects.exists()


def test_a_real_academy_tells_no_code_and_accepts_none(client, account, sign_in, settings):
    code = the_code()
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError):
        the_code()
    with pytest.raises(NotAllowed):
        current_code(user=account)
    answer = sign_in("manager@demo.example", "demo")
    page = client.get(answer["Location"])
    assert b"demonstration-code" not in page.content
    client.post(answer["Location"], {"code": code})
    assert not is_signed_in(client)


def test_the_command_names_an_unknown_address(demonstration, db):
    with pytest.raises(CommandError, match=r"nobody@demo\.example"):
        the_code("nobody@demo.example")


@pytest.fixture
def messages_in_files(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    settings.SIGNUP = "open"


SIGN_UP = {
    "first_name": "Grace",
    "last_name": "Tremblay",
    "email": "grace@org.example",
    "password1": "un long chemin vers la mer",
}


def shown_link(page):
    found = re.search(r'class="demonstration-code">.*?<a href="([^"]+)"', page, re.S)
    return found and urlsplit(found[1]).path


def test_signing_up_shows_the_link_of_the_message_that_does_not_leave(
    client, db, demonstration, messages_in_files
):
    page = client.post("/en/account/signup/", SIGN_UP, follow=True).content.decode()
    link = shown_link(page)
    client.post(link)
    assert EmailAddress.objects.get().verified
    # Another person's browser learns nothing of it.
    assert shown_link(Client().get("/en/account/confirm-email/").content.decode()) is None


def test_a_forgotten_password_shows_the_link_of_its_message(client, account, messages_in_files):
    page = client.post("/en/account/password/reset/", {"email": ACCOUNT["email"]}, follow=True)
    link = shown_link(page.content.decode())
    assert "Choose a new password" in client.get(link, follow=True).content.decode()


def test_a_new_address_shows_the_link_that_confirms_it(
    client, person, demonstration, sign_in, messages_in_files
):
    sign_in()
    asked = {"action_add": "", "email": "ada.new@org.example"}
    answer = client.post("/en/account/email/", asked)
    client.post(answer["Location"], {"password": PASSWORD})
    client.post(shown_link(client.get("/en/account/email/").content.decode()))
    assert EmailAddress.objects.get().email == "ada.new@org.example"


@pytest.mark.parametrize("real", ["academy", "mail server"])
def test_a_real_academy_or_a_real_mail_server_shows_no_link(
    client, account, messages_in_files, settings, real
):
    if real == "academy":
        settings.DEMONSTRATION = False
    else:
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    for url, asked in (
        ("/en/account/signup/", SIGN_UP),
        ("/en/account/password/reset/", {"email": ACCOUNT["email"]}),
    ):
        page = client.post(url, asked, follow=True).content.decode()
        assert shown_link(page) is None
        assert "demonstration_link" not in client.session
