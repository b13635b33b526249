"""The xAPI Learning Record Store."""

from django.apps import AppConfig


class LrsConfig(AppConfig):
    """The xAPI Learning Record Store."""

    name = "academy.lrs"
    label = "lrs"
