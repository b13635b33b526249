"""Create a credential of the record store."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.lrs.models import LARGEST_LIMIT, Scope
from academy.lrs.services import create_credential
from academy.organisms.management.coded import organism_coded


def whole_number(text: str) -> int:
    """Return the number, 0 or more, that fits its column."""
    number = int(text)
    if not 0 <= number <= LARGEST_LIMIT:
        raise ValueError(text)
    return number


class Command(BaseCommand):
    """`create_credential NAME --scope all --json` prints {"key": ..., "secret": ...}."""

    help = "Create a key and a secret with which a client speaks to the record store (/xapi/)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the name, the scopes and the organism."""
        parser.add_argument("name", help="What the credential is for, in a few words.")
        parser.add_argument(
            "--scope",
            action="append",
            choices=Scope.values,
            help="What the client may do; give it several times for several scopes."
            " Default: statements/write and statements/read/mine.",
        )
        parser.add_argument(
            "--organism",
            metavar="CODE",
            help="Code of the organism that the client belongs to: it reads no other's statements.",
        )
        parser.add_argument(
            "--requests-per-minute",
            type=whole_number,
            metavar="NUMBER",
            help="How many requests it may make in a minute; 0: no limit."
            " Default: XAPI_REQUESTS_PER_MINUTE.",
        )
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create it and print the secret, this once."""
        organism = organism_coded(options["organism"])
        # Communication 4.2: the scopes of a client that asks for none.
        scopes = options["scope"] or [Scope.STATEMENTS_WRITE, Scope.STATEMENTS_READ_MINE]
        new = create_credential(
            name=options["name"],
            scopes=scopes,
            organism=organism,
            requests_per_minute=options["requests_per_minute"],
            at=timezone.now(),
        )
        if options["json"]:
            self.stdout.write(json.dumps({"key": new.key, "secret": new.secret}))
            return
        self.stdout.write(f"{_('Key')}: {new.key}")
        self.stdout.write(f"{_('Secret')}: {new.secret}")
        self.stdout.write(_("The secret is shown this once: keep it where the client needs it."))
