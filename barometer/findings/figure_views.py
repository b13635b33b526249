"""The picture and the file of exposure against knowledge, to whoever may see its page."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import pgettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from academy.accounts.requests import SignedInRequest
from academy.core import clock
from barometer.answers import Theme, picture_answer, table_answer
from barometer.figures import Figure

from . import policies
from .exposures import exposure_of, overview_exposure
from .views import desk_of


def _figure(request: SignedInRequest, code: str) -> Figure:
    today = localdate(clock.now())
    if code:
        found = exposure_of(desk_of(request, code).organism)
    elif policies.can_see_overview(request.user, today):
        found = overview_exposure(request.user, today)
    else:
        found = None
    if found is None:
        raise Http404
    return found


@login_required
@require_safe
@cache_control(private=True, max_age=300)
def picture(
    request: SignedInRequest, name: str, theme: Theme, width: str, code: str = ""
) -> HttpResponse:
    """Answer with the picture."""
    return picture_answer(_figure(request, code), theme, int(width))


@login_required
@require_safe
def table(request: SignedInRequest, code: str = "") -> HttpResponse:
    """Answer with the data as CSV."""
    named = [pgettext("file name", "barometer"), pgettext("file name", "exposure"), code]
    return table_answer(_figure(request, code), "-".join(filter(None, named)) + ".csv")
