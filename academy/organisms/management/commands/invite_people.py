"""Invite the people of an organism from the command line: after a nightly list."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.accounts.queries import not_invited
from academy.core import clock
from academy.organisms.models import Organism
from academy.organisms.queries import people_of
from academy.organisms.services import invitations


class Command(BaseCommand):
    """Have everybody of an organism invited who never was."""

    help = (
        "Have everybody of an organism invited who has never signed in nor been invited. "
        "The worker sends the messages. See docs/how-to/invite-people.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("organism_code", metavar="ORGANISM_CODE")
        parser.add_argument("--dry-run", action="store_true", help="Invite nobody.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask for the invitations, and say how many."""
        try:
            organism = Organism.objects.get(code=options["organism_code"])
        except Organism.DoesNotExist:
            raise CommandError(_("No organization has this code.")) from None
        now = clock.now()
        if options["dry_run"]:
            count = not_invited(people_of(organism, localdate(now))).count()
            said = ngettext(
                "%(count)d person would be invited.", "%(count)d people would be invited.", count
            )
        else:
            count = invitations.invite_everybody(organism=organism, at=now, by=None)
            said = ngettext(
                "%(count)d person will be invited.", "%(count)d people will be invited.", count
            )
        self.stdout.write(said % {"count": count})
