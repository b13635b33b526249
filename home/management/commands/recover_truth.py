"""Show what the barometer's measures find of the demonstration's known truth."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from academy.core.errors import AcademyError
from barometer.releases.queries import newest
from home.demonstration.known_truth import COUNTS, CURVES, DIFFERENCES, page_of
from home.demonstration.recovered_counts import recovered_counts
from home.demonstration.recovered_curves import recovered_curves
from home.demonstration.recovered_differences import recovered_differences
from home.demonstration.recovered_effects import recovered_effects
from home.demonstration.recovered_releases import recovered_releases
from home.demonstration.recovery import read_world

PAGE = Path("docs", "explanation", "known-truth.md")


class Command(BaseCommand):
    """Compare what is measured with what is true, and print the page that says so."""

    help = (
        "Give the barometer's measures what the loaded demonstration recorded, put what they find "
        "beside what is true of it, and print that as a page."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where to write."""
        parser.add_argument(
            "--write", action="store_true", help=f"write {PAGE.as_posix()} instead of printing it"
        )

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        """Read the demonstration, measure, print or write."""
        try:
            world = read_world()
        except AcademyError as error:
            raise CommandError(error.message) from error
        size = world.plan.size
        release = newest(before=size.until + timedelta(days=1))
        page = page_of(
            size,
            release.day.isoformat() if release else "none",
            [
                replace(
                    COUNTS,
                    rows=[
                        *recovered_counts(world),
                        *recovered_releases(world),
                        *recovered_effects(world),
                    ],
                ),
                replace(DIFFERENCES, rows=list(recovered_differences(world))),
                replace(CURVES, rows=list(recovered_curves(world))),
            ],
        )
        if not write:
            self.stdout.write(page)
            return
        path = Path(settings.BASE_DIR) / PAGE
        if not path.parent.is_dir():
            raise CommandError(
                f"There is no folder {path.parent} to write in: run this from a copy of the "
                "repository, or without --write to see the page."
            )
        path.write_text(page, encoding="utf-8")
        self.stdout.write(f"Wrote {PAGE.as_posix()}.")
