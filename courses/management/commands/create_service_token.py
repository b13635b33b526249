"""Create a token with which a machine manages packages."""

import json
import re
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from academy.accounts.services.tokens import MOST_PER_MINUTE
from academy.core import clock
from academy.organisms.management.coded import organism_coded
from courses.models import ServiceToken
from courses.packages.service_tokens import create_service_token

_LONGEST_NAME = 120
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?", re.I)


class Command(BaseCommand):
    """`create_service_token NAME` prints a token, this once."""

    help = "Create a token with which a machine manages packages (/api/packages/), nothing else."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the name, the place and what the token is for."""
        parser.add_argument("name", help="What the token is for, in a few words.")
        parser.add_argument(
            "--organism",
            metavar="CODE",
            help="It knows this organism's packages alone. Default: all packages.",
        )
        parser.add_argument(
            "--use",
            action="append",
            choices=ServiceToken.Use.values,
            help="What it may do beside reading; may be given several times. Default: all.",
        )
        parser.add_argument(
            "--return-host",
            action="append",
            default=[],
            metavar="HOST",
            help="A host to which its launches may lead learners back, beside the academy's own;"
            " may be given several times.",
        )
        parser.add_argument(
            "--requests-per-minute",
            type=int,
            metavar="NUMBER",
            help="How many requests it may make in a minute; 0: no limit."
            " Default: PACKAGES_API_REQUESTS_PER_MINUTE.",
        )
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create it and print it, this once."""
        limit = options["requests_per_minute"]
        if limit is not None and not 0 <= limit <= MOST_PER_MINUTE:
            raise CommandError(_("The limit is between 0 (none) and 1,000,000."))
        name = options["name"].strip()
        if not 0 < len(name) <= _LONGEST_NAME:
            raise CommandError(_("The name has between 1 and 120 characters."))
        hosts = options["return_host"] or []
        for host in hosts:
            if not _HOST.fullmatch(host):
                raise CommandError(
                    _("“%(host)s” is no host: write it without scheme and path.") % {"host": host}
                )
        new = create_service_token(
            name=name,
            uses=options["use"] or ServiceToken.Use.values,
            organism=organism_coded(options["organism"]),
            return_hosts=hosts,
            requests_per_minute=limit,
            at=clock.now(),
        )
        if options["json"]:
            self.stdout.write(json.dumps({"key": new.token.key, "token": new.text}))
            return
        self.stdout.write(new.text)
        self.stdout.write(_("The token is shown this once: keep it where the machine needs it."))
