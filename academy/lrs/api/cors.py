"""Which other origins a browser lets read the answers: those of the academy's content.

Communication 1.3 and 9274 4.1: content is served from elsewhere. The rules are those of the Fetch
standard (CORS): the origin is answered by name, never with `*`, and cookies take no part, since
clients sign each request with a credential of their own, or with the token of a launch session,
which is answered to the origin that the session was launched from, and to no other.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from academy.lrs.models import LaunchSession
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

_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")

View = Callable[..., HttpResponseBase]


@dataclass(slots=True)
class Caller:
    """Who turned out to ask: a launch session, whose `origin` alone reads the answer.

    `tells_all_content`: the answer tells nothing of a session, so that all content may read it.
    """

    session: LaunchSession | None = None
    origin: str | None = None
    tells_all_content: bool = False


_CALLER = "academy.caller"


def caller_of(request: HttpRequest) -> Caller:
    """Return where it is noted who asks; the request that a form means has the same."""
    caller: Caller = request.META.setdefault(_CALLER, Caller())
    return caller


def shared(view: View) -> View:
    """Let the content's origins read what `view(request, default_version)` answers, errors too.

    A preflight carries neither version nor credentials (Fetch, CORS-preflight), so it is answered
    before anything is asked.
    """

    @wraps(view)
    def answer(request: HttpRequest, default_version: str, **kwargs: str) -> HttpResponseBase:
        caller = caller_of(request)
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
        if origin and _may_read(origin, caller, open_to_content=preflight or refused(reply)):
            reply["Access-Control-Allow-Origin"] = origin
            reply["Access-Control-Expose-Headers"] = _RESPONSE_HEADERS
            if preflight:
                reply["Access-Control-Allow-Methods"] = _METHODS
                reply["Access-Control-Allow-Headers"] = _REQUEST_HEADERS
                reply["Access-Control-Max-Age"] = _SECONDS_REMEMBERED
        return reply

    return answer


def refused(reply: HttpResponseBase) -> bool:
    """Tell whether a reply says that nothing was done."""
    return reply.status_code >= 400


def _may_read(origin: str, caller: Caller, *, open_to_content: bool) -> bool:
    own = caller.origin or (caller.session and caller.session.origin)
    if own:
        return origin == own
    if origin in settings.XAPI_CONTENT_ORIGINS:
        return True
    return (open_to_content or caller.tells_all_content) and is_content_origin(origin)


def is_content_origin(origin: str) -> bool:
    """Tell whether an origin is one of those that the academy serves content from: one label below
    CONTENT_HOST, with the scheme and the port of the academy's own address."""
    if not settings.CONTENT_HOST:
        return False
    public = urlsplit(settings.PUBLIC_ADDRESS)
    port = f":{public.port}" if public.port else ""
    start, end = f"{public.scheme}://", f".{settings.CONTENT_HOST}{port}"
    if not origin.startswith(start) or not origin.endswith(end):
        return False
    return _LABEL.fullmatch(origin[len(start) : -len(end)]) is not None
