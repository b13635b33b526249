"""Apply a list of people from the command line: for scheduled exports of human resources."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.core import clock
from academy.core.errors import AcademyError
from academy.organisms.lists.difference import Notice
from academy.organisms.lists.problems import Problem
from academy.organisms.lists.text import MAX_BYTES
from academy.organisms.models import Organism, PeopleImport
from academy.organisms.services import list_records, people_import
from academy.organisms.wording import Said, say, say_notice


class Command(BaseCommand):
    """Read a CSV list of people, show what it changes, and apply it unless --dry-run is given."""

    help = (
        "Read a CSV list of the people of an organism, show what it changes and apply it. "
        "A list with a problem is refused as a whole. See docs/how-to/import-people.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("organism_code", metavar="ORGANISM_CODE")
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Change nothing.")
        parser.add_argument(
            "--on",
            type=date.fromisoformat,
            default=None,
            metavar="DATE",
            help="The day on which the list is true (YYYY-MM-DD); today by default.",
        )
        parser.add_argument(
            "--confirm-departures",
            type=int,
            default=None,
            metavar="N",
            help="Confirm that exactly N people leave or get another number, where more than 5%%"
            " would.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Plan, tell, confirm, apply."""
        try:
            organism = Organism.objects.get(code=options["organism_code"])
        except Organism.DoesNotExist:
            raise CommandError(_("No organization has this code.")) from None
        try:
            if options["file"].stat().st_size > MAX_BYTES:
                raise CommandError(say(_too_large()).sentence)
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(str(error)) from None
        now = clock.now()
        try:
            planned = people_import.plan_import(
                organism=organism,
                content=content,
                file_name=options["file"].name,
                effective_on=options["on"] or localdate(now),
                at=now,
                by=None,
            )
            self._tell(planned)
            if options["dry_run"]:
                list_records.cancel(people_import=planned, at=now, by=None)
                return
            list_records.confirm(
                people_import=planned, departures=options["confirm_departures"], at=now, by=None
            )
            applied = people_import.apply_import(
                people_import=planned, now=clock.now, by_the_academy=True
            )
        except AcademyError as error:
            raise CommandError(error.message) from None
        if applied.state != PeopleImport.State.APPLIED:
            raise CommandError(_("The situation changed meanwhile. Run the command again."))
        done = applied.changes_done
        said = ngettext("%(count)d change was applied.", "%(count)d changes were applied.", done)
        self.stdout.write(self.style.SUCCESS(said % {"count": done}))

    def _tell(self, planned: PeopleImport) -> None:
        """Write the differences; stop when the list is refused."""
        counts = planned.plan["counts"]
        if planned.state == PeopleImport.State.REFUSED:
            for row in planned.plan["problems"]:
                self.stderr.write(_line(say(Problem(**row))))
            said = ngettext(
                "The list is refused: %(count)d problem. Nothing was changed.",
                "The list is refused: %(count)d problems. Nothing was changed.",
                counts["problems"],
            )
            raise CommandError(said % {"count": counts["problems"]})
        for name in planned.plan["unknown_columns"]:
            self.stdout.write(_("Column not read: %(name)s") % {"name": name})
        for row in planned.plan["notices"]:
            self.stdout.write(_line(say_notice(Notice(**row))))
        self.stdout.write(
            _(
                "%(joining)d joining, %(moving)d moving, %(changing)d corrected, "
                "%(leaving)d leaving, %(unchanged)d unchanged."
            )
            % counts
        )


def _line(said: Said) -> str:
    return f"{said.place}: {said.sentence}" if said.place else said.sentence


def _too_large() -> Problem:
    return Problem("file_too_large", particulars={"limit": MAX_BYTES // (1024 * 1024)})
