"""How news of stored statements travels up: readers register here in `AppConfig.ready`.

    subscribers.register("progress", progress.read, order=10, mode=Mode.TRANSACTION)

A reader takes whole batches, in the order of `seq`. It is idempotent: after a failure, or by
`manage.py replay_statements`, it is fed the same statements again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Protocol
from uuid import UUID

import msgspec

_decode = msgspec.json.Decoder().decode


class Mode(Enum):
    """When a reader is fed."""

    # In the transaction that stores the batch: what it writes is there when the answer leaves.
    TRANSACTION = "transaction"
    # Afterwards, from a durable position, in larger batches (projector.catch_up).
    CURSOR = "cursor"


class _Row(Protocol):
    """A row of the statements' table, by whatever way it was read or is being written."""

    @property
    def seq(self) -> int: ...
    @property
    def statement_id(self) -> UUID: ...
    @property
    def stored(self) -> datetime: ...
    @property
    def timestamp(self) -> datetime: ...
    @property
    def verb(self) -> str: ...
    @property
    def object_id(self) -> str: ...
    @property
    def object_type(self) -> str: ...
    @property
    def registration(self) -> UUID | None: ...
    @property
    def actor(self) -> str: ...
    @property
    def organism_id(self) -> int | None: ...
    @property
    def payload(self) -> str: ...


# What a query has to name of a row: values_list(*COLUMNS, named=True).
COLUMNS = (
    "seq",
    "statement_id",
    "stored",
    "timestamp",
    "verb",
    "object_id",
    "object_type",
    "registration",
    "actor",
    "organism_id",
    "payload",
)


@dataclass(frozen=True, slots=True)
class StoredStatement:
    """One stored statement, as readers get it.

    `timestamp` is when it happened, `stored` when it was kept, both aware. `object_id` is the
    activity's IRI, the identity of an agent, the id of a statement, or "" for a SubStatement.
    `actor_account` is (homePage, name), None where the actor is known in another way.
    `organism_id` is that of the client that stored it, None where it is the academy's own.
    """

    seq: int
    id: UUID
    stored: datetime
    timestamp: datetime
    verb: str
    object_id: str
    object_type: str
    registration: UUID | None
    actor_account: tuple[str, str] | None
    payload: str = field(repr=False)
    organism_id: int | None = None
    _decoded: dict[str, Any] | None = field(
        default=None, init=False, repr=False, compare=False, hash=False
    )

    @classmethod
    def told_by(cls, row: _Row) -> "StoredStatement":
        """Return the statement that a row of the statements' table holds."""
        return cls(
            seq=row.seq,
            id=row.statement_id,
            stored=row.stored,
            timestamp=row.timestamp,
            verb=row.verb,
            object_id=row.object_id,
            object_type=row.object_type,
            registration=row.registration,
            actor_account=account_of(row.actor),
            payload=row.payload,
            organism_id=row.organism_id,
        )

    @property
    def data(self) -> dict[str, Any]:
        """The whole statement, decoded when first asked for. Don't change it."""
        if self._decoded is None:
            object.__setattr__(self, "_decoded", _decode(self.payload))
        assert self._decoded is not None  # noqa: S101 - for the type checker
        return self._decoded


def account_of(identity: str) -> tuple[str, str] | None:
    """Return (homePage, name) of an identity (xapi.agents.identity), if it is an account."""
    kind, _, rest = identity.partition(" ")
    if kind != "account":
        return None
    home_page, _, name = rest.partition(" ")
    return home_page, name


Read = Callable[[Sequence[StoredStatement]], None]
Concerns = Callable[[StoredStatement], bool]


def _always(statement: StoredStatement) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Reader:
    """A registered reader."""

    name: str
    read: Read
    order: int
    mode: Mode
    concerns: Concerns


_readers: dict[str, Reader] = {}


def register(
    name: str, reader: Read, *, order: int, mode: Mode, concerns: Concerns = _always
) -> None:
    """Have `reader` fed with every batch of stored statements, lower `order` first.

    `concerns` tells, by the row alone and without the database, the statements that may be news
    to it: it is fed those, and a batch without any costs it nothing.

    `name` stands in the database (position, failures), so it doesn't change. Registering a name
    again replaces the reader.
    """
    _readers[name] = Reader(name=name, read=reader, order=order, mode=mode, concerns=concerns)


def unregister(name: str) -> None:
    """Forget the reader called `name`; does nothing where there is none."""
    _readers.pop(name, None)


def readers(mode: Mode | None = None) -> list[Reader]:
    """Return the registered readers (of `mode`), in the order in which they are fed."""
    found = [reader for reader in _readers.values() if mode is None or reader.mode is mode]
    return sorted(found, key=lambda reader: (reader.order, reader.name))
