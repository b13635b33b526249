"""Where you belong."""

from django.apps import AppConfig


class OrganismsConfig(AppConfig):
    """Where you belong."""

    name = "academy.organisms"
    label = "organisms"
