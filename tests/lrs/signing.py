"""Signatures of statements, as clients make them. RFC 7515."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

HASHES = {"RS256": hashes.SHA256(), "RS384": hashes.SHA384(), "RS512": hashes.SHA512()}


@cache
def key(number=0, size=2_048):
    return rsa.generate_private_key(public_exponent=65_537, key_size=size)


@cache
def certificate(own_key):
    """A certificate of this key, in base64 as `x5c` holds it."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "signer.example")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(own_key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=3_650))
        .sign(own_key, hashes.SHA256())
    )
    return base64.b64encode(made.public_bytes(Encoding.DER)).decode()


@cache
def elliptic_key():
    return ec.generate_private_key(ec.SECP256R1())


def encode(text: bytes) -> bytes:
    return base64.urlsafe_b64encode(text).rstrip(b"=")


def jws(payload, algorithm="RS256", signer=None, **header):
    """A JWS in compact form; `payload` is a JSON value or the bytes to sign."""
    text = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    signed = encode(json.dumps({"alg": algorithm, **header}).encode()) + b"." + encode(text)
    if isinstance(algorithm, str) and algorithm in HASHES:
        mark = (signer or key()).sign(signed, padding.PKCS1v15(), HASHES[algorithm])
    else:
        mark = hmac.digest(b"secret", signed, hashlib.sha256)
    return signed + b"." + encode(mark)
