"""The door of the content host: nothing of the academy's pages is done for its requests."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from .content_views import nothing_here
from .origins import label_of

URLS = "courses.packages.content_urls"


class ContentOrigin:
    """Middleware that answers requests to the origins of packages itself.

    They carry no session, no language, no form: none of the middleware behind this one ever sees
    them, so that no cookie can be set or read there, and no page of the academy exists there. On
    every other host, nothing of packages does.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or hand on what isn't for the content host."""
        label = label_of(request.META.get("HTTP_HOST", "").lower())
        if label is None:
            return self.get_response(request)
        # Refuses a host that isn't allowed (400).
        request.get_host()
        if not label:
            return nothing_here()
        try:
            match = resolve(request.path_info, URLS)
        except Resolver404:
            return nothing_here()
        request.resolver_match = match
        reply: HttpResponseBase = match.func(request, label, *match.args, **match.kwargs)
        return reply
