"""Secrets that a command is told by the name of a variable, never on its line, which others see."""

import os

from django.core.management.base import CommandError
from django.utils.translation import gettext as _


def secret_in(variable: str) -> str:
    """Return what the environment variable holds, or end the command."""
    secret = os.environ.get(variable, "")
    if not secret:
        message = _("The environment variable %(name)s is empty; put the secret in it.")
        raise CommandError(message % {"name": variable})
    return secret
