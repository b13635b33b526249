"""Revoke a token with which a machine reads the barometer."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from academy.core import clock
from barometer.api.models import ServiceToken
from barometer.api.services import revoke_token


class Command(BaseCommand):
    """`revoke_barometer_token KEY` takes a token out of use; again, it changes nothing."""

    help = "Take a token of the barometer out of use, at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the key."""
        parser.add_argument("key", metavar="KEY", help="As list_barometer_tokens prints it.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Revoke it."""
        token = ServiceToken.objects.filter(key=options["key"]).first()
        if token is None:
            raise CommandError(_("There is no token with this key. See list_barometer_tokens."))
        if revoke_token(token=token, at=clock.now()):
            sentence = _("The token “%(name)s” is revoked.")
        else:
            sentence = _("The token “%(name)s” was revoked already.")
        self.stdout.write(sentence % {"name": token.name})
