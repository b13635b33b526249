"""What is taught, to whom."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    """What is taught, to whom."""

    name = "courses"
    label = "courses"
    verbose_name = _("Courses")

    def ready(self) -> None:
        """Follow the record store and the pages."""
        from academy.accounts import mail_kinds
        from academy.core import clock, recurring
        from academy.lrs import subscribers
        from academy.organisms import role_groups

        from . import (  # noqa: F401 - the checks
            acts,
            checks,
            page_policies,
            progress,
            record,
            signals,
        )
        from .banks.policies import register_policies
        from .cobuilding import building, news, silence
        from .cobuilding import queries as approvals
        from .doubts import mailing
        from .doubts.finding import find_doubts
        from .doubts.remarking import any_to_remark, remark_next
        from .linting import reminding as ageing
        from .linting.outside import ask_outside
        from .packages import policies as package_policies
        from .packages.importing import clean_packages
        from .packages.sessions import following
        from .queries import any_limited_attempt, is_publication_due
        from .reminders import queries as reminders
        from .reminders import services as sending
        from .services.attempt import finish_overdue
        from .services.desk import groups_of
        from .services.publish_due import WAITS, publish_due
        from .surveys import policies as survey_policies
        from .training_requests import telling
        from .translating import reminding
        from .translating.glossary_desk import register_policies as register_glossary

        subscribers.register(
            "courses.progress",
            progress.read,
            order=10,
            mode=subscribers.Mode.TRANSACTION,
            concerns=progress.concerns,
        )
        subscribers.register(
            "courses.aus",
            following.read,
            order=15,
            mode=subscribers.Mode.TRANSACTION,
            concerns=following.concerns,
        )
        subscribers.register(
            "courses.voids",
            progress.take_back_voided,
            order=20,
            mode=subscribers.Mode.CURSOR,
            concerns=acts.voids,
        )
        role_groups.register_groups("courses.designers", groups_of)
        page_policies.register_policies()
        register_policies()
        package_policies.register_policies()
        survey_policies.register_policies()
        register_glossary()
        signals.connect()
        record.register_parts()
        mail_kinds.register(reminders.DIGEST, _("Weekly email"))
        mail_kinds.register(
            WAITS,
            _("Publication that waits"),
            why=_("You saved a version that was to be published at an hour, and it could not be."),
            stop=_(
                "One email comes for each hour that has passed. Cancel the hour in the editor, or "
                "put right what the email says, and no other one comes."
            ),
        )
        recurring.register(
            "courses.publications",
            lambda at: publish_due(at=at),
            rhythm=recurring.Rhythm.EVERY_MINUTE,
            wanted=lambda: is_publication_due(clock.now()),
        )
        recurring.register(
            "courses.digests",
            lambda at: sending.send_due(at=at),
            rhythm=recurring.Rhythm.HOURLY,
            wanted=reminders.is_on_anywhere,
        )
        mail_kinds.register(
            reminding.LATE,
            _("Translation that is waited for"),
            why=_(
                "You build a path that is asked of people, and one of its languages follows an "
                "older text."
            ),
            stop=_("No other email comes once the translation says what its source says."),
        )
        recurring.register(
            "courses.translations",
            lambda at: reminding.remind(at=at),
            rhythm=recurring.Rhythm.DAILY,
            wanted=reminding.any_behind,
        )
        mail_kinds.register(
            news.NEWS,
            _("Building a path together"),
            why=_(
                "You design courses for an organization that builds a path with others, or manage "
                "one that has no designer."
            ),
            stop=_("Each thing comes once. Nothing comes once it is done, or the part is ended."),
        )
        recurring.register(
            "courses.building",
            lambda at: news.tell_designers(at=at),
            rhythm=recurring.Rhythm.HOURLY,
            wanted=news.any_to_tell,
        )
        mail_kinds.register(
            silence.SILENCE,
            _("Approval that is waited for"),
            why=_(
                "An organization that you manage has said nothing of a draft that it is asked, or "
                "you submitted the draft."
            ),
            stop=_("No other email comes about that draft."),
        )
        recurring.register(
            "courses.silence",
            lambda at: silence.tell_of_silence(at=at),
            rhythm=recurring.Rhythm.DAILY,
            wanted=approvals.any_running,
        )
        mail_kinds.register(
            telling.ANSWERS,
            _("News of a request for training"),
            why=_("You asked for training in the name of your organization, or joined a request."),
            stop=_("Say on the page of the request that your organization needs it no more."),
        )
        recurring.register(
            "courses.requests",
            lambda at: telling.tell_of_steps(at=at),
            rhythm=recurring.Rhythm.EVERY_MINUTE,
            wanted=telling.any_untold,
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
        mail_kinds.register(
            mailing.DOUBTS,
            _("Doubtful questions"),
            why=_("You design for an organization that built a path or a question bank."),
            stop=_(
                "One email comes for the questions that were found doubtful in one night. Decide "
                "what becomes of them, and they are found no more."
            ),
        )
        recurring.register(
            "courses.doubts", lambda at: find_doubts(at=at), rhythm=recurring.Rhythm.DAILY
        )
        recurring.register(
            "courses.doubts.marks",
            lambda at: remark_next(at=at),
            rhythm=recurring.Rhythm.EVERY_MINUTE,
            wanted=any_to_remark,
        )
        mail_kinds.register(
            ageing.AGEING_MAIL,
            _("Lessons to read again"),
            why=_("You design for an organization that built a path, and lessons of it are due."),
            stop=_(
                "One email comes in a month. Choose the next day of these lessons, and publish "
                "them, and no other one comes."
            ),
        )
        recurring.register(
            "courses.ageing",
            lambda at: ageing.tell_of_ageing(at=at),
            rhythm=recurring.Rhythm.DAILY,
            wanted=lambda: ageing.any_past(clock.now()),
        )
        recurring.register(
            "courses.links",
            lambda at: ask_outside(at=at),
            rhythm=recurring.Rhythm.DAILY,
            wanted=lambda: settings.CHECK_OUTSIDE_LINKS,
        )
        recurring.register("courses.packages", clean_packages, rhythm=recurring.Rhythm.DAILY)
