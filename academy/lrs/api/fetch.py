"""The address at which an AU gets its token, once. cmi5 8.2."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from academy.lrs.services import fetch_token

from .cors import caller_of, shared
from .replies import Stop, error_reply, json_reply, without_body


@csrf_exempt
@shared
def fetch(request: HttpRequest, default_version: str, key: str) -> HttpResponseBase:
    """Answer a POST with the token, or with the error that cmi5 8.2.3 has for it."""
    if request.method != "POST":
        # cmi5 8.2.1: no GET, "to prevent caching of the request".
        reply: HttpResponseBase = error_reply(Stop(405, "This address answers POST."))
        reply["Allow"] = "POST"
        return without_body(reply) if request.method == "HEAD" else reply
    fetched = fetch_token(key=key, at=timezone.now(), origin=request.META.get("HTTP_ORIGIN", ""))
    caller_of(request).origin = fetched.origin or None
    caller_of(request).tells_all_content = not fetched.origin
    if fetched.token:
        reply = json_reply({"auth-token": fetched.token})
    else:
        reply = json_reply({"error-code": fetched.code, "error-text": fetched.text})
    reply["Cache-Control"] = "no-store"
    return reply
