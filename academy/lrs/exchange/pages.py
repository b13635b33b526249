"""What another record store returns: pages of statements, each kept as it was written."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from academy.lrs.xapi import json_text
from academy.lrs.xapi.attachments import attachments_in
from academy.lrs.xapi.errors import Invalid
from academy.lrs.xapi.times import parse_timestamp
from academy.lrs.xapi.versions import family_of
from academy.lrs.xapi.vocabulary import VOIDED

_SUBJECT = "The store's answer"


@dataclass(frozen=True, slots=True)
class Received:
    """A statement as it was written, not checked yet, and what is told of it beforehand.

    `voids` is the id of the statement that it voids, `family` the version whose rules it follows,
    None where it names none. `declared` are the hashes of its attachments in lower case, `needed`
    those of attachments without a fileUrl, whose data must come along.
    """

    text: bytes = field(repr=False)
    id: str
    stored: datetime | None
    voids: UUID | None
    family: str | None
    authority: Any = field(repr=False)
    declared: frozenset[str] = frozenset()
    needed: frozenset[str] = frozenset()

    def goes_with(self, other: "Received") -> bool:
        """Tell whether one batch can hold both."""
        return self.family == other.family and self.authority == other.authority


@dataclass(frozen=True, slots=True)
class Page:
    """One StatementResult (Data 2.5); `more` is "" at the end."""

    statements: list[Received]
    more: str


def read_page(body: bytes) -> Page:
    """Return the page that `body` holds. Raises Invalid."""
    try:
        found = json_text.members(body)
        more = msgspec.json.decode(found.get("more", b'""'))
        texts = found["statements"]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, KeyError):
        raise Invalid("", "is no list of statements", subject=_SUBJECT) from None
    if more is not None and type(more) is not str:
        raise Invalid("more", "must be an address", subject=_SUBJECT)
    pieces = json_text.split_array(bytes(texts), subject=_SUBJECT)
    return Page(statements=[received(bytes(piece)) for piece in pieces], more=more or "")


def received(text: bytes) -> Received:
    """Return a statement with what is told of it; what is wrong with it is found when it is
    recorded."""
    try:
        value = json_text.parse(text)
    except Invalid:
        value = None
    if type(value) is not dict:
        value = {}
    attachments = attachments_in(value)
    return Received(
        text=text,
        id=str(value.get("id", "?")),
        stored=_moment(value.get("stored")),
        voids=_voids(value),
        family=_family(value.get("version")),
        authority=value.get("authority"),
        declared=frozenset(one["sha2"].lower() for one in attachments),
        needed=frozenset(one["sha2"].lower() for one in attachments if "fileUrl" not in one),
    )


def _moment(value: Any) -> datetime | None:
    return parse_timestamp(value) if type(value) is str else None


def _family(value: Any) -> str | None:
    return family_of(value) if type(value) is str else None


def _voids(value: dict[str, Any]) -> UUID | None:
    verb, thing = value.get("verb"), value.get("object")
    if type(verb) is not dict or type(thing) is not dict or verb.get("id") != VOIDED:
        return None
    try:
        return UUID(str(thing.get("id")))
    except ValueError:
        return None
