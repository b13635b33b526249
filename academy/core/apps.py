"""What every part of the academy may use."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What every part of the academy may use."""

    name = "academy.core"
    label = "core"
