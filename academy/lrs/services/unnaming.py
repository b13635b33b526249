"""Taking a person's name out of the record store, when their account is erased.

Statements stay: they are what figures were made of. Nothing leads from them to the person any more.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.conf import settings
from django.db import transaction

from academy.core.iri import account_home_page
from academy.lrs.models import (
    AttachmentData,
    AttachmentPiece,
    Document,
    LaunchSession,
    Statement,
    StatementAttachment,
    StatementKey,
)
from academy.lrs.xapi.keys import AGENT, RELATED_AGENT, key_of
from academy.lrs.xapi.unnaming import unnamed

_BATCH = 500


@transaction.atomic
def unname_person(
    *, public_id: UUID, identities: Collection[str], addresses: Collection[str], name: UUID
) -> int:
    """Put `name` in the place of a person in every statement that names them; return how many.

    `identities`: those that systems use for the person (xapi.agents); `addresses`: their e-mail
    addresses, which may stand in what they typed. Documents kept under the person's name, their
    launch sessions, and data attached to the statements (a signature repeats the statement), are
    deleted. A batch of statements is in memory at a time.
    """
    home_page = account_home_page(settings.ACADEMY_IRI_BASE)
    other = f"account {home_page} {name}"
    new_keys = {
        key_of(kind, one): key_of(kind, other)
        for kind in (AGENT, RELATED_AGENT)
        for one in identities
    }
    changed: set[int] = set()
    for old, new in new_keys.items():
        while True:
            rows = list(StatementKey.objects.filter(key=old).order_by("stored", "seq")[:_BATCH])
            if not rows:
                break
            seqs = [row.seq for row in rows]
            for statement in Statement.objects.filter(
                seq__in=[s for s in seqs if s not in changed]
            ):
                statement.payload = unnamed(
                    statement.payload,
                    public_id=str(public_id),
                    name=str(name),
                    home_page=home_page,
                    identities=identities,
                    texts=addresses,
                )
                if statement.actor in identities:
                    statement.actor = other
                if statement.object_id in identities:
                    statement.object_id = other
                statement.save(update_fields=["payload", "actor", "object_id"])
            changed.update(seqs)
            _move(rows, new)
            _drop_attachments(seqs)
    LaunchSession.objects.filter(actor_identity__in=identities).delete()
    Document.objects.filter(agent__in=[one.replace("\0", "\ufffd") for one in identities]).delete()
    return len(changed)


def _move(rows: Sequence[StatementKey], new: bytes) -> None:
    """Put the keys of a batch under another one. Rows are those of one key, in its order."""
    StatementKey.objects.bulk_create(
        [StatementKey(key=new, stored=row.stored, seq=row.seq) for row in rows],
        ignore_conflicts=True,
    )
    StatementKey.objects.filter(
        key=rows[0].key,
        stored__gte=rows[0].stored,
        stored__lte=rows[-1].stored,
        seq__in=[row.seq for row in rows],
    ).delete()


def _drop_attachments(seqs: Sequence[int]) -> None:
    """Delete the data that came with these statements, unless it came with others too."""
    came = StatementAttachment.objects.filter(seq__in=seqs)
    hashes = set(came.values_list("sha2", flat=True))
    if not hashes:
        return
    came.delete()
    hashes -= set(
        StatementAttachment.objects.filter(sha2__in=hashes).values_list("sha2", flat=True)
    )
    AttachmentPiece.objects.filter(sha2__in=hashes).delete()
    AttachmentData.objects.filter(sha2__in=hashes).delete()
