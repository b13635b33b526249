"""List the tokens with which machines manage packages."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from academy.core.key_lists import ListsKeys
from courses.models import ServiceToken


class Command(ListsKeys):
    """`list_service_tokens` prints a line for each; never a token, which nobody knows."""

    help = "List the tokens with which machines manage packages (/api/packages/)."

    def rows(self) -> Iterable[ServiceToken]:
        """Return every one of them."""
        return ServiceToken.objects.select_related("organism")

    def none_yet(self) -> str:
        """Return how the first one is made."""
        return _("There is no token yet: create_service_token makes one.")

    def facts(self, row: ServiceToken) -> tuple[str, ...]:
        """Return what it opens, and where."""
        place = row.organism.code if row.organism else "–"
        return ",".join(row.uses), place

    def as_json(self, row: ServiceToken) -> dict[str, Any]:
        """Return what an object says."""
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
