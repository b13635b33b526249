"""What the barometer asks of the record store, beyond the batches that it is given.

Only the making of facts reads statements; a page never does.
"""

from collections.abc import Collection, Iterator
from typing import Protocol
from uuid import UUID

from django.db.models import QuerySet

from academy.core.iri import account_home_page
from academy.lrs import queries
from academy.lrs.models import Statement, StatementKey
from academy.lrs.queries import Slice
from academy.lrs.subscribers import COLUMNS, StoredStatement
from academy.lrs.xapi.keys import AGENT, key_of

READER = "barometer.facts"
"""The name under which the record store feeds the making of facts."""

_STATEMENTS = 5_000
_PEOPLE = 500


class Records(Protocol):
    """The questions that the making of facts asks."""

    def voided_among(self, ids: Collection[UUID]) -> set[UUID]:
        """Return those of the statements `ids` that are voided now."""

    def by_id(self, ids: Collection[UUID]) -> list[StoredStatement]:
        """Return the statements `ids` that exist, voided ones included."""

    def of_people(self, public_ids: Collection[UUID]) -> Iterator[StoredStatement]:
        """Return all statements of these people that aren't voided."""

    def batches_after(self, seq: int) -> Iterator[tuple[int, list[StoredStatement]]]:
        """Return what was stored after `seq`: batches with their last `seq`."""

    def settled(self) -> int:
        """Return up to which `seq` all is there that will ever be, 0 where there is nothing."""

    def voided(self) -> set[UUID]:
        """Return the statements that are voided now."""

    def slices(self, *, through: int) -> Iterator[Slice]:
        """Return all statements up to the `seq` `through`, as columns, a slice at a time."""


class StoredRecords:
    """The record store of the academy whose identifiers start with the address `base`."""

    def __init__(self, base: str) -> None:
        self._home_page = account_home_page(base)

    def voided_among(self, ids: Collection[UUID]) -> set[UUID]:
        """Return those of the statements `ids` that are voided now."""
        return queries.voided_ids(ids)

    def by_id(self, ids: Collection[UUID]) -> list[StoredStatement]:
        """Return the statements `ids` that exist, voided ones included."""
        return list(_told(Statement.objects.filter(statement_id__in=ids)))

    def of_people(self, public_ids: Collection[UUID]) -> Iterator[StoredStatement]:
        """Return all statements of these people that aren't voided."""
        people = sorted(public_ids)
        for start in range(0, len(people), _PEOPLE):
            keys = [
                key_of(AGENT, f"account {self._home_page} {person}")
                for person in people[start : start + _PEOPLE]
            ]
            found = StatementKey.objects.filter(key__in=keys).values("seq")
            told = list(_told(Statement.objects.filter(seq__in=found)))
            voided = self.voided_among([statement.id for statement in told])
            yield from (statement for statement in told if statement.id not in voided)

    def batches_after(self, seq: int) -> Iterator[tuple[int, list[StoredStatement]]]:
        """Return what was stored after `seq`: batches with their last `seq`."""
        wanted = Statement.objects.order_by("seq")
        while batch := list(_told(wanted.filter(seq__gt=seq)[:_STATEMENTS])):
            seq = batch[-1].seq
            yield seq, batch

    def settled(self) -> int:
        """Return up to which `seq` all is there that will ever be, 0 where there is nothing."""
        return queries.settled_seq()

    def voided(self) -> set[UUID]:
        """Return the statements that are voided now."""
        return queries.every_voided_id()

    def slices(self, *, through: int) -> Iterator[Slice]:
        """Return all statements up to the `seq` `through`, as columns, a slice at a time."""
        return queries.slices(through=through)


def _told(statements: QuerySet[Statement]) -> Iterator[StoredStatement]:
    return map(StoredStatement.told_by, statements.values_list(*COLUMNS, named=True))
