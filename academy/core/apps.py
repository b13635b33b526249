"""What every part of the academy may use."""

from importlib import import_module

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What every part of the academy may use."""

    name = "academy.core"
    label = "core"

    def ready(self) -> None:
        """Register checks of settings, follow what changes pages, adapt Wagtail's desk."""
        import_module("academy.core.checks")
        import_module("academy.core.edition").connect()
        import_module("academy.core.desk").start_choosers_from_data()
        import_module("academy.core.spreadsheets").make_exports_of_the_desk_safe()
        import_module("academy.core.damaged_images").refuse_damaged_images()
