"""Tell how often the positioning test is right, among made-up people."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses.positioning.simulation import table, with_table


class Command(BaseCommand):
    """Print the table of docs/explanation/positioning.md."""

    help = (
        "Let made-up people sit made-up positioning tests, and print how often the test was right, "
        "as docs/explanation/positioning.md has it. Touches no record."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the number of people, the seed, and the page to bring up to date."""
        parser.add_argument("--people", type=int, default=1000, help="people in each row")
        parser.add_argument("--seed", type=int, default=7, help="what the draws come from")
        parser.add_argument(
            "--write", type=Path, metavar="PAGE", help="put the table into this page as well"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table; put it into the page that is named."""
        told = table(people=options["people"], seed=options["seed"])
        self.stdout.write(told)
        page: Path | None = options["write"]
        if page is None:
            return
        try:
            page.write_text(
                with_table(page.read_text(encoding="utf-8"), told), encoding="utf-8", newline="\n"
            )
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
