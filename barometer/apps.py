"""What the records say."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BarometerConfig(AppConfig):
    """What the records say."""

    name = "barometer"
    label = "barometer"
    verbose_name = _("Barometer")

    def ready(self) -> None:
        """Follow the record store, fill the lake, publish figures, look ahead, send reports."""
        from academy.accounts import mail_kinds
        from academy.core import clock, recurring
        from academy.lrs import subscribers

        from . import checks, reader, record_parts, records, signals  # noqa: F401 - the checks
        from .findings import services as findings
        from .lake import reader as lake
        from .ledger import services as ledger
        from .outlook import services as outlook
        from .outlook import target_services as targets
        from .releases import services as releases
        from .reports import services as reports
        from .reports.models import ReportDelivery

        subscribers.register(records.READER, reader.read, order=50, mode=subscribers.Mode.CURSOR)
        lake.follow()
        signals.connect()
        record_parts.register_parts()

        mail_kinds.register(
            reports.REPORT,
            _("Page of the barometer"),
            reasons=dict(ReportDelivery.Reason.choices),
            why=_("You asked for this page of the barometer after each release, or after some."),
            stop=_(
                "End it under “Pages by email” in the barometer, or by the link in each of these "
                "emails."
            ),
        )
        mail_kinds.register(
            targets.ALERT,
            _("Alert about a target"),
            reasons={
                targets.ENDED: _("the target has ended"),
                targets.NO_RIGHT: _("the person has no role there any more"),
            },
            why=_(
                "A target of your organization is yours, and its forecast fell short of it or came "
                "back on track."
            ),
            stop=_(
                "These emails stop when the target ends, or when whoever sets it chooses another "
                "owner."
            ),
        )
        recurring.register(
            "barometer.campaigns",
            lambda at: findings.end_quiet_campaigns(at=at),
            rhythm=recurring.Rhythm.DAILY,
        )
        recurring.register(
            "barometer.findings",
            lambda at: findings.drop_old_evidence(at=at),
            rhythm=recurring.Rhythm.DAILY,
        )
        recurring.register(
            "barometer.releases",
            lambda at: releases.publish_when_ready(at=at),
            rhythm=recurring.Rhythm.EVERY_MINUTE,
            wanted=lambda: releases.is_due(at=clock.now()),
        )
        recurring.register(
            "barometer.reports",
            lambda at: reports.deliver(at=at),
            rhythm=recurring.Rhythm.EVERY_MINUTE,
            wanted=reports.is_due,
        )
        recurring.register(
            "barometer.outlook",
            lambda at: recurring.AGAIN if outlook.freeze_next(at=at) else None,
            rhythm=recurring.Rhythm.EVERY_MINUTE,
            wanted=outlook.is_due,
        )
        recurring.register(
            "barometer.ledger",
            lambda at: ledger.freeze_due(at=at),
            rhythm=recurring.Rhythm.EVERY_MINUTE,
            wanted=ledger.is_due,
        )
        recurring.register(
            "barometer.alerts",
            lambda at: targets.tell_owners(at=at),
            rhythm=recurring.Rhythm.EVERY_MINUTE,
            wanted=targets.is_waiting,
        )
