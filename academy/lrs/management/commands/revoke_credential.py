"""Revoke a credential of the record store."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.lrs.models import Credential
from academy.lrs.services import revoke_credential


class Command(BaseCommand):
    """`revoke_credential KEY` takes a credential out of use; running it again changes nothing."""

    help = "Take a credential out of use, within five seconds. Its statements stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the key."""
        parser.add_argument("key", metavar="KEY", help="The key, as list_credentials prints it.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Revoke it."""
        credential = Credential.objects.filter(key=options["key"]).first()
        if credential is None:
            raise CommandError(_("There is no credential with this key. See list_credentials."))
        if revoke_credential(credential=credential, at=timezone.now()):
            sentence = _("The credential “%(name)s” is revoked. Its statements stay.")
        else:
            sentence = _("The credential “%(name)s” was revoked already.")
        self.stdout.write(sentence % {"name": credential.name})
