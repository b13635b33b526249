"""What is taught, to whom."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    """What is taught, to whom."""

    name = "courses"
    label = "courses"
    verbose_name = _("Courses")

    def ready(self) -> None:
        """Follow the record store and the pages."""
        from academy.accounts import mail_kinds
        from academy.core import recurring
        from academy.lrs import subscribers
        from academy.organisms import role_groups

        from . import acts, checks, progress, record, signals  # noqa: F401 - the checks
        from .banks.policies import register_policies
        from .cobuilding import building, silence
        from .cobuilding import queries as approvals
        from .queries import any_limited_attempt
        from .reminders import queries as reminders
        from .reminders import services as sending
        from .services.attempt import finish_overdue
        from .services.desk import groups_of

        subscribers.register(
            "courses.progress",
            progress.read,
            order=10,
            mode=subscribers.Mode.TRANSACTION,
            concerns=progress.concerns,
        )
        subscribers.register(
            "courses.voids",
            progress.take_back_voided,
            order=20,
            mode=subscribers.Mode.CURSOR,
            concerns=acts.voids,
        )
        role_groups.register_groups("courses.designers", groups_of)
        register_policies()
        signals.connect()
        record.register_parts()
        mail_kinds.register(reminders.DIGEST, _("Weekly email"))
        recurring.register(
            "courses.digests",
            lambda at: sending.send_due(at=at),
            rhythm=recurring.Rhythm.HOURLY,
            wanted=reminders.is_on_anywhere,
        )
        mail_kinds.register(silence.SILENCE, _("Approval that is waited for"))
        recurring.register(
            "courses.silence",
            lambda at: silence.tell_of_silence(at=at),
            rhythm=recurring.Rhythm.DAILY,
            wanted=approvals.any_running,
        )
        recurring.register(
            "courses.remarks",
            lambda at: building.forget_names(at=at),
            rhythm=recurring.Rhythm.DAILY,
        )
        recurring.register(
            "courses.attempts",
            finish_overdue,
            rhythm=recurring.Rhythm.EVERY_MINUTE,
            wanted=any_limited_attempt,
        )
