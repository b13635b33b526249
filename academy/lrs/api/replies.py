"""Answers of the record store: JSON, with the headers that xAPI asks for."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from academy.lrs.xapi.errors import Invalid
from academy.lrs.xapi.times import format_timestamp
from academy.lrs.xapi.versions import HEADER

CONSISTENT_THROUGH = "X-Experience-API-Consistent-Through"
# Largest body of a request, in bytes, and most statements in one.
LARGEST_BODY = 16 * 1024 * 1024
LARGEST_BATCH = 5_000


class Stop(Exception):
    """Ends a request with an error: an HTTP status and a whole sentence."""

    def __init__(self, status: int, message: str, place: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.place = place

    @classmethod
    def of(cls, fault: Invalid, status: int = 400) -> "Stop":
        """Return the end of a request that breaks a rule of xAPI."""
        return cls(status, str(fault), fault.place)


def json_reply(value: Any, *, status: int = 200) -> HttpResponse:
    """Return `value` as JSON."""
    return HttpResponse(msgspec.json.encode(value), content_type="application/json", status=status)


def error_reply(stop: Stop) -> HttpResponse:
    """Return the error that ends a request: `error` is a sentence, `place` where the fault is."""
    reply = json_reply({"error": stop.message, "place": stop.place}, status=stop.status)
    if stop.status == 401:
        reply["WWW-Authenticate"] = 'Basic realm="xAPI", charset="UTF-8"'
    return reply


def empty_reply() -> HttpResponseBase:
    """Return a 204: no body, and no Content-Length, which Django adds to any other response."""
    reply = StreamingHttpResponse((), status=204)
    del reply["Content-Type"]
    return reply


def statements_reply(payloads: Iterable[str], more: str) -> HttpResponse:
    """Return a StatementResult (Data 2.5) of statements as they are stored."""
    body = f'{{"statements":[{",".join(payloads)}],"more":{msgspec.json.encode(more).decode()}}}'
    return HttpResponse(body.encode(), content_type="application/json")


def as_multipart(reply: HttpResponse) -> HttpResponse:
    """Return a JSON reply as the one part of multipart/mixed. Communication 2.1.3, attachments."""
    boundary = "academy-lrs-part"
    while boundary.encode() in reply.content:
        boundary += "-0"
    mark = boundary.encode()
    body = b"--%b\r\nContent-Type: application/json\r\n\r\n%b\r\n--%b--\r\n" % (
        mark,
        reply.content,
        mark,
    )
    return HttpResponse(body, content_type=f"multipart/mixed; boundary={boundary}")


def without_body(reply: HttpResponse) -> HttpResponse:
    """Return the answer to HEAD: the same headers, Content-Length too, and no body."""
    length = str(len(reply.content))
    reply.content = b""
    reply["Content-Length"] = length
    return reply


def set_version(reply: HttpResponseBase, version: str) -> None:
    """Communication 3.3: every response tells the version."""
    reply[HEADER] = version


def set_consistent_through(reply: HttpResponseBase, moment: datetime) -> None:
    """Communication 2.1.3: on every response of the Statements resource."""
    reply[CONSISTENT_THROUGH] = format_timestamp(moment)
