"""What the barometer's pages show: a release, and what was asked for -> figures.

Pages are kept in the process for some minutes under the release, the day, the language and what was
asked, so that a page costs the same whatever the number of statements.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core.cache import caches
from django.utils.translation import gettext as _

from academy.organisms.models import Organism, Portfolio
from courses.queries import live_paths

from .comparison_figures import compared
from .events import STEPS
from .figures import Figure, Seal, group_figure, heat_map_figure, path_figure, time_figure
from .forecasting.seeds import seed_of
from .headlines import Context, Stat, answer, headline, notice_of, since_last_release
from .ledger import queries as ledgers
from .ledger.said import WEEKS, law_of
from .ledger.wording import too_few
from .measures.periods import PERIODS, USUAL, days_of
from .outlook import queries as outlooks
from .outlook.figures import outlook_figure
from .outlook.frozen import BEGINNINGS
from .outlook.what_if import OneMore, one_more
from .outlook.wording import Aim
from .protection import SMALLEST
from .releases import queries
from .releases.models import Level, Release
from .releases.queries import Steps
from .resting import note_of, with_notes
from .spreads import Link, Spread, of_government, of_organism, of_portfolio
from .timeline.marks import Mark
from .timeline.queries import marks_of

KEPT_FOR = 600
Happened = Sequence[tuple[UUID | None, Mark]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a visitor asked for, as the address says it.

    `campaign`: in how many weeks after the release one more begins; 0: none.
    """

    path: UUID | None = None
    measure: str = "passed"
    detail: bool = False
    period: str = USUAL
    campaign: int = 0

    @property
    def query(self) -> str:
        """What is asked for as an address says it; empty where nothing is."""
        said = {
            "path": str(self.path or ""),
            "measure": "" if self.measure == "passed" else self.measure,
            "detail": "organisms" if self.detail else "",
            "period": "" if self.period == USUAL else self.period,
            "campaign": str(self.campaign or ""),
        }
        return urlencode({name: value for name, value in said.items() if value})

    @property
    def address(self) -> str:
        """The same as it stands behind an address."""
        return f"?{self.query}" if self.query else ""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """When one more campaign may begin, to be chosen below a forecast: weeks, and the day.

    `missing`: why nothing can be said of it; there is nothing to choose then.
    """

    choices: list[tuple[int, date]] = field(default_factory=list)
    missing: str = ""


@dataclass(frozen=True, slots=True)
class BarometerPage:
    """A page of the barometer. `path` is the one that the headline and the curve speak of.

    `release`: what all of it is from; None as long as there is none. `missing`: why there is no
    headline, "" where there is one. `notes`: why figures are missing. `doubts`: what
    rests on doubtful questions of that path.
    `what_if`: None where nothing is foreseen.
    """

    title: str
    release: Release | None
    asked: Asked
    stats: list[Stat]
    figures: list[Figure]
    paths: dict[str, str]
    path: str
    path_title: str
    answer: str
    moved: str
    notice: str
    below: list[Link]
    notes: list[str] = field(default_factory=list)
    what_if: WhatIf | None = None
    missing: str = ""
    doubts: str = ""

    def figure(self, name: str) -> Figure | None:
        """Return the figure with this name, or None."""
        return next((figure for figure in self.figures if figure.name == name), None)

    @property
    def address_of_path(self) -> str:
        """What the page of the path is asked for: the same period and rows."""
        return Asked(detail=self.asked.detail, period=self.asked.period).address

    @property
    def address_below(self) -> str:
        """What the pages below are asked for: the same path, over the same period."""
        return Asked(UUID(self.path) if self.path else None, period=self.asked.period).address


def organism_page(
    organism: Organism, asked: Asked, language: str, today: date, *, with_events: bool = True
) -> BarometerPage:
    """Return the page of an organism: its paths, one path over time and in each unit.

    `with_events`: curves show what happened. Only for those who see the organism: people write it.
    """
    happened = marks_of(organism, None, today) if with_events else []
    aims = {
        target.path_key: Aim(target.share, target.due_on)
        for target in outlooks.current_targets(organism)
    }
    return _kept(
        ("organism", organism.pk, organism.name, asked, language, today, aims, happened),
        lambda release: _page(
            organism.name,
            Level.ORGANISM,
            organism.pk,
            of_organism(organism, release),
            asked,
            context_of(language, release),
            release,
            happened,
            aims,
        ),
        lambda: _empty(organism.name, asked),
    )


def portfolio_page(portfolio: Portfolio, asked: Asked, language: str, today: date) -> BarometerPage:
    """Return the page of a portfolio: its organisms by path, one path over time."""
    happened = marks_of(None, portfolio, today)
    return _kept(
        ("portfolio", portfolio.pk, portfolio.name, asked, language, today, happened),
        lambda release: _page(
            portfolio.name,
            Level.PORTFOLIO,
            portfolio.pk,
            of_portfolio(portfolio, release, today),
            asked,
            context_of(language, release),
            release,
            happened,
        ),
        lambda: _empty(portfolio.name, asked),
    )


def government_page(asked: Asked, language: str, today: date) -> BarometerPage:
    """Return the page of the government: portfolios, or every organism, by path."""
    title = _("The whole government")
    happened = marks_of(None, None, today)
    return _kept(
        ("government", asked, language, today, happened),
        lambda release: _page(
            title,
            Level.GOVERNMENT,
            0,
            of_government(release, today, by_organism=asked.detail),
            asked,
            context_of(language, release),
            release,
            happened,
        ),
        lambda: _empty(title, asked),
    )


def _kept(
    key: tuple[Any, ...],
    make: Callable[[Release], BarometerPage],
    empty: Callable[[], BarometerPage],
) -> BarometerPage:
    release = queries.newest()
    if release is None:
        return empty()
    # Forecasts and effects follow their release by a minute or so.
    frozen = ledgers.followed_by(release)
    name = f"barometer:{release.digest}:{hash_of((key, frozen))}"
    made = caches["local"].get(name)
    if made is None:
        made = make(release)
        caches["local"].set(name, made, KEPT_FOR)
    # Doubts come and are decided between releases.
    paths = {UUID(key): title for key, title in made.paths.items()}
    return replace(
        made,
        figures=with_notes(made.figures, made.path, paths),
        doubts=note_of({key: title for key, title in paths.items() if str(key) == made.path}),
    )


def hash_of(key: Any) -> str:
    """Return a short name for `key`, the same in every process."""
    return sha256(repr(key).encode()).hexdigest()[:32]


def _page(
    title: str,
    level: Level,
    place: int,
    spread: Spread,
    asked: Asked,
    context: Context,
    release: Release,
    happened: Happened,
    aims: Mapping[UUID, Aim] | None = None,
) -> BarometerPage:
    """Return a page: headline, one path over time, then the units, or the heat map."""
    paths = queries.totals(release, level, [place]).get(place, {})
    chosen = chosen_path(asked.path, context, paths)
    history: dict[date, Steps] = {}
    shown: dict[date, Steps] = {}
    figures: list[Figure] = []
    notes: list[str] = []
    stats: list[Stat] = []
    what_if: WhatIf | None = None
    if chosen is not None:
        history = queries.over_time(level, place, chosen, method=release.method)
        shown = {day: history[day] for day in days_of(asked.period, list(history))}
        stats = headline(paths.get(chosen), shown)
        marks = [mark for key, mark in happened if key in (None, chosen)]
        figures.append(time_figure(shown, context, context.paths[chosen], marks))
        outlook = outlooks.outlook_of(release)
        if outlook is None:
            notes.append(_("What may come is being computed: it is on this page within minutes."))
        elif shown and (foreseen := outlooks.forecast_of(release, level, place, chosen)):
            named, aim = context.paths[chosen], (aims or {}).get(chosen)
            seal = Seal("forecasts", release.day, outlook.method, outlook.digest)
            what_if, more = _what_if(foreseen, release, asked, (level, place, chosen))
            figures.append(
                outlook_figure(
                    shown, foreseen, outlook.record, context, named, aim, seal, marks, more
                )
            )
        if level is Level.ORGANISM:
            by_unit = _("%(path)s, by unit") % {"path": context.paths[chosen]}
            figures.append(group_figure(spread, chosen, context, title=by_unit))
    if level is Level.ORGANISM:
        figures.append(path_figure(paths, context))
    elif context.paths:
        where = _("Where each path has spread")
        figures.append(heat_map_figure(spread, context, measure=asked.measure, title=where))
    if level is Level.PORTFOLIO and chosen is not None:
        beside = compared(place, chosen, release, context)
        figures += beside.figures
        notes += beside.notes
    steps = paths.get(chosen) if chosen else None
    return BarometerPage(
        title=title,
        release=release,
        asked=asked,
        stats=stats,
        figures=figures,
        paths={str(key): name for key, name in context.paths.items()},
        path=str(chosen or ""),
        path_title=context.paths[chosen] if chosen else "",
        answer=answer(steps, stats),
        moved=since_last_release(history) if len(shown) > 2 else "",
        notice=notice_of(steps["passed"]) if steps else "",
        below=spread.below,
        notes=notes,
        what_if=what_if,
        missing="" if steps else _missing(context),
    )


def _missing(context: Context) -> str:
    """Say why there is no headline where nothing is published of a path."""
    return _(
        "Nothing is published here yet of this learning path: too few people are known to the "
        "academy. Figures are of %(smallest)s people at least."
    ) % {"smallest": context.smallest}


def _what_if(
    foreseen: Mapping[str, Any], release: Release, asked: Asked, key: tuple[Level, int, UUID]
) -> tuple[WhatIf | None, OneMore | None]:
    """Return when one more campaign may begin, and what it changes where one was asked for."""
    ledger = ledgers.ledger_of(release)
    if foreseen["early"] or ledger is None:
        return None, None
    law, campaigns = law_of(ledger.said), ledger.said["next"]["campaigns"]
    if law is None:
        return WhatIf(missing=too_few(campaigns)), None
    choices = [(weeks, release.day + timedelta(weeks=weeks)) for weeks in BEGINNINGS]
    if not asked.campaign:
        return WhatIf(choices), None
    more = one_more(
        foreseen,
        law,
        day=release.day,
        begins=asked.campaign,
        weeks=WEEKS,
        campaigns=campaigns,
        seed=seed_of("campaign", *key, release.day.isoformat()),
    )
    return WhatIf(choices), more


def _empty(title: str, asked: Asked) -> BarometerPage:
    """Return the page as long as no release was published."""
    return BarometerPage(title, None, asked, [], [], {}, "", "", "", "", "", [])


def context_of(language: str, release: Release) -> Context:
    """Return what all figures of a release share, in a language: the published paths by title."""
    published = queries.totals(release, Level.GOVERNMENT)[0]
    paths = {
        path.key: path.text_in(language)["title"] for path in live_paths() if path.key in published
    }
    return Context(
        language="en" if language.startswith("en") else "fr",
        day=release.day,
        smallest=max(SMALLEST, settings.BAROMETER_SMALLEST_GROUP),
        paths=paths,
    )


def chosen_path(asked: UUID | None, context: Context, paths: Mapping[UUID, Steps]) -> UUID | None:
    """Return the path that was asked for, or the one that most people have joined."""
    if asked in context.paths:
        return asked

    def joined(key: UUID) -> float:
        return paths[key]["reached"].expected if key in paths else 0

    return max(context.paths, key=joined, default=None)


def asked_of(
    path: str = "", measure: str = "", detail: str = "", period: str = "", campaign: str = ""
) -> Asked:
    """Return what the address asks for; what makes no sense asks for nothing."""
    try:
        key = UUID(path) if path else None
    except ValueError:
        key = None
    return Asked(
        key,
        measure if measure in STEPS else "passed",
        detail == "organisms",
        period if period in PERIODS else USUAL,
        int(campaign) if campaign in map(str, BEGINNINGS) else 0,
    )
