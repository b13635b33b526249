"""What the making of facts asks of the record store."""

from uuid import UUID

import pytest

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
