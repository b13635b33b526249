"""The About resource. Communication 2.8."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from academy.lrs.xapi.errors import Invalid
from academy.lrs.xapi.versions import HEADER, SPOKEN, negotiate

from .replies import Stop, error_reply, json_reply, set_version, without_body


@csrf_exempt
def about(request: HttpRequest, default_version: str) -> HttpResponse:
    """Return the versions spoken. It needs no version header and no authentication."""
    try:
        version = negotiate(request.headers.get(HEADER))
    except Invalid:
        version = default_version
    if request.method not in ("GET", "HEAD"):
        reply = error_reply(Stop(405, "The about resource answers GET and HEAD."))
        reply["Allow"] = "GET, HEAD"
    elif request.GET:
        reply = error_reply(Stop(400, "The about resource has no parameters."))
    else:
        reply = json_reply({"version": list(SPOKEN), "extensions": {}})
    if request.method == "HEAD":
        reply = without_body(reply)
    set_version(reply, version)
    return reply
