"""Have statements forwarded to another record store."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from academy.core import clock
from academy.lrs.management.other_stores import add_store_arguments
from academy.lrs.management.secrets import secret_in
from academy.lrs.models import ForwardingTarget
from academy.lrs.services.targets import BadAddress, create_target
from academy.organisms.management.coded import organism_coded


class Command(BaseCommand):
    """`create_forwarding NAME ENDPOINT --key KEY --secret-env VARIABLE`."""

    help = "Forward statements to another record store, from the first one on; run_worker does it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the store, the credential there, and which statements."""
        parser.add_argument("name", help="What the target is called here, in a few words.")
        add_store_arguments(parser, organism="Forward only the statements of this organism.")
        parser.add_argument(
            "--from-now", action="store_true", help="Leave out what is stored already."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Create the target."""
        organism = organism_coded(options["organism"])
        if ForwardingTarget.objects.filter(name=options["name"]).exists():
            message = _("There is a target called %(name)s already; choose another name.")
            raise CommandError(message % {"name": options["name"]})
        try:
            create_target(
                name=options["name"],
                endpoint=options["endpoint"],
                key=options["key"],
                secret=secret_in(options["secret_env"]),
                version=options["xapi_version"],
                organism=organism,
                from_now=options["from_now"],
                at=clock.now(),
            )
        except BadAddress as error:
            raise CommandError(str(error)) from None
        message = _("The worker forwards statements to %(name)s from now on.")
        self.stdout.write(message % {"name": options["name"]})
