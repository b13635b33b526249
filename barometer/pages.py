"""What the barometer's pages show: scope and filters -> figures.

Pages are kept in the process for some minutes under the version of the data, the day, the language
and what was asked, so that a page costs the same whatever the number of statements.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.core.cache import caches
from django.utils.translation import gettext as _

from academy.organisms.models import Organism, OrganismPlacement, Portfolio, Unit
from courses.queries import live_paths

from . import queries
from .disclosure import partition
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

MONTHS = 24
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
    counts = queries.counts_by_unit(organism.pk)
    whole = queries.counts_by_organism([organism.pk])
    chosen = _chosen_path(asked, context, whole)
    names = {unit.pk: unit.name for unit in Unit.objects.filter(pk__in=units)}
    ordered = {pk: units[pk] for pk in sorted(units, key=lambda pk: names[pk])}
    parts = partition(ordered, context.smallest)
    figures = [path_figure(whole, people, context)]
    stats: list[Stat] = []
    if chosen is not None:
        stats = headline(whole[whole["path"] == chosen], people, context)
        figures.append(_over_time([organism.pk], chosen, heads, context))
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
    counts = queries.counts_by_organism(list(organisms))
    below = [Link(names[pk], organisms[pk].code) for pk in people]
    return _wide_page(
        portfolio.name, counts, people, names, _("Organism"), asked, context, state, heads, below
    )


def _government_page(
    asked: Asked, language: str, today: date, state: queries.State
) -> BarometerPage:
    context = _context(language, today)
    heads = queries.Headcounts(None)
    of_organisms = heads.of_organisms(today)
    counts = queries.counts_by_organism(None)
    organisms = {organism.pk: organism for organism in Organism.objects.on(today)}
    placed = dict(OrganismPlacement.objects.on(today).values_list("organism_id", "portfolio_id"))
    portfolios = {portfolio.pk: portfolio for portfolio in Portfolio.objects.on(today)}
    below = [
        Link(portfolio.name, portfolio.code)
        for portfolio in sorted(portfolios.values(), key=lambda one: one.name)
    ]
    if asked.detail:
        names = {pk: organism.name for pk, organism in organisms.items()}
        people = {pk: of_organisms.get(pk, 0) for pk in sorted(organisms, key=lambda pk: names[pk])}
        heading = _("Organism")
    else:
        counts = counts.assign(place=counts["place"].map(placed)).dropna(subset=["place"])
        counts["place"] = counts["place"].astype("int64")
        counts = counts.groupby(["place", "path"], as_index=False).sum(numeric_only=True)
        names = {pk: portfolio.name for pk, portfolio in portfolios.items()}
        people = dict.fromkeys(sorted(portfolios, key=lambda pk: names[pk]), 0)
        for organism_id, count in of_organisms.items():
            if placed.get(organism_id) in people:
                people[placed[organism_id]] += count
        heading = _("Portfolio")
    return _wide_page(
        _("The whole government"),
        counts,
        people,
        names,
        heading,
        asked,
        context,
        state,
        heads,
        below,
    )


def _wide_page(
    title: str,
    counts,
    people: dict[int, int],
    names: dict[int, str],
    heading: str,
    asked: Asked,
    context: Context,
    state: queries.State,
    heads: queries.Headcounts,
    below: list[Link],
) -> BarometerPage:
    """Return a page over many places: headline, one path over time, the heat map."""
    total = sum(people.values())
    chosen = _chosen_path(asked, context, counts)
    parts = partition(people, context.smallest)
    figures: list[Figure] = []
    stats: list[Stat] = []
    if context.paths:
        figures.append(
            heat_map_figure(
                counts,
                people,
                names,
                parts,
                context,
                measure=asked.measure,
                title=_("Where each path has spread"),
                heading=heading,
            )
        )
    if chosen is not None:
        stats = headline(counts[counts["path"] == chosen], total, context)
        figures.insert(0, _over_time(heads.organism_ids, chosen, heads, context))
    return _page(title, state, stats, figures, context, chosen, asked, total, below)


def _over_time(
    organism_ids: Collection[int] | None, chosen: UUID, heads: queries.Headcounts, context: Context
) -> Figure:
    months = _months_until(context.today)
    ends = [_end_of(month, context.today) for month in months]
    return time_figure(
        queries.monthly_changes(organism_ids, chosen),
        months,
        heads.totals(ends),
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
