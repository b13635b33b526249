"""Make the figures of the barometer anew from what is recorded."""

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

from barometer.engines.choice import chosen
from barometer.reader import fact_maker


class Command(BaseCommand):
    """Rebuild the facts."""

    help = (
        "Makes the barometer's facts anew from all statements, on the engine of BAROMETER_ENGINE. "
        "The result is what it already was, unless the rule by which a pass ends has changed since."
    )

    def handle(self, *args: object, **options: object) -> None:
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
            task = bar.add_task("Statements", total=None)

            def show(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total)

            maker = fact_maker(settings.ACADEMY_IRI_BASE)
            count = maker.rebuild(engine=chosen(), progress=show)
        console.print(f"{count} facts.")
