"""How many people units and organisms have, on any day: the denominators."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.core.cache import caches
from django.db.models import Count, F, Max, Sum

from academy.organisms.models import Headcount, UnitPlacement

_KEPT = 600


class Headcounts:
    """How many people units and organisms have, on any day.

    `organism_ids` None: every organism. Learning changes the sums all day long, headcounts once a
    month: those of many organisms are kept for some minutes, under what tells whether one
    changed. Two queries then, and two more where they aren't kept.
    """

    def __init__(self, organism_ids: Collection[int] | None) -> None:
        self.organism_ids = organism_ids
        self._placements: list[tuple[int, int, date, date | None, date | None]] | None = None
        self._days: dict[int, list[date]] = defaultdict(list)
        self._people: dict[int, list[int]] = defaultdict(list)
        self._name: str | None = None

    def of_units(self, organism_id: int, day: date) -> dict[int, int]:
        """Return the headcount of each unit that is part of the organism on `day`."""
        return {
            unit_id: self._on(unit_id, day)
            for unit_id, organism, starts_on, ends_on, closed_on in self._loaded()
            if organism == organism_id and _holds(day, starts_on, ends_on, closed_on)
        }

    def of_organisms(self, day: date) -> dict[int, int]:
        """Return the headcount of each organism on `day`: the sum of its units'."""
        if self.organism_ids is not None and len(self.organism_ids) == 1:
            return self._sums(day)
        name = f"headcounts:{self._kept_under()}:{day}"
        found = caches["local"].get(name)
        if found is None:
            found = self._sums(day)
            caches["local"].set(name, found, _KEPT)
        return found

    def _sums(self, day: date) -> dict[int, int]:
        found: dict[int, int] = defaultdict(int)
        for unit_id, organism_id, starts_on, ends_on, closed_on in self._loaded():
            if _holds(day, starts_on, ends_on, closed_on):
                found[organism_id] += self._on(unit_id, day)
        return dict(found)

    def _on(self, unit_id: int, day: date) -> int:
        days = self._days.get(unit_id)
        step = bisect_right(days, day) if days else 0
        return self._people[unit_id][step - 1] if step else 0

    def _loaded(self) -> list[tuple[int, int, date, date | None, date | None]]:
        if self._placements is None:
            placements = UnitPlacement.objects.all()
            headcounts = Headcount.objects.order_by("on")
            if self.organism_ids is not None:
                placements = placements.filter(organism_id__in=self.organism_ids)
                headcounts = headcounts.filter(
                    unit__placements__organism_id__in=self.organism_ids
                ).distinct()
            self._placements = list(
                placements.values_list(
                    "unit_id", "organism_id", "starts_on", "ends_on", "unit__ends_on"
                )
            )
            for unit_id, on, people in headcounts.values_list("unit_id", "on", "people"):
                self._days[unit_id].append(on)
                self._people[unit_id].append(people)
        return self._placements

    def _kept_under(self) -> str:
        """Return a name that changes with any headcount, place of a unit, or closing of one."""
        if self._name is None:
            counted = Headcount.objects.aggregate(
                Count("pk"), Max("pk"), Sum("people"), where=Sum(F("people") * F("unit_id"))
            )
            placed = UnitPlacement.objects.aggregate(
                Count("pk"), Max("pk"), Count("ends_on"), Max("ends_on"), Count("unit__ends_on")
            )
            ids = "all" if self.organism_ids is None else sorted(self.organism_ids)
            self._name = f"{hash((*counted.values(), *placed.values(), str(ids)))}"
        return self._name


def _holds(day: date, starts_on: date, ends_on: date | None, closed_on: date | None) -> bool:
    return (
        starts_on <= day
        and (ends_on is None or day < ends_on)
        and (closed_on is None or day < closed_on)
    )
