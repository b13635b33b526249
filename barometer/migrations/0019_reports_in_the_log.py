import django.db.models.deletion
from django.db import migrations, models


def move_to_the_log(apps, schema_editor):
    """Write a line of the delivery log for each report that was sent, or wasn't."""
    Delivery = apps.get_model("accounts", "Delivery")
    ReportDelivery = apps.get_model("barometer", "ReportDelivery")
    rows = ReportDelivery.objects.select_related("subscription", "release").order_by("pk")
    for row in rows.iterator(chunk_size=1000):
        row.delivery = Delivery.objects.create(
            user_id=row.subscription.user_id,
            kind="barometer.report",
            occasion=f"{row.subscription_id}:{row.release.day.isoformat()}",
            state=row.state,
            reason=row.reason,
            attempts=row.attempts,
            at=row.at,
        )
        row.save(update_fields=["delivery"])


def take_from_the_log(apps, schema_editor):
    """Write what the log says of reports back to their own table."""
    Delivery = apps.get_model("accounts", "Delivery")
    ReportDelivery = apps.get_model("barometer", "ReportDelivery")
    for row in ReportDelivery.objects.select_related("delivery").iterator(chunk_size=1000):
        row.state, row.reason = row.delivery.state, row.delivery.reason
        row.attempts, row.at = row.delivery.attempts, row.delivery.at
        row.delivery = None
        row.save()
    Delivery.objects.filter(kind="barometer.report").delete()


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0005_mails"),
        ("barometer", "0018_still_known"),
    ]

    operations = [
        migrations.AddField(
            model_name="reportdelivery",
            name="delivery",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.delivery",
            ),
        ),
        migrations.RunPython(move_to_the_log, take_from_the_log),
    ]
