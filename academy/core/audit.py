"""The hash chain of the audit log. Pure: rows and their order are passed in.

Each entry's digest is SHA-256 over the digest before it and the entry's own canonical form
(JSON, keys sorted, no spaces, UTF-8). Changing, removing, inserting or reordering a line changes
every digest that follows, so the chain shows it.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

# The digest that stands before the first entry.
ORIGIN = ""


@dataclass(frozen=True, slots=True)
class Fields:
    """What an entry says; `at` is aware, `details` holds plain values (no floats)."""

    at: datetime
    actor_public_id: str
    action: str
    target: str
    organism_code: str
    result: str
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as it was stored: its row number, what it says and its place in the chain."""

    number: int
    fields: Fields
    previous_digest: str
    digest: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What reading the chain showed: entries read, last digest, first broken row and why.

    `problem` is "" when the chain holds, else one of "altered" (the entry no longer matches its
    digest), "order" (a line is missing, inserted or moved before this one).
    """

    read: int
    last_digest: str
    broken_number: int | None = None
    problem: str = ""


def plain(value: Any) -> Any:
    """Return `value` as the databases will give it back: only strings, integers, booleans, None.

    Dates become ISO 8601, other objects (UUIDs, lazy translations) their text. Characters that
    PostgreSQL can't store (NUL, lone surrogates) are replaced. Raises TypeError on a float: its
    written form differs between databases, and the digest with it.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        raise TypeError("Audit details hold no float: write it as an integer or as text.")
    if isinstance(value, dict):
        return {plain_text(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return plain_text(str(value))


def plain_text(text: str) -> str:
    """Return `text` without the characters that a database may refuse."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def canonical_form(fields: Fields) -> bytes:
    """Return the bytes that stand for an entry, the same on every machine and database."""
    if fields.at.tzinfo is None:
        raise ValueError("The date of an audit entry needs a time zone.")
    return json.dumps(
        {
            "action": fields.action,
            "actor": fields.actor_public_id,
            "at": fields.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "details": fields.details,
            "organism": fields.organism_code,
            "result": fields.result,
            "target": fields.target,
        },
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
        allow_nan=False,
    ).encode()


def chained_digest(previous_digest: str, fields: Fields) -> str:
    """Return the SHA-256 (64 hexadecimal digits) of an entry that follows `previous_digest`."""
    body = previous_digest.encode() + b"\n" + canonical_form(fields)
    return hashlib.sha256(body).hexdigest()


def verify(links: Iterable[Link]) -> Verdict:
    """Read a chain from its first entry and stop at the first line that breaks it."""
    previous, read = ORIGIN, 0
    for link in links:
        if link.previous_digest != previous:
            return Verdict(read, previous, link.number, "order")
        if chained_digest(link.previous_digest, link.fields) != link.digest:
            return Verdict(read, previous, link.number, "altered")
        previous, read = link.digest, read + 1
    return Verdict(read, previous)
