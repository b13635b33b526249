"""Secrets (of second factors, of other record stores) are sealed before they reach the database.
Pure: keys are passed in.

A copy of the database alone then gives nobody a second factor.
"""

import base64
import hashlib
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class Unreadable(ValueError):
    """The text was sealed with a key that isn't ours any more, or was changed."""


def _box(keys: Sequence[str]) -> MultiFernet:
    derived = (hashlib.sha256(b"academy.accounts.sealing\0" + key.encode()) for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key.digest())) for key in derived])


def seal(text: str, keys: Sequence[str]) -> str:
    """Return `text` encrypted and signed with the first of `keys`."""
    return _box(keys).encrypt(text.encode()).decode()


def unseal(sealed: str, keys: Sequence[str]) -> str:
    """Return what `seal` was given; every key of `keys` is tried. Raises Unreadable."""
    try:
        return _box(keys).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error


def seal_again(sealed: str, keys: Sequence[str]) -> str:
    """Return `sealed` as the first of `keys` seals it, so that the others may go.

    What that key sealed already comes back sealed anew. Raises Unreadable.
    """
    return seal(unseal(sealed, keys), keys)
