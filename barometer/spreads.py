"""Who is on a page over many places, and who is shown with whom.

The same `disclosure.layout` decides for the page of a portfolio, for that of the government and for
each month of a curve, so that no two pages together tell of fewer people than each does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext as _

from academy.core.alphabet import alphabetical
from academy.organisms.models import Organism, OrganismPlacement, Portfolio

from . import queries
from .disclosure import Partition, layout
from .headcounts import Headcounts

if TYPE_CHECKING:
    import pandas as pd

# Lines of the government's page that are no portfolio; keys of rows are never negative.
_OUTSIDE, _APART = -1, -2

Counted = Callable[[Mapping[int, int]], frozenset[int]]
"""From the headcount of each organism in a month to the organisms that a page counts."""


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go down to."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Spread:
    """What a page over many places shows: counts by place and path, in which groups.

    `people`: headcount by place, in the order of the lines; `of`: what a place is. `below`: where
    one may go down to. `known_only`: how many of the people who are counted no headcount tells of;
    `unsure`: the places that they are in.
    """

    counts: "pd.DataFrame"
    people: dict[int, int]
    names: Mapping[int, str]
    parts: Partition
    of: Literal["organism", "portfolio"]
    heads: Headcounts
    counted: Counted
    below: list[Link]
    known_only: int
    unsure: frozenset[int]

    @property
    def heading(self) -> str:
        """The heading of the column of places."""
        return _("Organization") if self.of == "organism" else _("Portfolio")

    def shown(self) -> tuple["pd.DataFrame", dict[int, int]]:
        """Return the counts and headcounts of the places that are in some group."""
        known = self.parts.group_of
        people = {place: count for place, count in self.people.items() if place in known}
        return self.counts[self.counts["place"].isin(people.keys())], people


def alone(smallest: int) -> Counted:
    """Return what counts an organism in the months when it was large enough by itself."""

    def counted(of_month: Mapping[int, int]) -> frozenset[int]:
        return frozenset(pk for pk, people in of_month.items() if people >= smallest)

    return counted


def of_portfolio(portfolio: Portfolio, day: date, smallest: int) -> Spread:
    """Return the organisms of a portfolio: those large enough alone, the others together."""
    organisms = {
        placement.organism_id: placement.organism
        for placement in OrganismPlacement.objects.on(day)
        .filter(portfolio=portfolio)
        .select_related("organism")
        if placement.organism.holds_on(day)
    }
    heads = Headcounts(list(organisms))
    of_organisms = heads.of_organisms(day)
    names = {pk: organism.name for pk, organism in organisms.items()}
    people = {
        pk: of_organisms.get(pk, 0)
        for pk in sorted(organisms, key=lambda pk: alphabetical(names[pk]))
    }
    placed = dict.fromkeys(organisms, portfolio.pk)

    def counted(of_month: Mapping[int, int]) -> frozenset[int]:
        return layout(of_month, placed, smallest).counted_in_portfolios

    known_only = {pk: known for pk, known in heads.known_only(day).items() if pk in counted(people)}
    return Spread(
        counts=queries.counts_by_organism(list(organisms), day),
        people=people,
        names=names,
        parts=layout(people, placed, smallest).partition(people, with_apart=False),
        of="organism",
        heads=heads,
        counted=counted,
        below=[Link(names[pk], organisms[pk].code) for pk in people],
        known_only=sum(known_only.values()),
        unsure=frozenset(known_only),
    )


def of_government(day: date, smallest: int, *, by_organism: bool) -> Spread:
    """Return the portfolios, or every organism."""
    heads = Headcounts(None)
    of_organisms = heads.of_organisms(day)
    counts = queries.counts_by_organism(None, day)
    organisms = {organism.pk: organism for organism in Organism.objects.on(day)}
    portfolios = {portfolio.pk: portfolio for portfolio in Portfolio.objects.on(day)}
    placed = dict(OrganismPlacement.objects.on(day).values_list("organism_id", "portfolio_id"))
    here = layout({pk: of_organisms.get(pk, 0) for pk in organisms}, placed, smallest)
    known_only = {pk: known for pk, known in heads.known_only(day).items() if pk in here.counted}
    unsure = frozenset(known_only)
    if by_organism:
        names = {pk: organism.name for pk, organism in organisms.items()}
        people = {
            pk: of_organisms.get(pk, 0)
            for pk in sorted(organisms, key=lambda pk: alphabetical(names[pk]))
        }
        parts = here.partition(people)
    else:
        # Small organisms that their portfolio can't count have a line of their own.
        line_of = {pk: placed.get(pk, _OUTSIDE) for pk in here.counted}
        line_of |= dict.fromkeys(here.apart, _APART)
        counts = _by_line(counts, line_of)
        names = {pk: portfolio.name for pk, portfolio in portfolios.items()}
        names[_OUTSIDE] = _("Outside of any portfolio")
        names[_APART] = _("Small organizations of several portfolios")
        lines = sorted(
            set(line_of.values()), key=lambda pk: (pk < 0, alphabetical(names.get(pk, "")))
        )
        people = dict.fromkeys(lines, 0)
        for pk, line in line_of.items():
            people[line] += of_organisms.get(pk, 0)
        parts = Partition(tuple((line,) for line in lines), ())
        unsure = frozenset(line_of[pk] for pk in known_only)

    def counted(of_month: Mapping[int, int]) -> frozenset[int]:
        return layout(of_month, placed, smallest).counted

    return Spread(
        counts=counts,
        people=people,
        names=names,
        parts=parts,
        of="organism" if by_organism else "portfolio",
        heads=heads,
        counted=counted,
        below=[
            Link(portfolio.name, portfolio.code)
            for portfolio in sorted(portfolios.values(), key=lambda one: alphabetical(one.name))
        ],
        known_only=sum(known_only.values()),
        unsure=unsure,
    )


def _by_line(counts: "pd.DataFrame", line_of: Mapping[int, int]) -> "pd.DataFrame":
    """Return the counts of organisms added up by the line that each belongs to."""
    kept = counts[counts["place"].isin(line_of.keys())]
    lines = kept.assign(place=kept["place"].map(line_of).astype("int64"))
    return lines.groupby(["place", "path"], as_index=False).sum(numeric_only=True)
