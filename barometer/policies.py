"""Who may see which figures."""

from datetime import date

from academy.organisms.models import Organism, Portfolio
from academy.organisms.policies import (
    BarometerScope,
    Viewer,
    barometer_organism_ids,
    barometer_scope,
)


def can_see_government(user: Viewer, day: date) -> bool:
    """Tell whether the person sees the figures of the whole government."""
    return barometer_scope(user, day).is_everything


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
