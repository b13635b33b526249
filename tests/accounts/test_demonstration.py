"""Accounts of the demonstration: easy there, impossible elsewhere."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from academy.accounts.models import User
from academy.accounts.services.demonstration import create_demonstration_account, current_code
from academy.core.errors import NotAllowed

from .conftest import is_signed_in

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
