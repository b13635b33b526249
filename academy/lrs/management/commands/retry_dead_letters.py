"""Send the statements that a target refused again, or set them aside."""

from argparse import ArgumentParser
from typing import IO, Any, cast
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.console import Console
from rich.progress import Progress

from academy.core import clock
from academy.lrs.forwarding_queries import waiting_letters
from academy.lrs.management.targets import target_called
from academy.lrs.services.dead_letters import retry_dead_letters, set_aside_dead_letters
from academy.lrs.services.targets import SecretUnreadable


class Command(BaseCommand):
    """`retry_dead_letters NAME`; the exit code is 1 when some are refused again."""

    help = "Send the statements that a forwarding target refused again, or set them aside."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare which, and what to do with them."""
        parser.add_argument("name", help="The name of the target.")
        parser.add_argument(
            "--statement",
            action="append",
            type=UUID,
            metavar="ID",
            help="Only this statement; may be repeated.",
        )
        parser.add_argument(
            "--set-aside",
            action="store_true",
            help="Don't send them: say that they need not be delivered.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Send them, or set them aside."""
        target = target_called(options["name"])
        letters = waiting_letters(target)
        if options["statement"]:
            letters = letters.filter(statement_id__in=options["statement"])
        if options["set_aside"]:
            count = set_aside_dead_letters(letters=letters, target=target, at=clock.now())
            message = ngettext(
                "%(count)d dead letter was set aside.",
                "%(count)d dead letters were set aside.",
                count,
            )
            self.stdout.write(message % {"count": count})
            return
        console = Console(file=cast(IO[str], self.stderr._out))
        try:
            with Progress(console=console, disable=options["verbosity"] == 0) as bars:
                task = bars.add_task(target.name, total=letters.count())
                done = retry_dead_letters(
                    letters=letters,
                    target=target,
                    clock=clock.now,
                    progress=lambda: bars.advance(task),
                )
        except SecretUnreadable as problem:
            raise CommandError(str(problem)) from None
        message = ngettext(
            "%(count)d dead letter was delivered.",
            "%(count)d dead letters were delivered.",
            done.delivered,
        )
        self.stdout.write(message % {"count": done.delivered})
        if done.problem:
            message = _("The target can't take anything now: %(problem)s")
            raise CommandError(message % {"problem": done.problem})
        if done.refused:
            message = ngettext(
                "%(count)d statement was refused again; list_forwarding says why.",
                "%(count)d statements were refused again; list_forwarding says why.",
                done.refused,
            )
            raise CommandError(message % {"count": done.refused})
