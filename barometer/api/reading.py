"""Releases as the API tells them: the same totals and lines as on the pages."""

from collections.abc import Mapping
from datetime import date
from typing import Literal
from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from academy.core.alphabet import alphabetical
from academy.organisms.models import Organism, Portfolio
from academy.organisms.policies import BarometerScope, barometer_organism_ids
from barometer.events import STEPS
from barometer.headlines import share_of
from barometer.pages import context_of
from barometer.protection.bands import Total
from barometer.releases import queries
from barometer.releases.freshness import Freshness
from barometer.releases.models import Level, Release
from barometer.releases.queries import Steps
from barometer.resting import note_of
from barometer.spreads import Spread, of_government, of_organism, of_portfolio
from courses.queries.doubts import resting_on_doubts

from . import shapes

Language = Literal["fr", "en"]


def release_said(release: Release) -> shapes.Release:
    """Return what is told of a release."""
    return shapes.Release(
        day=release.day,
        made_at=release.made_at,
        as_of=release.as_of,
        method=release.method,
        sha256=release.digest,
    )


def freshness_said(known: Freshness) -> shapes.Freshness:
    """Return what is told of how fresh the newest release is."""
    return shapes.Freshness(
        day=known.day,
        is_late=known.is_late,
        late_since=known.late_since,
        behind_since=known.behind_since,
        failing_since=known.failing_since,
        next_day=known.next_day,
    )


def organisms_seen(scope: BarometerScope, language: Language, day: date) -> shapes.Organisms:
    """Return the organisms open on `day` that a scope opens, in the order of their names."""
    ids = barometer_organism_ids(scope, day)
    rows = Organism.objects.on(day)
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    with translation.override(language):
        found = [
            shapes.Organism(
                code=one.code,
                name=one.name,
                figures=f"{reverse('barometer_api:organism', args=[one.code])}?language={language}",
            )
            for one in rows
        ]
    return shapes.Organisms(sorted(found, key=lambda one: alphabetical(one.name)))


def figures_of_organism(organism: Organism, release: Release, language: Language) -> shapes.Figures:
    """Return what a release says of an organism and its units."""
    with translation.override(language):
        place = shapes.Place("organism", organism.code, organism.name)
        spread = of_organism(organism, release)
        return _figures(place, organism.pk, spread, release, language)


def figures_of_portfolio(
    portfolio: Portfolio, release: Release, language: Language, today: date
) -> shapes.Figures:
    """Return what a release says of a portfolio and its organisms."""
    with translation.override(language):
        place = shapes.Place("portfolio", portfolio.code, portfolio.name)
        spread = of_portfolio(portfolio, release, today)
        return _figures(place, portfolio.pk, spread, release, language)


def figures_of_government(
    release: Release, language: Language, today: date, *, by_organism: bool
) -> shapes.Figures:
    """Return what a release says of the government, and of its portfolios or organisms."""
    with translation.override(language):
        place = shapes.Place("government", None, _("The whole government"))
        spread = of_government(release, today, by_organism=by_organism)
        return _figures(place, 0, spread, release, language)


def _figures(
    place: shapes.Place, number: int, spread: Spread, release: Release, language: Language
) -> shapes.Figures:
    context = context_of(language, release)
    level = Level(place.level)
    totals = queries.totals(release, level, [number]).get(number, {})
    history = queries.history(level, number, method=release.method, until=release.day)
    return shapes.Figures(
        place=place,
        release=release_said(release),
        language=language,
        smallest_group=context.smallest,
        lines_of=spread.of,
        is_merged=spread.is_merged,
        leaves_out=spread.leaves_out,
        paths=[
            shapes.PathFigures(
                key=key,
                title=title,
                doubts=_doubts(key, title),
                total=_steps(totals, key),
                lines=[shapes.Line(line.label, _steps(line.paths, key)) for line in spread.lines],
                over_time=[
                    shapes.Moment(day, _said(steps)) for day, steps in history.get(key, {}).items()
                ],
            )
            for key, title in context.paths.items()
        ],
    )


def _doubts(key: UUID, title: str) -> shapes.Doubts | None:
    resting = resting_on_doubts().get(key)
    if resting is None:
        return None
    return shapes.Doubts(resting.doubtful, resting.of, resting.is_most, note_of({key: title}))


def _steps(paths: Mapping[UUID, Steps], key: UUID) -> shapes.Steps | None:
    return _said(paths[key]) if key in paths else None


def _said(steps: Steps) -> shapes.Steps:
    return shapes.Steps(**{step: _figure(steps[step]) for step in STEPS})


def _figure(said: Total) -> shapes.Figure:
    share = share_of(said)
    return shapes.Figure(
        people=said.people,
        low=said.low,
        high=said.high,
        share=None if share is None else round(share, 4),
    )
