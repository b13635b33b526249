"""Signed statements. Data 2.6; 9274 4.2.6."""

import base64
import json
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from academy.lrs.xapi import signatures
from academy.lrs.xapi.errors import Invalid
from academy.lrs.xapi.signatures import signed_statement
from academy.lrs.xapi.statements import RULES_1, RULES_2

from .multipart import declared, signed
from .samples import ATTACHMENT, GROUP, RESULT, full_statement, statement
from .signing import certificate, elliptic_key, encode, jws, key


@dataclass
class Came:
    """Data that came, without a request."""

    content: bytes

    @property
    def length(self):
        return len(self.content)

    def pieces(self):
        yield self.content[:5]
        yield self.content[5:]


def check(one, *came, rules=RULES_2, own_id=None):
    data = {declared(content)["sha2"]: Came(content) for content in came}
    own_id = UUID(own_id or one["id"])
    signatures.require_signatures(one, own_id=own_id, data=data, rules=rules)


@pytest.fixture
def one():
    return statement(result=RESULT, timestamp="2026-11-23T12:00:00.123Z")


# --- The signature -------------------------------------------------------------------------------
@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512"])
@pytest.mark.parametrize("rules", [RULES_1, RULES_2])
def test_the_three_algorithms(one, algorithm, rules):
    plain = jws(one, algorithm)
    assert signed_statement(plain, rules) == one
    certified = jws(one, algorithm, x5c=[certificate(key())])
    assert signed_statement(certified, rules) == one
    check(signed(one, certified), certified, rules=rules)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ({"algorithm": "HS256"}, "RS256, RS384 or RS512"),
        ({"algorithm": "none"}, "RS256, RS384 or RS512"),
        ({"algorithm": "rs256"}, "RS256, RS384 or RS512"),
        ({"algorithm": "ES256"}, "RS256, RS384 or RS512"),
        ({"algorithm": "PS256"}, "RS256, RS384 or RS512"),
        ({"algorithm": None}, "RS256, RS384 or RS512"),
        ({"algorithm": ["RS256"]}, "RS256, RS384 or RS512"),
        ({"crit": ["b64"], "b64": False}, "crit"),
        ({"x5c": []}, "array of certificates"),
        ({"x5c": certificate(key())}, "array of certificates"),
        ({"x5c": [1]}, "array of certificates"),
        ({"x5c": ["x"]}, "no X.509"),
        ({"x5c": ["é"]}, "no X.509"),
        ({"x5c": [base64.b64encode(b"certificate").decode()]}, "no X.509"),
        ({"x5c": [certificate(key()), "AAAA"]}, "no X.509"),
        ({"x5c": [certificate(key(1))]}, "not made with the key"),
        ({"x5c": [certificate(elliptic_key())]}, "RSA key"),
        ({"x5c": [certificate(key(2, 1_024))], "signer": key(2, 1_024)}, "RSA key"),
    ],
)
def test_headers_that_are_refused(one, header, message):
    made = jws(one, **header)
    with pytest.raises(Invalid, match=message):
        signed_statement(made, RULES_2)


def test_a_signature_that_was_changed_is_told_where_a_certificate_is_there(one):
    made = jws(one, x5c=[certificate(key())])
    head, payload, mark = made.split(b".")
    other = encode(json.dumps({**one, "verb": {"id": "http://x.example/v"}}).encode())
    for text in (b".".join((head, other, mark)), b".".join((head, payload, encode(b"x" * 256)))):
        with pytest.raises(Invalid, match="not made with the key"):
            signed_statement(text, RULES_2)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "three parts"),
        (b"a.b", "three parts"),
        (b"a.b.c.d", "three parts"),
        (b"a..c", "three parts"),
        (b"e30.e30.", "three parts"),
        (b"e30=.e30.AAAA", "base64url"),
        (b"e30.e30.A", "base64url"),
        (b"e30.e30.AA+A", "base64url"),
        (b"e30.e30.AAAA\n", "base64url"),
        (b"W10.e30.AAAA", "JSON object"),
        (b"bm90.e30.AAAA", "header is not valid JSON"),
        (b'{"alg":"RS256"}.e30.AAAA', "base64url"),
        (jws(b"{'id': 1}"), "payload is not valid JSON"),
        (jws(b"\xff"), "payload is not valid"),
        (jws([]), "must be an object"),
        (jws({}), "actor"),
        (jws({"actor": "x", "verb": 1, "object": None}), "actor"),
        (jws(b'{"a":' * 2_000), "payload is nested|payload is not valid"),
    ],
)
def test_what_is_no_signature(text, message):
    with pytest.raises(Invalid, match=message):
        signed_statement(text, RULES_2)


# --- The statement that is signed ----------------------------------------------------------------
def altered(value, **more):
    return {key: item for key, item in {**value, **more}.items() if item is not None}


def test_equivalence_is_that_of_statements(one):
    """Data 2.6: but for what a store may have made of id, authority, stored, timestamp, version."""
    for payload in (
        one,
        altered(one, id=None),
        altered(one, id=one["id"].upper()),
        altered(one, timestamp=None),
        altered(one, timestamp="2026-11-23T07:00:00.123-05:00"),
        altered(one, version="2.0.0", stored="2020-01-01T00:00:00Z",
                authority={"mbox": "mailto:other@b.example"}),
        altered(one, result={**RESULT, "duration": "PT4M30.50123S"}),
        altered(one, verb={"id": one["verb"]["id"]}),
    ):  # fmt: skip
        made = jws(payload)
        check(signed(one, made), made)


@pytest.mark.parametrize(
    "more",
    [
        {"actor": GROUP},
        {"verb": {"id": "http://x.example/other"}},
        {"object": {"id": "http://x.example/other"}},
        {"result": None},
        {"result": {**RESULT, "duration": "PT4M30.51S"}},
        {"timestamp": "2026-11-23T12:00:00.124Z"},
        {"context": {"platform": "x"}},
        {"attachments": [ATTACHMENT]},
    ],
)
def test_a_signature_of_another_statement(one, more):
    made = jws(altered(one, **more))
    with pytest.raises(Invalid, match="differs from this one"):
        check(signed(one, made), made)


def test_a_signature_of_another_id_cannot_be_used_again(one):
    made = jws(one)
    again = altered(one, id=str(uuid4()))
    with pytest.raises(Invalid, match=f"signature of the statement {one['id']}"):
        check(signed(again, made), made)
    with pytest.raises(Invalid, match="signature of the statement"):
        check(signed(altered(one, id=None), made), made, own_id=str(uuid4()))


def test_other_attachments_are_signed_with_the_statement():
    one = full_statement()
    made = jws(one)
    check(signed(one, made), made)
    without = jws(altered(one, attachments=None))
    with pytest.raises(Invalid, match="differs"):
        check(signed(one, without), without)


def test_two_may_sign(one):
    first, second = jws(one), jws(one, signer=key(1))
    check(signed(signed(one, first), second), first, second)
    after = jws(signed(one, first), signer=key(1))
    check(signed(signed(one, first), after), first, after)


def test_the_attachment_of_a_signature(one):
    made = jws(one)
    check(signed(one, made, sha2=declared(made)["sha2"]), made)
    with pytest.raises(Invalid, match="data must come"):
        check(signed(one, made, fileUrl="http://x.example/signature"))
    wrong = signed(one, made)
    wrong["attachments"][0]["contentType"] = "text/plain; charset=ascii"
    with pytest.raises(Invalid, match="octet-stream"):
        check(wrong, made)
    # With another usage it is any attachment.
    wrong["attachments"][0]["usageType"] = "http://x.example/usage"
    check(wrong, made)


def test_a_signature_too_long_is_not_read(one, monkeypatch):
    made = jws(one)
    monkeypatch.setattr(signatures, "LARGEST_SIGNATURE", len(made) - 1)
    with pytest.raises(Invalid, match="signature of more than"):
        check(signed(one, made), made)
