"""What the barometer's pages show: scope and filters -> figures.

Pages are kept in the process for some minutes under the version of the data, the day, the language
and what was asked, so that a page costs the same whatever the number of statements.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.core.cache import caches
from django.utils.translation import gettext as _

from academy.organisms.models import Organism, OrganismPlacement, Portfolio, Unit
from courses.queries import live_paths

from . import queries
from .disclosure import Layout, Partition, layout, partition
from .figures import (
    SHOWN,
    Context,
    Figure,
    Stat,
    group_figure,
    headline,
    heat_map_figure,
    path_figure,
    time_figure,
)

if TYPE_CHECKING:
    import pandas as pd

MONTHS = 24
# Lines of the government's page that are no portfolio; keys of rows are never negative.
_OUTSIDE, _APART = -1, -2
KEPT_FOR = 600
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a visitor asked for, as the address says it."""

    path: UUID | None = None
    measure: str = "passed"
    detail: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go down to."""

    name: str
    code: str


Counted = Callable[[Mapping[int, int]], frozenset[int]]
"""From the headcount of each organism in a month to the organisms that a page counts."""


@dataclass(frozen=True, slots=True)
class Spread:
    """What a page over many places shows: counts by place and path, and who is shown how.

    `people`: headcount by place, in the order of the lines.
    """

    counts: "pd.DataFrame"
    people: dict[int, int]
    names: Mapping[int, str]
    parts: Partition
    heading: str
    heads: queries.Headcounts
    counted: Counted


@dataclass(frozen=True, slots=True)
class BarometerPage:
    """A page of the barometer. `path` is the one that the headline and the curve speak of."""

    title: str
    as_of: datetime | None
    stats: list[Stat]
    figures: list[Figure]
    paths: dict[str, str]
    path: str
    path_title: str
    asked: Asked
    below: list[Link]
    people: int

    def figure(self, name: str) -> Figure | None:
        """Return the figure with this name, or None."""
        return next((figure for figure in self.figures if figure.name == name), None)


def organism_page(organism: Organism, asked: Asked, language: str, today: date) -> BarometerPage:
    """Return the page of an organism: its paths, one path over time and in each unit."""
    return _kept(
        ("organism", organism.pk, organism.name, asked, language, today),
        lambda state: _organism_page(organism, asked, language, today, state),
    )


def portfolio_page(portfolio: Portfolio, asked: Asked, language: str, today: date) -> BarometerPage:
    """Return the page of a portfolio: its organisms by path, one path over time."""
    return _kept(
        ("portfolio", portfolio.pk, portfolio.name, asked, language, today),
        lambda state: _portfolio_page(portfolio, asked, language, today, state),
    )


def government_page(asked: Asked, language: str, today: date) -> BarometerPage:
    """Return the page of the government: portfolios, or every organism, by path."""
    return _kept(
        ("government", asked, language, today),
        lambda state: _government_page(asked, language, today, state),
    )


def _kept(key: tuple[Any, ...], make: Callable[[queries.State], Made]) -> Made:
    state = queries.state()
    name = f"barometer:{state.version}:{hash_of(key)}"
    made = caches["local"].get(name)
    if made is None:
        made = make(state)
        caches["local"].set(name, made, KEPT_FOR)
    return made


def hash_of(key: Any) -> str:
    """Return a short name for `key`, the same in every process."""
    return sha256(repr(key).encode()).hexdigest()[:32]


def _organism_page(
    organism: Organism, asked: Asked, language: str, today: date, state: queries.State
) -> BarometerPage:
    context = _context(language, today)
    heads = queries.Headcounts([organism.pk])
    units = heads.of_units(organism.pk, today)
    people = sum(units.values())
    counts = queries.counts_by_unit(organism.pk, today)
    whole = queries.counts_by_organism([organism.pk], today)
    # Somebody may still be counted in a unit that is closed: left out of the units but not of the
    # total, they would be what remains when one is taken from the other.
    units = dict.fromkeys(counts["place"].tolist(), 0) | units
    chosen = _chosen_path(asked, context, whole)
    names = {unit.pk: unit.name for unit in Unit.objects.filter(pk__in=units)}
    ordered = {pk: units[pk] for pk in sorted(units, key=lambda pk: names[pk])}
    parts = partition(ordered, context.smallest)
    figures = [path_figure(whole, people, context)]
    stats: list[Stat] = []
    if chosen is not None:
        stats = headline(whole[whole["path"] == chosen], people, context)
        figures.append(_over_time([organism.pk], chosen, heads, context, _alone(context)))
        figures.append(
            group_figure(
                counts[counts["path"] == chosen].drop(columns="path"),
                ordered,
                names,
                parts,
                context,
                title=_("%(path)s, by unit") % {"path": context.paths[chosen]},
                heading=_("Unit"),
            )
        )
    return _page(organism.name, state, stats, figures, context, chosen, asked, people)


def _portfolio_page(
    portfolio: Portfolio, asked: Asked, language: str, today: date, state: queries.State
) -> BarometerPage:
    context = _context(language, today)
    organisms = {
        placement.organism_id: placement.organism
        for placement in OrganismPlacement.objects.on(today)
        .filter(portfolio=portfolio)
        .select_related("organism")
        if placement.organism.holds_on(today)
    }
    heads = queries.Headcounts(list(organisms))
    of_organisms = heads.of_organisms(today)
    names = {pk: organism.name for pk, organism in organisms.items()}
    people = {pk: of_organisms.get(pk, 0) for pk in sorted(organisms, key=lambda pk: names[pk])}
    counts = queries.counts_by_organism(list(organisms), today)
    placed = dict.fromkeys(organisms, portfolio.pk)
    here = layout(people, placed, context.smallest)

    def counted(of_month: Mapping[int, int]) -> frozenset[int]:
        return layout(of_month, placed, context.smallest).counted_in_portfolios

    return _wide_page(
        portfolio.name,
        Spread(
            counts=counts,
            people=people,
            names=names,
            parts=_without_apart(here).partition(people),
            heading=_("Organism"),
            heads=heads,
            counted=counted,
        ),
        asked,
        context,
        state,
        [Link(names[pk], organisms[pk].code) for pk in people],
    )


def _government_page(
    asked: Asked, language: str, today: date, state: queries.State
) -> BarometerPage:
    context = _context(language, today)
    heads = queries.Headcounts(None)
    of_organisms = heads.of_organisms(today)
    counts = queries.counts_by_organism(None, today)
    organisms = {organism.pk: organism for organism in Organism.objects.on(today)}
    placed = dict(OrganismPlacement.objects.on(today).values_list("organism_id", "portfolio_id"))
    portfolios = {portfolio.pk: portfolio for portfolio in Portfolio.objects.on(today)}
    here = layout(
        {pk: of_organisms.get(pk, 0) for pk in organisms.keys() | of_organisms.keys()},
        placed,
        context.smallest,
    )
    if asked.detail:
        names = {pk: organism.name for pk, organism in organisms.items()}
        people = {pk: of_organisms.get(pk, 0) for pk in sorted(organisms, key=lambda pk: names[pk])}
        parts = here.partition(people)
    else:
        # Small organisms that their portfolio can't count have a line of their own.
        line_of = {pk: placed.get(pk, _OUTSIDE) for pk in here.counted}
        line_of |= dict.fromkeys(here.apart, _APART)
        counts = _by_line(counts, line_of)
        names = {pk: portfolio.name for pk, portfolio in portfolios.items()}
        names[_OUTSIDE] = _("Outside of any portfolio")
        names[_APART] = _("Small organisms of several portfolios")
        people = {}
        for pk, line in line_of.items():
            people[line] = people.get(line, 0) + of_organisms.get(pk, 0)
        ordered = sorted(people, key=lambda pk: (pk < 0, names.get(pk, "")))
        people = {pk: people[pk] for pk in ordered}
        parts = Partition(tuple((pk,) for pk in people), ())

    def counted(of_month: Mapping[int, int]) -> frozenset[int]:
        return layout(of_month, placed, context.smallest).counted

    return _wide_page(
        _("The whole government"),
        Spread(
            counts=counts,
            people=people,
            names=names,
            parts=parts,
            heading=_("Organism") if asked.detail else _("Portfolio"),
            heads=heads,
            counted=counted,
        ),
        asked,
        context,
        state,
        [
            Link(portfolio.name, portfolio.code)
            for portfolio in sorted(portfolios.values(), key=lambda one: one.name)
        ],
    )


def _by_line(counts: "pd.DataFrame", line_of: Mapping[int, int]) -> "pd.DataFrame":
    """Return the counts of organisms added up by the line that each belongs to."""
    kept = counts[counts["place"].isin(line_of.keys())]
    lines = kept.assign(place=kept["place"].map(line_of).astype("int64"))
    return lines.groupby(["place", "path"], as_index=False).sum(numeric_only=True)


def _without_apart(here: Layout) -> Layout:
    """Return the same for the page of a portfolio, which doesn't count those apart."""
    return Layout(here.alone, here.pools, (), (*here.apart, *here.hidden))


def _alone(context: Context) -> "Counted":
    """Return what counts an organism in the months when it was large enough, by itself."""

    def counted(of_month: Mapping[int, int]) -> frozenset[int]:
        return frozenset(pk for pk, people in of_month.items() if people >= context.smallest)

    return counted


def _wide_page(
    title: str,
    spread: Spread,
    asked: Asked,
    context: Context,
    state: queries.State,
    below: list[Link],
) -> BarometerPage:
    """Return a page over many places: headline, one path over time, the heat map."""
    shown = spread.parts.group_of
    people = {place: count for place, count in spread.people.items() if place in shown}
    counts = spread.counts[spread.counts["place"].isin(people.keys())]
    total = sum(people.values())
    chosen = _chosen_path(asked, context, counts)
    figures: list[Figure] = []
    stats: list[Stat] = []
    if context.paths:
        figures.append(
            heat_map_figure(
                counts,
                people,
                spread.names,
                spread.parts,
                context,
                measure=asked.measure,
                title=_("Where each path has spread"),
                heading=spread.heading,
            )
        )
    if chosen is not None:
        stats = headline(counts[counts["path"] == chosen], total, context)
        heads = spread.heads
        figures.insert(0, _over_time(heads.organism_ids, chosen, heads, context, spread.counted))
    return _page(title, state, stats, figures, context, chosen, asked, total, below)


def _over_time(
    organism_ids: Collection[int] | None,
    chosen: UUID,
    heads: queries.Headcounts,
    context: Context,
    counted: Counted,
) -> Figure:
    months = _months_until(context.today)
    people = []
    for month in months:
        # Who is counted with whom is decided by the headcounts of each month: a total of last
        # year minus its parts is no more about a few people than one of today.
        of_month = heads.of_organisms(_end_of(month, context.today))
        kept = counted(of_month)
        people.append({pk: count for pk, count in of_month.items() if pk in kept})
    return time_figure(
        queries.monthly_changes(organism_ids, chosen),
        months,
        people,
        context,
        context.paths[chosen],
    )


def _page(
    title: str,
    state: queries.State,
    stats: list[Stat],
    figures: list[Figure],
    context: Context,
    chosen: UUID | None,
    asked: Asked,
    people: int,
    below: Sequence[Link] = (),
) -> BarometerPage:
    return BarometerPage(
        title=title,
        as_of=state.as_of,
        stats=stats,
        figures=figures,
        paths={str(key): name for key, name in context.paths.items()},
        path=str(chosen or ""),
        path_title=context.paths[chosen] if chosen else "",
        asked=asked,
        below=list(below),
        people=people,
    )


def _context(language: str, today: date) -> Context:
    paths = {
        path.key: (path.texts.get(language) or next(iter(path.texts.values())))["title"]
        for path in live_paths()
    }
    return Context(
        language="en" if language.startswith("en") else "fr",
        today=today,
        smallest=settings.BAROMETER_SMALLEST_GROUP,
        paths=paths,
    )


def _chosen_path(asked: Asked, context: Context, counts) -> UUID | None:
    """Return the path that was asked for, or the one that most people have joined."""
    if asked.path in context.paths:
        return asked.path
    joined = counts.groupby("path")["reached"].sum()
    return max(context.paths, key=lambda key: joined.get(key, 0), default=None)


def _months_until(today: date) -> list[date]:
    """Return the first days of the last MONTHS months, this one included."""
    months = []
    month = today.replace(day=1)
    for _step in range(MONTHS):
        months.append(month)
        month = (month - timedelta(days=1)).replace(day=1)
    return months[::-1]


def _end_of(month: date, today: date) -> date:
    """Return the last day of the month, or today in the current one."""
    following = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return min(following - timedelta(days=1), today)


def asked_of(path: str, measure: str, detail: str) -> Asked:
    """Return what the address asks for; what makes no sense asks for nothing."""
    try:
        key = UUID(path) if path else None
    except ValueError:
        key = None
    return Asked(key, measure if measure in SHOWN else "passed", detail == "organisms")
