"""Load the glossary that ships with the academy, and begin to follow translations."""

from typing import Any

from django.core.management.base import BaseCommand

from academy.core import clock
from courses.translating.following import begin_all
from courses.translating.following_shared import begin_shared
from courses.translating.glossary_services import load_shipped_terms


class Command(BaseCommand):
    """Make what translating needs; running it again changes nothing."""

    help = (
        "Loads the glossary that ships with the academy where there is none, and begins to follow "
        "the translations of paths, question banks and surveys that were there before. Safe to "
        "run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is still to be done, and say it."""
        terms = load_shipped_terms()
        paths = begin_all(at=clock.now())
        shared = begin_shared(at=clock.now())
        if terms or paths or shared:
            self.stdout.write(
                f"Terms loaded: {terms}. Paths whose translations begin: {paths}. "
                f"Question banks and surveys: {shared}."
            )
        else:
            self.stdout.write("Translations are ready: nothing to prepare.")
