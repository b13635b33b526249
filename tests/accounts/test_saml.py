"""Signing in through a SAML provider: its answers are signed here with its own key."""

import base64
import datetime
import zlib
from urllib.parse import parse_qs, urlsplit

import environ
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from academy.accounts.models import User
from academy.settings.identity_providers import saml_apps

from .conftest import is_signed_in

IDP = "https://idp.gov.example/metadata"
HOST = {"host": "academie.example"}


def key_and_certificate():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.gov.example")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private.decode(), certificate.public_bytes(pem).decode()


@pytest.fixture(scope="module")
def credentials():
    return key_and_certificate()


@pytest.fixture
def provider(monkeypatch, settings, credentials, db):
    environment = {
        "SAML_PROVIDERS": "gov",
        "SAML_GOV_NAME": "Gouvernement",
        "SAML_GOV_ENTITY_ID": IDP,
        "SAML_GOV_SSO_URL": "https://idp.gov.example/sso",
        "SAML_GOV_CERTIFICATE": credentials[1].replace("\n", "\\n"),
        "SAML_GOV_EMAIL_DOMAINS": "gov.example",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings.ALLOWED_HOSTS = ["academie.example"]
    settings.PUBLIC_ADDRESS = "http://academie.example"
    settings.SOCIALACCOUNT_PROVIDERS = {"saml": {"APPS": saml_apps(environ.Env())}}


def start(client, **extra):
    """Ask to sign in; return the id of the request that reaches the provider."""
    answer = client.post("/saml/gov/login/", {"process": "login"} | extra, headers=HOST)
    where = urlsplit(answer["Location"])
    assert where.netloc == "idp.gov.example"
    packed = base64.b64decode(parse_qs(where.query)["SAMLRequest"][0])
    return etree.fromstring(zlib.decompress(packed, -15)).get("ID")


def response(request_id, credentials, sign=("assertion", "message"), email="li@gov.example"):
    """Return the provider's answer, signed where `sign` says, as the form would post it."""
    now = datetime.datetime.now(datetime.UTC)
    stamp = f"{now:%Y-%m-%dT%H:%M:%SZ}"
    later = f"{now + datetime.timedelta(minutes=5):%Y-%m-%dT%H:%M:%SZ}"
    acs = "http://academie.example/saml/gov/acs/"
    replies = f'InResponseTo="{request_id}"' if request_id else ""

    def attribute(name, value):
        return (
            f'<saml:Attribute Name="{name}"><saml:AttributeValue>{value}</saml:AttributeValue>'
            "</saml:Attribute>"
        )

    assertion = f"""<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"
      ID="_a1" Version="2.0" IssueInstant="{stamp}"><saml:Issuer>{IDP}</saml:Issuer>
      <saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
      >subject-1</saml:NameID><saml:SubjectConfirmation
      Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData {replies}
      NotOnOrAfter="{later}" Recipient="{acs}"/></saml:SubjectConfirmation></saml:Subject>
      <saml:Conditions NotBefore="{stamp}" NotOnOrAfter="{later}"><saml:AudienceRestriction>
      <saml:Audience>http://academie.example/saml/gov/metadata/</saml:Audience>
      </saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="{stamp}"
      SessionIndex="_s1"><saml:AuthnContext><saml:AuthnContextClassRef
      >urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>
      </saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>
      {attribute("urn:oid:0.9.2342.19200300.100.1.3", email)}
      {attribute("urn:oid:2.5.4.42", "Li")}{attribute("urn:oid:2.5.4.4", "Wong")}
      </saml:AttributeStatement></saml:Assertion>"""
    key, certificate = credentials
    algorithms = {
        "sign_algorithm": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        "digest_algorithm": "http://www.w3.org/2001/04/xmlenc#sha256",
    }
    if "assertion" in sign:
        assertion = OneLogin_Saml2_Utils.add_sign(assertion, key, certificate, **algorithms)
        assertion = assertion.decode() if isinstance(assertion, bytes) else assertion
    message = f"""<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"
      xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r1" Version="2.0" {replies}
      IssueInstant="{stamp}" Destination="{acs}"><saml:Issuer>{IDP}</saml:Issuer><samlp:Status>
      <samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
      {assertion}</samlp:Response>"""
    if "message" in sign:
        message = OneLogin_Saml2_Utils.add_sign(message, key, certificate, **algorithms)
    message = message.encode() if isinstance(message, str) else message
    return base64.b64encode(message).decode()


def finish(client, saml_response, **extra):
    data = {"SAMLResponse": saml_response} | extra
    return client.post("/saml/gov/acs/", data, headers=HOST, follow=True)


def test_a_signed_answer_signs_in(client, provider, credentials):
    finish(client, response(start(client), credentials))
    assert is_signed_in(client)
    user = User.objects.get()
    assert (user.email, user.get_full_name()) == ("li@gov.example", "Li Wong")


@pytest.mark.parametrize("signed", [(), ("assertion",), ("message",)])
def test_an_answer_that_is_not_signed_twice_is_refused(client, provider, credentials, signed):
    answer = finish(client, response(start(client), credentials, sign=signed))
    assert answer.status_code < 500
    assert not is_signed_in(client)


def test_an_answer_signed_by_somebody_else_is_refused(client, provider):
    finish(client, response(start(client), key_and_certificate()))
    assert not is_signed_in(client)


def test_an_answer_that_was_changed_is_refused(client, provider, credentials):
    genuine = base64.b64decode(response(start(client), credentials))
    forged = genuine.replace(b"subject-1", b"subject-2")
    finish(client, base64.b64encode(forged).decode())
    assert not is_signed_in(client)


def test_an_answer_that_nobody_asked_for_is_refused(client, provider, credentials):
    finish(client, response("", credentials), RelayState="https://evil.example/")
    assert not is_signed_in(client)


def test_an_answer_serves_once(client, provider, credentials):
    answer = response(start(client), credentials)
    finish(client, answer)
    client.post("/fr/account/logout/", headers=HOST)
    finish(client, answer)
    assert not is_signed_in(client)


def test_an_address_alone_opens_nobodys_account(client, provider, credentials, make_person):
    make_person("li@gov.example")
    finish(client, response(start(client), credentials))
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "!!!",
        base64.b64encode(b"not xml").decode(),
        base64.b64encode(b"<a/>").decode(),
        base64.b64encode(b'<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]><a>&z;</a>').decode(),
        "\x00",
    ],
)
def test_garbage_is_refused_without_an_error(client, provider, garbage):
    assert finish(client, garbage).status_code < 500
    assert not is_signed_in(client)


def test_the_metadata_ask_for_signatures(client, provider):
    answer = client.get("/saml/gov/metadata/", headers=HOST)
    assert answer.status_code == 200
    assert b'WantAssertionsSigned="true"' in answer.content


def test_an_unknown_provider_does_not_exist(client, provider):
    assert client.get("/saml/unknown/metadata/", headers=HOST).status_code == 404


def test_requests_are_signed_when_the_academy_has_a_key(monkeypatch, provider):
    key, certificate = key_and_certificate()
    monkeypatch.setenv("SAML_GOV_OWN_KEY", key)
    monkeypatch.setenv("SAML_GOV_OWN_CERTIFICATE", certificate)
    advanced = saml_apps(environ.Env())[0]["settings"]["advanced"]
    assert advanced["authn_request_signed"]
    assert advanced["want_assertion_signed"]
    assert advanced["want_message_signed"]
