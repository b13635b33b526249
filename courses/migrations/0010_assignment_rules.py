import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0009_rechecks'),
        ('organisms', '0005_lists_dropped_or_replaced'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Exemption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path_key', models.UUIDField()),
                ('reason', models.CharField(max_length=250, verbose_name='reason')),
                ('given_as', models.CharField(choices=[('designer', 'course designer'), ('organism_manager', 'organization manager'), ('portfolio_officer', 'portfolio information officer'), ('government_lead', 'government lead'), ('administrator', 'administrator')], max_length=20, verbose_name='decided as')),
                ('given_at', models.DateTimeField(verbose_name='decided')),
                ('lifted_at', models.DateTimeField(blank=True, null=True, verbose_name='lifted')),
            ],
            options={
                'verbose_name': 'exemption',
                'verbose_name_plural': 'exemptions',
                'ordering': ['given_at'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='assignment',
            name='courses_assignment_current_once',
        ),
        migrations.AddField(
            model_name='assignment',
            name='assigned_as',
            field=models.CharField(blank=True, choices=[('designer', 'course designer'), ('organism_manager', 'organization manager'), ('portfolio_officer', 'portfolio information officer'), ('government_lead', 'government lead'), ('administrator', 'administrator')], default='', max_length=20, verbose_name='asked as'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='counted',
            field=models.CharField(choices=[('fixed', 'A fixed day'), ('asking', 'So many days after it is asked of the person'), ('arrival', 'So many days after the arrival in the organization'), ('unit_arrival', 'So many days after the arrival in the unit')], default='fixed', max_length=12, verbose_name='due date'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='due_days',
            field=models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(730)], verbose_name='days'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='grace_days',
            field=models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(180)], verbose_name='days of grace'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='rule_digest',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddField(
            model_name='assignment',
            name='rules',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AlterField(
            model_name='assignment',
            name='due_on',
            field=models.DateField(blank=True, null=True, verbose_name='due on'),
        ),
        migrations.AlterField(
            model_name='assignment',
            name='unit',
            field=models.ForeignKey(blank=True, help_text='This unit alone, without those below. Empty: whom the rule says.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisms.unit', verbose_name='unit'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(condition=models.Q(('unit__isnull', True), ('withdrawn_at__isnull', True)), fields=('organism', 'path_key', 'rule_digest'), name='courses_assignment_current_once'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('counted', 'fixed'), ('due_on__isnull', False)), models.Q(models.Q(('counted', 'fixed'), _negated=True), ('due_on__isnull', True)), _connector='OR'), name='courses_assignment_due_told', violation_error_message='A fixed due date has a day, and no other one has.'),
        ),
        migrations.AddField(
            model_name='exemption',
            name='given_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='exemption',
            name='lifted_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='exemption',
            name='organism',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisms.organism', verbose_name='organism'),
        ),
        migrations.AddField(
            model_name='exemption',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='path_exemptions', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddConstraint(
            model_name='exemption',
            constraint=models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('organism', 'path_key', 'user'), name='courses_exemption_current_once'),
        ),
    ]
