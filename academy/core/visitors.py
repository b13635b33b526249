"""Pages of the site for who isn't signed in: the same for everyone, made once an edition."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import split_domain_port
from django.utils.translation import get_language

from . import edition, routing

GetResponse = Callable[[HttpRequest], HttpResponseBase]
# The name of the view that serves Wagtail's pages.
_PAGES = "wagtail_serve"
# Where Django keeps messages until they are shown, by storage.
_MESSAGES = "messages"


class EditionMiddleware:
    """Opens the edition for the request, and answers visitors from it.

    The last of the middlewares: headers are added by the others to what is kept too. A page is kept
    as an answer to a visitor, who sends no session and no message, when its address has no
    parameter; it sets no cookie, holds no form of one's own and changes no policy.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Keep the answer where it is the same for every visitor."""
        if not _is_usual(request.get_host()):
            return self.get_response(request)
        with edition.reading():
            response = self.get_response(request)
            name = _name_for_visitors(request)
            if name and isinstance(response, HttpResponse) and _may_be_kept(request, response):
                edition.keep(name, (response.content, dict(response.headers)))
            return response

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Answer from what is kept; else find the page before Wagtail looks for it."""
        match = request.resolver_match
        if match is None or match.view_name != _PAGES:
            return None
        name = _name_for_visitors(request)
        if name and (found := edition.kept_already(name)):
            content, headers = found[0]
            return _Kept(content, headers=headers)
        routing.find_page(request, *args)
        return None


def _is_usual(host: str) -> bool:
    """Tell whether the academy is usually asked for by this name.

    The same page may be asked for by names without end: any port, capitals here or there, any name
    below a domain. Kept under each, it would fill the memory of the process.
    """
    domain, port = split_domain_port(host)
    public = urlsplit(settings.PUBLIC_ADDRESS)
    return (
        host == (f"{domain}:{port}" if port else domain)
        and domain in (public.hostname, *settings.ALLOWED_HOSTS)
        and port in ("", str(settings.PORT), str(public.port or ""))
    )


class _Kept(HttpResponse):
    """An answer that was kept, and isn't to be kept again."""


def _name_for_visitors(request: HttpRequest) -> str:
    """Return under which name the answer may be kept, "" where it may not."""
    cookies = request.COOKIES
    if (
        request.method != "GET"
        or request.META.get("QUERY_STRING")
        or settings.SESSION_COOKIE_NAME in cookies
        or _MESSAGES in cookies
        or "HX-Request" in request.headers
    ):
        return ""
    return f"visitors {get_language()} {request.get_host()}{request.path}"


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    match = request.resolver_match
    return (
        match is not None
        and match.view_name == _PAGES
        and response.status_code == 200
        and not isinstance(response, _Kept)
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and not request.user.is_authenticated
        and not any(name.startswith("_csp") for name in vars(response))
    )
