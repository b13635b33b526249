"""Make the figures of the barometer anew from what is recorded."""

from argparse import ArgumentParser
from typing import IO, cast

from django.conf import settings
from django.core.management.base import BaseCommand
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from barometer.facts import attribute_again
from barometer.reader import fact_maker


class Command(BaseCommand):
    """Rebuild facts and monthly sums, or only look again where people were."""

    help = (
        "Makes the barometer's facts and monthly sums anew from all statements. The result is "
        "what it already was, unless memberships of the past were corrected since."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the option."""
        parser.add_argument(
            "--places-only",
            action="store_true",
            help=(
                "Read no statement: only look again in which unit everybody was on the day of "
                "each step. Enough after a list of people that corrects the past, and much faster."
            ),
        )

    def handle(self, *args: object, places_only: bool, **options: object) -> None:
        """Show a progress bar and do it."""
        console = Console(file=cast(IO[str], self.stdout))
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=console) as bar:
            task = bar.add_task("People" if places_only else "Statements", total=None)

            def show(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total)

            if places_only:
                count, word = (
                    attribute_again(progress=show),
                    "people were somewhere else than what was counted",
                )
            else:
                maker = fact_maker(settings.ACADEMY_IRI_BASE)
                count, word = maker.rebuild(progress=show), "facts"
        console.print(f"{count} {word}.")
