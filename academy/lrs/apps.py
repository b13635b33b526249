"""The xAPI Learning Record Store."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LrsConfig(AppConfig):
    """The xAPI Learning Record Store."""

    name = "academy.lrs"
    label = "lrs"
    verbose_name = _("Record store")

    def ready(self) -> None:
        """Repair references between statements of one moment; keep what is known of activities;
        forget old tasks; end launch sessions that nobody ends."""
        from academy.core import recurring

        from . import record_parts, recurring_work, signals, subscribers
        from .models import DEFINITIONS_READER
        from .services import definitions, references

        record_parts.register_parts()
        signals.connect()
        subscribers.register(
            "lrs.references", references.repair, order=0, mode=subscribers.Mode.CURSOR
        )
        subscribers.register(
            DEFINITIONS_READER, definitions.keep, order=5, mode=subscribers.Mode.CURSOR
        )
        recurring.register(
            "lrs.finished_tasks",
            recurring_work.forget_finished_tasks,
            rhythm=recurring.Rhythm.DAILY,
        )
        recurring.register(
            "lrs.idle_sessions",
            recurring_work.abandon_idle_sessions,
            rhythm=recurring.Rhythm.EVERY_MINUTE,
            wanted=recurring_work.any_idle_session,
        )
