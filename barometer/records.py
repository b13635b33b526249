"""What the barometer asks of the record store, beyond the batches that it is given.

Only the making of facts reads statements; a page never does.
"""

from collections.abc import Collection, Iterator
from typing import Protocol
from uuid import UUID

from .events import Told


class Records(Protocol):
    """The questions that the making of facts asks."""

    def voided_among(self, ids: Collection[UUID]) -> set[UUID]:
        """Return those of the statements `ids` that are voided now."""

    def by_id(self, ids: Collection[UUID]) -> list[Told]:
        """Return the statements `ids` that exist, voided ones included."""

    def of_people(self, public_ids: Collection[UUID]) -> Iterator[Told]:
        """Return all statements of these people that may be steps and aren't voided."""

    def batches_after(self, seq: int) -> Iterator[tuple[int, list[Told]]]:
        """Return all statements stored after `seq`, in batches, each with its last `seq`."""

    def count(self) -> int:
        """Return about how many statements there are, for a progress bar."""
