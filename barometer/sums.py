"""The monthly sums: adjusted by what changes, or made anew; always the sums of the facts."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import TypeVar
from uuid import UUID

from .events import Times
from .models import OrganismMonth, UnitMonth
from .stays import COUNTS, Key, Places, counted

Month = TypeVar("Month", UnitMonth, OrganismMonth)

_BATCH = 5_000


def _nothing() -> list[int]:
    return [0] * len(COUNTS)


class Changes:
    """What must be added to, or taken from, the monthly sums."""

    def __init__(self) -> None:
        self._of_units: dict[Key, list[int]] = defaultdict(_nothing)

    def add(self, path: UUID, times: Times, places: Places) -> None:
        """Count a person's way through a path."""
        for key, column, count in counted(path, times, places):
            self._of_units[key][column] += count

    def take_away(self, path: UUID, times: Times, places: Places) -> None:
        """Stop counting a person's way through a path."""
        for key, column, count in counted(path, times, places):
            self._of_units[key][column] -= count

    def apply(self) -> bool:
        """Adjust the sums; return whether any changed. A constant number of queries."""
        of_units = {key: counts for key, counts in self._of_units.items() if any(counts)}
        if not of_units:
            return False
        _adjust(UnitMonth, ("organism_id", "path_key", "unit_id", "month"), of_units)
        _adjust(OrganismMonth, ("organism_id", "path_key", "month"), self._of_organisms(of_units))
        return True

    def write_anew(self) -> None:
        """Write the sums into empty tables."""
        of_units = {key: counts for key, counts in self._of_units.items() if any(counts)}
        UnitMonth.objects.bulk_create(
            (
                UnitMonth(
                    organism_id=organism_id,
                    path_key=path_key,
                    unit_id=unit_id,
                    month=month,
                    **dict(zip(COUNTS, counts, strict=True)),
                )
                for (organism_id, path_key, unit_id, month), counts in of_units.items()
            ),
            batch_size=_BATCH,
        )
        OrganismMonth.objects.bulk_create(
            (
                OrganismMonth(
                    organism_id=organism_id,
                    path_key=path_key,
                    month=month,
                    **dict(zip(COUNTS, counts, strict=True)),
                )
                for (organism_id, path_key, month), counts in self._of_organisms(of_units).items()
            ),
            batch_size=_BATCH,
        )

    def _of_organisms(
        self, of_units: Mapping[Key, list[int]]
    ) -> dict[tuple[int, UUID, date], list[int]]:
        found: dict[tuple[int, UUID, date], list[int]] = defaultdict(_nothing)
        for (organism_id, path_key, _, month), counts in of_units.items():
            total = found[organism_id, path_key, month]
            for column, count in enumerate(counts):
                total[column] += count
        return {key: counts for key, counts in found.items() if any(counts)}


def _adjust(
    model: type[Month],
    fields: tuple[str, ...],
    changes: Mapping[tuple, list[int]],
) -> None:
    """Add `changes` to the rows of `model`; a row that comes to nothing goes away."""
    if not changes:
        return
    limits = {
        f"{name}__in": {key[position] for key in changes} for position, name in enumerate(fields)
    }
    existing = {
        tuple(getattr(row, name) for name in fields): row
        for row in model._default_manager.filter(**limits)
    }
    kept, gone = [], []
    for key, counts in changes.items():
        row = existing.get(key) or model(**dict(zip(fields, key, strict=True)))
        for name, count in zip(COUNTS, counts, strict=True):
            setattr(row, name, getattr(row, name) + count)
        if any(getattr(row, name) for name in COUNTS):
            kept.append(row)
        elif row.pk is not None:
            gone.append(row.pk)
    if gone:
        model._default_manager.filter(pk__in=gone).delete()
    model._default_manager.bulk_create(
        kept,
        update_conflicts=True,
        unique_fields=[name.removesuffix("_id") for name in fields],
        update_fields=list(COUNTS),
        batch_size=_BATCH,
    )
