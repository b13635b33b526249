"""List the credentials of the record store."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from academy.lrs.models import Credential


class Command(BaseCommand):
    """`list_credentials` prints a line for each credential; never a secret, which nobody knows."""

    help = "List the credentials with which clients speak to the record store (/xapi/)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the option."""
        parser.add_argument("--json", action="store_true", help="Print one JSON array.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print them by name, those in use first."""
        rows = Credential.objects.select_related("organism", "created_by")
        found = sorted(rows, key=lambda row: (row.revoked_at is not None, row.name, row.pk))
        if options["json"]:
            self.stdout.write(json.dumps([_as_json(row) for row in found], ensure_ascii=False))
            return
        if not found:
            self.stdout.write(_("There is no credential yet: create_credential makes one."))
        for row in found:
            state = _("Revoked") if row.revoked_at else _("In use")
            place = row.organism.code if row.organism else "–"
            self.stdout.write(f"{row.key}  {state}  {place}  {','.join(row.scopes)}  {row.name}")


def _as_json(row: Credential) -> dict[str, Any]:
    return {
        "key": row.key,
        "name": row.name,
        "scopes": row.scopes,
        "organism": row.organism.code if row.organism else None,
        "requests_per_minute": row.requests_per_minute,
        "created_at": row.created_at.isoformat(),
        "created_by": str(row.created_by.public_id) if row.created_by else None,
        "revoked_at": row.revoked_at.isoformat() if row.revoked_at else None,
    }
