"""Exposure against knowledge, for an organism or for all those that a person may see."""

from datetime import date

from django.utils.translation import get_language

from academy.organisms.models import Organism
from academy.organisms.policies import Viewer, barometer_scope
from barometer.figures import Figure
from barometer.releases.models import Level, Release

from . import policies, queries
from .figures import exposure_figure
from .knowledge import passed_over_time


def exposure_of(organism: Organism, newest: Release | None) -> Figure | None:
    """Return the figure of an organism; `newest`: the release that says what is known by now."""
    ids = [organism.pk]
    paths = queries.prescribed_keys(ids)
    return exposure_figure(
        queries.exposures(ids),
        passed_over_time(newest, Level.ORGANISM, ids, paths),
        get_language() or "fr",
    )


def overview_exposure(user: Viewer, day: date, newest: Release | None) -> Figure | None:
    """Return the figure of all the organisms whose aggregates a person sees; `newest` as above."""
    scope = barometer_scope(user, day)
    ids = policies.overview_organism_ids(user, day)
    level = Level.GOVERNMENT if scope.is_everything else Level.PORTFOLIO
    places = [0] if scope.is_everything else sorted(scope.portfolio_ids)
    return exposure_figure(
        queries.exposures(ids),
        passed_over_time(newest, level, places, queries.prescribed_keys(ids)),
        get_language() or "fr",
    )
