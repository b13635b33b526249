"""Codes by which anybody looks a document up. Pure, but for the chance they are drawn by.

28 signs of Crockford's alphabet (no I, L, O, U), which is 140 bits: nobody finds one by trying, and
one that is read aloud or typed with an O for a 0 is understood.
"""

import secrets

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH, _GROUP = 28, 4
_READ_AS = str.maketrans("OIL", "011")


def new_code() -> str:
    """Return a code as it is printed: seven groups of four signs."""
    return _grouped("".join(secrets.choice(_SIGNS) for _ in range(_LENGTH)))


def code_in(typed: str) -> str:
    """Return a code as it is printed, however somebody typed it; "" for what can't be one."""
    signs = "".join(sign for sign in typed[:200].upper() if sign.isascii() and sign.isalnum())
    signs = signs.translate(_READ_AS)
    if len(signs) != _LENGTH or not set(signs) <= set(_SIGNS):
        return ""
    return _grouped(signs)


def _grouped(signs: str) -> str:
    return "-".join(signs[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))
