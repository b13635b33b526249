"""How many people units and organisms have, on any day: the denominators.

Human resources say it. Of a unit for which they never sent a headcount, the people whom the academy
knows there stand in for it: those who have a post in it on the day. Pages say so.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.core.cache import caches
from django.db.models import Count, Exists, F, Max, OuterRef, QuerySet, Sum

from academy.organisms.models import Headcount, Membership, UnitPlacement

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
        # Posts in units without any headcount: unit -> (first day, day after the last, people).
        self._posts: dict[int, list[tuple[date, date | None, int]]] = defaultdict(list)
        self._name: str | None = None

    def of_units(self, organism_id: int, day: date) -> dict[int, int]:
        """Return the headcount of each unit that is part of the organism on `day`."""
        return {
            unit_id: self._on(unit_id, day)
            for unit_id, organism, starts_on, ends_on, closed_on in self._loaded()
            if organism == organism_id and _holds(day, starts_on, ends_on, closed_on)
        }

    def known_in_units(self, unit_ids: Collection[int], day: date) -> dict[int, int]:
        """Return how many people have a post in each of the units on `day`; one query."""
        posts = Membership.objects.on(day).filter(unit_id__in=unit_ids).order_by()
        known = posts.values_list("unit_id").annotate(people=Count("user_id", distinct=True))
        return dict.fromkeys(unit_ids, 0) | dict(known)

    def of_organisms(self, day: date) -> dict[int, int]:
        """Return the headcount of each organism on `day`: the sum of its units'."""
        return self._sums(day)[0]

    def known_only(self, day: date) -> dict[int, int]:
        """Return how many of the people of each organism no headcount tells of, where any."""
        return self._sums(day)[1]

    def has_any(self) -> bool:
        """Tell whether human resources ever sent a headcount of any of the units."""
        self._loaded()
        return bool(self._days)

    def units_without(self, organism_id: int, day: date) -> set[int]:
        """Return the units of the organism on `day` of whose people no headcount tells."""
        units = self.of_units(organism_id, day)
        return {unit_id for unit_id, people in units.items() if people} - self._days.keys()

    def _sums(self, day: date) -> tuple[dict[int, int], dict[int, int]]:
        if self.organism_ids is not None and len(self.organism_ids) == 1:
            return self._summed(day)
        name = f"headcounts:{self._kept_under()}:{day}"
        found = caches["local"].get(name)
        if found is None:
            found = self._summed(day)
            caches["local"].set(name, found, _KEPT)
        return found

    def _summed(self, day: date) -> tuple[dict[int, int], dict[int, int]]:
        found: dict[int, int] = defaultdict(int)
        known_only: dict[int, int] = defaultdict(int)
        for unit_id, organism_id, starts_on, ends_on, closed_on in self._loaded():
            if _holds(day, starts_on, ends_on, closed_on):
                people = self._on(unit_id, day)
                found[organism_id] += people
                if people and unit_id not in self._days:
                    known_only[organism_id] += people
        return dict(found), dict(known_only)

    def _on(self, unit_id: int, day: date) -> int:
        if unit_id not in self._days:
            return sum(
                people
                for starts_on, ends_on, people in self._posts.get(unit_id, ())
                if _holds(day, starts_on, ends_on, None)
            )
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
            without = {unit_id for unit_id, *_ in self._placements} - self._days.keys()
            if without:
                posts = Membership.objects.filter(unit_id__in=without)
                for unit_id, *post in (
                    posts.order_by()
                    .values_list("unit_id", "starts_on", "ends_on")
                    .annotate(people=Count("user_id", distinct=True))
                ):
                    self._posts[unit_id].append(tuple(post))
        return self._placements

    def _posts_in_units_without_headcount(self) -> QuerySet[Membership]:
        """Return the posts that stand in for headcounts.

        Units are few beside posts: they are found first, and seldom is there any.
        """
        placed = UnitPlacement.objects.filter(
            ~Exists(Headcount.objects.filter(unit_id=OuterRef("unit_id")))
        )
        if self.organism_ids is not None:
            placed = placed.filter(organism_id__in=self.organism_ids)
        units = set(placed.values_list("unit_id", flat=True))
        return Membership.objects.filter(unit_id__in=units) if units else Membership.objects.none()

    def _kept_under(self) -> str:
        """Return a name that changes with any headcount, place of a unit, or closing of one.

        And with the posts in units without a headcount, who are counted in its stead.
        """
        if self._name is None:
            counted = Headcount.objects.aggregate(
                Count("pk"), Max("pk"), Sum("people"), where=Sum(F("people") * F("unit_id"))
            )
            placed = UnitPlacement.objects.aggregate(
                Count("pk"), Max("pk"), Count("ends_on"), Max("ends_on"), Count("unit__ends_on")
            )
            posts = self._posts_in_units_without_headcount().aggregate(
                Count("pk"), Max("pk"), Count("ends_on"), Max("ends_on")
            )
            ids = "all" if self.organism_ids is None else sorted(self.organism_ids)
            self._name = f"{hash((*counted.values(), *placed.values(), *posts.values(), str(ids)))}"
        return self._name


def _holds(day: date, starts_on: date, ends_on: date | None, closed_on: date | None) -> bool:
    return (
        starts_on <= day
        and (ends_on is None or day < ends_on)
        and (closed_on is None or day < closed_on)
    )
