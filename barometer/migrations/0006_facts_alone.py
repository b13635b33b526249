from django.db import migrations

_GONE = "barometer.tasks.attribute_people_again"


def drop_waiting_tasks(apps, schema_editor):
    """What was asked for and not done yet: nobody could do it any more."""
    apps.get_model("django_tasks_database", "DBTaskResult").objects.filter(task_path=_GONE).delete()


class Migration(migrations.Migration):
    """Releases are made of facts and memberships: no sums beside them, no copy of memberships."""

    dependencies = [
        ("barometer", "0005_findings"),
        ("django_tasks_database", "0001_initial"),
    ]

    operations = [
        migrations.DeleteModel("UnitMonth"),
        migrations.DeleteModel("OrganismMonth"),
        migrations.DeleteModel("Stay"),
        migrations.RemoveField("datastate", "version"),
        migrations.RunPython(drop_waiting_tasks, migrations.RunPython.noop, elidable=True),
    ]
