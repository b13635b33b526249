"""The page of a path: where it has spread, how long it takes, where people stop.

Who opens it wants to know what to change. An officer: in which organization to ask. A designer: at
which lesson people leave, and which question most get wrong.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.core.cache import caches
from django.utils.translation import gettext as _

from academy.organisms.models import Portfolio
from barometer.figures import Figure, Seal, group_figure, time_figure
from barometer.headlines import Context, Stat, answer, headline
from barometer.measures.periods import days_of
from barometer.pages import KEPT_FOR, Asked, context_of, hash_of
from barometer.policies import PathSight
from barometer.releases import queries
from barometer.releases.models import Level, Release
from barometer.resting import note_of, with_notes
from barometer.spreads import Line, Link, Spread, of_government, of_portfolio
from barometer.timeline.marks import Mark
from barometer.timeline.queries import marks_of
from courses.models import PublishedPath

from .figures import (
    answers_figure,
    cohort_said,
    known_figure,
    seal_of,
    spread_said,
    stops_figure,
    time_said,
    titles_in,
)


@dataclass(frozen=True, slots=True)
class PathShown:
    """The page of a path. `time` and `cohort` are "" where nothing is said yet of people's way.
    `way_day`: the day of the release that says it; `seal`: None of one without a document of it.

    `below`: the places to go down to, portfolios or organizations (`below_is`). `doubts`: what of
    all this rests on doubtful questions.
    """

    key: UUID
    title: str
    url: str
    release: Release | None
    asked: Asked
    stats: list[Stat]
    answer: str
    figures: list[Figure]
    time: str
    cohort: str
    way_day: date | None
    seal: Seal | None
    spread: str
    below: list[Link]
    below_is: str
    doubts: str = ""

    def figure(self, name: str) -> Figure | None:
        """Return the figure with this name, or None."""
        return next((figure for figure in self.figures if figure.name == name), None)

    @property
    def address_below(self) -> str:
        """What the pages below are asked for: this path, over the same period."""
        return Asked(self.key, period=self.asked.period).address


def path_page(
    path: PublishedPath,
    sight: PathSight,
    portfolios: Collection[int],
    asked: Asked,
    language: str,
    today: date,
) -> PathShown:
    """Return the page of a path as `sight` allows; `portfolios`: those of which one is officer."""
    text = path.text_in(language)
    release = queries.newest()
    if release is None:
        place = (path.key, text["title"], text["url"], None, asked)
        return PathShown(*place, [], "", [], "", "", None, None, "", [], "")
    marks = _marks(path, sight, today)
    key = (
        "path",
        path.key,
        path.updated_at,
        sight,
        sorted(portfolios) if sight == "portfolio" else (),
        asked,
        language,
        today,
        marks,
    )
    name = f"barometer:{release.digest}:{hash_of(key)}"
    made = caches["local"].get(name)
    if made is None:
        made = _made(path, sight, portfolios, asked, language, today, release, marks)
        caches["local"].set(name, made, KEPT_FOR)
    # Doubts come and are decided between releases.
    own = {path.key: text["title"]}
    return replace(made, figures=with_notes(made.figures, str(path.key), own), doubts=note_of(own))


def _made(
    path: PublishedPath,
    sight: PathSight,
    portfolios: Collection[int],
    asked: Asked,
    language: str,
    today: date,
    release: Release,
    marks: Sequence[Mark],
) -> PathShown:
    context = context_of(language, release)
    text = path.text_in(language)
    titles = titles_in(text, path.outline)
    history = queries.over_time(Level.GOVERNMENT, 0, path.key, method=release.method)
    shown = {day: history[day] for day in days_of(asked.period, list(history))}
    steps = history.get(release.day)
    figures: list[Figure] = []
    stats: list[Stat] = []
    spread = _spread(sight, portfolios, asked, today, release)
    said = ""
    if steps is not None:
        stats = headline(steps, shown)
        figures.append(time_figure(shown, context, titles.path, marks))
        said = _quartiles(path.key, release)
        if spread is not None and spread.lines:
            figures.append(_spread_figure(spread, path.key, context, titles.path))
    way = queries.way_through(path.key, release.day)
    if way is not None:
        found = (stops_figure(way, titles, context), answers_figure(way, titles, context))
        figures += [figure for figure in found if figure is not None]
    recalls = queries.still_known(path.key, release.day)
    known = known_figure(recalls, titles, context) if recalls else None
    if known is not None:
        figures.append(known)
    return PathShown(
        key=path.key,
        title=titles.path,
        url=text["url"],
        release=release,
        asked=asked,
        stats=stats,
        answer=answer(steps, stats),
        figures=figures,
        time=time_said(way) if way else "",
        cohort=cohort_said(way) if way else "",
        way_day=way.release.day if way else None,
        seal=seal_of(way) if way else None,
        spread=said,
        below=spread.below if spread else [],
        below_is="portfolio" if sight == "government" else "organism",
    )


def _marks(path: PublishedPath, sight: PathSight, today: date) -> list[Mark]:
    """Return what the curve shows of what happened, as far as one may see it.

    Mergers name organizations, which whoever sees the government's page alone is told of; whoever
    sees the path and no place isn't told what was written for places either.
    """
    if sight == "whole":
        return []
    happened = marks_of(None, None, today, with_tree=sight == "government")
    return [mark for key, mark in happened if key in (None, path.key)]


def _spread(
    sight: PathSight, portfolios: Collection[int], asked: Asked, today: date, release: Release
) -> Spread | None:
    """Return the places that may be named: all, those of the own portfolios, or none."""
    if sight == "government":
        return of_government(release, today, by_organism=asked.detail)
    if sight != "portfolio":
        return None
    own = Portfolio.objects.filter(pk__in=portfolios).order_by("code")
    spreads = [of_portfolio(portfolio, release, today) for portfolio in own]
    lines: dict[str, Line] = {line.label: line for one in spreads for line in one.lines}
    return Spread(
        lines=list(lines.values()),
        of="organism",
        is_merged=any(one.is_merged for one in spreads),
        leaves_out=any(one.leaves_out for one in spreads),
        below=[link for one in spreads for link in one.below],
    )


def _spread_figure(spread: Spread, key: UUID, context: Context, path: str) -> Figure:
    title = (
        _("%(path)s, by portfolio") if spread.of == "portfolio" else _("%(path)s, by organization")
    )
    return group_figure(spread, key, context, title=title % {"path": path})


def _quartiles(key: UUID, release: Release) -> str:
    """Say how the path spreads over the rows that the map of organizations has."""
    together = [one.key for one in queries.groups(release) if one.organism_id is None]
    apart = [
        paths[key] for paths in queries.totals(release, Level.ORGANISM).values() if key in paths
    ]
    grouped = [paths[key] for paths in queries.counts(release, together).values() if key in paths]
    return spread_said(apart + grouped, release.day, together=bool(grouped))
