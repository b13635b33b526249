"""Feed the readers of the record store again."""

from argparse import ArgumentParser
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from academy.lrs import projector
from academy.lrs.models import Statement
from academy.lrs.subscribers import readers


class Command(BaseCommand):
    """Readers are idempotent: nothing is counted twice, what was missing comes."""

    help = "Feed the readers (progress, facts...) every stored statement again, oldest first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare which readers, and whether only what they could not take."""
        parser.add_argument(
            "--reader", action="append", metavar="NAME", help="Only this reader; may be repeated."
        )
        parser.add_argument(
            "--failed",
            action="store_true",
            help="Only the statements that a reader could not take in.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Replay, with a bar per reader."""
        known = [reader.name for reader in readers()]
        names = options["reader"]
        unknown = sorted(set(names or ()) - set(known))
        if unknown:
            message = _("There is no reader called %(name)s; the readers are %(known)s.")
            raise CommandError(message % {"name": unknown[0], "known": ", ".join(known)})
        total = None if options["failed"] else Statement.objects.count()
        console = Console(file=cast(IO[str], self.stderr._out))
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=options["verbosity"] == 0,
        ) as bars:
            tasks = {
                name: bars.add_task(name, total=total)
                for name in known
                if names is None or name in names
            }
            fed = projector.replay(
                at=timezone.now(),
                names=names,
                failed_only=options["failed"],
                progress=lambda name, count: bars.advance(tasks[name], count),
            )
        message = _("%(count)d statements were fed to %(readers)d readers.")
        self.stdout.write(message % {"count": fed, "readers": len(tasks)})
        left = projector.open_failures(names=names)
        if left:
            message = _("%(count)d statements still can't be taken in; the log says why.")
            raise CommandError(message % {"count": left})
