"""Passkeys: added after proving oneself, then enough to sign in."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.core.serializers.json import DjangoJSONEncoder

from .conftest import PASSWORD, is_signed_in
from .soft_authenticator import SoftAuthenticator

ADD = "/fr/account/2fa/webauthn/add/"
LOGIN = "/fr/account/2fa/webauthn/login/"
PAGE = "/fr/account/sessions/"


def as_browser(options):
    """Give the options as the page's script reads them, in JSON."""
    return json.loads(json.dumps(options, cls=DjangoJSONEncoder, default=dict))


def add_passkey(client, authenticator):
    page = client.get(ADD)
    assert page.status_code == 302, "adding a key asks for a proof first"
    client.post(page["Location"], {"password": PASSWORD})
    options = as_browser(client.get(ADD).context["js_data"]["creation_options"])
    credential = authenticator.register(options)
    data = {"name": "Téléphone", "passwordless": "on", "credential": credential}
    return client.post(ADD, data)


def sign_in_with(client, authenticator):
    options = client.get(LOGIN, headers={"accept": "application/json"}).json()["request_options"]
    return client.post(LOGIN, {"credential": authenticator.authenticate(options)})


@pytest.fixture
def passkey(client, boss, sign_in):
    sign_in("boss@org.example")
    authenticator = SoftAuthenticator()
    answer = add_passkey(client, authenticator)
    assert answer["Location"] == "/fr/account/2fa/recovery-codes/"
    assert client.get(PAGE).status_code == 200, "the new key opens the pages at once"
    client.post("/fr/account/logout/")
    return authenticator


def test_a_passkey_alone_signs_in(client, passkey):
    sign_in_with(client, passkey)
    assert is_signed_in(client)
    assert client.get(PAGE).status_code == 200


def test_a_passkey_is_the_second_step_after_a_password(client, passkey, sign_in):
    where = sign_in("boss@org.example")["Location"]
    assert not is_signed_in(client)
    options = as_browser(client.get(where).context["js_data"]["request_options"])
    client.post(where, {"credential": passkey.authenticate(options)})
    assert is_signed_in(client)


def test_another_site_can_not_use_the_passkey(client, passkey):
    passkey.origin = "https://testserver.evil.example"
    assert sign_in_with(client, passkey).status_code != 500
    assert not is_signed_in(client)


ILL_FORMED = [
    "",
    "{}",
    "[]",
    "null",
    '"x"',
    "\x00",
    '{"response": null}',
    '{"id": "é", "response": {}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": 3}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": "MQ", '
    '"clientDataJSON": "AA", "authenticatorData": "AA", "signature": "AA"}}',
]


@pytest.mark.parametrize("credential", ILL_FORMED)
def test_what_is_not_a_passkey_is_refused_without_an_error(client, passkey, credential):
    client.get(LOGIN, headers={"accept": "application/json"})
    assert client.post(LOGIN, {"credential": credential}).status_code < 500
    assert not is_signed_in(client)


@pytest.mark.parametrize("credential", ILL_FORMED)
def test_what_is_not_a_new_key_is_refused_without_an_error(client, boss, sign_in, credential):
    sign_in("boss@org.example")
    client.post(client.get(ADD)["Location"], {"password": PASSWORD})
    client.get(ADD)
    assert client.post(ADD, {"name": "x", "credential": credential}).status_code == 200
    assert not Authenticator.objects.exists()


def test_the_last_passkey_of_a_role_takes_the_pages_with_it(client, passkey, boss):
    sign_in_with(client, passkey)
    key = Authenticator.objects.get(user=boss, type=Authenticator.Type.WEBAUTHN)
    remove = f"/fr/account/2fa/webauthn/keys/{key.pk}/remove/"
    answer = client.post(remove)
    client.post("/fr/account/reauthenticate/", {"password": PASSWORD})
    client.post(remove)
    assert answer.status_code == 302
    assert not Authenticator.objects.filter(user=boss).exists()
    assert client.get(PAGE)["Location"] == "/fr/account/2fa/"
