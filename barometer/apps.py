"""What the records say."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BarometerConfig(AppConfig):
    """What the records say."""

    name = "barometer"
    label = "barometer"
    verbose_name = _("Barometer")

    def ready(self) -> None:
        """Follow the record store, and look again every day where people are."""
        from academy.core import recurring
        from academy.lrs import subscribers

        from . import facts, reader, signals

        subscribers.register("barometer.facts", reader.read, order=50, mode=subscribers.Mode.CURSOR)
        signals.connect()

        def look_at_places(at) -> None:
            facts.attribute_again()

        recurring.register("barometer.places", look_at_places, rhythm=recurring.Rhythm.DAILY)
