import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("barometer", "0010_public_pages"),
    ]

    operations = [
        migrations.CreateModel(
            name='ReleasedPath',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path_key', models.UUIDField()),
                ('since', models.DateField(null=True)),
                ('until', models.DateField()),
                ('median_days', models.PositiveSmallIntegerField(null=True)),
                ('soonest_days', models.PositiveSmallIntegerField(null=True)),
                ('latest_days', models.PositiveSmallIntegerField(null=True)),
                ('stops', models.JSONField(default=list)),
                ('rights', models.JSONField(default=list)),
                ('release', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='paths', to='barometer.release')),
            ],
            options={
                'verbose_name': 'way through a path',
                'verbose_name_plural': 'ways through paths',
                'constraints': [models.UniqueConstraint(fields=('path_key', 'release'), name='barometer_released_path_once')],
            },
        ),
    ]
