"""What a receipt says, what follows from its code, and its signature. Pure.

The receipt names nobody. Its code, which only the person gets, finds it, and gives the random name
under which a learning record stays: nobody gets from the one to the other without the code.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

FORMAT = "academie-departure-receipt/1"


def digest_of(code: str) -> str:
    """Return that by which a receipt is found: it gives nobody the code."""
    return _hash("receipt", code).hex()


def name_of(code: str) -> UUID:
    """Return the random name under which the learning record of whoever has this code stays."""
    return UUID(bytes=_hash("name", code)[:16], version=4)


def canonical(content: Mapping[str, Any]) -> str:
    """Return the text of a receipt, which is what is signed."""
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def sha256_of(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def sign(text: str, key: str) -> str:
    """Return the signature (HMAC-SHA-256) of a text."""
    derived = hashlib.sha256(b"academy.accounts.leaving\0" + key.encode()).digest()
    return hmac.new(derived, text.encode(), hashlib.sha256).hexdigest()


def is_signed(text: str, signature: str, keys: Iterable[str]) -> bool:
    """Tell whether one of `keys` signed a text."""
    return any(hmac.compare_digest(sign(text, key), signature) for key in keys)


def _hash(purpose: str, code: str) -> bytes:
    return hashlib.sha256(f"academie-departure {purpose}\0{code}".encode()).digest()
