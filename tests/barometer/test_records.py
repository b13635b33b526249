"""What the making of facts asks of the record store."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from academy.lrs import queries
from academy.lrs.models import Statement
from academy.lrs.services import Authority, own_authority, record_statements
from barometer.records import StoredRecords
from tests.factories.organisms import OrganismFactory
from tests.lrs.conftest import AT
from tests.lrs.samples import statement, voiding

pytestmark = pytest.mark.django_db


def of_organism(organism):
    return Authority(agent={"mbox": "mailto:client@b.example"}, organism_id=organism.pk)


def test_only_who_may_void_a_statement_takes_it_out_of_the_facts():
    kept, taken = statement(), statement()
    # Before its target is there, any organism may name it: it counts only for its own.
    record_statements(
        statements=[voiding(kept["id"])], authority=of_organism(OrganismFactory()), at=AT
    )
    record_statements(statements=[voiding(taken["id"])], authority=own_authority(), at=AT)
    record_statements(statements=[kept, taken], authority=own_authority(), at=AT)
    records = StoredRecords("http://lms.localhost:8000")
    assert records.voided_among([UUID(kept["id"]), UUID(taken["id"])]) == {UUID(taken["id"])}
    assert records.voided() == {UUID(taken["id"])}


def test_slices_say_what_is_stored_whatever_numbers_are_missing(monkeypatch):
    monkeypatch.setattr(queries, "_SLICE", 3)
    moments = [
        datetime(1969, 12, 31, 23, 59, 59, 999_999, UTC),
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 30, 0, 50, UTC),
    ]
    told = [statement(timestamp=at.isoformat()) for at in moments * 6]
    for number, one in enumerate(told):
        at = AT + timedelta(microseconds=number * 100_001)
        record_statements(statements=[one], authority=own_authority(), at=at)
    Statement.objects.filter(seq__in=_numbers()[4:13]).delete()
    numbers = _numbers()
    records = StoredRecords("http://lms.localhost:8000")
    assert records.settled() == numbers[-1]
    rows = [row for one in records.slices(through=numbers[-2]) for row in zip(*one, strict=True)]
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    assert rows == [
        (
            row.seq,
            row.statement_id.hex,
            (row.stored - epoch) // timedelta(microseconds=1),
            (row.timestamp - epoch) // timedelta(microseconds=1),
            row.verb,
            row.object_id,
            row.actor,
            row.payload,
        )
        for row in Statement.objects.order_by("seq")[: len(numbers) - 1]
    ]
    assert len(rows) == 8


def _numbers():
    return list(Statement.objects.order_by("seq").values_list("seq", flat=True))
