"""The public page of an organism, and the switch that its managers have."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from academy.accounts.requests import SignedInRequest
from academy.core import clock
from academy.core.answers import same_for_all
from academy.core.compression import of_groups_alone
from academy.organisms.models import Organism
from barometer.answers import Theme, file_answer, picture_answer
from barometer.drawn import drawn_of
from barometer.exports import Kind, file_name
from barometer.figures import Figure
from barometer.origins import origin_of
from barometer.pages import BarometerPage, asked_of, organism_page
from barometer.policies import can_see_organism
from barometer.protection import SMALLEST
from barometer.releases.freshness import freshness_of

from . import services
from .models import PublicPage

LEVEL = "public"
SHOWN = ("over-time", "paths")
# A page that is closed is gone everywhere after this time, in seconds.
_KEPT = 300


def _page(request: HttpRequest, code: str) -> BarometerPage:
    """Return the page of an organism that is open today and shows it, or raise Http404."""
    today = timezone.localdate(clock.now())
    open_ones = Organism.objects.on(today).filter(code=code)
    organism = open_ones.filter(pk__in=PublicPage.objects.values("organism_id")).first()
    if organism is None:
        raise Http404
    asked = asked_of(request.GET.get("path", ""))
    return organism_page(organism, asked, get_language() or "fr", today, with_events=False)


def _figure(request: HttpRequest, code: str, name: str) -> tuple[BarometerPage, Figure]:
    shown = _page(request, code)
    figure = shown.figure(name)
    if figure is None or name not in SHOWN:
        raise Http404
    return shown, figure


def _for_everybody(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=_KEPT)
    return same_for_all(response)


@require_safe
@of_groups_alone
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Show an organism's headline, its curve and its paths to everybody."""
    shown = _page(request, code)
    asked = shown.asked.address
    figures = [figure for figure in shown.figures if figure.name in SHOWN]
    context = {
        "barometer": shown,
        "drawn": drawn_of(figures, LEVEL, code, asked),
        "freshness": freshness_of(shown.release, at=clock.now()),
        "smallest_group": max(SMALLEST, settings.BAROMETER_SMALLEST_GROUP),
    }
    response = render(request, "barometer/public/page.html", context)
    # The frame of the page says who is signed in, so it is kept for visitors alone.
    patch_vary_headers(response, ("Cookie",))
    if not request.user.is_authenticated:
        patch_cache_control(response, public=True, max_age=_KEPT)
    return response


@require_safe
def picture(request: HttpRequest, code: str, name: str, theme: Theme, width: str) -> HttpResponse:
    """Answer with the picture of a figure, to everybody."""
    return _for_everybody(picture_answer(_figure(request, code, name)[1], theme, int(width)))


@require_safe
def table(request: HttpRequest, code: str, name: str, kind: Kind = "csv") -> HttpResponse:
    """Answer with the data of a figure as a file, to everybody."""
    shown, figure = _figure(request, code, name)
    origin = origin_of(LEVEL, code, shown.title, shown.release, shown.asked.address)
    named = file_name("organism", code, figure, kind, origin.day)
    return _for_everybody(file_answer(figure, origin, kind, named))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def switch(request: SignedInRequest, code: str) -> HttpResponse:
    """Say whether the page of an organism is public, and let its managers change that."""
    at = clock.now()
    today = timezone.localdate(at)
    organism = Organism.objects.filter(code=code).first()
    if organism is None or not can_see_organism(request.user, organism, today):
        raise Http404
    may_switch = services.can_switch(request.user, organism, today)
    if request.method == "POST":
        if not may_switch:
            raise Http404
        if request.POST.get("to") == "public":
            services.open_page(organism=organism, at=at, by=request.user)
            messages.success(request, _("The page is public from now on."))
        else:
            services.close_page(organism=organism, at=at, by=request.user)
            messages.success(request, _("The page is public no more. Copies elsewhere may last."))
        return redirect("barometer:public-switch", code)
    opened = PublicPage.objects.filter(organism=organism).select_related("opened_by").first()
    context = {"organism": organism, "opened": opened, "may_switch": may_switch}
    return render(request, "barometer/public/switch.html", context)
