"""Sending statements to another record store, and what its answer means for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import partial
from typing import Any

from academy.lrs import queries
from academy.lrs.exchange.answers import Answer, Unreachable
from academy.lrs.exchange.client import RecordStore
from academy.lrs.exchange.multipart import LARGEST_DATA, Body, Part
from academy.lrs.forwarding_queries import Outgoing
from academy.lrs.models import AttachmentData, StatementAttachment
from academy.lrs.xapi import json_text
from academy.lrs.xapi.attachments import attachments_in
from academy.lrs.xapi.equality import same_statement
from academy.lrs.xapi.errors import Invalid
from academy.lrs.xapi.statements import require_statement, rules_for
from academy.lrs.xapi.versions import FAMILY_2, family_of

# Answers that are about what was sent: broken rules, a conflict, a size. Every other refusal is
# about the target itself (its address, the key, its state) and holds for all statements.
_ABOUT_STATEMENTS = frozenset((400, 409, 413, 415, 422))


class Outcome(Enum):
    """What became of statements that were sent."""

    ACCEPTED = "accepted"
    # By a rule that concerns them: at least one of them will never be accepted.
    REFUSED = "refused"
    # The target can't take anything now.
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of statements, with the answer; `wait` seconds are asked for before the next."""

    outcome: Outcome
    status: int | None = None
    answer: str = ""
    wait: float = 0.0


class _CannotBeSent(Exception):
    """The data of an attachment isn't here, or is too large."""


def takes_data_along(statement: Outgoing) -> bool:
    """Tell whether the data of an attachment travels with the statement."""
    declared = _declared(statement)
    if not declared:
        return False
    return any("fileUrl" not in one for one in declared) or bool(_came(statement))


def send(
    store: RecordStore,
    statements: Sequence[Outgoing],
    *,
    version: str,
    at: datetime,
    patient: bool = True,
) -> Sent:
    """POST statements as they are stored, with their own ids: a repetition changes nothing there.

    A statement that takes data along is sent alone. Where the connection breaks off while it is
    sent, and the store answers otherwise, it is refused unless the caller is `patient`: some stores
    hang up on what is too large for them.
    """
    try:
        body = _body(statements, version)
    except _CannotBeSent as reason:
        return Sent(Outcome.REFUSED, answer=str(reason))
    try:
        if isinstance(body, Body):
            answer = store.post(body, content_type=body.content_type)
        else:
            answer = store.post(body)
        return _meaning(store, statements, answer, at)
    except Unreachable as failure:
        if isinstance(body, Body) and not patient and _answers(store):
            told = f"{failure} It is so each time that this statement is sent with its data."
            return Sent(Outcome.REFUSED, answer=told)
        return Sent(Outcome.LATER, answer=str(failure))


def _answers(store: RecordStore) -> bool:
    """Tell whether the store takes nothing at all, which is no matter of size."""
    try:
        return store.post(b"[]").status < 500
    except Unreachable:
        return False


def _meaning(
    store: RecordStore, statements: Sequence[Outgoing], answer: Answer, at: datetime
) -> Sent:
    status, text = answer.status, answer.text
    if answer.accepted:
        return Sent(Outcome.ACCEPTED, status, text)
    if status == 409 and len(statements) == 1 and _is_there(store, statements[0]):
        return Sent(Outcome.ACCEPTED, status, text)
    # Whether this statement is forbidden, or all: the store of nothing at all tells.
    if status in _ABOUT_STATEMENTS or (
        status == 403 and store.post(b"[]").status not in (401, 403)
    ):
        return Sent(Outcome.REFUSED, status, text)
    return Sent(Outcome.LATER, status, text, answer.wait(at=at))


def _is_there(store: RecordStore, statement: Outgoing) -> bool:
    """Tell whether the store holds this very statement: some answer 409 to any repeated id."""
    for name in ("statementId", "voidedStatementId"):
        answer = store.get({name: str(statement.id)})
        if answer.status == 200:
            try:
                theirs = json_text.parse(answer.body)
                require_statement(theirs, rules_for(FAMILY_2))
            except Invalid:
                return False
            return same_statement(json_text.parse(statement.payload.encode()), theirs)
    return False


def _body(statements: Sequence[Outgoing], version: str) -> bytes | Body:
    texts = [_text(one, version) for one in statements]
    body = b"[" + b",".join(texts) + b"]"
    parts = [part for one in statements for part in _parts(one)]
    return Body(body, parts) if parts else body


def _text(statement: Outgoing, version: str) -> bytes:
    """Data 2.4.10: a store of 1.0.x refuses a statement that says 2.0.0, and adds its own."""
    text = statement.payload.encode()
    if family_of(version) == FAMILY_2 or family_of(statement.version) != FAMILY_2:
        return text
    found = json_text.members(text)
    del found["version"]
    written = [json_text.write(key) + b":" + bytes(value) for key, value in found.items()]
    return b"{" + b",".join(written) + b"}"


def _declared(statement: Outgoing) -> list[Mapping[str, Any]]:
    if '"attachments"' not in statement.payload:
        return []
    return attachments_in(json_text.parse(statement.payload.encode()))


def _came(statement: Outgoing) -> dict[str, queries.Attached]:
    """Return the data that came with this very statement, by hash: naming the hash of others' data
    doesn't fetch it."""
    rows = StatementAttachment.objects.filter(seq=statement.seq)
    kept = AttachmentData.objects.filter(sha2__in=rows.values("sha2"))
    lengths = dict(kept.values_list("sha2", "length"))
    return {
        sha2: queries.Attached(sha2, content_type, lengths[sha2])
        for sha2, content_type in rows.values_list("sha2", "content_type")
        if sha2 in lengths
    }


def _parts(statement: Outgoing) -> list[Part]:
    attachments = _declared(statement)
    if not attachments:
        return []
    declared = {one["sha2"].lower(): one for one in attachments}
    needed = {one["sha2"].lower() for one in attachments if "fileUrl" not in one}
    came = _came(statement)
    missing = sorted(needed - came.keys())
    if missing:
        raise _CannotBeSent(
            f"The data of the attachment {missing[0]} is not kept here, and the statement gives no"
            " fileUrl for it, so it can't be sent."
        )
    size = sum(one.length for one in came.values())
    if size > LARGEST_DATA:
        # What has an address elsewhere stays here.
        came = {sha2: one for sha2, one in came.items() if sha2 in needed}
        size = sum(one.length for one in came.values())
    if size > LARGEST_DATA:
        raise _CannotBeSent(
            f"The attachments of the statement hold {size} bytes; no more than {LARGEST_DATA} are"
            " sent with a statement."
        )
    return [
        Part(
            sha2=declared[sha2]["sha2"],
            content_type=declared[sha2]["contentType"],
            length=one.length,
            pieces=partial(queries.pieces_of, one),
        )
        for sha2, one in sorted(came.items())
        if sha2 in declared
    ]
