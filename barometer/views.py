"""The barometer's pages, their pictures and their files."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control

from academy.accounts.requests import SignedInRequest
from academy.organisms.models import Organism, Portfolio
from academy.organisms.policies import (
    barometer_organism_ids,
    barometer_scope,
    managed_organism_ids,
)

from . import policies
from .answers import Theme, picture_answer, table_answer
from .exports import file_name
from .figures import Figure
from .headlines import period_names
from .pages import (
    Asked,
    BarometerPage,
    asked_of,
    government_page,
    organism_page,
    portfolio_page,
)
from .pictures import pictures_of


@login_required
def index(request: SignedInRequest) -> HttpResponse:
    """Go to the widest page that the person may see."""
    today = timezone.localdate()
    address = _asked(request).address
    scope = barometer_scope(request.user, today)
    if scope.is_everything:
        return redirect(reverse("barometer:government") + address)
    if scope.portfolio_ids:
        portfolio = Portfolio.objects.filter(pk__in=scope.portfolio_ids).order_by("code").first()
        if portfolio is not None:
            return redirect(reverse("barometer:portfolio", args=[portfolio.code]) + address)
    ids = barometer_organism_ids(scope, today)
    organism = Organism.objects.filter(pk__in=ids or ()).order_by("code").first()
    if organism is None:
        raise Http404
    return redirect(reverse("barometer:organism", args=[organism.code]) + address)


def _asked(request: SignedInRequest) -> Asked:
    """Return what the address asks for."""
    return asked_of(
        **{name: request.GET.get(name, "") for name in ("path", "measure", "detail", "period")}
    )


def _page(request: SignedInRequest, level: str, code: str) -> BarometerPage:
    """Return the page that was asked for, or raise Http404 where it may not be seen."""
    today = timezone.localdate()
    asked = _asked(request)
    language = get_language() or "fr"
    if level == "government":
        if policies.can_see_government(request.user, today):
            return government_page(asked, language, today)
    elif level == "portfolio":
        portfolio = Portfolio.objects.filter(code=code).first()
        if portfolio and policies.can_see_portfolio(request.user, portfolio, today):
            return portfolio_page(portfolio, asked, language, today)
    else:
        organism = Organism.objects.filter(code=code).first()
        if organism and policies.can_see_organism(request.user, organism, today):
            return organism_page(organism, asked, language, today)
    raise Http404


@login_required
def page(request: SignedInRequest, level: str, code: str = "") -> HttpResponse:
    """Show an organism, a portfolio or the government."""
    shown = _page(request, level, code)
    context = {
        "barometer": shown,
        "drawn": [
            (figure, pictures_of(level, code, figure.name, shown.asked.address))
            for figure in shown.figures
        ],
        "level": level,
        "code": code,
        "periods": period_names(),
        "may_assign": level == "organism"
        and bool(managed_organism_ids(request.user, timezone.localdate())),
        "smallest_group": settings.BAROMETER_SMALLEST_GROUP,
    }
    return TemplateResponse(request, "barometer/page.html", context)


def _figure(request: SignedInRequest, level: str, code: str, name: str) -> Figure:
    figure = _page(request, level, code).figure(name)
    if figure is None:
        raise Http404
    return figure


@login_required
@cache_control(private=True, max_age=300)
def picture(
    request: SignedInRequest, level: str, name: str, theme: Theme, width: str, code: str = ""
) -> HttpResponse:
    """Answer with a figure's picture, to whoever may see its page."""
    return picture_answer(_figure(request, level, code, name), theme, int(width))


@login_required
def table(request: SignedInRequest, level: str, name: str, code: str = "") -> HttpResponse:
    """Answer with a figure's data as CSV, to whoever may see its page."""
    figure = _figure(request, level, code, name)
    return table_answer(figure, file_name(level, code, figure))
