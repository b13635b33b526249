"""The page that a subscription is about: whether the person sees it, and what it says."""

from datetime import date

from academy.organisms.models import Organism, Portfolio
from academy.organisms.policies import Viewer
from barometer import policies
from barometer.pages import Asked, BarometerPage, government_page, organism_page, portfolio_page
from barometer.releases.models import Level

Place = Organism | Portfolio | None


def find_place(level: str, code: str) -> Place:
    """Return the organism or portfolio that has a code, None for the government or where none has.

    `can_see` tells the last two apart.
    """
    if level == Level.ORGANISM:
        return Organism.objects.filter(code=code).first()
    if level == Level.PORTFOLIO:
        return Portfolio.objects.filter(code=code).first()
    return None


def can_see(user: Viewer, level: str, place: Place, day: date) -> bool:
    """Tell whether the person sees a page of the barometer on `day`."""
    if isinstance(place, Organism):
        return policies.can_see_organism(user, place, day)
    if isinstance(place, Portfolio):
        return policies.can_see_portfolio(user, place, day)
    return level == Level.GOVERNMENT and policies.can_see_government(user, day)


def page_of(place: Place, language: str, day: date) -> BarometerPage:
    """Return what the page says, as whoever opens it without asking for anything finds it."""
    if isinstance(place, Organism):
        return organism_page(place, Asked(), language, day)
    if isinstance(place, Portfolio):
        return portfolio_page(place, Asked(), language, day)
    return government_page(Asked(), language, day)
