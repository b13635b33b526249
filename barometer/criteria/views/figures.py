"""The pictures and the files of the criteria's pages."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.views.decorators.cache import cache_control

from academy.accounts.requests import SignedInRequest
from barometer.answers import Theme, file_answer, picture_answer
from barometer.criteria import pages
from barometer.exports import Kind, file_name
from barometer.figures import Figure
from barometer.origins import origin_of

from .access import language, now, organism_for
from .wide import wide_page_for


def _figure(request: SignedInRequest, level: str, code: str, name: str) -> tuple[Figure, str, str]:
    """Return a figure, the name of its place, and what stands behind the page's address."""
    if level == "criteria-organism":
        organism = organism_for(request, code)
        page = pages.organism_page(organism, request.user, language(), now()[1])
        figure, place, asked = page.figure(name), organism.name, ""
    else:
        wide = wide_page_for(request, code)
        figure, place, asked = wide.figure(name), wide.title, wide.asked.address
    if figure is None:
        raise Http404
    return figure, place, asked


@login_required
@cache_control(private=True, max_age=300)
def picture(
    request: SignedInRequest, level: str, name: str, theme: Theme, width: str, code: str = ""
) -> HttpResponse:
    """Answer with a figure's picture, to whoever may see its page."""
    return picture_answer(_figure(request, level, code, name)[0], theme, int(width))


@login_required
def table(
    request: SignedInRequest, level: str, name: str, code: str = "", kind: Kind = "csv"
) -> HttpResponse:
    """Answer with a figure's data as a file, to whoever may see its page."""
    figure, place, asked = _figure(request, level, code, name)
    # What organizations declare of themselves is in no release.
    origin = origin_of(level, code, place, None, asked)
    return file_answer(figure, origin, kind, file_name(level, code, figure, kind, origin.day))
