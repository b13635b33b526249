import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    # Apart from the rows' own migration: PostgreSQL changes no table with rows just written.

    dependencies = [
        ("barometer", "0019_reports_in_the_log"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="reportdelivery",
            options={
                "ordering": ["-delivery__at", "-pk"],
                "verbose_name": "delivery of a report",
                "verbose_name_plural": "deliveries of reports",
            },
        ),
        # With a default, so that the way back has something to fill the columns with.
        migrations.AlterField(
            model_name="reportdelivery",
            name="state",
            field=models.CharField(default="sent", max_length=8),
        ),
        migrations.AlterField(
            model_name="reportdelivery",
            name="at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.RemoveField(model_name="reportdelivery", name="state"),
        migrations.RemoveField(model_name="reportdelivery", name="reason"),
        migrations.RemoveField(model_name="reportdelivery", name="attempts"),
        migrations.RemoveField(model_name="reportdelivery", name="at"),
        migrations.AlterField(
            model_name="reportdelivery",
            name="delivery",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.delivery",
            ),
        ),
    ]
