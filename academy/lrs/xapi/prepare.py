"""From a received statement to all that storing it needs, but the time: pure and done once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

from . import json_text
from .agents import identity
from .attachments import Data
from .errors import Invalid
from .keys import keys_of
from .signatures import require_signatures
from .statements import Rules, require_statement
from .times import format_timestamp, parse_timestamp
from .vocabulary import VOIDED

_NO_DATA: Mapping[str, Data] = MappingProxyType({})
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(slots=True)
class Prepared:
    """A valid statement, ready to be stored.

    `rest` is the text of the statement's members (no braces) as received, without those that
    `head` says again. `data` has the declared content type of the data that came with it, by hash.
    """

    statement_id: UUID
    timestamp: datetime | None
    registration: UUID | None
    verb: str
    actor: str
    object_type: str
    object_id: str
    version: str
    keys: set[bytes]
    target: UUID | None
    voids: bool
    head: bytes
    rest: bytes
    data: Mapping[str, str]

    def payload(self, stored: str) -> str:
        """Return the statement as it is returned ever after, `stored` being an ISO timestamp.

        Data 2.4.7: a missing timestamp gets the value of stored.
        """
        return stored.join(self.pieces())

    def pieces(self) -> list[str]:
        """Return the text of the statement, cut wherever the time of storing is put in."""
        first = "{" + self.head.decode() + '"stored":"'
        last = '",' + self.rest.decode() + "}"
        return [first, last] if self.timestamp is not None else [first, '","timestamp":"', last]

    def received(self, stored: str) -> dict[str, Any]:
        """Return the statement without a timestamp that it didn't bring, for comparing it."""
        value: dict[str, Any] = json_text.parse(self.payload(stored).encode())
        if self.timestamp is None:
            del value["timestamp"]
        return value


def prepare(
    statement: Mapping[str, Any] | bytes | json_text.Raw,
    *,
    rules: Rules,
    authority: dict[str, Any],
    authority_text: bytes,
    statement_id: str | None = None,
    data: Mapping[str, Data] = _NO_DATA,
    lacking: Collection[str] = (),
) -> Prepared:
    """Validate one statement and work out its row and its keys.

    `statement` is a JSON value of ours or the received text. `statement_id` is what a PUT names,
    `data` what came with the batch, by hash, `lacking` the hashes of data that nobody can send any
    more. Raises Invalid.
    """
    if isinstance(statement, Mapping):
        value: Any = statement if type(statement) is dict else dict(statement)
        text = json_text.write(value)
        if text.count(b"[") + text.count(b"{") > json_text.DEEPEST:
            json_text.parse(text)
    else:
        text = bytes(statement)
        value = json_text.parse(text)
    require_statement(value, rules)
    given = value.get("id")
    if statement_id is not None:
        # Communication 2.1.1: the id, where provided, matches the statementId of the request.
        if given is not None and given.lower() != statement_id.lower():
            raise Invalid("id", f"must be {statement_id}, as the request's statementId says")
        own_id = UUID(given or statement_id)
    else:
        own_id = UUID(given) if given is not None else uuid4()
    came = _require_data(value, data, lacking)
    if "attachments" in value:
        require_signatures(value, own_id=own_id, data=data, rules=rules, lacking=lacking)

    head = b"" if given is not None else b'"id":"%b",' % str(own_id).encode()
    version = value.get("version")
    if version is None:
        # Data 2.4.10: a statement without a version gets one.
        version = rules.default_version
        head += b'"version":"%b",' % version.encode()
    head += b'"authority":' + authority_text + b","

    context = value.get("context")
    registration = context.get("registration") if context is not None else None
    thing = value["object"]
    kind = thing.get("objectType", "Activity")
    verb = value["verb"]["id"]
    moment = value.get("timestamp")
    return Prepared(
        statement_id=own_id,
        timestamp=None if moment is None else parse_timestamp(moment),
        registration=None if registration is None else UUID(registration),
        verb=verb,
        actor=_column(identity(value["actor"])),
        object_type=kind,
        object_id=_object_id(thing, kind),
        version=version,
        keys=keys_of(value, authority),
        target=UUID(thing["id"]) if kind == "StatementRef" else None,
        voids=verb == VOIDED,
        head=head,
        rest=_rest(text, value),
        data=came,
    )


def _require_data(
    value: dict[str, Any], data: Mapping[str, Data], lacking: Collection[str]
) -> Mapping[str, str]:
    """Return the content types of the data that came with the statement, by hash.

    Data 2.4.11: an attachment whose data doesn't come with the request has a fileUrl.
    """
    places = [("attachments", value)] if "attachments" in value else []
    if value["object"].get("objectType") == "SubStatement":
        places.append(("object.attachments", value["object"]))
    if not places:
        return _NOTHING
    came: dict[str, str] = {}
    for place, owner in places:
        for number, attachment in enumerate(owner.get("attachments", ())):
            # Hexadecimal digits say the same in either case.
            sha2 = attachment["sha2"].lower()
            if sha2 in data:
                came.setdefault(sha2, attachment["contentType"])
            elif "fileUrl" not in attachment and sha2 not in lacking:
                reason = 'must have "fileUrl", since its data does not come with the request'
                raise Invalid(f"{place}[{number}]", reason)
    return came


def _object_id(thing: dict[str, Any], kind: str) -> str:
    if kind == "Activity":
        return thing["id"]
    if kind == "StatementRef":
        return thing["id"].lower()
    if kind == "SubStatement":
        return ""
    return _column(identity(thing))


def _column(text: str | None) -> str:
    """PostgreSQL's text holds no NUL, which a name in JSON may."""
    return (text or "").replace("\0", "\ufffd")


def _rest(text: bytes, value: dict[str, Any]) -> bytes:
    """Return the members of the statement as received, but for what the store says itself."""
    single = _has_single_activity(value)
    if "stored" not in value and "authority" not in value and not single:
        return text.strip()[1:-1]
    found = json_text.members(text)
    # Data 2.4.8, 2.4.9: the store overwrites both.
    found.pop("stored", None)
    found.pop("authority", None)
    if single:
        if "context" in found:
            found["context"] = _context_with_arrays(found["context"])
        thing = value["object"]
        if thing.get("objectType") == "SubStatement" and "context" in thing:
            inner = json_text.members(found["object"])
            inner["context"] = _context_with_arrays(inner["context"])
            found["object"] = json_text.Raw(b"{" + _join(inner) + b"}")
    return _join(found)


def _has_single_activity(value: dict[str, Any]) -> bool:
    contexts = [value.get("context")]
    if value["object"].get("objectType") == "SubStatement":
        contexts.append(value["object"].get("context"))
    return any(
        type(item) is dict
        for context in contexts
        if context is not None and "contextActivities" in context
        for item in context["contextActivities"].values()
    )


def _context_with_arrays(text: json_text.Raw) -> json_text.Raw:
    """Data 2.4.6.2: a single context activity is returned as an array of one."""
    context = json_text.members(text)
    if "contextActivities" in context:
        activities = json_text.members(context["contextActivities"])
        for key, item in activities.items():
            written = bytes(item).strip()
            if written.startswith(b"{"):
                activities[key] = json_text.Raw(b"[" + written + b"]")
        context["contextActivities"] = json_text.Raw(b"{" + _join(activities) + b"}")
    return json_text.Raw(b"{" + _join(context) + b"}")


def _join(found: Mapping[str, json_text.Raw]) -> bytes:
    return b",".join([json_text.write(key) + b":" + bytes(raw) for key, raw in found.items()])


def prepare_all(
    statements: Sequence[Mapping[str, Any] | bytes | json_text.Raw],
    *,
    rules: Rules,
    authority: dict[str, Any],
    statement_id: str | None = None,
    data: Mapping[str, Data] = _NO_DATA,
    lacking: Collection[str] = (),
) -> list[Prepared]:
    """Prepare a batch. The first fault ends it; in a batch its sentence says which statement.

    `data` came with the batch, by hash in lower case; `lacking` are the hashes of data that nobody
    can send any more.
    """
    authority_text = json_text.write(authority)
    prepared: list[Prepared] = []
    seen: set[UUID] = set()
    for number, statement in enumerate(statements):
        try:
            one = prepare(
                statement,
                rules=rules,
                authority=authority,
                authority_text=authority_text,
                statement_id=statement_id,
                data=data,
                lacking=lacking,
            )
            # Communication 2.1.1: the same id twice in one batch.
            if one.statement_id in seen:
                raise Invalid("id", f"is {one.statement_id}, as in an earlier one of the batch")
        except Invalid as fault:
            if len(statements) == 1:
                raise
            raise fault.within(f"statements[{number}]") from None
        seen.add(one.statement_id)
        prepared.append(one)
    if data:
        _refuse_undeclared(prepared, data)
    return prepared


def _refuse_undeclared(prepared: Sequence[Prepared], data: Mapping[str, Data]) -> None:
    """Communication 1.5.2: data has the hash that an attachment of the batch declares."""
    undeclared = set(data).difference(*(one.data for one in prepared))
    if undeclared:
        reason = f"brings data with the hash {min(undeclared)}, which no statement of it declares"
        raise Invalid("", reason, subject="The request")


__all__ = ["Prepared", "format_timestamp", "prepare", "prepare_all"]
