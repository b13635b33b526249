"""Prepare the site: languages, home pages, catalogues, the pages about the academy."""

from typing import Any

from django.core.management.base import BaseCommand

from academy.core import clock
from home.services import prepare_site


class Command(BaseCommand):
    """Make what the site needs to stand; running it again changes nothing."""

    help = "Make the home pages, catalogues and themes that are missing. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare the site and say what was done."""
        prepared = prepare_site(at=clock.now())
        if options["verbosity"]:
            self.stdout.write(
                f"Prepared: {', '.join(prepared.done)}."
                if prepared.done
                else "The site is ready: nothing to prepare."
            )
