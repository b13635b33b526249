"""Pages over many organisms, the grid, and the paths that are asked for."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from academy.accounts.requests import SignedInRequest
from barometer.criteria import pages, policies, queries
from barometer.criteria.grid import grid_in
from barometer.criteria.pages import WidePage
from barometer.drawn import drawn_of
from courses.training_requests.policies import can_study

from .access import language, now, portfolio_for, shell


@require_safe
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    """Go to the first page of the criteria that concerns the person: at least the grid."""
    return redirect(pages.tabs_for(request.user, now()[1], "")[0].url)


@require_safe
@login_required
def grid(request: SignedInRequest) -> HttpResponse:
    """Show the grid: which criteria are official, what each asks, where each comes from."""
    current = queries.current_grid()
    context = shell(
        request,
        reverse("barometer:criteria-grid"),
        grid=grid_in(current.body, language()) if current else None,
    )
    return TemplateResponse(request, "barometer/criteria/grid.html", context)


def wide_page_for(request: SignedInRequest, code: str) -> WidePage:
    """Return the page of a portfolio, or of the government where there is no code; or Http404."""
    today = now()[1]
    asked = pages.asked_of(
        **{name: request.GET.get(name, "") for name in ("year", "size", "organism")}
    )
    if not code:
        if not policies.can_see_all(request.user, today):
            raise Http404
        return pages.wide_page(
            _("The whole government"), None, asked, request.user, language(), today
        )
    portfolio = portfolio_for(request, code)
    inside = queries.organisms_in(portfolio, today)
    return pages.wide_page(portfolio.name, inside, asked, request.user, language(), today)


def _wide(request: SignedInRequest, level: str, code: str) -> HttpResponse:
    page = wide_page_for(request, code)
    context = shell(
        request,
        request.path,
        page=page,
        level=level,
        code=code,
        drawn=drawn_of(page.figures, level, code, page.asked.address),
    )
    return TemplateResponse(request, "barometer/criteria/wide.html", context)


@require_safe
@login_required
def government(request: SignedInRequest) -> HttpResponse:
    """Show how every organism stands."""
    return _wide(request, "criteria-government", "")


@require_safe
@login_required
def portfolio(request: SignedInRequest, code: str) -> HttpResponse:
    """Show how the organisms of a portfolio stand."""
    return _wide(request, "criteria-portfolio", code)


@require_safe
@login_required
def requests(request: SignedInRequest) -> HttpResponse:
    """Show which paths are asked for, to who designs them and who leads."""
    today = now()[1]
    if not policies.can_see_requests(request.user, today):
        raise Http404
    context = shell(
        request,
        reverse("barometer:criteria-requests"),
        rows=pages.request_rows(language()),
        may_study=can_study(request.user, today),
    )
    return TemplateResponse(request, "barometer/criteria/requests.html", context)
