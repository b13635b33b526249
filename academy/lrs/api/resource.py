"""What all resources of the record store share: version, authentication, errors, never a 5xx for
what a client sends."""

from collections.abc import Callable
from functools import wraps

from django.db import OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from academy.lrs.xapi.errors import Invalid
from academy.lrs.xapi.versions import HEADER, negotiate

from .replies import Stop, error_reply, set_version

View = Callable[[HttpRequest, str], HttpResponseBase]


def resource(view: View) -> Callable[..., HttpResponseBase]:
    """Make `view(request, version)` a resource of the record store.

    Every answer carries the version: of the request's family, or the mount's default where the
    request names none (then it is refused, Communication 3.3).
    """

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, default_version: str) -> HttpResponseBase:
        version = default_version
        try:
            version = negotiate(request.headers.get(HEADER))
            reply = view(request, version)
        except Stop as stop:
            reply = error_reply(stop)
        except Invalid as fault:
            reply = error_reply(Stop.of(fault))
        except OperationalError:
            reply = error_reply(
                Stop(
                    503, "The record store could not work just now; nothing was stored. Try again."
                )
            )
            reply["Retry-After"] = "5"
        set_version(reply, version)
        return reply

    return answer
