"""Documents: kept, merged, cleared. Communication 2.2.

The row is locked from the look at its ETag to the change, and its key is unique: of two requests
that have seen the same document, one wins.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from academy.lrs.models import Document, DocumentKind
from academy.lrs.xapi.documents import (
    LARGEST_DOCUMENT,
    Place,
    etag_of,
    is_json,
    merged,
    require_json,
    require_json_object,
)
from academy.lrs.xapi.preconditions import Preconditions, require_put

# How often the insertion of a new document is tried, which another request may overtake, and a
# third one undo.
_TRIES = 10
_NONE = Preconditions()
_SENT, _KEPT = "The document that was sent", "The document that is kept"


class DocumentTooLarge(Exception):
    """A document would grow beyond what is kept. Nothing changed."""

    def __init__(self) -> None:
        super().__init__(
            f"The merged document would be larger than {LARGEST_DOCUMENT} bytes; nothing changed."
        )


@dataclass(frozen=True, slots=True)
class DocumentContent:
    """What a document holds, byte for byte, and the media type that its sender declared."""

    data: bytes
    media_type: str


def put_document(
    *,
    place: Place,
    content: DocumentContent,
    at: datetime | Callable[[], datetime],
    preconditions: Preconditions = _NONE,
    version: str = "2.0.0",
) -> None:
    """Keep a document, in the place of the one that is there.

    `at` becomes its time; a clock is read once the document is locked. Raises Unmet and
    Unconditional (xapi.preconditions), Refused for a header that `version` demands.
    """

    def decide(row: Document | None) -> DocumentContent:
        etag = None if row is None else row.etag
        is_state = place.kind == DocumentKind.STATE
        require_put(preconditions, etag, is_state=is_state, version=version)
        return content

    _write(place, decide, at)


def merge_document(
    *,
    place: Place,
    content: DocumentContent,
    at: datetime | Callable[[], datetime],
    preconditions: Preconditions = _NONE,
) -> None:
    """Merge a JSON object into the document that is there; without one, keep what is sent.

    Raises Unmet, Refused where either isn't a JSON object and DocumentTooLarge; then nothing
    changed.
    """
    if is_json(content.media_type):
        require_json_object(content.data, subject=_SENT)

    def decide(row: Document | None) -> DocumentContent:
        preconditions.require(None if row is None else row.etag)
        if row is None:
            return content
        require_json(content.media_type, subject=_SENT)
        require_json(row.content_type, subject=_KEPT)
        existing = bytes(row.content)
        require_json_object(existing, subject=_KEPT)
        data = merged(existing, content.data)
        if len(data) > LARGEST_DOCUMENT:
            raise DocumentTooLarge
        return DocumentContent(data=data, media_type=content.media_type)

    _write(place, decide, at)


@transaction.atomic
def delete_document(*, place: Place, preconditions: Preconditions = _NONE) -> None:
    """Delete a document; that there is none is no fault. Raises Unmet."""
    row = _locked(place)
    preconditions.require(None if row is None else row.etag)
    if row is not None:
        row.delete()


@transaction.atomic
def delete_documents(*, place: Place, sparing: Collection[str] = ()) -> None:
    """Delete all documents of a place but those with an id in `sparing`: those of one registration
    where it names one, else those of every registration and of none. Communication 2.3."""
    rows = Document.objects.filter(scope=place.scope).exclude(document_id__in=sparing)
    if place.registration is not None:
        rows = rows.filter(registration=place.registration)
    # Locked in one order, so that two who clear the same place don't wait in a circle.
    keys = list(rows.select_for_update().order_by("key").values_list("key", flat=True))
    Document.objects.filter(key__in=keys).delete()


def _write(
    place: Place,
    decide: Callable[[Document | None], DocumentContent],
    at: datetime | Callable[[], datetime],
) -> None:
    for tries_left in reversed(range(_TRIES)):
        with transaction.atomic():
            row = _locked(place)
            content = decide(row)
            changed = {
                "content_type": content.media_type,
                "content": content.data,
                "etag": etag_of(content.data),
                "updated_at": at() if callable(at) else at,
            }
            if row is not None:
                Document.objects.filter(key=place.key).update(**changed)
                return
            try:
                with transaction.atomic():
                    Document.objects.create(**_identified(place), **changed)
            except IntegrityError:
                # Another request kept one meanwhile: it has to be looked at.
                if not tries_left:
                    raise
            else:
                return


def _locked(place: Place) -> Document | None:
    rows = Document.objects.select_for_update().defer("content")
    return rows.filter(key=place.key).first()


def _identified(place: Place) -> dict[str, object]:
    return {
        "key": place.key,
        "scope": place.scope,
        "kind": place.kind,
        "document_id": place.document_id,
        "activity": place.activity,
        # PostgreSQL's text holds no NUL, which a name in JSON may.
        "agent": place.agent.replace("\0", "\ufffd"),
        "registration": place.registration,
        "organism_id": place.organism_id,
    }
