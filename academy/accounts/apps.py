"""Who you are."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who you are."""

    name = "academy.accounts"
    label = "accounts"
