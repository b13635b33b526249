from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("lrs", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="RecurringRun",
            fields=[
                ("name", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("period", models.DateTimeField()),
                ("started_at", models.DateTimeField(verbose_name="started")),
            ],
            options={
                "verbose_name": "run of a recurring work",
                "verbose_name_plural": "runs of recurring works",
            },
        ),
    ]
