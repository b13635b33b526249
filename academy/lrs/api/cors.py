"""Which other origins a browser lets read the answers: those of the academy's content.

Communication 1.3 and 9274 4.1: content is served from elsewhere. The rules are those of the Fetch
standard (CORS): the origin is answered by name, never with `*`, and cookies take no part, since
clients sign each request with a credential of their own.
"""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from academy.lrs.xapi.versions import HEADER

from .replies import CONSISTENT_THROUGH, empty_reply, set_version

_METHODS = "DELETE, GET, HEAD, POST, PUT"
_REQUEST_HEADERS = ", ".join(
    ("Authorization", "Content-Type", "If-Match", "If-None-Match", HEADER, "X-Experience-API-Hash")
)
_RESPONSE_HEADERS = ", ".join(
    ("Content-Length", "ETag", "Last-Modified", CONSISTENT_THROUGH, HEADER)
)
# How long a browser remembers the answer to a preflight. Two hours is the most that all keep.
_SECONDS_REMEMBERED = "7200"

View = Callable[..., HttpResponseBase]


def shared(view: View) -> View:
    """Let the content's origins read what `view(request, default_version)` answers, errors too.

    A preflight carries neither version nor credentials (Fetch, CORS-preflight), so it is answered
    before anything is asked.
    """

    @wraps(view)
    def answer(request: HttpRequest, default_version: str, **kwargs: str) -> HttpResponseBase:
        preflight = (
            request.method == "OPTIONS" and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in request.META
        )
        if preflight:
            reply = empty_reply()
            set_version(reply, default_version)
        else:
            reply = view(request, default_version, **kwargs)
        if reply.has_header("Vary"):
            patch_vary_headers(reply, ["Origin"])
        else:
            reply["Vary"] = "Origin"
        origin = request.META.get("HTTP_ORIGIN", "")
        if origin in settings.XAPI_CONTENT_ORIGINS:
            reply["Access-Control-Allow-Origin"] = origin
            reply["Access-Control-Expose-Headers"] = _RESPONSE_HEADERS
            if preflight:
                reply["Access-Control-Allow-Methods"] = _METHODS
                reply["Access-Control-Allow-Headers"] = _REQUEST_HEADERS
                reply["Access-Control-Max-Age"] = _SECONDS_REMEMBERED
        return reply

    return answer
