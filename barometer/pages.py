"""What the barometer's pages show: scope and filters -> figures.

Pages are kept in the process for some minutes under the version of the data, the day, the language
and what was asked, so that a page costs the same whatever the number of statements.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core.cache import caches
from django.utils.translation import gettext as _

from academy.core.alphabet import alphabetical
from academy.organisms.models import Organism, Portfolio, Unit
from courses.queries import live_paths

from . import queries
from .disclosure import partition
from .figures import (
    Figure,
    group_figure,
    heat_map_figure,
    path_figure,
    shares_over_time,
    time_figure,
)
from .headcounts import Headcounts
from .headlines import SHOWN, Basis, Context, Stat, answer, headline, marked
from .periods import PERIODS, USUAL, months_of
from .spreads import Counted, Link, Spread, alone, of_government, of_portfolio

if TYPE_CHECKING:
    import pandas as pd

KEPT_FOR = 600
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a visitor asked for, as the address says it."""

    path: UUID | None = None
    measure: str = "passed"
    detail: bool = False
    period: str = USUAL

    @property
    def query(self) -> str:
        """What is asked for as an address says it; empty where nothing is."""
        said = {
            "path": str(self.path or ""),
            "measure": "" if self.measure == "passed" else self.measure,
            "detail": "organisms" if self.detail else "",
            "period": "" if self.period == USUAL else self.period,
        }
        return urlencode({name: value for name, value in said.items() if value})

    @property
    def address(self) -> str:
        """The same as it stands behind an address."""
        return f"?{self.query}" if self.query else ""


@dataclass(frozen=True, slots=True)
class BarometerPage:
    """A page of the barometer. `path` is the one that the headline and the curve speak of."""

    title: str
    as_of: datetime | None
    stats: list[Stat]
    figures: list[Figure]
    answer: str
    notice: str
    paths: dict[str, str]
    path: str
    path_title: str
    asked: Asked
    below: list[Link]
    people: int

    def figure(self, name: str) -> Figure | None:
        """Return the figure with this name, or None."""
        return next((figure for figure in self.figures if figure.name == name), None)

    @property
    def address_below(self) -> str:
        """What the pages below are asked for: the same path, over the same period."""
        return Asked(UUID(self.path) if self.path else None, period=self.asked.period).address


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
        lambda state: _wide_page(
            portfolio.name,
            lambda smallest: of_portfolio(portfolio, today, smallest),
            asked,
            _context(language, today),
            state,
        ),
    )


def government_page(asked: Asked, language: str, today: date) -> BarometerPage:
    """Return the page of the government: portfolios, or every organism, by path."""
    return _kept(
        ("government", asked, language, today),
        lambda state: _wide_page(
            _("The whole government"),
            lambda smallest: of_government(today, smallest, by_organism=asked.detail),
            asked,
            _context(language, today),
            state,
        ),
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
    heads = Headcounts([organism.pk])
    units = heads.of_units(organism.pk, today)
    people = sum(units.values())
    known_only = heads.known_only(today).get(organism.pk, 0)
    basis = Basis.of(people, known_only) if heads.has_any() else Basis.KNOWN
    context = replace(context, basis=basis)
    counts = queries.counts_by_unit(organism.pk, today)
    whole = queries.counts_by_organism([organism.pk], today)
    # Somebody may still be counted in a unit that is closed: left out of the units but not of the
    # total, they would be what remains when one is taken from the other.
    counted = counts.loc[(counts[list(queries.STEPS)] != 0).any(axis=1), "place"]
    units = dict.fromkeys(counted.tolist(), 0) | units
    chosen = _chosen_path(asked, context, whole)
    names = {unit.pk: unit.name for unit in Unit.objects.filter(pk__in=units)}
    ordered = {pk: units[pk] for pk in sorted(units, key=lambda pk: alphabetical(names[pk]))}
    if context.basis is Basis.MIXED:
        unsure = heads.units_without(organism.pk, today)
        names = {pk: marked(name) if pk in unsure else name for pk, name in names.items()}
    parts = partition(ordered, context.smallest, heads.known_in_units(ordered, today))
    figures: list[Figure] = []
    stats: list[Stat] = []
    if chosen is not None:
        months = _over_time([organism.pk], chosen, heads, context, alone(context.smallest), asked)
        stats = headline(whole[whole["path"] == chosen], people, months, context)
        figures.append(time_figure(months, context, context.paths[chosen]))
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
    figures.append(path_figure(whole, people, context))
    return _page(organism.name, state, stats, figures, context, chosen, asked, people)


def _wide_page(
    title: str,
    spread_of: Callable[[int], Spread],
    asked: Asked,
    context: Context,
    state: queries.State,
) -> BarometerPage:
    """Return a page over many places: headline, one path over time, the heat map."""
    spread = spread_of(context.smallest)
    counts, people = spread.shown()
    total = sum(people.values())
    context = replace(context, basis=Basis.of(total, spread.known_only))
    names = {
        place: marked(name) if context.basis is Basis.MIXED and place in spread.unsure else name
        for place, name in spread.names.items()
    }
    chosen = _chosen_path(asked, context, counts)
    figures: list[Figure] = []
    stats: list[Stat] = []
    if context.paths:
        figures.append(
            heat_map_figure(
                counts,
                people,
                names,
                spread.parts,
                context,
                measure=asked.measure,
                title=_("Where each path has spread"),
                heading=spread.heading,
                of=spread.of,
            )
        )
    if chosen is not None:
        heads = spread.heads
        months = _over_time(heads.organism_ids, chosen, heads, context, spread.counted, asked)
        stats = headline(counts[counts["path"] == chosen], total, months, context)
        figures.insert(0, time_figure(months, context, context.paths[chosen]))
    return _page(title, state, stats, figures, context, chosen, asked, total, spread.below)


def _over_time(
    organism_ids: Collection[int] | None,
    chosen: UUID,
    heads: Headcounts,
    context: Context,
    counted: Counted,
    asked: Asked,
) -> "pd.DataFrame":
    """Return the shares at the end of each month of the period."""
    changes = queries.monthly_changes(organism_ids, chosen)
    first = None if changes.empty else changes["month"].min().date()
    months = months_of(asked.period, context.today, first)
    people = []
    for month in months:
        # Who is counted with whom is decided by the headcounts of each month: a total of last
        # year minus its parts is no more about a few people than one of today.
        of_month = heads.of_organisms(_end_of(month, context.today))
        kept = counted(of_month)
        people.append({pk: count for pk, count in of_month.items() if pk in kept})
    return shares_over_time(
        changes, months, people, context.smallest, from_the_start=asked.period == "all"
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
        answer=answer(stats, context.basis),
        notice=context.basis.notice if context.paths else "",
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


def _end_of(month: date, today: date) -> date:
    """Return the last day of the month, or today in the current one."""
    following = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return min(following - timedelta(days=1), today)


def asked_of(path: str = "", measure: str = "", detail: str = "", period: str = "") -> Asked:
    """Return what the address asks for; what makes no sense asks for nothing."""
    try:
        key = UUID(path) if path else None
    except ValueError:
        key = None
    return Asked(
        key,
        measure if measure in SHOWN else "passed",
        detail == "organisms",
        period if period in PERIODS else USUAL,
    )
