"""Writing the lake: what was stored, one file instead of many, and other names for who is gone."""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate

from academy.lrs.subscribers import StoredStatement
from barometer.engines.rows import row_of
from barometer.events import EventReader

from .files import Former, Lake
from .models import ErasedName
from .names import other_names

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

# A month of that many files is worth making one of.
_MANY = 20


def write(batch: Sequence[StoredStatement]) -> None:
    """Write a batch of stored statements, in the order of `seq`. Writing it again changes nothing,
    and neither does writing a longer one from the same statement on."""
    events = _events(settings.ACADEMY_IRI_BASE)
    rows = [_row(statement, events) for statement in batch]
    texts = (text for row in rows for text in (row["statement"], row["object_id"]))
    names = other_names({name for text in texts for name in _UUID.findall(text)})
    if names:
        rows = [_renamed(row, names) for row in rows]
    Lake(settings.STATEMENTS_LAKE).write(rows, first=batch[0].seq, last=batch[-1].seq)


def compact() -> int:
    """Make one file of each month that has many; return how many months."""
    return Lake(settings.STATEMENTS_LAKE).compact(more_than=_MANY)


def erase(*, at: datetime) -> int:
    """Rewrite the files that have names of people who were erased; return how many files."""
    rows = list(ErasedName.waiting(at=at))
    if not rows:
        return 0
    changed = Lake(settings.STATEMENTS_LAKE).rename(
        [Former((str(row.former), *row.texts), tuple(row.words), str(row.name)) for row in rows]
    )
    ErasedName.objects.filter(pk__in=[row.pk for row in rows]).update(
        former=None, texts=[], words=[]
    )
    return changed


@cache
def _events(base: str) -> EventReader:
    return EventReader(base, localdate)


def _row(statement: StoredStatement, events: EventReader) -> dict[str, Any]:
    registration = statement.registration
    return {
        "seq": statement.seq,
        **row_of(statement, events)._asdict(),
        "registration": str(registration) if registration else None,
        "object_id": statement.object_id,
        "object_type": statement.object_type,
        "statement": statement.payload,
    }


def _renamed(row: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    for name, other in names.items():
        for column in ("person", "object_id", "statement"):
            if row[column] is not None:
                row[column] = row[column].replace(name, other)
    return row
