"""List the tokens with which machines manage packages."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from courses.models import ServiceToken


class Command(BaseCommand):
    """`list_service_tokens` prints a line for each; never a token, which nobody knows."""

    help = "List the tokens with which machines manage packages (/api/packages/)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the option."""
        parser.add_argument("--json", action="store_true", help="Print one JSON array.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print them by name, those in use first."""
        rows = ServiceToken.objects.select_related("organism")
        found = sorted(rows, key=lambda row: (row.revoked_at is not None, row.name, row.pk))
        if options["json"]:
            self.stdout.write(json.dumps([_as_json(row) for row in found], ensure_ascii=False))
            return
        if not found:
            self.stdout.write(_("There is no token yet: create_service_token makes one."))
        for row in found:
            state = _("Revoked") if row.revoked_at else _("In use")
            place = row.organism.code if row.organism else "–"
            self.stdout.write(f"{row.key}  {state}  {','.join(row.uses)}  {place}  {row.name}")


def _as_json(row: ServiceToken) -> dict[str, Any]:
    return {
        "key": row.key,
        "name": row.name,
        "uses": row.uses,
        "organism": row.organism.code if row.organism else None,
        "return_hosts": row.return_hosts,
        "requests_per_minute": row.requests_per_minute,
        "created_at": row.created_at.isoformat(),
        "revoked_at": row.revoked_at.isoformat() if row.revoked_at else None,
    }
