"""What a statement that targets another is found by.

Communication 2.1.3, filter conditions for StatementRefs: a statement whose object is a
StatementRef also meets the filters that its target meets, and so on down the line. So it gets the
keys of its target when either of the two arrives. Two that are stored at the same moment don't see
each other: the reader `lrs.references` comes after them and repairs that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import msgspec

from academy.lrs.models import Statement, StatementReference
from academy.lrs.storage import ReferenceRow, dialect
from academy.lrs.storage.rows import KeyRow
from academy.lrs.subscribers import StoredStatement
from academy.lrs.xapi.keys import keys_of

# A line of references longer than this is followed no further, so that a hostile one costs little.
LONGEST_LINE = 100


def follow(made: Sequence[ReferenceRow], arrived: Sequence[UUID]) -> None:
    """Keep the references `made` by a batch, and hand keys on where the statements that `arrived`
    target, or are targets."""
    sql = dialect()
    if made:
        sql.insert_references(made)
    above = _referrers_above(arrived)
    affected = {row.seq: row for row in (*made, *above)}
    if affected:
        _hand_keys_on(list(affected.values()))


def repair(batch: Sequence[StoredStatement]) -> None:
    """Reader: hand keys on among statements that were stored at the same moment."""
    own = [one.seq for one in batch if one.object_type == "StatementRef"]
    made = [
        ReferenceRow(*row)
        for row in StatementReference.objects.filter(seq__in=own).values_list(*ReferenceRow._fields)
    ]
    above = _referrers_above([one.id for one in batch])
    affected = {row.seq: row for row in (*made, *above)}
    if affected:
        _hand_keys_on(list(affected.values()))


def _referrers_above(targets: Sequence[UUID]) -> list[ReferenceRow]:
    found: dict[int, ReferenceRow] = {}
    level: Sequence[UUID] = targets
    for _ in range(LONGEST_LINE):
        rows = [row for row in dialect().referrers(level) if row.seq not in found]
        if not rows:
            break
        found.update({row.seq: row for row in rows})
        level = [row.statement_id for row in rows]
    return list(found.values())


@dataclass(slots=True)
class _Target:
    """A statement that is targeted: its own keys, what it targets itself, whose it is."""

    keys: set[bytes]
    target_id: UUID | None
    organism_id: int | None


def _hand_keys_on(referring: list[ReferenceRow]) -> None:
    """Give each of `referring` the keys of all the statements down its line.

    A line made by an organism's client ends where another organism's statement begins: what is
    found by a key tells of it.
    """
    targets = _targets({row.target_id for row in referring})
    links: set[KeyRow] = set()
    for row in referring:
        seen = {row.statement_id}
        owners = {row.organism_id} - {None}
        next_id: UUID | None = row.target_id
        while next_id is not None and next_id not in seen and next_id in targets:
            seen.add(next_id)
            target = targets[next_id]
            if owners - {target.organism_id}:
                break
            links.update([KeyRow(key, row.stored, row.seq) for key in target.keys])
            owners |= {target.organism_id} - {None}
            next_id = target.target_id
    dialect().insert_keys(links)


def _targets(wanted: set[UUID]) -> dict[UUID, _Target]:
    """Return the stored statements among `wanted` and all that they target in turn."""
    found: dict[UUID, _Target] = {}
    asked: set[UUID] = set()
    for _ in range(LONGEST_LINE):
        if not wanted:
            break
        rows = Statement.objects.filter(statement_id__in=wanted).values_list(
            "statement_id", "payload", "object_type", "object_id", "organism_id"
        )
        for own_id, payload, object_type, object_id, organism_id in rows.iterator():
            data = msgspec.json.decode(payload)
            found[own_id] = _Target(
                keys=keys_of(data, data["authority"]),
                target_id=UUID(object_id) if object_type == "StatementRef" else None,
                organism_id=organism_id,
            )
        asked |= wanted
        wanted = {one.target_id for one in found.values() if one.target_id is not None} - asked
    return found
