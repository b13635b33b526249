"""On SQLite the table of keys is its primary key and nothing else."""

from django.db import migrations

_COLUMNS = '"key" BLOB NOT NULL, "stored" datetime NOT NULL, "seq" bigint NOT NULL'


def _made_anew(schema_editor, ending):
    """Copy the keys, in the order in which they then stand, into a table that ends so."""
    if schema_editor.connection.vendor != "sqlite":
        return
    schema_editor.execute(
        f'CREATE TABLE new_keys ({_COLUMNS}, PRIMARY KEY ("key", "stored", "seq")){ending}'
    )
    schema_editor.execute(
        "INSERT INTO new_keys SELECT key, stored, seq FROM lrs_statementkey"
        " ORDER BY key, stored, seq"
    )
    schema_editor.execute("DROP TABLE lrs_statementkey")
    schema_editor.execute("ALTER TABLE new_keys RENAME TO lrs_statementkey")


def leave_rowid_out(apps, schema_editor):
    """SQLite keeps a table by a hidden number, and its primary key as an index beside it, unless it
    is told not to: each key was written twice."""
    _made_anew(schema_editor, " WITHOUT ROWID")


def take_rowid_in(apps, schema_editor):
    """Keep the table as Django makes it."""
    _made_anew(schema_editor, "")


class Migration(migrations.Migration):
    dependencies = [("lrs", "0006_credential_requests_per_minute")]

    operations = [migrations.RunPython(leave_rowid_out, take_rowid_in, elidable=False)]
