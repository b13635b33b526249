"""Signed statements. Data 2.6; 9274 4.2.6.

A signature is an attachment: a JSON Web Signature (RFC 7515) in compact form, whose payload is the
statement as it was before the signature was added.
"""

import base64
import binascii
import re
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import load_der_x509_certificate

from . import json_text
from .attachments import Data
from .equality import same_statement
from .errors import Invalid, shown
from .statements import Rules, require_statement

USAGE = "http://adlnet.gov/expapi/attachments/signature"
# Data 2.6: RS256, RS384 or RS512, nothing else.
_ALGORITHMS: dict[str, hashes.HashAlgorithm] = {
    "RS256": hashes.SHA256(),
    "RS384": hashes.SHA384(),
    "RS512": hashes.SHA512(),
}
# RFC 7518 3.3: a key of 2,048 bits or more.
_SHORTEST_KEY = 2_048
# A signature holds the statement, and is held in memory as that is.
LARGEST_SIGNATURE = 16 * 1024 * 1024
_base64url = re.compile(rb"[A-Za-z0-9_\-]*")


def require_signatures(
    statement: dict[str, Any],
    *,
    own_id: UUID,
    data: Mapping[str, Data],
    rules: Rules,
    lacking: Collection[str] = (),
) -> None:
    """Refuse a valid statement with a signature that isn't one of it.

    `own_id` is the id that it is stored under, `data` what came with the request, by hash. A
    signature that is elsewhere (`fileUrl` alone) can't be checked, so it counts as missing; one
    among `lacking`, the hashes of data that nobody can send any more, is let pass unchecked.
    """
    for number, attachment in enumerate(statement.get("attachments", ())):
        if attachment["usageType"] != USAGE:
            continue
        place = f"attachments[{number}]"
        kind = attachment["contentType"].partition(";")[0].strip().lower()
        if kind != "application/octet-stream":
            reason = 'must be "application/octet-stream", since it is a signature'
            raise Invalid(f"{place}.contentType", reason)
        sha2 = attachment["sha2"].lower()
        came = data.get(sha2)
        if came is None and sha2 in lacking:
            continue
        if came is None:
            raise Invalid(place, "is a signature, whose data must come with the request")
        if came.length > LARGEST_SIGNATURE:
            raise Invalid(place, f"is a signature of more than {LARGEST_SIGNATURE} bytes")
        try:
            signed = signed_statement(b"".join(came.pieces()), rules)
        except Invalid as fault:
            raise Invalid(place, f"is not accepted as a signature. {fault}".rstrip(".")) from None
        # Data 2.6: equivalent, but for what a store may have made of id, authority, stored,
        # timestamp and version. A store gives an id and never changes one.
        if "id" in signed and UUID(signed["id"]) != own_id:
            raise Invalid(place, f"is the signature of the statement {signed['id']}")
        if not same_statement(_unsigned(statement), _unsigned(signed)):
            raise Invalid(place, "is the signature of a statement that differs from this one")


def signed_statement(signature: bytes, rules: Rules) -> dict[str, Any]:
    """Return the statement that a JWS in compact form signs.

    Raises Invalid for what is no such JWS, and for one that its own certificate contradicts. One
    without a certificate isn't verified: Data 2.6 doesn't demand any.
    """
    parts = signature.split(b".")
    if len(parts) != 3 or not all(parts):
        raise _malformed("must have three parts: header, payload and signature, all in base64url")
    header, payload, mark = (_decode(part) for part in parts)
    described = json_text.parse(header, subject="Its header")
    if type(described) is not dict:
        raise _malformed("must have a JSON object as its header")
    algorithm = described.get("alg")
    if type(algorithm) is not str or algorithm not in _ALGORITHMS:
        raise _malformed(f"must use RS256, RS384 or RS512, not {shown(algorithm)}")
    # RFC 7515 4.1.11: what is critical and not understood makes it invalid.
    if "crit" in described:
        raise _malformed('must not have "crit" in its header: no extension is understood')
    if "x5c" in described:
        _verify(described["x5c"], mark, parts[0] + b"." + parts[1], _ALGORITHMS[algorithm])
    statement = json_text.parse(payload, subject="Its payload")
    require_statement(statement, rules)
    return dict(statement)


def _unsigned(statement: dict[str, Any]) -> dict[str, Any]:
    """Return the statement without its signatures."""
    found = {key: value for key, value in statement.items() if key != "attachments"}
    others = [one for one in statement.get("attachments", ()) if one["usageType"] != USAGE]
    if others:
        found["attachments"] = others
    return found


def _verify(chain: Any, mark: bytes, signed: bytes, algorithm: hashes.HashAlgorithm) -> None:
    """Refuse a signature that the key of its certificate, the first in `chain`, doesn't confirm."""
    if type(chain) is not list or not chain or not all(type(one) is str for one in chain):
        raise _malformed('must have an array of certificates in "x5c"')
    try:
        certificates = [
            load_der_x509_certificate(base64.b64decode(one, validate=True)) for one in chain
        ]
        key = certificates[0].public_key()
    except (ValueError, UnsupportedAlgorithm):
        raise _malformed('has something in "x5c" that is no X.509 certificate') from None
    if not isinstance(key, RSAPublicKey) or key.key_size < _SHORTEST_KEY:
        raise _malformed(f"must have the certificate of an RSA key of {_SHORTEST_KEY} bits or more")
    try:
        key.verify(mark, signed, PKCS1v15(), algorithm)
    except InvalidSignature:
        raise _malformed('is not made with the key of its certificate ("x5c")') from None


def _decode(text: bytes) -> bytes:
    """RFC 7515 2: base64url without padding, line ends or other characters."""
    if _base64url.fullmatch(text) is None:
        raise _malformed("must be in base64url, without padding or blanks")
    try:
        return base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4))
    except binascii.Error:
        raise _malformed("must be in base64url, without padding or blanks") from None


def _malformed(reason: str) -> Invalid:
    return Invalid("", reason, subject="The JWS")
