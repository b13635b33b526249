"""Check that no line of the audit log was changed, removed or inserted."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from academy.accounts.services import audit

PROBLEMS = {
    "altered": "Line {number} of the audit log was changed after it was written.",
    "order": "A line is missing, inserted or moved just before line {number} of the audit log.",
    "cut": "The audit log ends too early: its last lines are gone.",
}


class Command(BaseCommand):
    """Check the audit log; the exit code is 1 when the chain is broken."""

    help = "Check that no line of the audit log was changed, removed or inserted."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the whole chain and say what it shows."""
        verdict = audit.verify()
        if verdict.problem:
            raise CommandError(PROBLEMS[verdict.problem].format(number=verdict.broken_number))
        self.stdout.write(f"The audit log holds: {verdict.read} lines, end {verdict.last_digest}.")
