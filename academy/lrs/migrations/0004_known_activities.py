from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lrs', '0003_documents_attachments_activities'),
    ]

    operations = [
        # Nothing wrote a row before the reader that comes with this column.
        migrations.AddField(
            model_name='activitydefinition',
            name='activity',
            field=models.BinaryField(default=b'', max_length=20),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name='activitydefinition',
            index=models.Index(fields=['activity'], name='lrs_definition_activity'),
        ),
    ]
