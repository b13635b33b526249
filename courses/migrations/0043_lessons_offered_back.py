"""Lessons that the other path has from the copy, and under which licences an adopted path came."""

from django.db import migrations, models

KNOWN = ("CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC0-1.0")


def note_licences(apps, schema_editor):
    """Note the licence that the copy came with; where it was loosened to one that isn't known,
    that of the other path."""
    paths = apps.get_model("courses", "PathPage").objects
    for adoption in apps.get_model("courses", "Adoption").objects.all():
        for key in (adoption.own_key, adoption.upstream_key):
            found = paths.filter(translation_key=key).values_list("licence", flat=True)
            known = sorted({one.strip() for one in found} & set(KNOWN))
            if known:
                adoption.licences = known
                adoption.save(update_fields=["licences"])
                break


class Migration(migrations.Migration):
    dependencies = [("courses", "0042_looks_at_questions")]

    operations = [
        migrations.AddField(
            model_name="adoptedpage",
            name="is_ours",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="adoption",
            name="licences",
            field=models.JSONField(default=list),
        ),
        migrations.RunPython(note_licences, migrations.RunPython.noop),
    ]
