"""Load the demonstration academy: a government that does not exist, and two years of learning."""

from datetime import date
from typing import Any, TextIO, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from academy.core import clock
from academy.core.errors import AcademyError
from home.demonstration.loading import Loaded, load, truth_path
from home.demonstration.plan import Size
from home.demonstration.roles_loading import ACCOUNTS, PASSWORD

LEARNERS = {"small": 8_000, "full": 200_000}
# Both sizes are kept to what loads in minutes: in the small one some organisms haven't joined the
# academy yet, in a large one all have, and fewer people of each take part
# (docs/reference/demonstration.md).
MANY = 50_000
JOINED_OF_FEW = 0.6
PARTICIPATION_OF_MANY = 0.35


class Command(BaseCommand):
    """Load the demonstration once; running it again changes nothing."""

    help = (
        "Load a simulated government and two years of its learning: 26 portfolios, 307 organisms, "
        "people, courses taken. In a demonstration academy only; what is there already stays."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the size, the seed and the end date."""
        parser.add_argument(
            "--size",
            choices=sorted(LEARNERS),
            default="small",
            help="small: 8,000 people, for trying; full: 200,000, for measuring (default: small)",
        )
        parser.add_argument("--learners", type=int, help="how many people, instead of a size")
        parser.add_argument(
            "--seed", type=int, default=1, help="the same seed makes the same people (default: 1)"
        )
        parser.add_argument(
            "--until",
            type=date.fromisoformat,
            help="first day without any act, as 2026-11-24 (default: today)",
        )

    def handle(
        self,
        *args: Any,
        size: str,
        learners: int | None,
        seed: int,
        until: date | None,
        **options: Any,
    ) -> None:
        """Load, then say which accounts there are."""
        learners = learners or LEARNERS[size]
        if learners < 1_000:
            raise CommandError("A government needs 1,000 people at least.")
        console = Console(file=cast(TextIO, self.stdout), highlight=False)
        wanted = Size(
            seed=seed,
            until=until or timezone.localdate(),
            learners=learners,
            time_zone=settings.TIME_ZONE,
            joined=1.0 if learners >= MANY else JOINED_OF_FEW,
            participation=PARTICIPATION_OF_MANY if learners >= MANY else 1.0,
        )
        with translation.override("en"):
            try:
                loaded = self._load(wanted, console, options)
            except AcademyError as error:
                raise CommandError(error.message) from error
            if options["verbosity"]:
                self._say(loaded, console)

    def _load(self, size: Size, console: Console, options: dict[str, Any]) -> Loaded:
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=options["verbosity"] == 0 or not console.is_terminal,
        ) as bar:
            tasks: dict[str, Any] = {}

            def progress(step: str, done: int, total: int) -> None:
                if step not in tasks:
                    tasks[step] = bar.add_task(step, total=total)
                bar.update(tasks[step], completed=done, total=total)

            return load(size=size, at=clock.now(), progress=progress)

    def _say(self, loaded: Loaded, console: Console) -> None:
        if loaded.size is None:
            console.print("The demonstration is loaded already: nothing to do.")
        else:
            console.print(
                f"Loaded a simulated government: {loaded.size.learners:,} people (seed "
                f"{loaded.size.seed}), {loaded.enrolments:,} enrolments until "
                f"{loaded.size.until.isoformat()}. What is true of it: {truth_path()}",
                soft_wrap=True,
            )
        table = Table(title="Demonstration accounts", title_justify="left")
        table.add_column("Role")
        table.add_column("E-mail")
        table.add_column("Password")
        for account in ACCOUNTS:
            table.add_row(str(account.title), account.email, PASSWORD)
        console.print(table)
        console.print(
            "The sign-in page shows the code of the second factor where one is asked for "
            f"({settings.PUBLIC_ADDRESS}).",
            soft_wrap=True,
        )
