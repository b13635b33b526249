"""What the records say."""

from django.apps import AppConfig


class BarometerConfig(AppConfig):
    """What the records say."""

    name = "barometer"
    label = "barometer"
