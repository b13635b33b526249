"""Tell how often the positioning test is right, among made-up people."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from courses.positioning.simulation import table


class Command(BaseCommand):
    """Print the table of docs/explanation/positioning.md."""

    help = (
        "Let made-up people sit made-up positioning tests, and print how often the test was right, "
        "as docs/explanation/positioning.md has it. Reads and writes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the number of people and the seed."""
        parser.add_argument("--people", type=int, default=1000, help="people in each row")
        parser.add_argument("--seed", type=int, default=7, help="what the draws come from")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table."""
        self.stdout.write(table(people=options["people"], seed=options["seed"]))
