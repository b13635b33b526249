"""What every part of the academy may use."""

from importlib import import_module

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What every part of the academy may use."""

    name = "academy.core"
    label = "core"

    def ready(self) -> None:
        """Register the checks of dangerous settings; start the desk's choosers from data."""
        import_module("academy.core.checks")
        import_module("academy.core.desk").start_choosers_from_data()
