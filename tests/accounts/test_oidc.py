"""Signing in through an OpenID Connect provider, whose answers are played here."""

import json
from urllib.parse import parse_qs, urlsplit

import environ
import jwt
import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.exceptions import ImproperlyConfigured

from academy.accounts.models import AuditEntry, User
from academy.accounts.policies import register_second_factor_rule
from academy.settings.identity_providers import oidc_apps, origins

from .conftest import PASSWORD, is_signed_in

ISSUER = "https://id.gov.example"
ENVIRONMENT = {
    "OIDC_PROVIDERS": "gov,city-hall",
    "OIDC_GOV_NAME": "Gouvernement",
    "OIDC_GOV_SERVER_URL": ISSUER,
    "OIDC_GOV_CLIENT_ID": "academy",
    "OIDC_GOV_CLIENT_SECRET": "s3cret",
    "OIDC_CITY_HALL_SERVER_URL": ISSUER,
    "OIDC_CITY_HALL_CLIENT_ID": "academy",
    "OIDC_CITY_HALL_CLIENT_SECRET": "s3cret",
}


class Provider:
    """What the provider's four addresses answer, and what they were asked."""

    def __init__(self):
        self.claims = {
            "sub": "subject-1",
            "email": "nadia@gov.example",
            "email_verified": True,
            "given_name": "Nadia",
            "family_name": "Côté",
        }
        self.token_request = {}
        self.status = 200

    def send(self, adapter, request, **kwargs):
        path = urlsplit(request.url).path
        if path == "/token":
            self.token_request = parse_qs(request.body)
        identity = {"iss": ISSUER, "aud": "academy", "exp": 4_000_000_000} | self.claims
        answers = {
            "/.well-known/openid-configuration": {
                "issuer": ISSUER,
                "authorization_endpoint": f"{ISSUER}/authorize",
                "token_endpoint": f"{ISSUER}/token",
                "userinfo_endpoint": f"{ISSUER}/userinfo",
                "jwks_uri": f"{ISSUER}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            },
            "/token": {
                "access_token": "access",
                "token_type": "Bearer",
                "id_token": jwt.encode(identity, "k" * 32, algorithm="HS256"),
            },
            "/userinfo": self.claims,
        }
        response = requests.Response()
        response.status_code = self.status
        response.headers["Content-Type"] = "application/json"
        response._content = json.dumps(answers[path]).encode()
        response.request, response.url = request, request.url
        return response


@pytest.fixture
def provider(monkeypatch, settings, db):
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": oidc_apps(environ.Env())}}
    played = Provider()
    monkeypatch.setattr(
        requests.adapters.HTTPAdapter, "send", lambda self, r, **k: played.send(self, r, **k)
    )
    return played


def come_from(client, name="gov", process="login", **extra):
    answer = client.post(f"/oidc/{name}/login/", {"process": process} | extra)
    asked = urlsplit(answer["Location"])
    assert f"{asked.scheme}://{asked.netloc}{asked.path}" == f"{ISSUER}/authorize"
    query = parse_qs(asked.query)
    callback = urlsplit(query["redirect_uri"][0]).path
    assert callback == f"/oidc/{name}/login/callback/"
    state = query["state"][0]
    return client.get(callback, {"code": "code", "state": state}, follow=True), query


def test_a_new_person_gets_an_account_even_when_sign_up_is_closed(client, provider, settings):
    settings.SIGNUP = "closed"
    come_from(client)
    assert is_signed_in(client)
    user = User.objects.get()
    assert (user.email, user.get_full_name()) == ("nadia@gov.example", "Nadia Côté")
    assert not user.has_usable_password()


def test_the_code_is_bound_to_the_browser_by_pkce(client, provider):
    _answer, query = come_from(client)
    assert query["code_challenge_method"] == ["S256"]
    assert provider.token_request["code_verifier"]


def test_the_identity_is_the_subject_whatever_the_address(client, provider):
    come_from(client)
    client.post("/fr/account/logout/")
    provider.claims |= {"email": "nadia.cote@gov.example"}
    come_from(client)
    assert is_signed_in(client)
    assert User.objects.count() == 1


def test_the_same_subject_elsewhere_is_somebody_else(client, provider):
    come_from(client)
    client.post("/fr/account/logout/")
    provider.claims |= {"email": "other@city.example"}
    come_from(client, "city-hall")
    assert set(SocialAccount.objects.values_list("provider", "uid")) == {
        ("gov", "subject-1"),
        ("city-hall", "subject-1"),
    }
    assert User.objects.count() == 2


def test_an_address_alone_opens_nobodys_account(client, provider, person):
    provider.claims |= {"email": "ada@org.example"}
    come_from(client)
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()
    assert [message.to for message in mail.outbox] == [["ada@org.example"]]


def test_a_signed_in_person_links_an_identity_after_proving_oneself(
    client, provider, person, sign_in
):
    sign_in()
    client.post("/fr/account/reauthenticate/", {"password": PASSWORD})
    provider.claims |= {"email": "ada@org.example"}
    come_from(client, process="connect")
    assert SocialAccount.objects.get().user == person
    assert AuditEntry.objects.filter(action="account.identity.add").exists()
    client.post("/fr/account/logout/")
    come_from(client)
    assert client.session["_auth_user_id"] == str(person.pk)


def test_an_unverified_address_is_verified_here(client, provider):
    provider.claims |= {"email_verified": False}
    come_from(client)
    assert not is_signed_in(client)
    assert not EmailAddress.objects.get().verified
    assert len(mail.outbox) == 1


def test_addresses_of_listed_domains_count_as_verified(client, provider, monkeypatch, settings):
    monkeypatch.setenv("OIDC_GOV_EMAIL_DOMAINS", "gov.example")
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": oidc_apps(environ.Env())}}
    del provider.claims["email_verified"]
    come_from(client)
    assert is_signed_in(client)


def test_a_role_still_needs_a_second_factor_here(client, provider):
    register_second_factor_rule(lambda user: True)
    answer, _query = come_from(client)
    assert answer.redirect_chain[-1][0] == "/fr/account/2fa/"


def test_the_next_page_stays_on_our_own_host(client, provider):
    answer, _query = come_from(client, next="https://evil.example/")
    assert all("evil" not in url for url, _status in answer.redirect_chain)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"code": "x"},
        {"code": "x", "state": "unknown"},
        {"error": "access_denied"},
        {"error": "server_error", "state": "\x00"},
    ],
)
def test_a_callback_that_nobody_asked_for_signs_nobody_in(client, provider, query):
    assert client.get("/oidc/gov/login/callback/", query).status_code < 500
    assert not is_signed_in(client)


def test_a_provider_that_is_away_is_an_explanation_not_an_error(client, provider):
    provider.status = 503
    answer = client.post("/oidc/gov/login/", {"process": "login"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")


def test_a_forged_token_is_refused(client, provider):
    provider.claims |= {"aud": "another application"}
    come_from(client)
    assert not is_signed_in(client)


def test_an_unknown_provider_does_not_exist(client, provider):
    assert client.post("/oidc/unknown/login/").status_code == 404


def test_the_policy_lets_forms_lead_to_the_providers(provider, monkeypatch):
    monkeypatch.setenv("SIGN_IN_ORIGINS", "https://pages.gov.example/some/path")
    assert origins(environ.Env()) == [ISSUER, "https://pages.gov.example"]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("OIDC_GOV_CLIENT_SECRET", "", "OIDC_GOV_CLIENT_SECRET is missing"),
        ("OIDC_GOV_SERVER_URL", "http://id.gov.example", "does not start with https"),
        ("OIDC_PROVIDERS", "Gov/../x", "lower-case"),
    ],
)
def test_a_wrong_configuration_is_refused_at_start(provider, monkeypatch, name, value, message):
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=message):
        oidc_apps(environ.Env())
