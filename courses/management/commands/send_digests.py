"""Send the weekly mails that are due, or say what would be sent."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from typing import IO, cast

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console

from academy.core import clock
from courses.reminders import plan, services


def _moment(told: str) -> datetime:
    """Return the moment that `told` names, in the academy's time zone where it names none."""
    try:
        moment = datetime.fromisoformat(told)
    except ValueError as error:
        raise ArgumentTypeError(f"{told!r} is no moment. Write it as 2026-12-01T09:00.") from error
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


class Command(BaseCommand):
    """Send what is due; each person gets one mail a week at most, whoever sends it."""

    help = (
        "Sends the weekly mails that are due now. The worker does the same by itself, every hour."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="Send nothing; say how many mails would leave, and what they speak of.",
        )
        parser.add_argument(
            "--at",
            type=_moment,
            metavar="MOMENT",
            help=(
                "Act as at this moment, such as 2026-12-01T09:00, in the academy's time zone "
                "unless it names another (default: now). A moment to come needs --dry-run."
            ),
        )

    def handle(self, *args: object, dry_run: bool, at: datetime | None, **options: object) -> None:
        """Send, or say what would be sent."""
        console = Console(file=cast(IO[str], self.stdout), soft_wrap=True)
        now = clock.now()
        moment = at or now
        if dry_run:
            self._rehearse(moment, console)
            return
        if moment > now:
            raise CommandError(
                "Mails can't be sent before their time. Add --dry-run to see what would leave."
            )
        sent = failed = nothing = 0
        while True:
            batch = services.send_batch(at=moment)
            sent, failed, nothing = (
                sent + batch.sent,
                failed + batch.failed,
                nothing + batch.nothing,
            )
            if batch.is_away or not batch.looked_at:
                break
        console.print(f"{sent} mails left; {nothing} people had nothing to be told.")
        if batch.is_away:
            raise CommandError(
                "The mail server takes nothing at the moment. What is left is tried again within "
                "the hour by the worker, or when this command runs again."
            )
        if failed:
            raise CommandError(
                f"The mail server did not take {failed} mails. They are tried again an hour later."
            )

    def _rehearse(self, moment: datetime, console: Console) -> None:
        found = plan.rehearse(moment)
        console.print(f"At {timezone.localtime(moment):%Y-%m-%d %H:%M}, nothing was sent:")
        console.print(
            f"{found.mails} mails would leave; {found.people - found.mails} of the "
            f"{found.people} people whose turn it is have nothing to be told."
        )
        for rule, mails in found.kinds:
            console.print(f"  {rule.value}: {mails} mails")
