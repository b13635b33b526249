"""Create a token with which a machine reads the barometer."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from academy.accounts.management.token_commands import CreatesToken
from academy.accounts.services.tokens import NewToken
from academy.organisms.management.coded import organism_coded
from academy.organisms.models import Portfolio
from barometer.api.services import create_token


class Command(CreatesToken):
    """`create_barometer_token NAME --organism CODE` prints a token, this once."""

    help = "Create a token with which a machine reads figures of the barometer, and nothing else."
    setting = "BAROMETER_API_REQUESTS_PER_MINUTE"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the place too."""
        super().add_arguments(parser)
        place = parser.add_mutually_exclusive_group(required=True)
        place.add_argument("--organism", metavar="CODE", help="It reads this organism alone.")
        place.add_argument(
            "--portfolio", metavar="CODE", help="It reads this portfolio and its organisms."
        )
        place.add_argument("--government", action="store_true", help="It reads everything.")

    def make(
        self, *, name: str, requests_per_minute: int | None, at: datetime, **options: Any
    ) -> NewToken[Any]:
        """Make it for the place."""
        return create_token(
            name=name,
            organism=organism_coded(options["organism"]),
            portfolio=_portfolio_coded(options["portfolio"]),
            requests_per_minute=requests_per_minute,
            at=at,
        )


def _portfolio_coded(code: str | None) -> Portfolio | None:
    if not code:
        return None
    portfolio = Portfolio.objects.filter(code=code).first()
    if portfolio is None:
        raise CommandError(_("There is no portfolio with the code %(code)s.") % {"code": code})
    return portfolio
