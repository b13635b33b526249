"""Reading the documents of the record store."""

from dataclasses import dataclass
from datetime import datetime

from .models import Document
from .xapi.documents import Place


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """A document as it is returned."""

    data: bytes
    media_type: str
    etag: str
    updated_at: datetime


def document(place: Place) -> KeptDocument | None:
    """Return the document that is kept in `place`."""
    row = Document.objects.filter(key=place.key).first()
    if row is None:
        return None
    return KeptDocument(
        data=bytes(row.content),
        media_type=row.content_type,
        etag=row.etag,
        updated_at=row.updated_at,
    )


def document_ids(
    place: Place, *, since: datetime | None = None
) -> tuple[list[str], datetime | None]:
    """Return the ids of the documents of a place, those changed longest ago first, and when the
    last of them changed.

    Communication 2.3: of one registration where the place names one, else of all and of none;
    `since` is exclusive.
    """
    rows = Document.objects.filter(scope=place.scope)
    if place.registration is not None:
        rows = rows.filter(registration=place.registration)
    if since is not None:
        rows = rows.filter(updated_at__gt=since)
    found = list(rows.order_by("updated_at", "key").values_list("document_id", "updated_at"))
    return list(dict.fromkeys(one for one, _ in found)), found[-1][1] if found else None
