"""Say the second-factor code of a demonstration account."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from academy.accounts.models import User
from academy.accounts.services import demonstration
from academy.core.errors import NotAllowed


class Command(BaseCommand):
    """Print the code that works now; refused outside of a demonstration."""

    help = "Print the second-factor code of a demonstration account (development only)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the e-mail address of the account."""
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the code alone, so that it can be copied or piped."""
        try:
            user = User.objects.get(email__iexact=options["email"])
            code = demonstration.current_code(user=user)
        except User.DoesNotExist as error:
            raise CommandError(f"No account has the address {options['email']}.") from error
        except NotAllowed as error:
            raise CommandError(error.message) from error
        if not code:
            raise CommandError("This account has no demonstration second factor.")
        self.stdout.write(code)
