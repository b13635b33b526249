"""Who may write on the time axis of a place."""

from datetime import date

from academy.organisms.models import Organism, Portfolio
from academy.organisms.policies import (
    Viewer,
    is_government_lead,
    managed_organism_ids,
    portfolio_ids,
)


def can_add_events(
    user: Viewer, organism: Organism | None, portfolio: Portfolio | None, day: date
) -> bool:
    """Tell whether the person writes there, while it is open.

    An organism's manager for the organism, a portfolio's officer for the portfolio, the government
    lead for the government, which is neither.
    """
    if organism is not None:
        return organism.holds_on(day) and organism.pk in managed_organism_ids(user, day)
    if portfolio is not None:
        return portfolio.holds_on(day) and portfolio.pk in portfolio_ids(user, day)
    return is_government_lead(user, day)
