"""List the credentials of the record store."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from academy.core.key_lists import ListsKeys
from academy.lrs.models import Credential


class Command(ListsKeys):
    """`list_credentials` prints a line for each credential; never a secret, which nobody knows."""

    help = "List the credentials with which clients speak to the record store (/xapi/)."

    def rows(self) -> Iterable[Credential]:
        """Return every one of them."""
        return Credential.objects.select_related("organism", "created_by")

    def none_yet(self) -> str:
        """Return how the first one is made."""
        return _("There is no credential yet: create_credential makes one.")

    def facts(self, row: Credential) -> tuple[str, ...]:
        """Return what it opens, and where."""
        place = row.organism.code if row.organism else "–"
        return place, ",".join(row.scopes)

    def as_json(self, row: Credential) -> dict[str, Any]:
        """Return what an object says."""
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
