"""Which lines a page has, and what they are called: units, organisms, portfolios, as published.

Which units are counted together was decided by the release. Only names come from elsewhere.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.core.alphabet import alphabetical
from academy.organisms.models import (
    Organism,
    OrganismPlacement,
    Portfolio,
    Unit,
    UnitPlacement,
)

from .protection import bands
from .releases import queries
from .releases.models import Level, Release
from .releases.queries import Group, Steps

Of = Literal["unit", "organism", "portfolio"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a figure: what is published of a place, by path."""

    label: str
    paths: Mapping[UUID, Steps]


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go down to."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Spread:
    """The lines of a page, in their order.

    `of`: what a line is. `below`: where one may go down to. `is_merged`: some lines stand for
    several places; `leaves_out`: some places are in none.
    """

    lines: list[Line]
    of: Of
    is_merged: bool
    leaves_out: bool
    below: list[Link] = field(default_factory=list)

    @property
    def heading(self) -> str:
        """The heading of the column of places."""
        headings = {
            "unit": _("Unit"),
            "organism": _("Organization"),
            "portfolio": _("Portfolio"),
        }
        return headings[self.of]


def of_organism(organism: Organism, release: Release) -> Spread:
    """Return the units of an organism, those that are counted together on one line."""
    groups = queries.groups(release, organism_id=organism.pk)
    counts = queries.counts(release, [group.key for group in groups])
    shown = {unit for group in groups for unit in group.units}
    names = {unit.pk: unit.name for unit in Unit.objects.filter(pk__in=shown)}
    lines = [
        Line(_joined([names.get(unit, "?") for unit in group.units]), counts.get(group.key, {}))
        for group in groups
    ]
    placed = UnitPlacement.objects.on(release.day).filter(organism=organism)
    here = Unit.objects.on(release.day).filter(pk__in=placed.values("unit_id"))
    return Spread(
        lines=_in_order(lines),
        of="unit",
        is_merged=any(len(group.units) > 1 for group in groups),
        leaves_out=here.exclude(pk__in=shown).exists(),
    )


def of_portfolio(portfolio: Portfolio, release: Release, today: date) -> Spread:
    """Return the organisms of a portfolio, those that are counted together on one line."""
    groups = queries.groups(release, portfolio_id=portfolio.pk)
    placed = OrganismPlacement.objects.filter(portfolio=portfolio)
    here = Organism.objects.filter(pk__in=placed.on(today).values("organism_id")).on(today)
    then = Organism.objects.filter(pk__in=placed.on(release.day).values("organism_id"))
    lines, shown = _organism_lines(release, groups)
    return Spread(
        lines=_in_order(lines),
        of="organism",
        is_merged=any(group.organism_id is None for group in groups),
        leaves_out=then.on(release.day).exclude(pk__in=shown).exists(),
        below=_links(here),
    )


def of_government(release: Release, today: date, *, by_organism: bool) -> Spread:
    """Return the portfolios, or every organism."""
    groups = queries.groups(release)
    organism_lines, shown = _organism_lines(release, groups)
    apart = [group for group in groups if group.organism_id is None]
    if by_organism:
        lines = _in_order(organism_lines)
    else:
        lines = _in_order(_portfolio_lines(release)) + _lines_without_portfolio(release, groups)
        apart = [group for group in apart if group.portfolio_id is None]
    return Spread(
        lines=lines,
        of="organism" if by_organism else "portfolio",
        is_merged=bool(apart),
        leaves_out=Organism.objects.on(release.day).exclude(pk__in=shown).exists(),
        below=_links(Portfolio.objects.on(today)),
    )


def _organism_lines(release: Release, groups: Sequence[Group]) -> tuple[list[Line], set[int]]:
    """Return a line for each organism, and for what is counted of several; and which are in one."""
    alone = {group.organism_id for group in groups if group.organism_id is not None}
    totals = queries.totals(release, Level.ORGANISM, alone)
    together = [group for group in groups if group.organism_id is None]
    units = {unit for group in together for unit in group.units}
    placed = UnitPlacement.objects.on(release.day).filter(unit_id__in=units)
    organism_of = dict(placed.values_list("unit_id", "organism_id"))
    shown = alone | set(organism_of.values())
    names = {one.pk: one.name for one in Organism.objects.filter(pk__in=shown)}
    lines = [Line(names.get(pk, "?"), totals.get(pk, {})) for pk in sorted(alone)]
    counts = queries.counts(release, [group.key for group in together])
    for group in together:
        inside = sorted({organism_of[unit] for unit in group.units if unit in organism_of})
        label = _joined(sorted((names[pk] for pk in inside), key=alphabetical))
        if not alone.isdisjoint(inside):
            label = _("%(names)s, counted together") % {"names": label}
        lines.append(Line(label, counts.get(group.key, {})))
    return lines, shown


def _portfolio_lines(release: Release) -> list[Line]:
    totals = queries.totals(release, Level.PORTFOLIO)
    names = {one.pk: one.name for one in Portfolio.objects.filter(pk__in=totals)}
    return [Line(names.get(pk, "?"), paths) for pk, paths in totals.items()]


def _lines_without_portfolio(release: Release, groups: Sequence[Group]) -> list[Line]:
    """Return the lines of what counts in no portfolio, the last ones of the government's page."""
    apart = [group for group in groups if group.portfolio_id is None]
    counts = queries.counts(release, [group.key for group in apart])
    lines = []
    for label, of in (
        (_("Outside of any portfolio"), [one for one in apart if one.organism_id is not None]),
        (_("Units of several portfolios"), [one for one in apart if one.organism_id is None]),
    ):
        if of:
            lines.append(Line(label, _summed([counts.get(group.key, {}) for group in of])))
    return lines


def _summed(parts: Sequence[Mapping[UUID, Steps]]) -> dict[UUID, Steps]:
    return {
        path: {
            step: bands.sum_of(part[path][step] for part in parts if path in part)
            for step in parts[0][path]
        }
        for path in parts[0]
    }


def _links(places: Iterable[Organism] | Iterable[Portfolio]) -> list[Link]:
    links = [Link(place.name, place.code) for place in places]
    return sorted(links, key=lambda link: alphabetical(link.name))


def _in_order(lines: Collection[Line]) -> list[Line]:
    """Return the lines by name; where two have the same, the second is numbered."""
    found: list[Line] = []
    known: dict[str, int] = {}
    for line in sorted(lines, key=lambda line: alphabetical(line.label)):
        known[line.label] = count = known.get(line.label, 0) + 1
        found.append(Line(f"{line.label} ({count})", line.paths) if count > 1 else line)
    return found


def _joined(names: Sequence[str]) -> str:
    """Return the name of places that are counted together: of all where they are few."""
    if len(names) < 2:
        return "".join(names)
    first, second, *others = names
    said = {"first": first, "second": second}
    if not others:
        return _("%(first)s and %(second)s") % said
    if len(others) == 1:
        return _("%(first)s, %(second)s and %(third)s") % {**said, "third": others[0]}
    return ngettext(
        "%(first)s, %(second)s and %(count)s other",
        "%(first)s, %(second)s and %(count)s others",
        len(others),
    ) % {**said, "count": len(others)}
