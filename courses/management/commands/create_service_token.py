"""Create a token with which a machine manages packages."""

import re
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from academy.accounts.management.token_commands import CreatesToken
from academy.accounts.services.tokens import NewToken
from academy.organisms.management.coded import organism_coded
from courses.models import ServiceToken
from courses.packages.service_tokens import create_service_token

_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?", re.I)


class Command(CreatesToken):
    """`create_service_token NAME` prints a token, this once."""

    help = "Create a token with which a machine manages packages (/api/packages/), nothing else."
    setting = "PACKAGES_API_REQUESTS_PER_MINUTE"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the place and what the token is for, too."""
        super().add_arguments(parser)
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

    def make(
        self, *, name: str, requests_per_minute: int | None, at: datetime, **options: Any
    ) -> NewToken[Any]:
        """Make it for the organism and the uses."""
        hosts = options["return_host"] or []
        for host in hosts:
            if not _HOST.fullmatch(host):
                raise CommandError(
                    _("“%(host)s” is no host: write it without scheme and path.") % {"host": host}
                )
        return create_service_token(
            name=name,
            uses=options["use"] or ServiceToken.Use.values,
            organism=organism_coded(options["organism"]),
            return_hosts=hosts,
            requests_per_minute=requests_per_minute,
            at=at,
        )
