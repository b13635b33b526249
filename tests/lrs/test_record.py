"""The one door: idempotent, atomic, a constant number of queries."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from academy.lrs.models import Statement, StatementKey, StatementReference
from academy.lrs.queries import known_ids, voided_ids
from academy.lrs.services import (
    Authority,
    Conflict,
    Refused,
    VoidNotAllowed,
    own_authority,
    record_statements,
    void_statement,
)

from .conftest import AT
from .samples import full_statement, reference, statement, sub_statement, voiding


def test_ids_come_back_in_order_with_what_is_new(record):
    one, two = statement(), statement(id=None)
    recorded = record(one, two)
    assert recorded.ids[0] == UUID(one["id"])
    assert [new.id for new in recorded.stored] == recorded.ids
    assert [new.seq for new in recorded.stored] == sorted(new.seq for new in recorded.stored)


def test_a_stored_statement_has_its_columns_and_its_text(record):
    base = full_statement()
    new = record(base).stored[0]
    row = Statement.objects.get(statement_id=base["id"])
    assert row.seq == new.seq
    assert row.stored == new.stored == AT
    assert row.timestamp == new.timestamp == datetime(2026, 11, 23, 12, 0, 0, 123_000, UTC)
    assert row.registration == new.registration == UUID(base["context"]["registration"])
    assert row.verb == new.verb == base["verb"]["id"]
    assert row.object_id == new.object_id == base["object"]["id"]
    assert row.object_type == new.object_type == "Activity"
    assert new.actor_account == ("https://academie.example/xapi/accounts", "learner-1")
    assert row.version == "1.0.3"
    assert json.loads(row.payload) == new.data
    assert new.data is new.data
    assert new.data["authority"]["account"]["name"] == "academy"


def test_an_actor_without_account_has_none(record):
    assert record(statement(actor={"mbox": "mailto:a@b.example"})).stored[0].actor_account is None


def test_no_statements_are_no_work(record, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert record().ids == []


def test_the_same_statement_again_changes_nothing(record):
    one = full_statement()
    before = record(one).stored[0].data
    again = record(one, at=AT + timedelta(hours=1))
    assert again.ids == [UUID(one["id"])]
    assert again.stored == []
    assert json.loads(Statement.objects.get().payload) == before


def test_the_same_statement_in_a_batch_with_a_new_one(record):
    old, new = statement(), statement()
    record(old)
    assert [one.id for one in record(new, old).stored] == [UUID(new["id"])]
    assert Statement.objects.count() == 2


def test_another_content_under_a_stored_id_is_a_conflict_and_stores_nothing(record):
    old, new = statement(), statement()
    record(old)
    with pytest.raises(Conflict, match=old["id"]):
        record(new, {**old, "verb": {"id": "http://x.example/v"}})
    assert Statement.objects.count() == 1
    assert not known_ids([UUID(new["id"])])


def test_a_batch_with_a_fault_stores_nothing(record):
    with pytest.raises(Refused, match=r"statements\[2\]"):
        record(statement(), statement(), statement(verb={}))
    assert not Statement.objects.exists()
    assert not StatementKey.objects.exists()


def test_an_agent_alone_may_vouch(db):
    agent = {"mbox": "mailto:store@b.example"}
    recorded = record_statements(statements=[statement()], authority=agent, at=AT)
    assert recorded.stored[0].data["authority"] == agent


def test_a_clock_is_read_when_the_place_in_line_is_taken(db):
    ticks = iter(AT + timedelta(seconds=second) for second in range(5))
    recorded = record_statements(
        statements=[statement()], authority=own_authority(), at=lambda: next(ticks)
    )
    assert recorded.stored[0].stored == AT + timedelta(seconds=1)


def queries_for(record, *statements):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        record(*statements)
    return len(queries)


def test_a_batch_costs_a_constant_number_of_queries(record, no_readers):
    small = queries_for(record, *(statement() for _ in range(2)))
    large = queries_for(record, *(full_statement() for _ in range(100)))
    # On PostgreSQL many keys go apart from the statements; few don't.
    assert small <= large <= small + 1 <= 8


def test_references_and_repeats_cost_a_constant_number_of_queries(record, no_readers):
    targets = [statement() for _ in range(50)]
    record(*targets)
    few = queries_for(record, *(reference(one["id"]) for one in targets[:2]))
    many = queries_for(record, *(reference(one["id"]) for one in targets))
    assert few <= many <= few + 1
    few = queries_for(record, *targets[:2])
    assert queries_for(record, *targets) == few


# --- Voiding: Data 2.3.2 -------------------------------------------------------------------------
def test_voiding(record):
    one = record(statement()).ids[0]
    assert voided_ids([one]) == set()
    recorded = void_statement(
        statement_id=one, authority=own_authority(), at=AT, reason="Sent by mistake"
    )
    assert voided_ids([one]) == {one}
    assert recorded.stored[0].data["result"] == {"response": "Sent by mistake"}


def test_a_reference_inside_a_sub_statement_voids_nothing(record):
    one = statement()
    ref = {"objectType": "StatementRef", "id": one["id"]}
    record(one, sub_statement(object=ref, verb={"id": "http://adlnet.gov/expapi/verbs/voided"}))
    assert voided_ids([UUID(one["id"])]) == set()
    assert not StatementReference.objects.exists()


def of_organism(organism):
    return Authority(agent={"mbox": "mailto:client@b.example"}, organism_id=organism.pk)


def test_an_organism_voids_its_own_statements_alone(organisms):
    own, other = (of_organism(one) for one in organisms)
    mine, theirs = statement(), statement()
    record_statements(statements=[mine], authority=own, at=AT)
    record_statements(statements=[theirs], authority=other, at=AT)
    record_statements(statements=[voiding(mine["id"])], authority=own, at=AT)
    assert voided_ids([UUID(mine["id"])])
    with pytest.raises(VoidNotAllowed, match=theirs["id"]):
        record_statements(statements=[voiding(theirs["id"])], authority=own, at=AT)
    assert voided_ids([UUID(theirs["id"])]) == set()


def test_an_organism_does_not_void_what_another_will_store(organisms):
    own, other = (of_organism(one) for one in organisms)
    later = statement()
    record_statements(statements=[voiding(later["id"])], authority=own, at=AT)
    record_statements(statements=[later], authority=other, at=AT)
    assert voided_ids([UUID(later["id"])]) == set()


# --- The line of references: Communication 2.1.3 -------------------------------------------------
def keys_at(statement_id):
    seq = Statement.objects.get(statement_id=statement_id).seq
    return {
        bytes(key) for key in StatementKey.objects.filter(seq=seq).values_list("key", flat=True)
    }


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (1, 2, 0), (0, 2, 1)])
def test_a_statement_is_found_by_what_its_line_is_found_by(record, order):
    target = statement(actor={"mbox": "mailto:only@b.example"})
    middle = reference(target["id"])
    top = reference(middle["id"], "http://x.example/verbs/endorsed")
    line = (target, middle, top)
    for number in order:
        record(line[number])
    assert keys_at(target["id"]) < keys_at(top["id"])
    assert keys_at(middle["id"]) - keys_at(top["id"]) == set()
    assert not keys_at(top["id"]) <= keys_at(target["id"])


def test_a_line_in_one_batch_and_a_circle(record):
    one, two = statement(), statement()
    one["object"] = {"objectType": "StatementRef", "id": two["id"]}
    two["object"] = {"objectType": "StatementRef", "id": one["id"]}
    one["actor"] = {"mbox": "mailto:one@b.example"}
    record(one, two)
    assert keys_at(one["id"]) == keys_at(two["id"])


def test_a_statement_may_target_itself(record):
    one = statement()
    one["object"] = {"objectType": "StatementRef", "id": one["id"]}
    assert len(record(one).stored) == 1


def test_a_line_does_not_tell_of_another_organisms_statements(organisms):
    own, other = (of_organism(one) for one in organisms)
    target = statement(actor={"mbox": "mailto:secret@b.example"})
    record_statements(statements=[target], authority=other, at=AT)
    probe = reference(target["id"])
    record_statements(statements=[probe], authority=own, at=AT)
    alone = reference("6690e6c9-3ef0-4ed3-8b37-7f3964730bee")
    record_statements(statements=[alone], authority=own, at=AT)
    assert keys_at(probe["id"]) == keys_at(alone["id"])
