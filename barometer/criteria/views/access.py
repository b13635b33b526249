"""Finding what a page is about: what one may not know exists answers 404."""

from datetime import date, datetime
from typing import Any

from django.http import Http404
from django.utils.timezone import localdate
from django.utils.translation import get_language

from academy.accounts.requests import SignedInRequest
from academy.core import clock
from academy.organisms.models import Organism, Portfolio
from barometer.criteria import policies, queries
from barometer.criteria.models import Assessment
from barometer.criteria.pages import tabs_for
from barometer.policies import can_see_organism, can_see_portfolio


def now() -> tuple[datetime, date]:
    """Return the present moment, and its day here."""
    at = clock.now()
    return at, localdate(at)


def language() -> str:
    """Return the language of the page."""
    return get_language() or "fr"


def organism_for(request: SignedInRequest, code: str) -> Organism:
    """Return an organism whose barometer the person sees, or raise Http404."""
    organism = Organism.objects.filter(code=code).first()
    if organism is None or not can_see_organism(request.user, organism, now()[1]):
        raise Http404
    return organism


def portfolio_for(request: SignedInRequest, code: str) -> Portfolio:
    """Return a portfolio whose barometer the person sees, or raise Http404."""
    portfolio = Portfolio.objects.filter(code=code).first()
    if portfolio is None or not can_see_portfolio(request.user, portfolio, now()[1]):
        raise Http404
    return portfolio


def assessment_for(request: SignedInRequest, code: str, year: int) -> Assessment:
    """Return an assessment that the person may read, or raise Http404."""
    found = queries.assessment_of(organism_for(request, code), year)
    if found is None or not policies.can_read_assessment(request.user, found, now()[1]):
        raise Http404
    return found


def shell(request: SignedInRequest, current: str, **values: Any) -> dict[str, Any]:
    """Return what every page of the criteria shows, with `values`; `current`: its tab."""
    return {"tabs": tabs_for(request.user, now()[1], current), **values}
