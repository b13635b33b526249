"""The academy's addresses and two views of known cost, through the same middleware."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from academy.organisms.models import Organism
from academy.urls import urlpatterns as academy_urlpatterns


def trivial(request: HttpRequest) -> HttpResponse:
    """Answer at once."""
    return HttpResponse("ok")


def one_query(request: HttpRequest) -> HttpResponse:
    """Answer with one row."""
    return HttpResponse(str(Organism.objects.values_list("code", flat=True).first()))


urlpatterns = [
    path("bench/trivial/", trivial),
    path("bench/one-query/", one_query),
    *academy_urlpatterns,
]
