"""The About resource. Communication 2.8."""

from django.http import HttpRequest, HttpResponse

from academy.lrs.xapi.versions import SPOKEN

from .replies import Stop, error_reply, json_reply
from .resource import resource


def _about(request: HttpRequest, version: str) -> HttpResponse:
    """Return the versions spoken. It needs no version header and no authentication."""
    if request.method not in ("GET", "HEAD"):
        reply = error_reply(Stop(405, "The about resource answers GET and HEAD."))
        reply["Allow"] = "GET, HEAD"
    elif request.GET:
        reply = error_reply(Stop(400, "The about resource has no parameters."))
    else:
        reply = json_reply({"version": list(SPOKEN), "extensions": {}})
    return reply


about = resource(_about, needs_version=False)
