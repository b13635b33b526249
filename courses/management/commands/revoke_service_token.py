"""Revoke a token with which a machine manages packages."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from academy.core import clock
from courses.models import ServiceToken
from courses.packages.service_tokens import revoke_service_token


class Command(BaseCommand):
    """`revoke_service_token KEY` takes a token out of use; again, it changes nothing."""

    help = "Take a token that manages packages out of use, at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the key."""
        parser.add_argument("key", metavar="KEY", help="As list_service_tokens prints it.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Revoke it."""
        token = ServiceToken.objects.filter(key=options["key"]).first()
        if token is None:
            raise CommandError(_("There is no token with this key. See list_service_tokens."))
        if revoke_service_token(token=token, at=clock.now()):
            sentence = _("The token “%(name)s” is revoked.")
        else:
            sentence = _("The token “%(name)s” was revoked already.")
        self.stdout.write(sentence % {"name": token.name})
