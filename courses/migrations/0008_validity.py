import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("courses", "0007_assignment_unit"),
    ]

    operations = [
        migrations.AddField(
            model_name='pathpage',
            name='valid_months',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Empty: whoever has passed has passed for ever. A change counts for those who pass from the day after it is published; it shortens and prolongs no pass made before.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(120)], verbose_name='months for which a pass holds'),
        ),
        migrations.AddField(
            model_name='publishedpath',
            name='validity',
            field=models.JSONField(default=list, editable=False),
        ),
    ]
