"""Check that no line of the ledger of credits was changed, removed or inserted,
nor of what archives brought of other ledgers."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from academy.core import clock
from courses.cobuilding import ledger
from courses.cobuilding.checkpoints import (
    Checkpoint,
    Unreadable,
    checkpoint_on,
    checkpoints_in,
    contradiction,
)

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


CONTRADICTIONS = {
    "other": (
        "This is another ledger: the one of the checkpoint of {day} is called {ledger}. Either the "
        "ledger was made anew, or the checkpoint is of another academy or of another installation."
    ),
    "short": (
        "The ledger is shorter than it was: on {day} it had {length} lines. Lines were taken away, "
        "or the database was set back to an earlier state."
    ),
    "rewritten": (
        "The ledger was rewritten: on {day} its line {length} had the digest {head}, and has "
        "another one now. That line, or one before it, was another one when the checkpoint was "
        "made."
    ),
}


class Command(BaseCommand):
    """Check the ledger of credits; the exit code is 1 when the chain is broken, or isn't that of a
    checkpoint."""

    help = "Check that no line of the ledger of credits was changed, removed or inserted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--against",
            type=Path,
            action="append",
            default=[],
            metavar="FILE",
            help="A mail or a text that was kept elsewhere, with checkpoints. Given several times.",
        )
        parser.add_argument(
            "--checkpoint",
            action="store_true",
            help="Print where the ledger ends today, signed, to be kept elsewhere.",
        )

    def handle(self, *args: Any, against: list[Path], checkpoint: bool, **options: Any) -> None:
        """Read the whole chain and say what it shows."""
        kept = [one for file in against for one in self._kept(file)]
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
        for one in kept:
            problem = contradiction(one)
            if problem:
                raise CommandError(
                    CONTRADICTIONS[problem].format(
                        day=one.day, length=one.length, head=one.head, ledger=one.ledger
                    )
                )
            self.stdout.write(
                f"It goes on from the checkpoint of {one.day}, which had {one.length} lines."
            )
        if checkpoint:
            self.stdout.write(
                checkpoint_on(timezone.localdate(clock.now()))
                or "The ledger of credits is empty: there is no checkpoint of it."
            )

    def _kept(self, file: Path) -> list[Checkpoint]:
        try:
            found = checkpoints_in(file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file} can't be read: {error.strerror}.") from error
        except Unreadable as error:
            raise CommandError(f"{file}: {error}") from error
        for one in found:
            if not one.is_of_own_key:
                raise CommandError(
                    f"{file}: a checkpoint in it is signed with the key {one.thumbprint} of "
                    f"{one.academy}, which isn't in CERTIFICATE_SIGNING_KEYS. Either somebody made "
                    "it up, or a former key is missing there."
                )
        return found
