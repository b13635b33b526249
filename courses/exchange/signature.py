"""The signature of an archive: which academy made it, and that nothing in it changed since. Pure.

What is signed is the list of all files with their SHA-256, in canonical JSON; whoever reads the
archive makes the same list. The key comes along, so that a changed file shows at once; whose key it
is, only who knows it beforehand can tell.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from courses.recognition.signing import NotSigned, signed_by

from .archive import names_below
from .ledger import HOST
from .problems import _, refusal

SIGNATURE_FILE = "signature.jws"
_FORMAT = "academie-signature/1"
_LARGEST = 16 << 10


class Standing(StrEnum):
    """What an academy knows of the key of an archive."""

    NONE = "unsigned"
    OWN = "own"
    KNOWN = "known"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Signature:
    """Whose archive it is: `academy` is the host that it says, `thumbprint` that of its key."""

    academy: str = ""
    thumbprint: str = ""
    standing: Standing = Standing.NONE

    def __str__(self) -> str:
        return " ".join(filter(None, (self.standing, self.academy, self.thumbprint)))


UNSIGNED = Signature()


def listed(digests: Mapping[str, str]) -> bytes:
    """Return what is signed of files whose SHA-256 are given by name."""
    said = {"format": _FORMAT, "files": dict(digests)}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def known_keys(written: Iterable[str]) -> dict[str, set[str]]:
    """Return the thumbprints of the keys of other academies by host, from `host=thumbprint`.

    Raises ValueError for one that isn't written so.
    """
    found: dict[str, set[str]] = {}
    for one in written:
        host, equals, thumbprint = one.partition("=")
        if not (host and equals and len(thumbprint) == 43):
            raise ValueError(f"“{one}” isn't a host, “=” and the thumbprint of a key.")
        found.setdefault(host.lower(), set()).add(thumbprint)
    return found


def signature_in(folder: Path) -> Signature:
    """Return the signature of the files in `folder`. Raises Refused where it isn't theirs."""
    file = folder / SIGNATURE_FILE
    if not file.is_file():
        return UNSIGNED
    with file.open("rb") as opened:
        token = opened.read(_LARGEST + 1).decode("latin-1").strip()
    digests = {name: _digest(folder / name) for name in names_below(folder)}
    del digests[SIGNATURE_FILE]
    try:
        found = signed_by(token, listed(digests))
        host = urlsplit(found.key_address).hostname or ""
    except (NotSigned, ValueError):
        host = ""
    if not HOST.fullmatch(host):
        raise refusal(
            SIGNATURE_FILE,
            _(
                "This isn't the signature of these files: one was changed, added or removed since "
                "the academy signed them. Ask for the archive again; if it was changed on purpose, "
                "remove this file, and it is imported as unsigned."
            ),
        )
    return Signature(host, found.thumbprint, Standing.UNKNOWN)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def recognised(
    signature: Signature, *, own: Collection[str], known: Mapping[str, Collection[str]]
) -> Signature:
    """Return a signature with what is known of its key: `own` thumbprints, `known` ones by host.

    Raises Refused where it is signed in the name of a known academy with another key.
    """
    if signature.standing == Standing.NONE:
        return signature
    host, thumbprint = signature.academy, signature.thumbprint
    if thumbprint in own:
        return Signature(host, thumbprint, Standing.OWN)
    if host not in known:
        return signature
    if thumbprint not in known[host]:
        raise refusal(
            SIGNATURE_FILE,
            _(
                "The archive is signed in the name of %(academy)s with another key than the one "
                "that is known of it here. Ask that academy whether it changed its key; an "
                "administrator then adds the new one to KNOWN_ACADEMIES."
            ),
            academy=host,
        )
    return Signature(host, thumbprint, Standing.KNOWN)
