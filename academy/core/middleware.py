"""Headers that tell browsers what pages of the academy may do."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

GetResponse = Callable[[HttpRequest], HttpResponse]


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
            response._csp_update = settings.ADMIN_CONTENT_SECURITY_POLICY
        return response
