"""Signatures of sheets: Ed25519 (RFC 8032), which anybody checks with the public key. Pure."""

import base64
import hashlib
from collections.abc import Iterable, Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_SEED = 32
# Of a code: 100 bits, so that nobody finds one by trying; four groups of five signs.
_CODE, _GROUP = 20, 5


def seed_of(written: str) -> bytes:
    """Return the seed of a key that is written in base64. Raises ValueError where it isn't one."""
    seed = base64.b64decode(written, validate=True)
    if len(seed) != _SEED:
        raise ValueError(f"A signing key has {_SEED} bytes, this one has {len(seed)}.")
    return seed


def seed_from(secret: str) -> bytes:
    """Return the seed of a key that is derived from another secret (HKDF, RFC 5869)."""
    derived = HKDF(hashes.SHA256(), _SEED, salt=None, info=b"barometer.sheets")
    return derived.derive(secret.encode())


def sign(data: bytes, seed: bytes) -> bytes:
    """Return the signature of `data`: the same for the same data and key."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(data)


def is_signed(data: bytes, signature: bytes, seeds: Iterable[bytes]) -> bool:
    """Tell whether one of the keys made the signature of `data`."""
    for seed in seeds:
        try:
            Ed25519PrivateKey.from_private_bytes(seed).public_key().verify(signature, data)
        except InvalidSignature:
            continue
        return True
    return False


def public_keys(seeds: Sequence[bytes]) -> str:
    """Return the public keys as PEM, the one that signs first."""
    return "".join(
        Ed25519PrivateKey.from_private_bytes(seed)
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
        for seed in seeds
    )


def code_of(signature: bytes) -> str:
    """Return the code under which a sheet is looked up, as it is printed: ABCDE-FGHIJ-…"""
    signs = base64.b32encode(hashlib.sha256(signature).digest()).decode()[:_CODE]
    return "-".join(signs[at : at + _GROUP] for at in range(0, _CODE, _GROUP))


def code_in(typed: str) -> str:
    """Return a code as it is printed, however somebody typed it: small letters, spaces, 0 for O."""
    signs = "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())
    signs = signs.replace("0", "O").replace("1", "I").replace("8", "B")[:40]
    return "-".join(signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP))
