from django.db import migrations, models


class Migration(migrations.Migration):
    """A reason in each language. What was written so far is shown in both, as before."""

    dependencies = [("courses", "0005_message_kinds")]

    operations = [
        migrations.RenameField("assignment", "reason", "reason_fr"),
        migrations.AlterField(
            "assignment",
            "reason_fr",
            models.CharField(blank=True, max_length=250, verbose_name="reason in French"),
        ),
        migrations.AddField(
            "assignment",
            "reason_en",
            models.CharField(
                blank=True, default="", max_length=250, verbose_name="reason in English"
            ),
            preserve_default=False,
        ),
    ]
