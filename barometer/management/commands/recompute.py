"""Make a release of the barometer again and compare it with what was published."""

from argparse import ArgumentParser
from datetime import date

from django.core.management.base import BaseCommand, CommandError

from academy.core.errors import AcademyError
from barometer.releases import services


class Command(BaseCommand):
    """Recompute a release; nothing is written."""

    help = (
        "Makes a release of the barometer again from what is kept of it, and says whether it is "
        "the same, byte for byte. Nothing is written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the option."""
        parser.add_argument(
            "--release",
            type=date.fromisoformat,
            required=True,
            metavar="DAY",
            help="The day of the release, such as 2026-11-01.",
        )

    def handle(self, *args: object, release: date, **options: object) -> None:
        """Say whether it is identical; fail where it isn't."""
        try:
            made = services.recompute(day=release)
        except AcademyError as error:
            raise CommandError(error.message) from error
        if not made.is_identical:
            raise CommandError(
                f"The release of {release} isn't the same when it is made again: it was published "
                f"with SHA-256 {made.release.digest}, and is {made.digest} now. Either the "
                "software makes releases in another way now, or the database was changed by hand."
            )
        self.stdout.write(f"The release of {release} is the same: SHA-256 {made.digest}")
