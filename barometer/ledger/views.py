"""The page of the ledger of effects, its picture and its files."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from academy.accounts.requests import SignedInRequest
from academy.core import clock
from barometer.answers import Theme, file_answer, picture_answer
from barometer.drawn import drawn_of
from barometer.exports import Kind, file_name
from barometer.figures import Figure
from barometer.origins import origin_of
from barometer.policies import can_see_something
from barometer.releases.freshness import freshness_of

from .pages import LedgerPage, ledger_page


def _page(request: SignedInRequest) -> LedgerPage:
    """Return the page, or raise Http404 for whoever sees no place of the barometer.

    It names no organization, and sums up what is published of all.
    """
    if not can_see_something(request.user, timezone.localdate()):
        raise Http404
    return ledger_page(get_language() or "fr")


@require_safe
@login_required
def ledger(request: SignedInRequest) -> HttpResponse:
    """Show what every campaign changed, those without any effect as large as the others."""
    shown = _page(request)
    drawn = drawn_of([shown.figure] if shown.figure is not None else [], "ledger", "")
    fresh = freshness_of(shown.release, at=clock.now())
    context = {"shown": shown, "drawn": drawn, "freshness": fresh}
    return TemplateResponse(request, "barometer/ledger/ledger.html", context)


def _figure(request: SignedInRequest, name: str) -> tuple[LedgerPage, Figure]:
    shown = _page(request)
    if shown.figure is None or shown.figure.name != name:
        raise Http404
    return shown, shown.figure


@login_required
@cache_control(private=True, max_age=300)
def picture(request: SignedInRequest, name: str, theme: Theme, width: str) -> HttpResponse:
    """Answer with the picture, to whoever may see the page."""
    return picture_answer(_figure(request, name)[1], theme, int(width))


@login_required
def table(request: SignedInRequest, name: str, kind: Kind = "csv") -> HttpResponse:
    """Answer with the data as a file, to whoever may see the page."""
    shown, figure = _figure(request, name)
    origin = origin_of("ledger", "", _("The whole government"), shown.release)
    return file_answer(figure, origin, kind, file_name("ledger", "", figure, kind, origin.day))
