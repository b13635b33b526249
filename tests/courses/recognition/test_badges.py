"""A badge is an Open Badge 3.0 that other libraries confirm without a network; forgeries aren't."""

import base64
import gzip
import hashlib
import io
import json
from datetime import UTC, datetime, timedelta

import jwt
import pytest
import time_machine
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings as project
from django.urls import reverse
from django.utils import translation
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier
from PIL import Image

from academy.core import clock
from courses.models import Certificate
from courses.queries import badge_token, certificate_keys, certificate_view
from courses.recognition import badge, signing
from courses.services import revoke_certificate
from tests.factories.organisms import RoleGrantFactory

from .conftest import DAY, forged, part

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day_after_the_passing():
    """Validity is checked by the clock of whoever verifies."""
    with time_machine.travel(DAY + timedelta(days=1), tick=False):
        yield


@pytest.fixture
def holder(client, learner):
    client.force_login(learner)
    return client


def address(name, *args, language="fr"):
    with translation.override(language):
        return reverse(name, args=args)


def view(certificate, language="fr"):
    certificate = Certificate.objects.select_related("path").get(pk=certificate.pk)
    with translation.override(language):
        return certificate_view(certificate, language, DAY.date())


def token_of(certificate, language="fr"):
    with translation.override(language):
        return badge_token(view(certificate, language))


def pem():
    return (
        certificate_keys().public[0].public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )


# --- What is in it -------------------------------------------------------------
def test_another_library_confirms_the_picture_and_reads_what_was_certified(holder, passed):
    reply = holder.get(address("courses:badge", passed.code))
    assert reply["Content-Type"] == "image/png"
    token = OB3Verifier.extract_token_from_png(reply.content)
    found = OB3Verifier(pem()).verify(token)
    assert found.achievement.name == "Reconnaître l’hameçonnage"
    assert found.issuer.id == holder.get(address("badge_issuer")).json()["id"]
    # The picture is one that people may look at.
    with Image.open(io.BytesIO(reply.content)) as picture:
        assert picture.size == (600, 600)
        assert picture.text["openbadgecredential"] == token
    assert holder.get(address("courses:badge_file", passed.code)).content.decode() == token


def test_the_credential_says_what_the_certificate_says(passed):
    claims = part(token_of(passed).split(".")[1])
    subject = claims["credentialSubject"]
    assert claims["@context"] == [badge.VC_CONTEXT, badge.OB_CONTEXT]
    assert claims["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert subject["identifier"][0]["identityHash"] == "Maude Lévesque-Roy"
    assert subject["result"][0]["value"] == "100"
    narrative = subject["achievement"]["criteria"]["narrative"]
    assert "Agence du numérique, Ministère des Rives" in narrative
    assert "Reconnaître un message trompeur." in narrative
    # A pass of September 14, 2026 holds until the end of September 13, 2028, in Toronto.
    assert (claims["validFrom"], claims["validUntil"]) == (
        "2026-09-14T15:06:00Z",
        "2028-09-14T04:00:00Z",
    )
    # 8.2.4: the claims repeat the credential.
    assert claims["iss"] == claims["issuer"]["id"]
    assert claims["jti"] == claims["id"]
    assert claims["sub"] == subject["id"]
    for claim, field in (("nbf", "validFrom"), ("exp", "validUntil")):
        moment = datetime.fromtimestamp(claims[claim], UTC)
        assert moment.strftime("%Y-%m-%dT%H:%M:%SZ") == claims[field]


def test_it_names_nobody_but_by_the_name(passed, learner):
    said = json.dumps(part(token_of(passed).split(".")[1]))
    for private in (learner.email, str(learner.public_id), str(passed.enrolment.registration)):
        assert private not in said


def test_each_language_has_its_badge(passed):
    french, english = (part(token_of(passed, one).split(".")[1]) for one in ("fr", "en"))
    for claims, language, words in (
        (french, "fr", "Agence du numérique"),
        (english, "en", "Digital Agency"),
    ):
        achievement = claims["credentialSubject"]["achievement"]
        assert achievement["inLanguage"] == language
        assert words in achievement["criteria"]["narrative"]
    assert french["id"] == english["id"]


def test_the_header_has_the_key_and_where_it_is_found(client, passed):
    header = part(token_of(passed).split(".")[0])
    # 8.2.3: no other header is allowed, and no private part ever.
    assert header.keys() == {"alg", "typ", "kid", "jwk"}
    assert (header["alg"], header["jwk"].keys()) == ("RS256", {"kty", "n", "e"})
    path = header["kid"].removeprefix(project.PUBLIC_ADDRESS)
    assert client.get(path).json() == header["jwk"]
    keys = client.get(address("badge_keys")).json()["keys"]
    assert [key["kid"] for key in keys] == [header["kid"].rpartition("/")[2]]
    assert all("d" not in key for key in keys)


def test_arithmetic_alone_confirms_the_signature(passed):
    """RSASSA-PKCS1-v1_5 (RFC 8017, 8.2.2), without any library."""
    token = token_of(passed)
    signed, _dot, signature = token.rpartition(".")
    jwk = part(token.split(".")[0])["jwk"]
    number = {
        name: int.from_bytes(base64.urlsafe_b64decode(jwk[name] + "=="), "big") for name in "ne"
    }
    length = (number["n"].bit_length() + 7) // 8
    opened = pow(
        int.from_bytes(base64.urlsafe_b64decode(signature + "=="), "big"), number["e"], number["n"]
    ).to_bytes(length, "big")
    kind = bytes.fromhex("3031300d060960864801650304020105000420")
    digest = kind + hashlib.sha256(signed.encode()).digest()
    assert opened == b"\0\1" + b"\xff" * (length - len(digest) - 3) + b"\0" + digest


# --- Forgeries -----------------------------------------------------------------
def test_forgeries_are_refused(passed):
    token = token_of(passed)
    OB3Verifier(pem()).verify(token)
    count = 0
    for false in forged(token):
        count += 1
        with pytest.raises(OB3VerificationError):
            OB3Verifier(pem()).verify(false)
    assert count == 6


def test_an_expired_badge_is_refused(passed):
    token = token_of(passed)
    with (
        time_machine.travel(datetime(2028, 9, 14, 4, 0, 1, tzinfo=UTC)),
        pytest.raises(OB3VerificationError),
    ):
        OB3Verifier(pem()).verify(token)


def test_nothing_is_signed_that_was_changed_in_the_database(holder, passed):
    Certificate.objects.update(data=passed.data.replace("Maude", "Claude"))
    with pytest.raises(ValueError, match="signed"):
        token_of(passed)
    for name in ("courses:badge", "courses:badge_file", "courses:certificate_pdf"):
        assert holder.get(address(name, passed.code)).status_code == 404


def test_a_badge_of_a_former_key_stays_genuine(client, passed, settings):
    token = token_of(passed)
    former = settings.CERTIFICATE_SIGNING_KEYS[0]
    settings.CERTIFICATE_SIGNING_KEYS = [signing.new_key(), signing.public_part(former)]
    wanted = part(token.split(".")[0])["kid"].rpartition("/")[2]
    keys = jwt.PyJWKSet.from_dict(client.get(address("badge_keys")).json()).keys
    assert keys[0].key_id != wanted
    (key,) = [one for one in keys if one.key_id == wanted]
    assert jwt.decode(token, key, algorithms=["RS256"])["jti"]
    # A new badge bears the new key.
    assert part(token_of(passed).split(".")[0])["kid"].rpartition("/")[2] == keys[0].key_id


# --- Withdrawn since -------------------------------------------------------------
def test_the_status_list_tells_who_asks_that_it_was_revoked(client, passed, settings):
    settings.PUBLIC_ADDRESS = "https://academie.example"
    token = token_of(passed)

    def ask():
        OB3Verifier(pem()).verify(
            token,
            check_status=True,
            download=lambda url: client.get(url.removeprefix(settings.PUBLIC_ADDRESS)).content,
        )

    ask()
    revoke_certificate(
        code=passed.code,
        reason="Une fraude.",
        by=RoleGrantFactory(administrator=True).user,
        at=clock.now(),
    )
    with pytest.raises(OB3VerificationError, match="revocation"):
        ask()


def test_the_list_has_one_bit_for_each_certificate(client, passed):
    reply = client.get(address("badge_status", 0))
    assert reply["Access-Control-Allow-Origin"] == "*"
    claims = part(reply.content.decode().split(".")[1])
    packed = claims["credentialSubject"]["encodedList"]
    assert packed[0] == "u"
    bits = gzip.decompress(base64.urlsafe_b64decode(packed[1:] + "=" * (-len(packed[1:]) % 4)))
    assert len(bits) * 8 == badge.LIST_LENGTH == 131_072
    assert not any(bits)
    assert client.get(address("badge_status", 7)).status_code == 404


def test_bits_are_counted_from_the_left():
    made = badge.status_list(
        address="https://a.example/1",
        issuer=badge.Issuer("https://a.example", "A", "https://a.example"),
        withdrawn=[0, 9],
        at=DAY,
    )
    packed = made["credentialSubject"]["encodedList"][1:]
    bits = gzip.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    assert bits[:2] == bytes([0b1000_0000, 0b0100_0000])


def test_a_picture_that_is_no_png_is_refused():
    with pytest.raises(ValueError, match="PNG"):
        badge.baked(b"GIF89a", "token")
