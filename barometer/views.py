"""The barometer's pages, their pictures and their files."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control

from academy.accounts.requests import SignedInRequest
from academy.core import clock
from academy.core.compression import of_groups_alone
from academy.organisms.models import Organism, Portfolio
from academy.organisms.policies import (
    barometer_organism_ids,
    barometer_scope,
    managed_organism_ids,
)

from . import policies
from .agenda import Agenda, agenda_of
from .answers import Theme, file_answer, picture_answer
from .drawn import drawn_of
from .exports import Kind, document_name, file_name, ways_name
from .figures import Figure
from .headlines import measure_names, period_names
from .ledger import queries as ledgers
from .origins import origin_of
from .outlook import queries as outlooks
from .pages import (
    Asked,
    BarometerPage,
    asked_of,
    government_page,
    organism_page,
    portfolio_page,
)
from .protection import SMALLEST
from .releases import queries
from .releases.freshness import freshness_of
from .releases.models import Release


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
        **{
            name: request.GET.get(name, "")
            for name in ("path", "measure", "detail", "period", "campaign")
        }
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
@of_groups_alone
def page(request: SignedInRequest, level: str, code: str = "") -> HttpResponse:
    """Show an organism, a portfolio or the government."""
    shown = _page(request, level, code)
    may_assign = level == "organism" and bool(
        managed_organism_ids(request.user, timezone.localdate())
    )
    context = {
        "barometer": shown,
        "agenda": _agenda(shown, level, code, may_assign=may_assign),
        "drawn": drawn_of(shown.figures, level, code, shown.asked.address),
        "level": level,
        "code": code,
        "measures": measure_names(),
        "periods": period_names(),
        "freshness": freshness_of(shown.release, at=clock.now()),
        "may_assign": may_assign,
        "may_see_paths": policies.can_see_paths(request.user, timezone.localdate()),
        "smallest_group": max(SMALLEST, settings.BAROMETER_SMALLEST_GROUP),
    }
    return TemplateResponse(request, "barometer/page.html", context)


def _agenda(shown: BarometerPage, level: str, code: str, *, may_assign: bool) -> Agenda | None:
    """Return what stands at the top of an organism's page; None of other pages."""
    if level != "organism" or shown.release is None or not shown.paths:
        return None
    return agenda_of(
        Organism.objects.get(code=code),
        shown.release,
        titles={UUID(key): title for key, title in shown.paths.items()},
        language=get_language() or "fr",
        today=timezone.localdate(),
        may_assign=may_assign,
    )


def _figure(
    request: SignedInRequest, level: str, code: str, name: str
) -> tuple[BarometerPage, Figure]:
    shown = _page(request, level, code)
    figure = shown.figure(name)
    if figure is None:
        raise Http404
    return shown, figure


@login_required
@cache_control(private=True, max_age=300)
def picture(
    request: SignedInRequest, level: str, name: str, theme: Theme, width: str, code: str = ""
) -> HttpResponse:
    """Answer with a figure's picture, to whoever may see its page."""
    return picture_answer(_figure(request, level, code, name)[1], theme, int(width))


@login_required
def table(
    request: SignedInRequest, level: str, name: str, code: str = "", kind: Kind = "csv"
) -> HttpResponse:
    """Answer with a figure's data as a file, to whoever may see its page."""
    shown, figure = _figure(request, level, code, name)
    origin = origin_of(level, code, shown.title, shown.release, shown.asked.address)
    return file_answer(figure, origin, kind, file_name(level, code, figure, kind, origin.day))


@login_required
def releases(request: SignedInRequest) -> HttpResponse:
    """Show every release there is, to whoever sees some page of the barometer."""
    _see_something(request)
    found = queries.all_releases()
    fresh = freshness_of(found[0] if found else None, at=clock.now())
    context = {"releases": found, "freshness": fresh}
    return TemplateResponse(request, "barometer/releases.html", context)


@login_required
def release(request: SignedInRequest, day: str) -> HttpResponse:
    """Show a release: its method, and how to check that it is what was published."""
    _see_something(request)
    shown = _release(day)
    context = {
        "release": shown,
        "ways": queries.ways_of(shown),
        "outlook": outlooks.outlook_of(shown),
        "ledger": ledgers.ledger_of(shown),
        "may_download": policies.can_see_government(request.user, timezone.localdate()),
    }
    return TemplateResponse(request, "barometer/release.html", context)


@login_required
def document(request: SignedInRequest, day: str) -> HttpResponse:
    """Answer with all that a release says, byte for byte, to whoever sees the government."""
    if not policies.can_see_government(request.user, timezone.localdate()):
        raise Http404
    shown = _release(day)
    response = HttpResponse(queries.document_of(shown), content_type="application/json")
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=document_name(shown.day)
    )
    return response


@login_required
def ways_document(request: SignedInRequest, day: str) -> HttpResponse:
    """Answer with all that a release says of the ways through paths, byte for byte."""
    if not policies.can_see_government(request.user, timezone.localdate()):
        raise Http404
    shown = queries.ways_of(_release(day))
    if shown is None:
        raise Http404
    response = HttpResponse(shown.document, content_type="application/json")
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=ways_name(date.fromisoformat(day))
    )
    return response


def _see_something(request: SignedInRequest) -> None:
    """Raise Http404 for whoever sees no page of the barometer."""
    if not policies.can_see_something(request.user, timezone.localdate()):
        raise Http404


def _release(day: str) -> Release:
    try:
        found = queries.release_of(date.fromisoformat(day))
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found
