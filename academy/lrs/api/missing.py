"""Addresses under the record store's mount that name no resource which is served."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from academy.lrs.xapi.errors import Invalid
from academy.lrs.xapi.versions import HEADER, negotiate

from .replies import Stop, error_reply, set_version, without_body

_OF_THE_SPECIFICATION = frozenset(
    ("activities", "activities/profile", "activities/state", "agents", "agents/profile")
)


@csrf_exempt
def missing(request: HttpRequest, default_version: str, resource: str) -> HttpResponse:
    """Answer 404, in JSON and without redirecting."""
    try:
        version = negotiate(request.headers.get(HEADER))
    except Invalid:
        version = default_version
    if resource in _OF_THE_SPECIFICATION:
        message = f"The resource {resource} isn't served by this record store yet."
    else:
        message = "There is no such resource; statements and about are served here."
    reply = error_reply(Stop(404, message))
    if request.method == "HEAD":
        reply = without_body(reply)
    set_version(reply, version)
    return reply
