"""Pause a forwarding target, resume it, or give it another key or secret."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from academy.core import clock
from academy.lrs.management.secrets import secret_in
from academy.lrs.management.targets import target_called
from academy.lrs.services.targets import change_target


class Command(BaseCommand):
    """`change_forwarding NAME --pause`; what isn't named stays as it is."""

    help = "Pause a forwarding target, resume it, or give it another key or secret."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what may change."""
        parser.add_argument("name", help="The name of the target.")
        state = parser.add_mutually_exclusive_group()
        state.add_argument(
            "--pause", action="store_true", help="Send nothing more; its position is kept."
        )
        state.add_argument(
            "--resume", action="store_true", help="Go on where it was paused, and at once."
        )
        parser.add_argument("--key", help="The key of the credential there.")
        parser.add_argument(
            "--secret-env",
            metavar="VARIABLE",
            help="The environment variable that holds the secret of the credential.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Change the target."""
        target = target_called(options["name"])
        if not any(options[name] for name in ("pause", "resume", "key", "secret_env")):
            message = _("Say what changes: --pause, --resume, --key or --secret-env.")
            raise CommandError(message)
        change_target(
            target=target,
            active=False if options["pause"] else True if options["resume"] else None,
            key=options["key"],
            secret=secret_in(options["secret_env"]) if options["secret_env"] else None,
            at=clock.now(),
        )
        message = _("%(name)s is active.") if target.active else _("%(name)s is paused.")
        self.stdout.write(message % {"name": target.name})
