import uuid

from django.db import migrations, models


def name_each(apps, schema_editor):
    """Give each survey that is there a key of its own."""
    surveys = apps.get_model("courses", "Survey")
    for survey in surveys.objects.filter(key=None):
        survey.key = uuid.uuid4()
        survey.save(update_fields=["key"])


class Migration(migrations.Migration):

    dependencies = [
        ("courses", "0036_translation_by_segments"),
    ]

    operations = [
        migrations.AddField(
            model_name="survey",
            name="key",
            field=models.UUIDField(default=None, editable=False, null=True),
        ),
        migrations.RunPython(name_each, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="survey",
            name="key",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
    ]
