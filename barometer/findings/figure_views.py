"""The picture and the files of exposure against knowledge, to whoever may see its page."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from academy.accounts.requests import SignedInRequest
from academy.core import clock
from barometer.answers import Theme, file_answer, picture_answer
from barometer.exports import Kind
from barometer.figures import Figure
from barometer.origins import origin_of
from barometer.releases.queries import newest

from . import policies
from .exposures import exposure_of, overview_exposure
from .views import desk_of


def _figure(request: SignedInRequest, code: str) -> tuple[Figure, str]:
    """Return the figure, and the name of its place."""
    today = localdate(clock.now())
    place = _("Cyber loop")
    if code:
        organism = desk_of(request, code).organism
        found, place = exposure_of(organism, newest()), organism.name
    elif policies.can_see_overview(request.user, today):
        found = overview_exposure(request.user, today, newest())
    else:
        found = None
    if found is None:
        raise Http404
    return found, place


@login_required
@require_safe
@cache_control(private=True, max_age=300)
def picture(
    request: SignedInRequest, name: str, theme: Theme, width: str, code: str = ""
) -> HttpResponse:
    """Answer with the picture."""
    return picture_answer(_figure(request, code)[0], theme, int(width))


@login_required
@require_safe
def table(request: SignedInRequest, code: str = "", kind: Kind = "csv") -> HttpResponse:
    """Answer with the data as a file."""
    figure, place = _figure(request, code)
    # Campaigns are in no release, though what is passed is.
    origin = origin_of("findings-organism" if code else "findings", code, place, None)
    named = [pgettext("file name", "barometer"), pgettext("file name", "exposure"), code]
    return file_answer(figure, origin, kind, f"{'-'.join(filter(None, named))}.{kind}")
