"""The xAPI Learning Record Store."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LrsConfig(AppConfig):
    """The xAPI Learning Record Store."""

    name = "academy.lrs"
    label = "lrs"
    verbose_name = _("Record store")

    def ready(self) -> None:
        """Have references between statements repaired where two arrived at the same moment."""
        from . import subscribers
        from .services import references

        subscribers.register(
            "lrs.references", references.repair, order=0, mode=subscribers.Mode.CURSOR
        )
