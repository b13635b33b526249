"""Who you are."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who you are."""

    name = "academy.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen to what allauth tells; forget every day what is over."""
        from academy.core import clock, recurring

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
