from django.db import migrations, models


def tell_dropped_from_replaced(apps, schema_editor):
    """A list that somebody dropped, or that waited too long, is in the audit log; one that a newer
    list replaced is not."""
    PeopleImport = apps.get_model("organisms", "PeopleImport")
    AuditEntry = apps.get_model("accounts", "AuditEntry")
    over = PeopleImport.objects.filter(state="cancelled")
    dropped = set(
        AuditEntry.objects.filter(action__in=["import.cancel", "import.expire"]).values_list(
            "target", flat=True
        )
    )
    for pk, public_id in over.values_list("pk", "public_id"):
        state = "dropped" if str(public_id) in dropped else "replaced"
        PeopleImport.objects.filter(pk=pk).update(state=state)


def forget_the_difference(apps, schema_editor):
    """The way back."""
    PeopleImport = apps.get_model("organisms", "PeopleImport")
    PeopleImport.objects.filter(state__in=["dropped", "replaced"]).update(state="cancelled")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('organisms', '0004_role_words'),
    ]

    operations = [
        migrations.AlterField(
            model_name='peopleimport',
            name='state',
            field=models.CharField(choices=[('reading', 'being read'), ('planned', 'waiting for confirmation'), ('refused', 'refused'), ('applying', 'being applied'), ('applied', 'applied'), ('dropped', 'dropped'), ('replaced', 'replaced')], default='planned', max_length=10, verbose_name='state'),
        ),
        migrations.RunPython(tell_dropped_from_replaced, forget_the_difference),
    ]
