"""Writing and checking the audit log."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.db.models import CharField

from academy.accounts.models import AuditEntry, AuditHead, User
from academy.core import audit as chain


@transaction.atomic
def record(
    *,
    at: datetime,
    actor: User | None,
    action: str,
    target: str = "",
    organism_code: str = "",
    result: str = "done",
    details: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append one line to the audit log, in the caller's transaction, and return it.

    `actor` is None for what the academy does by itself. `target` names the object (its public id,
    code or address), never a person's e-mail. `details` holds plain values without answers, secrets
    or floats. Call it last in a transaction: the end of the log stays locked until the commit, so
    that two entries never follow the same one.
    """
    fields = chain.Fields(
        at=at,
        actor_public_id=str(actor.public_id) if actor else "",
        action=_fitted("action", action),
        target=_fitted("target", target),
        organism_code=_fitted("organism_code", organism_code),
        result=_fitted("result", result),
        details=chain.plain(details or {}),
    )
    head = _locked_head()
    entry = AuditEntry(
        actor=actor,
        previous_digest=head.last_digest,
        digest=chain.chained_digest(head.last_digest, fields),
        **{name: getattr(fields, name) for name in chain.Fields.__slots__},
    )
    entry.save()
    head.last_digest = entry.digest
    head.length += 1
    head.save(update_fields=["last_digest", "length"])
    return entry


def verify() -> chain.Verdict:
    """Read the whole log in one consistent view and return what the chain shows.

    `problem` may also be "cut": the log ends before the end that the head remembers.
    """
    with transaction.atomic():
        head = _locked_head()
        verdict = chain.verify(_links())
    if not verdict.problem and (verdict.read, verdict.last_digest) != (
        head.length,
        head.last_digest,
    ):
        return chain.Verdict(verdict.read, verdict.last_digest, None, "cut")
    return verdict


def _locked_head() -> AuditHead:
    """Return the end of the log, locked until the transaction ends.

    SQLite has one writer at a time (its transactions are IMMEDIATE), so the row lock matters on
    PostgreSQL. The row is made when missing: a flushed database has none.
    """
    AuditHead.objects.get_or_create(pk=AuditHead.ONLY)
    return AuditHead.objects.select_for_update().get(pk=AuditHead.ONLY)


def _fitted(name: str, text: str) -> str:
    """Return `text` as the column keeps it: no unstorable character, not longer than it."""
    column = cast(CharField, AuditEntry._meta.get_field(name))
    return chain.plain_text(str(text))[: column.max_length]


def _links() -> Iterator[chain.Link]:
    for row in AuditEntry.objects.order_by("id").iterator(chunk_size=2000):
        yield chain.Link(
            number=row.pk,
            fields=chain.Fields(**{name: getattr(row, name) for name in chain.Fields.__slots__}),
            previous_digest=row.previous_digest,
            digest=row.digest,
        )
