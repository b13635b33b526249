"""Pages that hold no secret are sent compressed."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

View = Callable[..., HttpResponseBase]


def of_groups_alone(view: View) -> View:
    """Mark a view whose pages show figures about groups, and nothing of a person: they may be
    compressed."""

    @wraps(view)
    def marked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.is_of_groups_alone = True  # type: ignore[attr-defined]
        return response

    return marked


class LighterPagesMiddleware(GZipMiddleware):
    """Compresses the pages of the site and of courses (those that Wagtail serves) and those of
    views marked `of_groups_alone`.

    How long a compressed page is tells something of its secrets to whoever can make a signed-in
    browser ask for it again and again (BREACH). So all other pages, which show keys, recovery codes
    or people, are left as they are. In those that are compressed, the token of each form is masked
    anew each time, Django adds a name of a random length to what it compresses, and the session's
    cookie comes with no request that another site makes behind the reader's back (SameSite).
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress HTML that the browser takes compressed; leave all else as it is."""
        match = request.resolver_match
        is_page = match is not None and match.view_name == "wagtail_serve"
        is_page = is_page or getattr(response, "is_of_groups_alone", False)
        is_html = response.headers.get("Content-Type", "").startswith("text/html")
        if not is_page or not is_html or response.streaming:
            return response
        return super().process_response(request, response)
