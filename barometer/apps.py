"""What the records say."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BarometerConfig(AppConfig):
    """What the records say."""

    name = "barometer"
    label = "barometer"
    verbose_name = _("Barometer")

    def ready(self) -> None:
        """Follow the record store, look again every day where people are, publish releases
        and freeze their forecasts."""
        from academy.core import clock, recurring
        from academy.lrs import subscribers

        from . import checks, facts, reader, signals  # noqa: F401 - registers the checks
        from .findings import services as findings
        from .outlook import services as outlook
        from .outlook import target_services as targets
        from .releases import services as releases

        subscribers.register(facts.READER, reader.read, order=50, mode=subscribers.Mode.CURSOR)
        signals.connect()

        def look_at_places(at) -> None:
            facts.attribute_again()

        recurring.register("barometer.places", look_at_places, rhythm=recurring.Rhythm.DAILY)
        recurring.register(
            "barometer.campaigns",
            lambda at: findings.end_quiet_campaigns(at=at),
            rhythm=recurring.Rhythm.DAILY,
        )
        recurring.register(
            "barometer.releases",
            lambda at: releases.publish_when_ready(at=at),
            rhythm=recurring.Rhythm.EVERY_MINUTE,
            wanted=lambda: releases.is_due(at=clock.now()),
        )
        recurring.register(
            "barometer.outlook",
            lambda at: outlook.freeze_due(at=at),
            rhythm=recurring.Rhythm.EVERY_MINUTE,
            wanted=outlook.is_due,
        )
        recurring.register(
            "barometer.alerts",
            lambda at: targets.tell_owners(at=at),
            rhythm=recurring.Rhythm.EVERY_MINUTE,
            wanted=targets.is_waiting,
        )
