"""The monthly sums: adjusted by what changes, or made anew; always the sums of the facts."""

from collections import defaultdict
from collections.abc import Iterable

from .attribution import Key, counted_in
from .events import STEPS
from .models import OrganismMonth, PathFact, UnitMonth

_BATCH = 5_000


class Changes:
    """What must be added to, or taken from, the monthly sums."""

    def __init__(self) -> None:
        self._by_key: dict[Key, list[int]] = defaultdict(lambda: [0] * len(STEPS))

    def add(self, rows: Iterable[PathFact]) -> None:
        """Count these facts."""
        self._count(rows, 1)

    def take_away(self, rows: Iterable[PathFact]) -> None:
        """Stop counting these facts."""
        self._count(rows, -1)

    def _count(self, rows: Iterable[PathFact], sign: int) -> None:
        for row in rows:
            for key, step in counted_in(row):
                self._by_key[key][step] += sign

    def apply(self) -> bool:
        """Adjust the sums; return whether any changed. A constant number of queries."""
        changed = {key: steps for key, steps in self._by_key.items() if any(steps)}
        if not changed:
            return False
        by_organism: dict[tuple, list[int]] = defaultdict(lambda: [0] * len(STEPS))
        for (organism_id, path_key, _, month), steps in changed.items():
            total = by_organism[organism_id, path_key, month]
            for step, count in enumerate(steps):
                total[step] += count
        _adjust(UnitMonth, ("organism_id", "path_key", "unit_id", "month"), changed)
        _adjust(
            OrganismMonth,
            ("organism_id", "path_key", "month"),
            {key: steps for key, steps in by_organism.items() if any(steps)},
        )
        return True

    def write_anew(self) -> None:
        """Write the sums into empty tables."""
        units: list[UnitMonth] = []
        by_organism: dict[tuple, OrganismMonth] = {}
        for (organism_id, path_key, unit_id, month), steps in self._by_key.items():
            if not any(steps):
                continue
            counts = dict(zip(STEPS, steps, strict=True))
            place = {"organism_id": organism_id, "path_key": path_key, "month": month}
            units.append(UnitMonth(**place, unit_id=unit_id, **counts))
            total = by_organism.get((organism_id, path_key, month))
            if total is None:
                by_organism[organism_id, path_key, month] = OrganismMonth(**place, **counts)
            else:
                for step, count in counts.items():
                    setattr(total, step, getattr(total, step) + count)
        UnitMonth.objects.bulk_create(units, batch_size=_BATCH)
        OrganismMonth.objects.bulk_create(by_organism.values(), batch_size=_BATCH)


def _adjust(
    model: type[UnitMonth] | type[OrganismMonth],
    fields: tuple[str, ...],
    changes: dict[tuple, list[int]],
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
    for key, steps in changes.items():
        row = existing.get(key)
        if row is None:
            row = model(**dict(zip(fields, key, strict=True)), reached=0, started=0)
            row.completed = row.passed = 0
        for name, count in zip(STEPS, steps, strict=True):
            setattr(row, name, getattr(row, name) + count)
        if any(getattr(row, name) for name in STEPS):
            kept.append(row)
        elif row.pk is not None:
            gone.append(row.pk)
    if gone:
        model._default_manager.filter(pk__in=gone).delete()
    model._default_manager.bulk_create(
        kept,
        update_conflicts=True,
        unique_fields=[name.removesuffix("_id") for name in fields],
        update_fields=list(STEPS),
        batch_size=_BATCH,
    )
