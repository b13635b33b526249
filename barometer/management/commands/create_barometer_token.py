"""Create a token with which a machine reads the barometer."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from academy.accounts.services.tokens import MOST_PER_MINUTE
from academy.core import clock
from academy.organisms.management.coded import organism_coded
from academy.organisms.models import Portfolio
from barometer.api.services import create_token


class Command(BaseCommand):
    """`create_barometer_token NAME --organism CODE` prints a token, this once."""

    help = "Create a token with which a machine reads figures of the barometer, and nothing else."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the name and the place."""
        parser.add_argument("name", help="What the token is for, in a few words.")
        place = parser.add_mutually_exclusive_group(required=True)
        place.add_argument("--organism", metavar="CODE", help="It reads this organism alone.")
        place.add_argument(
            "--portfolio", metavar="CODE", help="It reads this portfolio and its organisms."
        )
        place.add_argument("--government", action="store_true", help="It reads everything.")
        parser.add_argument(
            "--requests-per-minute",
            type=int,
            metavar="NUMBER",
            help="How many requests it may make in a minute; 0: no limit."
            " Default: BAROMETER_API_REQUESTS_PER_MINUTE.",
        )
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create it and print it, this once."""
        limit = options["requests_per_minute"]
        if limit is not None and not 0 <= limit <= MOST_PER_MINUTE:
            raise CommandError(_("The limit is between 0 (none) and 1,000,000."))
        new = create_token(
            name=options["name"],
            organism=organism_coded(options["organism"]),
            portfolio=_portfolio_coded(options["portfolio"]),
            requests_per_minute=limit,
            at=clock.now(),
        )
        if options["json"]:
            self.stdout.write(json.dumps({"key": new.token.key, "token": new.text}))
            return
        self.stdout.write(new.text)
        self.stdout.write(_("The token is shown this once: keep it where the machine needs it."))


def _portfolio_coded(code: str | None) -> Portfolio | None:
    if not code:
        return None
    portfolio = Portfolio.objects.filter(code=code).first()
    if portfolio is None:
        raise CommandError(_("There is no portfolio with the code %(code)s.") % {"code": code})
    return portfolio
