"""Who you are."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Who you are."""

    name = "academy.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen to what allauth tells; forget every day what is over."""
        from academy.core import clock, recurring

        from . import mail_kinds
        from .leaving import mailing
        from .leaving import services as leaving
        from .record import own
        from .services import cleaning, deliveries, invitations

        import_module("academy.accounts.signals")
        recurring.register(
            "accounts.sessions",
            cleaning.forget_expired_sessions,
            rhythm=recurring.Rhythm.DAILY,
        )
        recurring.register(
            "accounts.invitation_keys",
            invitations.forget_expired_keys,
            rhythm=recurring.Rhythm.DAILY,
        )
        recurring.register(
            "accounts.deliveries",
            deliveries.forget_old,
            rhythm=recurring.Rhythm.DAILY,
        )
        own.register_parts()
        mail_kinds.register(
            invitations.INVITATION,
            _("Invitation to open my account"),
            reasons={
                invitations.NOT_WANTED: _("the account was open already, or the person had left"),
            },
            why=_("Your organization had an account made for you, and you had not opened it."),
            stop=_(
                "Your account is open, so that none comes any more. Before, one came each time "
                "that somebody who manages your organization asked for it."
            ),
        )
        recurring.register(
            "accounts.departures",
            lambda at: leaving.do_due(at=at),
            rhythm=recurring.Rhythm.EVERY_MINUTE,
            wanted=lambda: leaving.any_due(at=clock.now()),
        )
        recurring.register(
            "accounts.receipts",
            lambda at: mailing.send_waiting(at=at),
            rhythm=recurring.Rhythm.EVERY_MINUTE,
            wanted=lambda: mailing.any_waiting(at=clock.now()),
        )
