"""Pages that everybody reads are sent compressed."""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class LighterPagesMiddleware(GZipMiddleware):
    """Compresses the pages of the site and of courses: those that Wagtail serves.

    How long a compressed page is tells something of its secrets to whoever can make a signed-in
    browser ask for it again and again (BREACH). So all other pages, which show keys, recovery codes
    or people, are left as they are. In those of Wagtail, the token of each form is masked anew each
    time, Django adds a name of a random length to what it compresses, and the session's cookie
    comes with no request that another site makes behind the reader's back (SameSite).
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress HTML that the browser takes compressed; leave all else as it is."""
        match = request.resolver_match
        is_page = match is not None and match.view_name == "wagtail_serve"
        is_html = response.headers.get("Content-Type", "").startswith("text/html")
        if not is_page or not is_html or response.streaming:
            return response
        return super().process_response(request, response)
