"""The query parameters of GET /statements. Communication 2.1.3."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from . import json_text
from .agents import identity, require_actor
from .errors import Invalid, shown
from .identifiers import require_iri, require_uuid
from .keys import (
    ACTIVITY,
    AGENT,
    REGISTRATION,
    RELATED_ACTIVITY,
    RELATED_AGENT,
    VERB,
    key_of,
)
from .times import format_timestamp, require_timestamp

# The most statements that one answer holds.
LARGEST_PAGE = 500
FORMATS = ("exact", "ids", "canonical")
_NAMES = frozenset(
    (
        "statementId",
        "voidedStatementId",
        "agent",
        "verb",
        "activity",
        "registration",
        "related_activities",
        "related_agents",
        "since",
        "until",
        "limit",
        "format",
        "attachments",
        "ascending",
        # Ours, in the address that "more" holds.
        "cursor",
    )
)
# Communication 2.1.3: all that may stand beside statementId or voidedStatementId.
_BESIDE_ID = frozenset(("attachments", "format"))
_number = re.compile(r"[0-9]{1,9}", re.ASCII)
_SUBJECT = "The request"


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: `stored` and `seq` of its last statement."""

    stored: datetime
    seq: int

    def __str__(self) -> str:
        return f"{format_timestamp(self.stored)}_{self.seq}"


@dataclass(frozen=True, slots=True)
class StatementQuery:
    """What a GET asks for.

    `conditions`: a statement is found when for each of them it has one of the keys.
    `limit` is from 1 to LARGEST_PAGE.
    """

    statement_id: UUID | None = None
    voided_statement_id: UUID | None = None
    conditions: tuple[tuple[bytes, ...], ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    limit: int = LARGEST_PAGE
    format: str = "exact"
    attachments: bool = False
    ascending: bool = False
    cursor: Cursor | None = None


def parse_query(parameters: Mapping[str, Sequence[str]]) -> StatementQuery:
    """Return what the parameters (name -> values) of a GET ask for. Raises Invalid.

    Communication 3.2: a parameter that isn't known, in this case of letters, is rejected.
    """
    given = single_values(parameters, _NAMES)
    for key in ("statementId", "voidedStatementId"):
        others = given.keys() - _BESIDE_ID - {key}
        if key in given and others:
            reason = f"must not stand beside {', '.join(sorted(others))}"
            raise Invalid(key, reason, subject=_SUBJECT)
    form = given.get("format", "exact")
    if form not in FORMATS:
        raise Invalid("format", f"must be one of {', '.join(FORMATS)}, not {shown(form)}")
    return StatementQuery(
        statement_id=_uuid(given, "statementId"),
        voided_statement_id=_uuid(given, "voidedStatementId"),
        conditions=_conditions(given),
        since=_moment(given, "since"),
        until=_moment(given, "until"),
        limit=_limit(given),
        format=form,
        attachments=_boolean(given, "attachments"),
        ascending=_boolean(given, "ascending"),
        cursor=_cursor(given),
    )


def single_values(parameters: Mapping[str, Sequence[str]], known: frozenset[str]) -> dict[str, str]:
    """Return the parameters, each given once and known by name. Raises Invalid."""
    found: dict[str, str] = {}
    for name, values in parameters.items():
        if name not in known:
            allowed = (
                f"the parameters are {', '.join(sorted(known))}" if known else "there are none"
            )
            raise Invalid(name[:80], f"is not a parameter of this resource; {allowed}")
        if len(values) != 1:
            raise Invalid(name, "must be given once")
        found[name] = values[0]
    return found


def more_query(parameters: Mapping[str, Sequence[str]], cursor: Cursor) -> str:
    """Return the query string that continues after `cursor`."""
    pairs = [(name, values[0]) for name, values in parameters.items() if name != "cursor"]
    return urlencode([*pairs, ("cursor", str(cursor))], quote_via=quote)


def _conditions(given: Mapping[str, str]) -> tuple[tuple[bytes, ...], ...]:
    found: list[tuple[bytes, ...]] = []
    related_agents = _boolean(given, "related_agents")
    related_activities = _boolean(given, "related_activities")
    if "registration" in given:
        registration = require_uuid(given["registration"], "registration")
        found.append((key_of(REGISTRATION, registration.lower()),))
    if "agent" in given:
        who = _agent(given["agent"])
        found.append(
            (key_of(AGENT, who), key_of(RELATED_AGENT, who))
            if related_agents
            else (key_of(AGENT, who),)
        )
    if "activity" in given:
        what = require_iri(given["activity"], "activity")
        found.append(
            (key_of(ACTIVITY, what), key_of(RELATED_ACTIVITY, what))
            if related_activities
            else (key_of(ACTIVITY, what),)
        )
    if "verb" in given:
        found.append((key_of(VERB, require_iri(given["verb"], "verb")),))
    return tuple(found)


def parse_actor(text: str) -> Any:
    """Return the Agent or Group that the parameter `agent` holds as JSON. Raises Invalid."""
    try:
        value: Any = json_text.parse(text.encode(), subject="It")
        require_actor(value, "agent")
    except UnicodeEncodeError:
        raise Invalid("agent", "is not valid UTF-8") from None
    except Invalid as fault:
        if not fault.place:
            raise Invalid("agent", fault.reason) from None
        raise
    return value


def _agent(text: str) -> str:
    who = identity(parse_actor(text))
    if who is None:
        raise Invalid("agent", "must be an Agent or an identified Group")
    return who


def _uuid(given: Mapping[str, str], name: str) -> UUID | None:
    return UUID(require_uuid(given[name], name)) if name in given else None


def _moment(given: Mapping[str, str], name: str) -> datetime | None:
    return require_timestamp(given[name], name) if name in given else None


def _boolean(given: Mapping[str, str], name: str) -> bool:
    value = given.get(name, "false")
    # "The values of Boolean parameters are represented as true or false as in JSON."
    if value not in ("true", "false"):
        raise Invalid(name, f"must be true or false, not {shown(value)}")
    return value == "true"


def _limit(given: Mapping[str, str]) -> int:
    value = given.get("limit", "0")
    if _number.fullmatch(value) is None:
        raise Invalid("limit", f"must be a whole number, 0 or more, not {shown(value)}")
    # "0 indicates return the maximum the server will allow."
    return min(int(value) or LARGEST_PAGE, LARGEST_PAGE)


def _cursor(given: Mapping[str, str]) -> Cursor | None:
    if "cursor" not in given:
        return None
    moment, _, seq = given["cursor"].partition("_")
    if not seq.isascii() or not seq.isdigit() or len(seq) > 18:
        raise Invalid("cursor", 'must be what the address in "more" holds')
    return Cursor(stored=require_timestamp(moment, "cursor"), seq=int(seq))
