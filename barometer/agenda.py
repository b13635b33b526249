"""The top of an organism's page: what is asked of it, what expires, what to do next.

Who opens it wants, in ten seconds, the one thing to do this week: whom to remind of what, where to
ask why a path doesn't spread, what to ask for next. What an organism asks, and its criteria, are
read as they are now; whatever is about people comes from the release.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.cache import caches
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.core.alphabet import alphabetical
from academy.core.templatetags.figures import day_in_words, percent
from academy.organisms.models import Organism
from courses.models import PublishedPath
from courses.queries import current_assignments

from .advice import Behind, Uneven, is_worth_a_reminder, paths_behind, uneven_paths
from .asked import AskedBeside, AskedRow, Groups, asked_beside, asked_row
from .criteria import queries as criteria
from .criteria.levels import HIGHEST, gaps_of, size_class
from .headlines import share_of
from .measures.validity import months_in_force, next_end
from .published_validity import versions_of
from .releases import queries
from .releases.models import Level, Release
from .releases.queries import Steps

KEPT_FOR = 600
MOST_STEPS = 3


@dataclass(frozen=True, slots=True)
class Expiry:
    """A path whose passes end, and which of them do next."""

    title: str
    rule: str
    next_end: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to do: a sentence, and where to do it."""

    sentence: str
    action: str
    url: str


_Found = list[tuple[UUID | None, NextStep]]
"""What a rule finds, the most telling first, and the path that each is about."""


@dataclass(frozen=True, slots=True)
class Agenda:
    """What stands at the top of an organism's page. `is_known`: enough is published for rules."""

    asked: list[AskedRow]
    expiring: list[Expiry]
    steps: list[NextStep]
    is_known: bool


@dataclass(frozen=True, slots=True)
class _Known:
    """What a release says for the rules, in no language. `groups`: the units that are counted
    together, and their figures."""

    own: Mapping[UUID, Steps]
    groups: Groups
    uneven: Sequence[Uneven[UUID]]
    behind: Sequence[Behind[UUID]]


def agenda_of(
    organism: Organism,
    release: Release,
    *,
    titles: Mapping[UUID, str],
    language: str,
    today: date,
    may_assign: bool,
) -> Agenda:
    """Return the agenda of an organism. `titles`: of the paths of the page, by key.

    `may_assign`: whether the person may ask its people for a path, and is led there.
    """
    known = _known(organism, release)
    rows = asked_beside(
        organism, current_assignments([organism], language), known.own, known.groups, today
    )
    page = reverse("barometer:organism", args=[organism.code])
    steps = _first_of_each(
        _reminders(rows, page, today, may_assign),
        _uneven(known, titles, page),
        _behind(known, titles, page, may_assign),
        _gap(organism, language),
    )
    return Agenda(
        asked=[asked_row(row, page, today) for row in rows],
        expiring=_expiring(titles, today),
        steps=steps,
        is_known=any(share_of(one["passed"]) is not None for one in known.own.values()),
    )


def _known(organism: Organism, release: Release) -> _Known:
    name = f"barometer:{release.digest}:agenda:{organism.pk}"
    kept = caches["local"].get(name)
    if kept is None:
        kept = _read(organism, release)
        caches["local"].set(name, kept, KEPT_FOR)
    return kept


def _read(organism: Organism, release: Release) -> _Known:
    """Read what the release says of the organism, its groups and its peers; three queries."""
    totals = queries.totals(release, Level.ORGANISM)
    own = totals.get(organism.pk, {})
    groups = queries.groups(release, organism_id=organism.pk)
    counts = queries.counts(release, [group.key for group in groups])
    by_path = {
        path: [counts[group.key][path]["passed"] for group in groups if path in counts[group.key]]
        for path in own
    }
    size = _size_of(own)
    peers = [
        {path: steps["passed"] for path, steps in paths.items()}
        for pk, paths in totals.items()
        if pk != organism.pk and _size_of(paths) == size
    ]
    return _Known(
        own=own,
        groups=[(frozenset(group.units), counts[group.key]) for group in groups],
        uneven=uneven_paths(by_path, release.day),
        behind=paths_behind({path: steps["passed"] for path, steps in own.items()}, peers),
    )


def _size_of(paths: Mapping[UUID, Steps]) -> int:
    """Return the size class of the people whom a release counts in an organism."""
    return size_class(max((steps["passed"].people for steps in paths.values()), default=0))


def _expiring(titles: Mapping[UUID, str], today: date) -> list[Expiry]:
    told = PublishedPath.objects.filter(key__in=list(titles)).exclude(validity=[])
    found = []
    for key, validity in told.order_by().values_list("key", "validity"):
        versions = versions_of(validity)
        ends = next_end(versions, today)
        if ends is None:
            continue
        made, end = ends
        said = _("Passes of %(made)s end in %(end)s.") % {
            "made": date_format(made, "F Y"),
            "end": date_format(end, "F Y"),
        }
        found.append(Expiry(titles[key], _rule_said(months_in_force(versions, today)), said))
    return sorted(found, key=lambda one: alphabetical(one.title))


def _rule_said(months: int | None) -> str:
    if months is None:
        return _("Who passes now has passed for ever.")
    return ngettext(
        "A pass holds for %(count)s month.", "A pass holds for %(count)s months.", months
    ) % {"count": months}


def _reminders(rows: Iterable[AskedBeside], page: str, today: date, may_assign: bool) -> _Found:
    found: _Found = []
    for row in rows:
        completed = row.steps["completed"] if row.steps else None
        asked = row.row.assignment
        # A due date that each person has for themselves is on no day for all of them.
        if completed is None or asked.due_on is None:
            continue
        if not is_worth_a_reminder(asked.due_on, completed, today, row.exempted):
            continue
        said = (
            _(
                "The day of “%(path)s” was %(day)s, and about %(share)s of those who are asked "
                "have completed it. Remind people, or set another day."
            )
            if asked.due_on < today
            else _(
                "“%(path)s” is asked by %(day)s, and about %(share)s of those who are asked have "
                "completed it. Remind people, or move the day."
            )
        )
        sentence = said % {
            "path": row.row.title,
            "day": day_in_words(asked.due_on),
            "share": percent(completed.share),
        }
        found.append((asked.path_key, _about_asking(sentence, asked.path_key, page, may_assign)))
    return found


def _about_asking(sentence: str, path: UUID, page: str, may_assign: bool) -> NextStep:
    if may_assign:
        return NextStep(sentence, _("See what is asked"), reverse("courses:assignments"))
    return NextStep(sentence, _("See how it spreads"), f"{page}?path={path}#over-time")


def _uneven(known: _Known, titles: Mapping[UUID, str], page: str) -> _Found:
    return [
        (
            one.path,
            NextStep(
                _(
                    "“%(path)s” has spread unevenly: about %(low)s have passed it in one group of "
                    "units and %(high)s in another, more than chance explains. Ask what is in the "
                    "way where it spreads less."
                )
                % {
                    "path": titles[one.path],
                    "low": percent(one.low),
                    "high": percent(one.high),
                },
                _("Compare the units"),
                f"{page}?path={one.path}#places",
            ),
        )
        for one in known.uneven
        if one.path in titles
    ]


def _behind(known: _Known, titles: Mapping[UUID, str], page: str, may_assign: bool) -> _Found:
    found: _Found = []
    for one in known.behind:
        if one.path not in titles:
            continue
        sentence = _(
            "In half of the organizations of your size, %(median)s of the people or more have "
            "passed “%(path)s”; here, about %(own)s. Consider asking for it."
        ) % {
            "median": percent(one.median),
            "path": titles[one.path],
            "own": percent(one.own),
        }
        found.append((one.path, _about_asking(sentence, one.path, page, may_assign)))
    return found


def _gap(organism: Organism, language: str) -> _Found:
    """Say the lowest criterion that a path teaches, of the last assessment that counts."""
    counted = [one for one in criteria.assessments_of(organism) if criteria.is_counted(one)]
    if not counted:
        return []
    grid = criteria.grid_in_use(counted[0], language)
    levels = criteria.levels_of(counted[:1])[counted[0].pk]
    wanted = [gap for gap in gaps_of(levels, {}) if grid.criterion(gap.key) is not None]
    found = [one for gap in wanted if (one := grid.criterion(gap.key)) is not None]
    taught = criteria.paths_teaching(found, language)
    for criterion in found:
        paths = taught[criterion.key]
        if paths:
            sentence = _(
                "On the criterion “%(criterion)s”, the level is %(level)s of %(highest)s. The "
                "learning path “%(path)s” teaches it."
            ) % {
                "criterion": criterion.title,
                "level": levels[criterion.key],
                "highest": HIGHEST,
                "path": paths[0].title,
            }
            return [(None, NextStep(sentence, _("Open the learning path"), paths[0].url))]
    return []


def _first_of_each(*rules: _Found) -> list[NextStep]:
    """Return the first step of each rule, in their order; no two about one path."""
    found: list[NextStep] = []
    named: set[UUID] = set()
    for steps in rules:
        for path, step in steps:
            if path is None or path not in named:
                found.append(step)
                named |= {path} if path is not None else set()
                break
    return found[:MOST_STEPS]
