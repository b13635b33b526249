"""What happened in a place: what was written, and what became of the tree."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from academy.organisms.models import (
    Organism,
    OrganismPlacement,
    Portfolio,
    Succession,
    UnitPlacement,
)

from .marks import Mark
from .models import Event


def events_of(organism: Organism | None, portfolio: Portfolio | None) -> list[Event]:
    """Return what was written for a place itself, withdrawn or not, the newest day first."""
    rows = Event.objects.filter(organism=organism, portfolio=portfolio)
    return list(rows.select_related("added_by"))


def event_rows(
    organism: Organism | None, portfolio: Portfolio | None, today: date
) -> QuerySet[Event]:
    """Return what holds in a place: its own events, and those of what is above it."""
    wanted = Q(organism=None, portfolio=None)
    if portfolio is not None:
        wanted |= Q(portfolio=portfolio)
    if organism is not None:
        placed = OrganismPlacement.objects.on(today).filter(organism=organism)
        wanted |= Q(organism=organism) | Q(portfolio__in=placed.values("portfolio_id"))
    return Event.objects.filter(wanted, withdrawn_at=None)


def marks_of(
    organism: Organism | None, portfolio: Portfolio | None, today: date, *, with_tree: bool = True
) -> list[tuple[UUID | None, Mark]]:
    """Return what a curve of a place shows, in words, each with its path (None: every path).

    `with_tree`: mergers and splits too, which name organizations and units.
    """
    found: list[tuple[UUID | None, Mark]] = [
        (one.path_key, Mark(one.day, _said(one))) for one in event_rows(organism, portfolio, today)
    ]
    if with_tree:
        found += [(None, mark) for mark in _of_tree(_successions(organism, portfolio, today))]
    return sorted(found, key=lambda one: (one[1].day, one[1].says))


def _said(event: Event) -> str:
    return _("%(kind)s: %(text)s") % {"kind": event.get_kind_display(), "text": event.text}


def _successions(
    organism: Organism | None, portfolio: Portfolio | None, today: date
) -> QuerySet[Succession]:
    """Return what became of the units of an organism, and of organisms."""
    rows = Succession.objects.filter(on__lte=today).select_related(
        "from_organism", "to_organism", "from_unit", "to_unit"
    )
    if organism is not None:
        units = UnitPlacement.objects.filter(organism=organism).values("unit_id")
        return rows.filter(
            Q(from_organism=organism)
            | Q(to_organism=organism)
            | Q(from_unit__in=units)
            | Q(to_unit__in=units)
        )
    rows = rows.filter(from_unit=None)
    if portfolio is None:
        return rows
    inside = OrganismPlacement.objects.filter(portfolio=portfolio).values("organism_id")
    return rows.filter(Q(from_organism__in=inside) | Q(to_organism__in=inside))


def _of_tree(rows: Iterable[Succession]) -> list[Mark]:
    """Return a mark for each merger or split, whatever the number of rows that tell it."""
    merged: dict[tuple[date, str], set[str]] = defaultdict(set)
    split: dict[tuple[date, str], set[str]] = defaultdict(set)
    for row in rows:
        before = str(row.from_organism or row.from_unit)
        after = str(row.to_organism or row.to_unit)
        if row.kind == Succession.Kind.MERGE:
            merged[row.on, after].add(before)
        else:
            split[row.on, before].add(after)
    found = [
        Mark(day, _("merger: %(before)s into %(after)s") % {"before": _list(names), "after": name})
        for (day, name), names in merged.items()
    ]
    found += [
        Mark(day, _("split: %(before)s into %(after)s") % {"before": name, "after": _list(names)})
        for (day, name), names in split.items()
    ]
    return found


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
