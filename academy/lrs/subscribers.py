"""How news of stored statements travels up: readers register here in `AppConfig.ready`.

    subscribers.register("progress", progress.read, order=10, mode=Mode.TRANSACTION)

A reader takes whole batches, in the order of `seq`. It is idempotent: after a failure, or by
`manage.py replay_statements`, it is fed the same statements again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

import msgspec

_decode = msgspec.json.Decoder().decode


class Mode(Enum):
    """When a reader is fed."""

    # In the transaction that stores the batch: what it writes is there when the answer leaves.
    TRANSACTION = "transaction"
    # Afterwards, from a durable position, in larger batches (projector.catch_up).
    CURSOR = "cursor"


@dataclass(frozen=True, slots=True)
class StoredStatement:
    """One stored statement, as readers get it.

    `timestamp` is when it happened, `stored` when it was kept, both aware. `object_id` is the
    activity's IRI, the identity of an agent, the id of a statement, or "" for a SubStatement.
    `actor_account` is (homePage, name), None where the actor is known in another way.
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
    _decoded: dict[str, Any] | None = field(
        default=None, init=False, repr=False, compare=False, hash=False
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


@dataclass(frozen=True, slots=True)
class Reader:
    """A registered reader."""

    name: str
    read: Read
    order: int
    mode: Mode


_readers: dict[str, Reader] = {}


def register(name: str, reader: Read, *, order: int, mode: Mode) -> None:
    """Have `reader` fed with every batch of stored statements, lower `order` first.

    `name` stands in the database (position, failures), so it doesn't change. Registering a name
    again replaces the reader.
    """
    _readers[name] = Reader(name=name, read=reader, order=order, mode=mode)


def unregister(name: str) -> None:
    """Forget the reader called `name`; does nothing where there is none."""
    _readers.pop(name, None)


def readers(mode: Mode | None = None) -> list[Reader]:
    """Return the registered readers (of `mode`), in the order in which they are fed."""
    found = [reader for reader in _readers.values() if mode is None or reader.mode is mode]
    return sorted(found, key=lambda reader: (reader.order, reader.name))
