"""How far tests are marked again after a decision about a question that they drew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courses", "0037_keys_of_surveys")]

    operations = [
        migrations.AddField(
            model_name="questiondoubt",
            name="remarked_until",
            field=models.BigIntegerField(blank=True, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="questiondoubt",
            index=models.Index(
                condition=models.Q(("remarked_until__isnull", False)),
                fields=["remarked_until"],
                name="courses_question_doubt_remark",
            ),
        ),
    ]
