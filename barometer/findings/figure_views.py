"""The picture and the file of exposure against knowledge, to whoever may see its page."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.utils.translation import get_language, pgettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from academy.accounts.requests import SignedInRequest
from academy.core import clock
from barometer.exports import figure_csv
from barometer.figures import Figure
from barometer.views import PICTURE_POLICY, Theme

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
    # Drawing is heavy to import; only whoever draws pays for it.
    from barometer.rendering import picture as drawn

    spec = _figure(request, code).spec
    response: Any = HttpResponse(
        drawn(spec, theme=theme, width=int(width)), content_type="image/svg+xml"
    )
    # Read by the middleware that writes the policy.
    response._csp_replace = PICTURE_POLICY
    return response


@login_required
@require_safe
def table(request: SignedInRequest, code: str = "") -> HttpResponse:
    """Answer with the data as CSV."""
    text = figure_csv(_figure(request, code), get_language() or "fr")
    named = [pgettext("file name", "barometer"), pgettext("file name", "exposure"), code]
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename="-".join(filter(None, named)) + ".csv"
    )
    return response
