"""The seed of what is drawn: the same for the same thing. Pure, and quick to load."""

import hashlib


def seed_of(*parts: object) -> int:
    """Return a seed for what is forecast (organism, path, day…): the same one at any time.

    A forecast that changes when its page is reloaded can't be believed, and Python's own `hash`
    of a text changes from one process to the next.
    """
    words = "\x1f".join(str(part) for part in parts)
    return int.from_bytes(hashlib.sha256(words.encode()).digest()[:8], "big")
