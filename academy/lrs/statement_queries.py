"""Statements as the pages of administrators show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from academy.accounts.models import User

from . import queries
from .models import Credential, Statement, StatementReference
from .people_queries import Sought, Who, own_public_id, people_of, who
from .xapi.keys import (
    ACTIVITY,
    AGENT,
    REGISTRATION,
    RELATED_ACTIVITY,
    RELATED_AGENT,
    VERB,
    key_of,
)
from .xapi.languages import pick
from .xapi.parameters import Cursor, StatementQuery
from .xapi.times import parse_timestamp
from .xapi.vocabulary import VOIDED

PAGE = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """What is looked for. `related`: also where the agent or the activity stands beside."""

    agent: Sought | None = None
    verb: str = ""
    activity: str = ""
    registration: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    related: bool = False
    oldest_first: bool = False
    credential: Credential | None = None


@dataclass(frozen=True, slots=True)
class Thing:
    """What a statement is about. `kind`: Activity, Agent, Group, StatementRef or SubStatement."""

    kind: str
    name: str
    id: str


@dataclass(frozen=True, slots=True)
class Line:
    """A statement in a list."""

    id: str
    who: Who
    verb: str
    verb_id: str
    thing: Thing
    happened: datetime | None
    stored: datetime | None
    registration: str


@dataclass(frozen=True, slots=True)
class Lines:
    """A page of statements, and where the next one starts; `people`: whose acts it shows."""

    lines: list[Line]
    next: Cursor | None
    people: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """One statement, whole, with what it is linked to.

    `voided_by` are the voiding statements that reach it, `referred_by` the others that target it
    (the first PAGE of both together), `context_reference` the statement that its context names.
    """

    line: Line
    text: str
    version: str
    authority: Who
    credential: Credential | None
    is_voided: bool
    is_voiding: bool
    voided_by: list[UUID]
    referred_by: list[UUID]
    context_reference: str
    known: frozenset[str]
    people: frozenset[str]


def page_of(filters: Filters, *, cursor: Cursor | None, language: str) -> Lines:
    """Return one page of what `filters` asks for; voided statements are left out, as everywhere."""
    query = StatementQuery(
        conditions=_conditions(filters),
        since=filters.since,
        until=filters.until,
        limit=PAGE,
        ascending=filters.oldest_first,
        cursor=cursor,
    )
    credential = filters.credential
    access = queries.Access(credential_id=credential.pk) if credential else queries.ALL
    page = queries.find(query, access=access)
    decoded = [msgspec.json.decode(payload) for payload in page.payloads]
    lines, people = _lines(decoded, language)
    return Lines(lines=lines, next=page.next, people=people)


def _conditions(filters: Filters) -> tuple[tuple[bytes, ...], ...]:
    found: list[tuple[bytes, ...]] = []
    if filters.registration is not None:
        found.append((key_of(REGISTRATION, str(filters.registration)),))
    if filters.agent is not None:
        kinds = (AGENT, RELATED_AGENT) if filters.related else (AGENT,)
        found.append(tuple(key_of(kind, who) for who in filters.agent.identities for kind in kinds))
    if filters.activity:
        kinds = (ACTIVITY, RELATED_ACTIVITY) if filters.related else (ACTIVITY,)
        found.append(tuple(key_of(kind, filters.activity) for kind in kinds))
    if filters.verb:
        found.append((key_of(VERB, filters.verb),))
    return tuple(found)


def reading_of(statement_id: UUID, *, language: str) -> Reading | None:
    """Return a stored statement, voided or not, None where there is none with this id."""
    row = (
        Statement.objects.filter(statement_id=statement_id)
        .select_related("credential__organism")
        .first()
    )
    if row is None:
        return None
    statement = msgspec.json.decode(row.payload)
    lines, people = _lines([statement], language)
    rows = StatementReference.objects.filter(target_id=statement_id).order_by("stored", "seq")
    referrers = list(rows.values_list("statement_id", "voids", "organism_id")[:PAGE])
    context_reference = _as_uuid(statement.get("context", {}).get("statement", {}).get("id", ""))
    return Reading(
        line=lines[0],
        # Numbers and texts stay as they were written.
        text=msgspec.json.format(row.payload, indent=2),
        version=row.version,
        authority=who(statement["authority"], {}),
        credential=row.credential,
        is_voided=bool(queries.voided_ids([statement_id])),
        is_voiding=row.verb == VOIDED,
        voided_by=[
            one for one, voids, owner in referrers if voids and owner in (None, row.organism_id)
        ],
        referred_by=[
            one
            for one, voids, owner in referrers
            if not (voids and owner in (None, row.organism_id))
        ],
        context_reference=context_reference,
        known=_known(lines[0].thing, context_reference),
        people=people,
    )


@dataclass(frozen=True, slots=True)
class Words:
    """A statement in a few words: the verb, what it is about, and which system told it."""

    verb: str
    thing: str
    told_by: str


def in_words(statement: dict[str, Any], language: str) -> Words:
    """Return what a statement says, for the person whom it is about. No query."""
    return Words(
        verb=_verb_in_words(statement["verb"], language),
        thing=_thing(statement["object"], {}, language).name,
        told_by=who(statement["authority"], {}).name,
    )


def _known(thing: Thing, context_reference: str) -> frozenset[str]:
    wanted = [thing.id] if thing.kind == "StatementRef" else []
    wanted += [context_reference] if context_reference else []
    return frozenset(str(one) for one in queries.known_ids(UUID(text) for text in wanted))


def _lines(
    statements: Sequence[dict[str, Any]], language: str
) -> tuple[list[Line], frozenset[str]]:
    agents = [agent for one in statements for agent in _agents_in(one)]
    people = people_of(agents)
    shown = {str(found) for agent in agents if (found := own_public_id(agent))}
    return [_line(one, people, language) for one in statements], frozenset(shown)


def _agents_in(statement: dict[str, Any]) -> Iterable[dict[str, Any]]:
    yield statement["actor"]
    yield from statement["actor"].get("member", ())
    thing = statement["object"]
    if thing.get("objectType") in ("Agent", "Group"):
        yield thing
    elif thing.get("objectType") == "SubStatement":
        yield from _agents_in(thing)


def _line(statement: dict[str, Any], people: dict[str, User], language: str) -> Line:
    verb = statement["verb"]
    return Line(
        id=str(UUID(statement["id"])),
        who=who(statement["actor"], people),
        verb=_verb_in_words(verb, language),
        verb_id=verb["id"],
        thing=_thing(statement["object"], people, language),
        happened=parse_timestamp(statement["timestamp"]),
        stored=parse_timestamp(statement["stored"]),
        registration=_as_uuid(statement.get("context", {}).get("registration", "")),
    )


def _thing(thing: dict[str, Any], people: dict[str, User], language: str) -> Thing:
    kind = thing.get("objectType", "Activity")
    if kind == "Activity":
        name = _in_words(thing.get("definition", {}).get("name", {}), language)
        return Thing(kind=kind, name=name or thing["id"], id=thing["id"])
    if kind == "StatementRef":
        target = _as_uuid(thing["id"])
        return Thing(kind=kind, name=target, id=target)
    if kind == "SubStatement":
        return Thing(kind=kind, name=_line_in_words(thing, people, language), id="")
    found = who(thing, people)
    return Thing(kind=kind, name=found.name, id=found.search)


def _line_in_words(inner: dict[str, Any], people: dict[str, User], language: str) -> str:
    verb = _verb_in_words(inner["verb"], language)
    about = _thing(inner["object"], people, language).name
    return f"{who(inner['actor'], people).name} {verb} {about}"


def _verb_in_words(verb: dict[str, Any], language: str) -> str:
    return _in_words(verb.get("display", {}), language) or _last_part(verb["id"])


def _in_words(texts: dict[str, str], language: str) -> str:
    return next(iter(pick(texts, [language, "en"]).values()), "")


def _as_uuid(text: str) -> str:
    """Return a UUID in lower case, as addresses of pages hold it; "" where there is none."""
    return str(UUID(text)) if text else ""


def _last_part(iri: str) -> str:
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2] or iri
