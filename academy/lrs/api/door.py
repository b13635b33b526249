"""The record store's own way in: nothing that pages need is done for its requests."""

import time
from collections.abc import Callable
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import resolve

MOUNT = "/xapi/"
# A connection that answered so many seconds ago isn't asked whether it is well: where it has gone
# meanwhile, the request ends with a 503 and the client sends it again.
_WELL_FOR = 5.0
_was_well: WeakKeyDictionary[BaseDatabaseWrapper, float] = WeakKeyDictionary()


class RecordStoreDoor:
    """Middleware that answers requests to the record store itself.

    They carry no session, no language, no form and no CSRF token: they are signed one by one, and
    what the other middleware do would cost more than storing a statement. What keeps browsers safe
    (no sniffing, transport security) stands before this one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or hand on what isn't for the record store."""
        if not request.path_info.startswith(MOUNT):
            return self.get_response(request)
        own, now = connections[DEFAULT_DB_ALIAS], time.monotonic()
        if own.connection is not None and now - _was_well.get(own, -_WELL_FOR) < _WELL_FOR:
            own.health_check_done = True  # type: ignore[attr-defined]
        match = request.resolver_match = resolve(request.path_info)
        reply = match.func(request, *match.args, **match.kwargs)
        if reply.status_code < 500:
            _was_well[own] = now
        if not reply.streaming and not reply.has_header("Content-Length"):
            reply["Content-Length"] = str(len(reply.content))
        return reply
