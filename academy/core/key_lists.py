"""Commands that list the keys with which machines speak to the academy."""

import json
from abc import ABC, abstractmethod
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _


class ListsKeys(BaseCommand, ABC):
    """Prints a line, or an object, for each key; never a secret, which nobody knows."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the option."""
        parser.add_argument("--json", action="store_true", help="Print one JSON array.")

    @abstractmethod
    def rows(self) -> Iterable[Any]:
        """Return the keys, each with `name`, `pk`, `key` and `revoked_at`."""

    @abstractmethod
    def none_yet(self) -> str:
        """Return what is said where there is none."""

    @abstractmethod
    def facts(self, row: Any) -> tuple[str, ...]:
        """Return what a line says between the state and the name."""

    @abstractmethod
    def as_json(self, row: Any) -> dict[str, Any]:
        """Return what an object says."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Print them by name, those in use first."""
        found = sorted(self.rows(), key=lambda row: (row.revoked_at is not None, row.name, row.pk))
        if options["json"]:
            self.stdout.write(json.dumps([self.as_json(row) for row in found], ensure_ascii=False))
            return
        if not found:
            self.stdout.write(self.none_yet())
        for row in found:
            state = _("Revoked") if row.revoked_at else _("In use")
            self.stdout.write("  ".join([row.key, state, *self.facts(row), row.name]))
