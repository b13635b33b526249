"""List the tokens with which machines read the barometer."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from academy.core.key_lists import ListsKeys
from barometer.api.models import ServiceToken


class Command(ListsKeys):
    """`list_barometer_tokens` prints a line for each; never a token, which nobody knows."""

    help = "List the tokens with which machines read the barometer (/api/barometer/)."

    def rows(self) -> Iterable[ServiceToken]:
        """Return every one of them."""
        return ServiceToken.objects.select_related("organism", "portfolio")

    def none_yet(self) -> str:
        """Return how the first one is made."""
        return _("There is no token yet: create_barometer_token makes one.")

    def facts(self, row: ServiceToken) -> tuple[str, ...]:
        """Return what it opens, and where."""
        return row.level, row.place.code if row.place else "–"

    def as_json(self, row: ServiceToken) -> dict[str, Any]:
        """Return what an object says."""
        return {
            "key": row.key,
            "name": row.name,
            "level": row.level,
            "place": row.place.code if row.place else None,
            "requests_per_minute": row.requests_per_minute,
            "created_at": row.created_at.isoformat(),
            "revoked_at": row.revoked_at.isoformat() if row.revoked_at else None,
        }
