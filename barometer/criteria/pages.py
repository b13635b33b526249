"""What the pages of the criteria show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from academy.core.alphabet import alphabetical
from academy.organisms.models import Organism, Portfolio
from academy.organisms.policies import Viewer, managed_organism_ids, portfolio_ids
from barometer.figures import Figure
from courses.models import TrainingRequest

from . import policies, queries
from .blind import BlindSpots, blind_spots, hidden_in
from .figures import heat_map_figure, peers_figure, profile_figure
from .grid import Criterion, Grid, grid_in
from .levels import FEWEST_PEERS, Gap, gaps_of
from .models import Assessment, CriteriaGrid, Rating, Review
from .wording import lacks_in_words, size_names, state_in_words, tone_of, too_few_peers


@dataclass(frozen=True, slots=True)
class Tab:
    """A page beside the one that is shown."""

    label: str
    url: str
    current: bool


def tabs_for(user: Viewer, day: date, current: str) -> list[Tab]:
    """Return the pages of the criteria that the person may open."""
    wanted: list[tuple[str, str, list[str]]] = []
    if policies.can_see_all(user, day):
        wanted.append((_("The whole government"), "criteria-government", []))
    for portfolio in Portfolio.objects.filter(pk__in=portfolio_ids(user, day)).order_by("code"):
        wanted.append((portfolio.name, "criteria-portfolio", [portfolio.code]))
    own = Organism.objects.filter(pk__in=managed_organism_ids(user, day)).order_by("code")
    wanted += [(organism.name, "criteria-organism", [organism.code]) for organism in own]
    if policies.can_review_any(user, day):
        wanted.append((_("Reviews"), "criteria-reviews", []))
    if policies.can_see_all(user, day):
        wanted.append((_("Agreement of reviewers"), "criteria-agreement", []))
    if policies.can_see_requests(user, day):
        wanted.append((_("Paths asked for"), "criteria-requests", []))
    wanted.append((_("The grid"), "criteria-grid", []))
    return [
        Tab(label, url, url == current)
        for label, name, args in wanted
        for url in [reverse(f"barometer:{name}", args=args)]
    ]


@dataclass(frozen=True, slots=True)
class GapRow:
    """A criterion to work on, and what to do: the paths that teach it, or a request for one."""

    criterion: Criterion
    gap: Gap
    paths: list[queries.TeachingPath]
    request: TrainingRequest | None


@dataclass(frozen=True, slots=True)
class YearRow:
    """The assessment of a year, and how far it came. `is_compared`: under the grid of the last."""

    assessment: Assessment
    state: str
    tone: str
    is_open: bool
    is_compared: bool


@dataclass(frozen=True, slots=True)
class OrganismPage:
    """How an organism stands. `year` is that of the figures, None where there is none yet.

    `hides_levels`: some are kept from the person, who may rate them a second time.
    """

    organism: Organism
    now: YearRow | None
    may_assess: bool
    has_grid: bool
    years: list[YearRow]
    year: int | None
    figures: list[Figure]
    no_peers: str
    gaps: list[GapRow]
    other_grids: bool
    hides_levels: bool

    def figure(self, name: str) -> Figure | None:
        """Return the figure with this name, or None."""
        return next((figure for figure in self.figures if figure.name == name), None)


def organism_page(organism: Organism, user: Viewer, language: str, today: date) -> OrganismPage:
    """Return the page of an organism as the person may read it."""
    may_assess = policies.can_assess(user, organism, today)
    every = queries.assessments_of(organism)
    counted = [one for one in every if queries.is_counted(one)]
    last = counted[0] if counted else None
    rows = [
        YearRow(
            assessment=one,
            state=state_in_words(one),
            tone=tone_of(one),
            is_open=policies.can_read_assessment(user, one, today),
            is_compared=last is not None and one.grid_id == last.grid_id,
        )
        for one in every
        if not one.is_draft or may_assess
    ]
    figures: list[Figure] = []
    gaps: list[GapRow] = []
    no_peers = ""
    blind = BlindSpots({})
    if last is not None:
        among = Q(organism=organism) | Q(year=last.year, grid=last.grid_id)
        blind = blind_spots(user, today, among)
        grid = queries.grid_in_use(last, language)
        same = [one for one in counted if one.grid_id == last.grid_id]
        by_id = queries.levels_of(same)
        by_year = {one.year: blind.left_in(by_id[one.pk], organism.pk, one.year) for one in same}
        levels = by_year[last.year]
        figures.append(profile_figure(by_year, grid, language))
        sizes = queries.size_classes(today)
        size = sizes.get(organism.pk, 0)
        every_one = blind.left_of(queries.standings(last.grid, last.year), last.year)
        peers = queries.peers_of(every_one, sizes, size, without=organism.pk)
        quartiles = queries.quartiles_by_criterion(grid.keys, peers)
        if len(peers) >= FEWEST_PEERS:
            title = _("Compared with organizations of %(size)s") % {"size": size_names()[size]}
            figures.append(
                peers_figure(
                    levels,
                    quartiles,
                    grid,
                    language,
                    title=title,
                    year=last.year,
                    count=len(peers),
                )
            )
        else:
            no_peers = too_few_peers(len(peers), last.year)
        gaps = _gap_rows(organism, gaps_of(levels, quartiles), grid, language)
    return OrganismPage(
        organism=organism,
        now=next((row for row in rows if row.assessment.year == today.year), None),
        may_assess=may_assess,
        has_grid=queries.current_grid() is not None,
        years=rows,
        year=last.year if last else None,
        figures=figures,
        no_peers=no_peers,
        gaps=gaps,
        other_grids=any(not row.is_compared for row in rows) and last is not None,
        hides_levels=bool(blind),
    )


def _gap_rows(organism: Organism, gaps: Sequence[Gap], grid: Grid, language: str) -> list[GapRow]:
    criteria = {one.key: one for one in grid.criteria}
    paths = queries.paths_teaching([criteria[gap.key] for gap in gaps], language)
    requests = queries.requested_by(organism)
    return [GapRow(criteria[gap.key], gap, paths[gap.key], requests.get(gap.key)) for gap in gaps]


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion of an assessment in the list of them all."""

    number: int
    criterion: Criterion
    rating: Rating | None
    level_name: str
    lacks: str
    review: Review | None
    is_hidden: bool

    @property
    def is_returned(self) -> bool:
        """Whether the reviewer wants something corrected that hasn't been touched since."""
        return queries.waits_for_correction(self.rating, self.review)


def criterion_rows(
    assessment: Assessment, user: Viewer, language: str, today: date
) -> list[CriterionRow]:
    """Return every criterion of an assessment as the person may read it: what is said, what is
    missing, what was reviewed."""
    hidden = hidden_in(assessment, user, today)
    grid = queries.grid_in_use(assessment, language)
    ratings = queries.ratings_in(assessment)
    reviews = queries.shown_reviews(assessment)
    rows = []
    for number, criterion in enumerate(grid.criteria, 1):
        rating = ratings.get(criterion.key)
        level = rating.level if rating and criterion.key not in hidden else None
        said = reviews.get(criterion.key)
        lacks = queries.lacks_of_rating(rating, today, said) if assessment.is_draft else []
        rows.append(
            CriterionRow(
                number=number,
                criterion=criterion,
                rating=rating,
                level_name="" if level is None else f"{level} – {grid.levels[level].name}",
                lacks=lacks_in_words(lacks),
                review=None if criterion.key in hidden else said,
                is_hidden=criterion.key in hidden,
            )
        )
    return rows


@dataclass(frozen=True, slots=True)
class Asked:
    """What a visitor of a wide page asked for; None: nothing, which shows the usual."""

    year: int | None = None
    size: int | None = None
    organism: str = ""

    @property
    def address(self) -> str:
        """The same as it stands behind an address."""
        said = {"year": self.year, "size": self.size, "organism": self.organism}
        kept = {name: value for name, value in said.items() if value not in (None, "")}
        return f"?{urlencode(kept)}" if kept else ""


def asked_of(year: str = "", size: str = "", organism: str = "") -> Asked:
    """Return what the address asks for; what makes no sense asks for nothing."""
    return Asked(
        int(year) if year.isdecimal() and year.isascii() and len(year) == 4 else None,
        int(size) if size in map(str, range(len(size_names()))) else None,
        organism if len(organism) <= 40 else "",
    )


@dataclass(frozen=True, slots=True)
class WidePage:
    """Many organisms in a year. `below`: by code, the organisms whose page one may open."""

    title: str
    asked: Asked
    year: int | None
    years: list[int]
    sizes: list[str]
    figures: list[Figure]
    no_peers: str
    other_grids: int
    below: Mapping[str, str]
    grid: Grid | None
    hides_levels: bool

    def figure(self, name: str) -> Figure | None:
        """Return the figure with this name, or None."""
        return next((figure for figure in self.figures if figure.name == name), None)


def wide_page(
    title: str,
    organism_ids: frozenset[int] | None,
    asked: Asked,
    user: Viewer,
    language: str,
    today: date,
) -> WidePage:
    """Return the page over some organisms, or over all (None): who stands where, and the spread.

    The spread and the comparison are those of the whole government: peers don't end at a
    portfolio.
    """
    years = queries.years_assessed()
    year = asked.year if asked.year in years else next(iter(years), None)
    sizes = queries.size_classes(today)
    if year is None:
        return WidePage(title, asked, None, years, size_names(), [], "", 0, {}, None, False)
    used: list[CriteriaGrid] = queries.grids_of(year)
    grid = grid_in(used[0].body, language)
    blind = blind_spots(user, today, Q(year=year, grid=used[0]))
    every = blind.left_of(queries.standings(used[0], year), year)
    shown = [
        one
        for one in every
        if (organism_ids is None or one.organism_id in organism_ids)
        and (asked.size is None or sizes.get(one.organism_id, 0) == asked.size)
    ]
    organisms = Organism.objects.in_bulk([one.organism_id for one in shown])
    names = {pk: organism.name for pk, organism in organisms.items()}
    shown.sort(key=lambda one: alphabetical(names[one.organism_id]))
    chosen = next((one for one in shown if organisms[one.organism_id].code == asked.organism), None)
    size = sizes.get(chosen.organism_id, 0) if chosen else asked.size
    peers = queries.peers_of(every, sizes, size, without=chosen.organism_id if chosen else None)
    figures = [heat_map_figure(shown, names, grid, language, year)] if shown else []
    no_peers = ""
    if len(peers) >= FEWEST_PEERS:
        figures.append(
            peers_figure(
                chosen.levels if chosen else None,
                queries.quartiles_by_criterion(grid.keys, peers),
                grid,
                language,
                title=_spread_title(size, names[chosen.organism_id] if chosen else ""),
                year=year,
                count=len(peers),
            )
        )
    else:
        no_peers = too_few_peers(len(peers), year)
    return WidePage(
        title=title,
        asked=asked,
        year=year,
        years=years,
        sizes=size_names(),
        figures=figures,
        no_peers=no_peers,
        other_grids=sum(len(queries.standings(other, year)) for other in used[1:]),
        below={organisms[one.organism_id].code: names[one.organism_id] for one in shown},
        grid=grid,
        hides_levels=bool(blind),
    )


def _spread_title(size: int | None, organism: str) -> str:
    if size is None:
        return _("Spread of the levels over all organizations")
    values = {"size": size_names()[size], "organism": organism}
    if organism:
        return _("%(organism)s compared with organizations of %(size)s") % values
    return _("Spread of the levels over organizations of %(size)s") % values


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A criterion for which paths are asked, by whom, and the paths that have come since."""

    title: str
    requests: list[TrainingRequest]
    paths: list[queries.TeachingPath]


def request_rows(language: str) -> list[RequestRow]:
    """Return the open requests by criterion, those of most organisms first."""
    found: dict[str, list[TrainingRequest]] = {}
    for request in queries.open_requests():
        found.setdefault(request.criterion, []).append(request)
    criteria = {
        key: criterion
        for key in found
        if (criterion := queries.latest_criterion(key, language)) is not None
    }
    paths = queries.paths_teaching(criteria.values(), language)
    rows = [
        RequestRow(criteria[key].title if key in criteria else key, requests, paths.get(key, []))
        for key, requests in found.items()
    ]
    return sorted(rows, key=lambda row: (-len(row.requests), alphabetical(row.title)))
