"""What all resources of the record store share: version, authentication, errors, never a 5xx for
what a client sends."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps

from django.db import OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from academy.lrs.services.session_statements import note_refusal
from academy.lrs.xapi.cmi5_rules import NotConforming
from academy.lrs.xapi.errors import Invalid
from academy.lrs.xapi.versions import META, family_of, negotiate

from . import alternate_syntax, cors
from .replies import LARGEST_BODY, Stop, error_reply, set_version, without_body

View = Callable[[HttpRequest, str], HttpResponseBase]
_PIECE = 64 * 1024
# What an AU does wrong, unlike a document that isn't there, or too many requests.
_WORTH_NOTING = frozenset((400, 403, 409, 413))


def resource(view: View, *, needs_version: bool = True) -> Callable[..., HttpResponseBase]:
    """Make `view(request, version)` a resource of the record store.

    Every answer carries the version: of the request's family, or the mount's default where the
    request names none (then it is refused, Communication 3.3). A request in the alternate syntax
    reaches the view as the one that it means. No answer to HEAD has a body, an error neither. Who
    opens the store to learn its versions (`needs_version`) can't name one yet.
    """

    def answer(request: HttpRequest, default_version: str) -> HttpResponseBase:
        # Communication 1.4: the address is in UTF-8, also where the body has another charset, in
        # which Django would read both.
        request.encoding = "utf-8"
        # A form that is refused is answered as the POST that it is.
        answered = request
        version = version_for(request, default_version)
        try:
            meant = alternate_syntax.meant_by(request)
            if meant is not request:
                version = version_for(meant, default_version)
            if needs_version:
                negotiate(meant.META.get(META))
            if meant is not request:
                alternate_syntax.require_version(version)
            answered = meant
            reply = view(meant, version)
        except Stop as stop:
            reply = _refusal(request, stop)
        except Invalid as fault:
            reply = _refusal(request, Stop.of(fault))
        except NotConforming as refusal:
            reply = _refusal(request, Stop(403, str(refusal), refusal.place))
        except OperationalError:
            reply = error_reply(
                Stop(
                    503, "The record store could not work just now; nothing was stored. Try again."
                )
            )
            reply["Retry-After"] = "5"
        if reply.status_code >= 400:
            _read_the_rest(request)
        if answered.method == "HEAD":
            reply = without_body(reply)
            if answered is not request and "Content-Length" in reply:
                # The length of what is left out would be waited for: HTTP sees a POST here.
                del reply["Content-Length"]
        set_version(reply, version)
        return reply

    return csrf_exempt(cors.shared(wraps(view)(answer)))


def _refusal(request: HttpRequest, stop: Stop) -> HttpResponseBase:
    """Return the error that ends a request; where an AU is refused, keep why for who looks."""
    session = cors.caller_of(request).session
    if session is not None and stop.status in _WORTH_NOTING:
        with suppress(OperationalError):
            note_refusal(session=session, why=stop.message, at=timezone.now())
    return error_reply(stop)


def version_for(request: HttpRequest, default_version: str) -> str:
    """Return the version to answer in: of the header, or the mount's where it names none."""
    return family_of(request.META.get(META, "")) or default_version


def _read_the_rest(request: HttpRequest) -> None:
    """Take in what is left of the body of a request that was refused before it was read.

    A server that answers while a body is still coming closes the connection (RFC 9112 9.6), and the
    client may find that it was cut off instead of why it was refused. A body that is too large is
    not worth it.
    """
    declared = request.META.get("CONTENT_LENGTH") or ""
    if not declared.isdigit() or int(declared[:20]) > LARGEST_BODY:
        return
    try:
        while request.read(_PIECE):
            pass
    except OSError:
        # Whoever went away needs no answer.
        return
