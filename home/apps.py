"""The front door."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The front door."""

    name = "home"
    label = "home"
