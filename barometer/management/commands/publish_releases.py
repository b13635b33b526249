"""Publish the release of the barometer that is due, or those of a time gone by."""

from argparse import ArgumentParser
from datetime import date
from typing import IO, cast

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from academy.core import clock
from academy.core.errors import AcademyError
from barometer.ledger import services as ledger
from barometer.outlook.services import freeze_due
from barometer.releases import services
from barometer.releases.models import Release


class Command(BaseCommand):
    """Publish what is due and freeze its forecasts; what was published stays as it is."""

    help = (
        "Publishes the release of the barometer that is due. The worker does the same by itself; "
        "what was published never changes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the option."""
        parser.add_argument(
            "--since",
            type=date.fromisoformat,
            metavar="DAY",
            help=(
                "Publish every release from this day (such as 2026-01-01) until now, from what is "
                "known now: for an academy that begins to publish. Days up to the newest release "
                "are left out."
            ),
        )

    def handle(self, *args: object, since: date | None, **options: object) -> None:
        """Publish, and say what was."""
        console = Console(file=cast(IO[str], self.stdout))
        try:
            if since is None:
                releases = [services.publish_due(at=clock.now())]
            else:
                releases = self._since(since, console)
        except AcademyError as error:
            raise CommandError(error.message) from error
        for release in releases:
            console.print(f"{release.day}: SHA-256 {release.digest}", soft_wrap=True)
        if not releases:
            console.print("Nothing to publish: a release of a later day is there already.")
        frozen = freeze_due(at=clock.now())
        if frozen:
            console.print(f"Forecasts frozen for {frozen} releases.")
        if ledger.freeze_due(at=clock.now()):
            console.print("The effects of campaigns are told.")

    def _since(self, since: date, console: Console) -> list[Release]:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task("Releases", total=None)

            def show(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total)

            return services.publish_since(since=since, at=clock.now(), progress=show)
