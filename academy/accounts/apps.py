"""Who you are."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who you are."""

    name = "academy.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen to what allauth tells; forget every day what is over."""
        from academy.core import recurring

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
