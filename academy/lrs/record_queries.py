"""What the record store holds about one person, read a batch at a time."""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from .models import Document, LaunchSession, Statement, StatementKey
from .people_queries import Sought
from .xapi.keys import AGENT, key_of

_BATCH = 500
# The launch sessions of a registration that a page shows.
_MOST_SESSIONS = 50
_Place = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class OwnStatement:
    """A statement in which a person is the actor or the object; its text as it was stored."""

    verb: str
    object_id: str
    timestamp: datetime
    stored: datetime
    payload: str


def statements_of(sought: Sought, *, newest_first: bool = False) -> Iterator[OwnStatement]:
    """Yield every statement of a person, in the order in which they were stored, or its reverse.

    Those that are voided too, and those that void: whoever stores them again in this order gets the
    same record. A batch is in memory at a time, and one query reads it.
    """
    places = heapq.merge(
        *(_places(key_of(AGENT, one), newest_first) for one in sought.identities),
        reverse=newest_first,
    )
    batch: list[int] = []
    for seq in _each_once(seq for _stored, seq in places):
        batch.append(seq)
        if len(batch) == _BATCH:
            yield from _read(batch)
            batch = []
    if batch:
        yield from _read(batch)


def _each_once(seqs: Iterable[int]) -> Iterator[int]:
    """Yield numbers that come in order, each once."""
    last = None
    for seq in seqs:
        if seq != last:
            yield seq
        last = seq


def _places(key: bytes, newest_first: bool) -> Iterator[_Place]:
    rows = StatementKey.objects.filter(key=key)
    order = ("-stored", "-seq") if newest_first else ("stored", "seq")
    after = rows
    while True:
        found = list(after.order_by(*order).values_list("stored", "seq")[:_BATCH])
        yield from found
        if len(found) < _BATCH:
            return
        stored, seq = found[-1]
        # The first condition alone is a range of the index.
        if newest_first:
            after = rows.filter(stored__lte=stored).exclude(stored=stored, seq__gte=seq)
        else:
            after = rows.filter(stored__gte=stored).exclude(stored=stored, seq__lte=seq)


def _read(seqs: list[int]) -> Iterator[OwnStatement]:
    columns = ("seq", "verb", "object_id", "timestamp", "stored", "payload")
    rows = Statement.objects.filter(seq__in=seqs).values_list(*columns)
    found = {seq: OwnStatement(*rest) for seq, *rest in rows}
    for seq in seqs:
        yield found[seq]


def documents_of(sought: Sought) -> Iterator[Document]:
    """Yield the documents that systems keep about a person, without their content."""
    rows = Document.objects.filter(agent__in=sought.identities).defer("content")
    return rows.order_by("-updated_at", "key").iterator(chunk_size=_BATCH)


def sessions_of(sought: Sought) -> Iterator[LaunchSession]:
    """Yield the launch sessions of a person, the newest first."""
    rows = LaunchSession.objects.filter(actor_identity__in=sought.identities)
    return rows.order_by("-created_at", "-pk").iterator(chunk_size=_BATCH)


def sessions_in(registration: UUID) -> list[LaunchSession]:
    """Return the newest launch sessions of a registration, the newest first."""
    rows = LaunchSession.objects.filter(registration=registration)
    return list(rows.order_by("-created_at", "-pk")[:_MOST_SESSIONS])
