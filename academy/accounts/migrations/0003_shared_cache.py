"""The table of the shared cache, which Django makes by a command of its own."""

from django.core.management import call_command
from django.db import migrations


def make_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_audit_chain")]
    operations = [migrations.RunPython(make_table, migrations.RunPython.noop, elidable=False)]
