"""What happens to every request: headers, languages, addresses."""

from collections.abc import Callable
from typing import Any

from csp.constants import HEADER as CSP_HEADER
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.urls import reverse
from wagtail.contrib.redirects.middleware import RedirectMiddleware

from academy.core.errors import NotFound

GetResponse = Callable[[HttpRequest], HttpResponse]
LARGEST_KEY = 2**63 - 1


class BrowserPolicyMiddleware:
    """Adds the permissions policy everywhere and chooses the content policy of Wagtail's desk.

    Placed after CSPMiddleware, which writes the content security policy itself.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the headers on the answer."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path.startswith(reverse("wagtailadmin_home")):
            self._adapt_to_desk(response)
        return response

    @staticmethod
    def _adapt_to_desk(response: HttpResponse) -> None:
        """Give the desk its policy; a previewed page keeps the site's, but may be framed.

        Wagtail makes a preview by a request of its own to the page, through all of these
        middlewares: its answer already carries the policy that the page really has.
        """
        if policy := response.headers.get(CSP_HEADER):
            response[CSP_HEADER] = policy.replace(
                "frame-ancestors 'none'", "frame-ancestors 'self'"
            )
        else:
            read_by_csp_middleware: Any = response
            # A view of the desk may have narrowed it down already, to what it frames.
            own = getattr(response, "_csp_replace", None) or {}
            read_by_csp_middleware._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY | own


class NotFoundMiddleware:
    """Answers 404 where a service says that something doesn't exist for who asks.

    Whoever may not know of a thing gets the same answer as where there is none, from every view
    alike. Placed last: it hears first what a view raises.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; only what is raised matters."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """Make Django's own 404 of it."""
        if isinstance(error, NotFound):
            raise Http404(error.message) from error


class ImpossibleAddressesMiddleware:
    """Answers 404 to addresses that name what no row of a database can be.

    Databases refuse, each in its own way and with an error, a text that holds a NUL and a number
    larger than any key. Views look things up without having to think of it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the parts of the address are known once its route is."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Answer 404 before the view runs."""
        numbers = (part for part in kwargs.values() if isinstance(part, int))
        if "\x00" in request.path_info or any(number > LARGEST_KEY for number in numbers):
            raise Http404


class MovedPagesMiddleware(RedirectMiddleware):
    """Leads from the former address of a page that moved to its new one.

    Wagtail notes the former address when a page is renamed or moved. Only addresses of pages are
    looked up: a 404 of the record store or of a download costs no query.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Replace the 404 of a page by the redirection, where there is one."""
        match = request.resolver_match
        if match is None or match.view_name != "wagtail_serve":
            return response
        return super().process_response(request, response)


class AcademyLocaleMiddleware(LocaleMiddleware):
    """Chooses the language; what has no language keeps its own 404.

    Django sends every missing page without a language to the same address with one. That would
    make a redirection of what the record store, the desk or a download answer when there is
    nothing.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Leave alone what a view answered, and the addresses that never have a language."""
        if response.status_code == 404 and (
            request.resolver_match is not None
            or request.path_info.startswith(settings.PATHS_WITHOUT_LANGUAGE)
        ):
            return response
        return super().process_response(request, response)
