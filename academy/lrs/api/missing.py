"""Addresses under the record store's mount that name no resource which is served."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from .cors import shared
from .replies import Stop, error_reply, set_version, without_body
from .resource import version_for


@csrf_exempt
@shared
def missing(request: HttpRequest, default_version: str, resource: str) -> HttpResponseBase:
    """Answer 404, in JSON and without redirecting."""
    reply: HttpResponseBase = error_reply(
        Stop(404, "There is no such resource here; xAPI names those that there are.")
    )
    if request.method == "HEAD":
        reply = without_body(reply)
    set_version(reply, version_for(request, default_version))
    return reply
