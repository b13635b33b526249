"""Check that no line of the ledger of credits was changed, removed or inserted,
nor of what archives brought of other ledgers."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.cobuilding import ledger

PROBLEMS = {
    "altered": "Line {number} of the ledger of credits was changed after it was written.",
    "order": "A line is missing, inserted or moved just before line {number} of the ledger.",
    "cut": "The ledger of credits ends too early: its last lines are gone.",
}

FOREIGN_PROBLEMS = {
    "altered": (
        "Line {number} of the path {path} in the ledger of {academy} was changed after it was "
        "taken in, or one before it was removed, added or moved."
    ),
    "cut": (
        "The lines of the path {path} in the ledger of {academy} aren't those that were taken in: "
        "{number} are here."
    ),
    "renamed": (
        "The academy of the ledger from which lines of the path {path} were taken in was another "
        "one: it is called {academy} now."
    ),
    "made_up": (
        "Lines of the path {path} in the ledger of {academy} are here, and no archive brought them."
    ),
}


class Command(BaseCommand):
    """Check the ledger of credits; the exit code is 1 when the chain is broken."""

    help = "Check that no line of the ledger of credits was changed, removed or inserted."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the whole chain and say what it shows."""
        verdict = ledger.verify()
        if verdict.problem:
            raise CommandError(PROBLEMS[verdict.problem].format(number=verdict.broken_number))
        self.stdout.write(
            f"The ledger of credits holds: {verdict.read} lines, end {verdict.last_digest}."
        )
        foreign = ledger.verify_foreign()
        if foreign.problem:
            raise CommandError(
                FOREIGN_PROBLEMS[foreign.problem].format(
                    number=foreign.number, academy=foreign.academy, path=foreign.path
                )
            )
        if foreign.read:
            self.stdout.write(f"So do {foreign.read} lines that came from other academies.")
