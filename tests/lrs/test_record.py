from datetime import UTC, datetime
from uuid import uuid4
import pytest
from academy.lrs.services import record_statements, own_authority, Conflict, Refused
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
def statement(**more):
    return {"id": str(uuid4()), "actor": {"account": {"homePage": "https://academie.example/xapi/accounts", "name": "x"}}, "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"}, "object": {"id": "https://academie.example/a"}, **more}

@pytest.mark.django_db
def test_one():
    s = statement()
    r = record_statements(statements=[s], authority=own_authority(), at=AT)
    assert [str(i) for i in r.ids] == [s["id"]]
    assert len(r.stored) == 1
    print(r.stored[0].payload)
    again = record_statements(statements=[s], authority=own_authority(), at=AT)
    assert again.stored == []
    with pytest.raises(Conflict):
        record_statements(statements=[{**s, "verb": {"id": "http://x.example/v"}}], authority=own_authority(), at=AT)
    v = {"actor": s["actor"], "verb": {"id": "http://adlnet.gov/expapi/verbs/voided"}, "object": {"objectType": "StatementRef", "id": s["id"]}}
    r = record_statements(statements=[v, statement()], authority=own_authority(), at=AT)
    from academy.lrs.models import StatementKey
    print(StatementKey.objects.filter(seq=r.stored[0].seq).count())
