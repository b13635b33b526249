"""Who you are."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who you are."""

    name = "academy.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen to what allauth tells."""
        import_module("academy.accounts.signals")
