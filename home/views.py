"""The front door's own pages."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from home.styleguide import samples


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component in its states, in development alone; 404 elsewhere."""
    if not settings.DEMONSTRATION:
        raise Http404
    return render(request, "home/styleguide.html", samples())
