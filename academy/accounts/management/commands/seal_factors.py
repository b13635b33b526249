"""Seal every second factor with the present SECRET_KEY, after a change of key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from academy.accounts.services.factors import seal_factors_again


class Command(BaseCommand):
    """Seal second factors again; the exit code is 1 when one can't be read."""

    help = "Seal every second factor with SECRET_KEY, so that former keys may be forgotten."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal, and say who has to set up a factor again."""
        done = seal_factors_again(at=timezone.now())
        self.stdout.write(f"Sealed with SECRET_KEY: {done.sealed} second factors.")
        if done.unreadable:
            raise CommandError(
                f"No key opens the second factors of {len(done.unreadable)} people. Add the key "
                "that sealed them to SECRET_KEY_FALLBACKS and run this again, or let these people "
                f"set up a new factor: {', '.join(done.unreadable)}"
            )
