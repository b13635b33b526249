"""Commands that make and revoke the tokens with which machines speak to an API."""

import json
from abc import ABC, abstractmethod
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from academy.accounts.models import MachineToken
from academy.accounts.services.tokens import MOST_PER_MINUTE, Kind, NewToken, revoke_token
from academy.core import clock

_LONGEST_NAME = 120


class CreatesToken(BaseCommand, ABC):
    """Makes a token and prints it, this once. `setting` is the one with the usual limit."""

    setting = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what all tokens have."""
        parser.add_argument("name", help="What the token is for, in a few words.")
        parser.add_argument(
            "--requests-per-minute",
            type=int,
            metavar="NUMBER",
            help="How many requests it may make in a minute; 0: no limit."
            f" Default: {self.setting}.",
        )
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    @abstractmethod
    def make(
        self, *, name: str, requests_per_minute: int | None, at: datetime, **options: Any
    ) -> NewToken[Any]:
        """Make it, by the other options."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it and print it."""
        limit = options.pop("requests_per_minute")
        if limit is not None and not 0 <= limit <= MOST_PER_MINUTE:
            raise CommandError(_("The limit is between 0 (none) and 1,000,000."))
        name = options.pop("name").strip()
        if not 0 < len(name) <= _LONGEST_NAME:
            raise CommandError(_("The name has between 1 and 120 characters."))
        new = self.make(name=name, requests_per_minute=limit, at=clock.now(), **options)
        if options["json"]:
            self.stdout.write(json.dumps({"key": new.token.key, "token": new.text}))
            return
        self.stdout.write(new.text)
        self.stdout.write(_("The token is shown this once: keep it where the machine needs it."))


class RevokesToken(BaseCommand):
    """Takes a token out of use; again, it changes nothing. `lists` is the command that has keys."""

    kind: Kind
    tokens: type[MachineToken]
    lists = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the key."""
        parser.add_argument("key", metavar="KEY", help=f"As {self.lists} prints it.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Revoke it."""
        token = self.tokens._default_manager.filter(key=options["key"]).first()
        if token is None:
            raise CommandError(
                _("There is no token with this key. See %(command)s.") % {"command": self.lists}
            )
        if revoke_token(kind=self.kind, token=token, at=clock.now()):
            sentence = _("The token “%(name)s” is revoked.")
        else:
            sentence = _("The token “%(name)s” was revoked already.")
        self.stdout.write(sentence % {"name": token.name})
