"""The record store's own way in: nothing that pages need is done for its requests."""

import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest, get_path_info
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.urls import ResolverMatch, resolve

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
        match = request.resolver_match = _resolved(request.path_info, settings.ROOT_URLCONF)
        reply = match.func(request, *match.args, **match.kwargs)
        if reply.status_code < 500:
            _was_well[own] = now
        if not reply.streaming and not reply.has_header("Content-Length"):
            reply["Content-Length"] = str(len(reply.content))
        return reply


# Clients come to a handful of addresses again and again; looking one up costs a tenth of storing a
# statement.
@lru_cache(maxsize=64)
def _resolved(path: str, root: str) -> ResolverMatch:
    # Content puts a slash between an endpoint that ends with one and the name of a resource.
    return resolve(MOUNT + path[len(MOUNT) :].lstrip("/"), root)


class Application(WSGIHandler):
    """The academy's WSGI application, whose way to the record store is shorter.

    What a request's signals do for pages (old connections of every database, caches, the log of
    queries) is done for the one connection that the record store uses. An answer that is there as
    a whole goes to the web server as a list, which it sends without asking back for more.
    """

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Answer a request: return what the web server sends."""
        if not get_path_info(environ).startswith(MOUNT):
            return super().__call__(environ, start_response)
        own = connections[DEFAULT_DB_ALIAS]
        own.close_if_unusable_or_obsolete()
        request = WSGIRequest(environ)
        reply: Any = self.get_response(request)
        own.close_if_unusable_or_obsolete()
        start_response(f"{reply.status_code} {reply.reason_phrase}", list(reply.items()))
        if not isinstance(reply, HttpResponse):
            # Its close() tells that the request is over.
            return reply
        request.close()
        return [reply.content]
