"""The pictures and the files of the criteria's pages."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.views.decorators.cache import cache_control

from academy.accounts.requests import SignedInRequest
from barometer.answers import Theme, picture_answer, table_answer
from barometer.criteria import pages
from barometer.exports import file_name
from barometer.figures import Figure

from .access import language, now, organism_for
from .wide import wide_page_for


def _figure(request: SignedInRequest, level: str, code: str, name: str) -> Figure:
    if level == "criteria-organism":
        organism = organism_for(request, code)
        page = pages.organism_page(organism, request.user, language(), now()[1])
        figure = page.figure(name)
    else:
        figure = wide_page_for(request, code).figure(name)
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
