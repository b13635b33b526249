"""Signatures of certificates, badges, archives: RS256 (RFC 7518, 3.3), which anybody checks. Pure.

Open Badges 3.0 asks for RS256 as a minimum (8.2.3, "Create the JOSE Header") and 1EdTech's own
validator takes nothing else. Keys are written in base64: PKCS#8 for the one that signs,
SubjectPublicKeyInfo or PKCS#8 for those that signed before. A signature of the same bytes by the
same key is always the same (RSASSA-PKCS1-v1_5).
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    RSAPublicNumbers,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)

SHORTEST_KEY = 2048
_LONGEST_KEY = 8192


class NoKey(ValueError):
    """A key that can't be used; the message says why, in English, for who sets it."""


class NotSigned(ValueError):
    """A signature that isn't one, or isn't of these bytes."""


class Keys:
    """The key that signs, and all those that confirm: it and the former ones."""

    def __init__(self, written: Sequence[str]) -> None:
        if not written:
            raise NoKey("There is no key to sign with.")
        self._private = _private_key(written[0])
        self.public = [self._private.public_key(), *(_public_key(one) for one in written[1:])]

    def sign(self, data: bytes) -> bytes:
        """Return the signature of `data`."""
        return self._private.sign(data, PKCS1v15(), SHA256())

    def confirm(self, data: bytes, signature: bytes) -> bool:
        """Tell whether one of the keys signed `data`."""
        for key in self.public:
            try:
                key.verify(signature, data, PKCS1v15(), SHA256())
            except InvalidSignature:
                continue
            return True
        return False

    def jwks(self) -> list[dict[str, str]]:
        """Return the public keys (RFC 7517), the one that signs first, each with its thumbprint."""
        return [jwk_of(key) | {"kid": thumbprint(jwk_of(key))} for key in self.public]

    def token(self, payload: Mapping[str, Any], *, key_address: str) -> str:
        """Return `payload` as a compact JWS (RFC 7515), with its key and where the key is found.

        `key_address` ends where the thumbprint of the key follows. Open Badges 3.0 allows no other
        header than these.
        """
        signed = f"{_part(self._header(key_address, typ='JWT'))}.{_part(payload)}"
        return f"{signed}.{_base64url(self.sign(signed.encode()))}"

    def detached(self, data: bytes, *, key_address: str) -> str:
        """Return a compact JWS of `data` without them (RFC 7515, appendix F), with its key and
        where the key is found, as `token` has them."""
        header = _part(self._header(key_address))
        signature = self.sign(f"{header}.{_base64url(data)}".encode())
        return f"{header}..{_base64url(signature)}"

    def _header(self, key_address: str, **more: str) -> dict[str, Any]:
        jwk = jwk_of(self.public[0])
        kid = key_address.format(thumbprint=thumbprint(jwk))
        return {"alg": "RS256", **more, "kid": kid, "jwk": jwk}


@dataclass(frozen=True, slots=True)
class SignedBy:
    """The key that signed, by its thumbprint, and where it says to be found. It is anybody's: a key
    that comes with what it signed proves nothing until it is compared with one that is known."""

    key_address: str
    thumbprint: str


def signed_by(token: str, data: bytes) -> SignedBy:
    """Return who signed `data`, as a detached JWS has it. Raises NotSigned."""
    try:
        header_part, nothing, signature_part = token.split(".")
        header = json.loads(_from_base64url(header_part))
        jwk, address = header["jwk"], header["kid"]
        numbers = [int.from_bytes(_from_base64url(jwk[one])) for one in ("e", "n")]
        if nothing or header["alg"] != "RS256" or "crit" in header or jwk["kty"] != "RSA":
            raise NotSigned("It isn't a detached RS256 signature.")
        if not SHORTEST_KEY <= numbers[1].bit_length() <= _LONGEST_KEY or numbers[0] >> 32:
            raise NotSigned("Its key is too short, or too long.")
        key = RSAPublicNumbers(*numbers).public_key()
        signed = f"{header_part}.{_base64url(data)}".encode()
        key.verify(_from_base64url(signature_part), signed, PKCS1v15(), SHA256())
    except (ValueError, KeyError, TypeError, RecursionError, InvalidSignature) as error:
        raise NotSigned("It isn't a signature of these bytes.") from error
    return SignedBy(str(address), thumbprint(jwk_of(key)))


def payload_of(token: str) -> tuple[SignedBy, bytes]:
    """Return who signed a compact JWS that has its key, and what they signed. Raises NotSigned."""
    header, dot, rest = token.partition(".")
    payload, other_dot, signature = rest.partition(".")
    try:
        data = _from_base64url(payload)
    except ValueError as error:
        raise NotSigned("It isn't a compact JWS.") from error
    if not (dot and other_dot and data):
        raise NotSigned("It isn't a compact JWS.")
    return signed_by(f"{header}..{signature}", data), data


@lru_cache(maxsize=4)
def keys_of(written: tuple[str, ...]) -> Keys:
    """Return the keys that are written so; reading them is paid once. Raises NoKey."""
    return Keys(written)


def new_key(bits: int = SHORTEST_KEY) -> str:
    """Return a new key, as it is written in the settings."""
    key = generate_private_key(public_exponent=65537, key_size=bits)
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return base64.b64encode(der).decode()


def public_part(written: str) -> str:
    """Return the public part of a key, as it may stand among the former ones. Raises NoKey."""
    der = _public_key(written).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


def jwk_of(key: RSAPublicKey) -> dict[str, str]:
    """Return a public key as JWK (RFC 7518, 6.3.1)."""
    numbers = key.public_numbers()
    return {"kty": "RSA", "n": _unsigned(numbers.n), "e": _unsigned(numbers.e)}


def thumbprint(jwk: Mapping[str, str]) -> str:
    """Return the thumbprint of a JWK (RFC 7638)."""
    members = json.dumps(
        {name: jwk[name] for name in ("e", "kty", "n")}, sort_keys=True, separators=(",", ":")
    )
    return _base64url(hashlib.sha256(members.encode()).digest())


def _private_key(written: str) -> RSAPrivateKey:
    try:
        key = load_der_private_key(_der(written), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise NoKey("It isn't a private key: PKCS#8 (DER), in base64.") from None
    if not isinstance(key, RSAPrivateKey):
        raise NoKey("It isn't an RSA key, which Open Badges ask for.")
    _refuse_short(key.key_size)
    return key


def _public_key(written: str) -> RSAPublicKey:
    try:
        key = load_der_public_key(_der(written))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return _private_key(written).public_key()
    if not isinstance(key, RSAPublicKey):
        raise NoKey("It isn't an RSA key, which Open Badges ask for.")
    _refuse_short(key.key_size)
    return key


def _refuse_short(bits: int) -> None:
    if bits < SHORTEST_KEY:
        raise NoKey(f"It has {bits} bits; {SHORTEST_KEY} are the fewest that hold.")


def _der(written: str) -> bytes:
    return base64.b64decode(written, validate=True)


def _part(value: Mapping[str, Any]) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _base64url(text.encode())


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _from_base64url(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _unsigned(number: int) -> str:
    return _base64url(number.to_bytes((number.bit_length() + 7) // 8, "big"))
