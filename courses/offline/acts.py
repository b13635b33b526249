"""Reading what a device sends once it is back. Pure: no Django, no clock, no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from .rules import MOST_ACTS

# The longest text of a response, and the most parts that one has: no question needs as many.
LONGEST_PART = 500
MOST_PARTS = 100
LARGEST_PAGE_ID = 2**63 - 1
KINDS: tuple[Literal["answer", "finish"], ...] = ("answer", "finish")


class BadBatch(ValueError):
    """What was sent isn't what a device of ours sends; the text says what is wrong, in English."""


@dataclass(frozen=True, slots=True)
class Act:
    """What a learner did without a connection.

    `id` was made by the device when it happened: the same act sent twice is one. `page_id` is the
    lesson's page in the language in which it was read. `block_id`, `chosen` and `certainty` are of
    an answer.
    """

    id: UUID
    kind: Literal["answer", "finish"]
    page_id: int
    given_at: datetime
    block_id: UUID | None = None
    chosen: tuple[str, ...] = ()
    certainty: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """The acts of one person (by public id) that one device tells of, in its order."""

    person: UUID
    acts: tuple[Act, ...]


def read_batch(sent: Any) -> Batch:
    """Return the batch that `sent` (as JSON was read) tells. Raises BadBatch."""
    if not isinstance(sent, Mapping) or not isinstance(sent.get("acts"), list):
        raise BadBatch("An object with a person and a list of acts is expected.")
    if len(sent["acts"]) > MOST_ACTS:
        raise BadBatch(f"More than {MOST_ACTS} acts are sent in several requests.")
    return Batch(_uuid(sent.get("person"), "person"), tuple(map(_act, sent["acts"])))


def _act(sent: Any) -> Act:
    if not isinstance(sent, Mapping):
        raise BadBatch("An act is an object.")
    kind = next((kind for kind in KINDS if kind == sent.get("kind")), None)
    page_id = sent.get("lesson")
    if kind is None:
        raise BadBatch(f"The kind of an act is one of {', '.join(KINDS)}.")
    if (
        not isinstance(page_id, int)
        or isinstance(page_id, bool)
        or not (0 < page_id <= LARGEST_PAGE_ID)
    ):
        raise BadBatch("The lesson of an act is the number of its page.")
    own_id, given_at = _uuid(sent.get("id"), "id"), _moment(sent.get("given_at"))
    if kind == "finish":
        return Act(own_id, kind, page_id, given_at)
    chosen = sent.get("chosen")
    if not isinstance(chosen, list) or len(chosen) > MOST_PARTS:
        raise BadBatch("What was chosen is a list.")
    if not all(isinstance(part, str) and len(part) <= LONGEST_PART for part in chosen):
        raise BadBatch("What was chosen is a list of texts.")
    certainty = sent.get("certainty", "")
    return Act(
        own_id,
        kind,
        page_id,
        given_at,
        block_id=_uuid(sent.get("block"), "block"),
        # A database takes no NUL, and no question has one.
        chosen=tuple(part.replace("\x00", "") for part in chosen),
        certainty=certainty if isinstance(certainty, str) else "",
    )


def _uuid(value: Any, name: str) -> UUID:
    try:
        return UUID(value)
    except (AttributeError, TypeError, ValueError) as error:
        raise BadBatch(f"“{name}” is not an identifier.") from error


def _moment(value: Any) -> datetime:
    """Return a moment with its offset from UTC."""
    try:
        moment = datetime.fromisoformat(value)
        if moment.utcoffset() is None:
            raise BadBatch("A moment says its offset from UTC.")
    except (TypeError, ValueError, OverflowError) as error:
        raise BadBatch("“given_at” is not a moment (2026-09-01T13:00:00Z).") from error
    return moment
