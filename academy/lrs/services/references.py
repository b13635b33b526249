"""What a statement that targets another is found by.

Communication 2.1.3, filter conditions for StatementRefs: a statement whose object is a
StatementRef also meets the filters that its target meets, and so on down the line. So it gets the
keys of its target when either of the two arrives. Two that are stored at the same moment don't see
each other: the reader `lrs.references` comes after them and repairs that.
"""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from academy.lrs.models import Statement
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
    made = [
        ReferenceRow(one.seq, one.id, one.stored, UUID(one.object_id), False)
        for one in batch
        if one.object_type == "StatementRef"
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


def _hand_keys_on(referring: list[ReferenceRow]) -> None:
    """Give each of `referring` the keys of all the statements down its line."""
    next_of: dict[UUID, UUID | None] = {}
    keys: dict[UUID, set[bytes]] = {}
    wanted = {row.target_id for row in referring}
    asked: set[UUID] = set()
    for _ in range(LONGEST_LINE):
        if not wanted:
            break
        rows = Statement.objects.filter(statement_id__in=wanted).values_list(
            "statement_id", "payload", "object_type", "object_id"
        )
        for own_id, payload, object_type, object_id in rows.iterator():
            data = msgspec.json.decode(payload)
            keys[own_id] = keys_of(data, data["authority"])
            next_of[own_id] = UUID(object_id) if object_type == "StatementRef" else None
        asked |= wanted
        wanted = {one for one in next_of.values() if one is not None} - asked
    links: set[KeyRow] = set()
    for row in referring:
        seen = {row.statement_id}
        target: UUID | None = row.target_id
        while target is not None and target not in seen:
            seen.add(target)
            links.update([KeyRow(key, row.stored, row.seq) for key in keys.get(target, ())])
            target = next_of.get(target)
    dialect().insert_keys(links)
