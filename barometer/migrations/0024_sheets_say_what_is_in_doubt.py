"""A sheet says what was in doubt when it was issued; another state of doubts is another sheet."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("barometer", "0023_requests_are_requests_for_training")]

    operations = [
        migrations.RemoveConstraint(model_name="issuedsheet", name="barometer_sheet_once"),
        migrations.AddField(
            model_name="issuedsheet",
            name="in_doubt",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddConstraint(
            model_name="issuedsheet",
            constraint=models.UniqueConstraint(
                fields=(
                    "organism",
                    "release",
                    "language",
                    "path_key",
                    "with_levels",
                    "in_doubt",
                ),
                name="barometer_sheet_once",
            ),
        ),
    ]
