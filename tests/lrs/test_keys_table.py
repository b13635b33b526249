"""On SQLite the table of keys is written once a key: what was stored before comes along."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from academy.lrs import queries
from academy.lrs.models import StatementKey
from academy.lrs.services import own_authority, record_statements
from academy.lrs.xapi.parameters import parse_query

from .samples import full_statement

pytestmark = pytest.mark.usefixtures("committed", "no_readers")
KEPT = ("lrs", "0006_credential_requests_per_minute")


def migrate(target=None):
    """Go to a migration of the record store, or to the newest."""
    executor = MigrationExecutor(connection)
    executor.migrate([target] if target else executor.loader.graph.leaf_nodes("lrs"))


def definition():
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'lrs_statementkey'")
        return cursor.fetchone()[0]


def test_the_keys_of_before_come_along():
    one = full_statement()
    try:
        migrate(KEPT)
        record_statements(statements=[one], authority=own_authority(), at=timezone.now)
        before = set(StatementKey.objects.values_list("key", "stored", "seq"))
        if connection.vendor == "sqlite":
            assert "WITHOUT ROWID" not in definition()
    finally:
        migrate()
    assert len(before) > 7
    assert set(StatementKey.objects.values_list("key", "stored", "seq")) == before
    page = queries.find(parse_query({"verb": [one["verb"]["id"]]}), access=queries.ALL)
    assert len(page.payloads) == 1
    if connection.vendor == "sqlite":
        assert definition().endswith("WITHOUT ROWID")
