"""What the records say."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BarometerConfig(AppConfig):
    """What the records say."""

    name = "barometer"
    label = "barometer"
    verbose_name = _("Barometer")

    def ready(self) -> None:
        """Follow the record store."""
        from academy.lrs import subscribers

        from . import reader, signals

        subscribers.register("barometer.facts", reader.read, order=50, mode=subscribers.Mode.CURSOR)
        signals.connect()
