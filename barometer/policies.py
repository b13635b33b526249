"""Who may see which figures."""

from datetime import date
from typing import Literal

from academy.organisms.models import Organism, Portfolio
from academy.organisms.policies import (
    BarometerScope,
    Viewer,
    barometer_organism_ids,
    barometer_scope,
    designer_organism_ids,
)
from courses.models import PublishedPath

PathSight = Literal["nothing", "whole", "portfolio", "government"]


def can_see_government(user: Viewer, day: date) -> bool:
    """Tell whether the person sees the figures of the whole government."""
    return barometer_scope(user, day).is_everything


def can_see_something(user: Viewer, day: date) -> bool:
    """Tell whether the person sees some place of the barometer, and so its releases."""
    return not barometer_scope(user, day).is_empty


def can_see_portfolio(user: Viewer, portfolio: Portfolio, day: date) -> bool:
    """Tell whether the person sees the figures of `portfolio`."""
    return opens_portfolio(barometer_scope(user, day), portfolio)


def can_see_organism(user: Viewer, organism: Organism, day: date) -> bool:
    """Tell whether the person sees the figures of `organism`."""
    return opens_organism(barometer_scope(user, day), organism, day)


def opens_portfolio(scope: BarometerScope, portfolio: Portfolio) -> bool:
    """Tell whether a scope, a person's or a machine's, opens the figures of `portfolio`."""
    return scope.is_everything or portfolio.pk in scope.portfolio_ids


def opens_organism(scope: BarometerScope, organism: Organism, day: date) -> bool:
    """Tell whether a scope, a person's or a machine's, opens the figures of `organism`."""
    if scope.is_empty:
        return False
    ids = barometer_organism_ids(scope, day)
    return ids is None or organism.pk in ids


def path_sight(user: Viewer, path: PublishedPath, day: date) -> PathSight:
    """Return what the person sees of a path's page.

    Who sees every organism sees the whole; an information officer the organisms of the portfolio
    beside the whole; who designs for an organism that builds the path the whole alone. Managers see
    the path on the page of their organism.
    """
    scope = barometer_scope(user, day)
    if scope.is_everything:
        return "government"
    if scope.portfolio_ids:
        return "portfolio"
    builders = designer_organism_ids(user, day)
    if builders and path.built_by.filter(pk__in=builders).exists():
        return "whole"
    return "nothing"


def can_see_paths(user: Viewer, day: date) -> bool:
    """Tell whether the person sees the page of every path."""
    scope = barometer_scope(user, day)
    return scope.is_everything or bool(scope.portfolio_ids)
