"""Keeping what is known of activities: one reader writes it, and it alone."""

from collections.abc import Sequence

import msgspec

from academy.lrs.known_activities import definers, owner_of
from academy.lrs.models import ActivityDefinition, Statement
from academy.lrs.subscribers import StoredStatement
from academy.lrs.xapi.definitions import Known, merge, told_by
from academy.lrs.xapi.keys import ACTIVITY, definition_key, key_of

# Rows that are read and written at once.
_CHUNK = 500


def keep(batch: Sequence[StoredStatement]) -> None:
    """Reader: add what a batch says of activities to what is known of them. Communication 2.5.

    Only what the academy says itself, or a credential that may define activities (4.2). A voided
    statement keeps what it said: undoing that is left to the store (Data 2.3.2).
    """
    told = _told(batch)
    keys = sorted(told)
    for start in range(0, len(keys), _CHUNK):
        some = keys[start : start + _CHUNK]
        kept = dict(
            ActivityDefinition.objects.filter(key__in=some).values_list("key", "definition")
        )
        known = {bytes(key): msgspec.json.decode(definition) for key, definition in kept.items()}
        for key in some:
            row = told[key]
            if key in known:
                row.known = merge(known[key], row.known)
        ActivityDefinition.objects.bulk_create(
            [told[key].row(key) for key in some],
            update_conflicts=True,
            update_fields=["definition"],
            unique_fields=["key"],
        )


class _Told:
    """What a batch says of one activity, for one owner."""

    def __init__(self, activity_id: str, organism_id: int | None, known: Known) -> None:
        self.activity_id = activity_id
        self.organism_id = organism_id
        self.known = known

    def row(self, key: bytes) -> ActivityDefinition:
        """Return the row that keeps it."""
        return ActivityDefinition(
            key=key,
            activity=key_of(ACTIVITY, self.activity_id),
            activity_id=self.activity_id,
            organism_id=self.organism_id,
            definition=msgspec.json.encode(self.known).decode(),
        )


def _told(batch: Sequence[StoredStatement]) -> dict[bytes, _Told]:
    whose = {
        seq: (credential_id, organism_id)
        for seq, credential_id, organism_id in Statement.objects.filter(
            seq__gte=batch[0].seq, seq__lte=batch[-1].seq
        ).values_list("seq", "credential_id", "organism_id")
    }
    allowed = definers(credential_id for credential_id, _ in whose.values())
    by_owner: dict[tuple[str, int | None], list[StoredStatement]] = {}
    for statement in batch:
        credential_id, organism_id = whose[statement.seq]
        if credential_id in allowed:
            owner = owner_of(credential_id, organism_id)
            owned_by = None if credential_id is None else organism_id
            by_owner.setdefault((owner, owned_by), []).append(statement)
    return {
        definition_key(owner, activity_id): _Told(activity_id, organism_id, known)
        for (owner, organism_id), some in by_owner.items()
        for activity_id, known in told_by((one.seq, one.data) for one in some).items()
    }
