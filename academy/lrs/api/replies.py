"""Answers of the record store: JSON, with the headers that xAPI asks for."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
from csp.constants import HEADER as CSP_HEADER
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import http_date

from academy.lrs.queries import Attached
from academy.lrs.xapi.documents import etag_of
from academy.lrs.xapi.errors import Invalid
from academy.lrs.xapi.preconditions import Preconditions, Unmet
from academy.lrs.xapi.times import format_timestamp
from academy.lrs.xapi.versions import HEADER

CONSISTENT_THROUGH = "X-Experience-API-Consistent-Through"
# Largest body of a request, in bytes, and most statements in one.
LARGEST_BODY = 16 * 1024 * 1024
LARGEST_BATCH = 5_000
# Largest request with the data of attachments, in bytes, and of most how many.
LARGEST_REQUEST = 256 * 1024 * 1024
MOST_ATTACHMENTS = 5_000


class Stop(Exception):
    """Ends a request with an error: an HTTP status and a whole sentence.

    `retry_after`: in how many seconds the same request may succeed, 0 where waiting doesn't help.
    """

    def __init__(self, status: int, message: str, place: str = "", *, retry_after: int = 0) -> None:
        super().__init__(message)
        self.retry_after = retry_after
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
    if stop.retry_after:
        reply["Retry-After"] = str(stop.retry_after)
    return reply


def empty_reply(status: int = 204) -> HttpResponseBase:
    """Return a 204, or a 304: no body, and no Content-Length, which Django adds to any other
    response."""
    reply = StreamingHttpResponse((), status=status)
    del reply["Content-Type"]
    return reply


def statements_reply(payloads: Iterable[str], more: str) -> HttpResponse:
    """Return a StatementResult (Data 2.5) of statements as they are stored."""
    body = f'{{"statements":[{",".join(payloads)}],"more":{msgspec.json.encode(more).decode()}}}'
    return HttpResponse(body.encode(), content_type="application/json")


def as_multipart(
    reply: HttpResponse, attached: Sequence[tuple[Attached, Iterator[bytes]]]
) -> HttpResponseBase:
    """Return a JSON reply and the data that goes with it as multipart/mixed.

    Communication 1.5.2, 2.1.3: statements first, then each data once; so too where there is none.
    """
    # Nobody could write data that holds it: it is drawn when the data is there already.
    boundary = secrets.token_hex(16)
    content_type = f"multipart/mixed; boundary={boundary}"
    parts: list[tuple[bytes, int, Iterable[bytes]]] = [
        (_head(boundary, "application/json"), len(reply.content), (reply.content,))
    ]
    for data, pieces in attached:
        head = _head(
            boundary,
            data.content_type,
            "Content-Transfer-Encoding: binary",
            f"X-Experience-API-Hash: {data.sha2}",
        )
        parts.append((head, data.length, pieces))
    end = f"--{boundary}--\r\n".encode()

    def body() -> Iterator[bytes]:
        for head, _, pieces in parts:
            yield head
            yield from pieces
            yield b"\r\n"
        yield end

    if not attached:
        return HttpResponse(b"".join(body()), content_type=content_type)
    length = sum(len(head) + size + 2 for head, size, _ in parts) + len(end)
    return StreamingHttpResponse(
        body(),
        content_type=content_type,
        headers={"Content-Length": str(length)},
    )


def _head(boundary: str, content_type: str, *more: str) -> bytes:
    lines = [f"--{boundary}", f"Content-Type: {content_type}", *more, "", ""]
    return "\r\n".join(lines).encode()


def without_body(reply: HttpResponseBase) -> HttpResponseBase:
    """Return the answer to HEAD: the same headers, Content-Length too, and no body.

    Communication 1.1. A server may send what it is handed, so it is handed none.
    """
    if reply.status_code in (204, 304):
        return reply
    if isinstance(reply, HttpResponse):
        reply.headers.setdefault("Content-Length", str(len(reply.content)))
    return HttpResponse(status=reply.status_code, headers=dict(reply.items()))


def set_version(reply: HttpResponseBase, version: str) -> None:
    """Communication 3.3: every response tells the version."""
    reply[HEADER] = version


def set_consistent_through(reply: HttpResponseBase, moment: datetime) -> None:
    """Communication 2.1.3: on every response of the Statements resource."""
    reply[CONSISTENT_THROUGH] = format_timestamp(moment)


def document_reply(data: bytes, media_type: str) -> HttpResponse:
    """Return a document as it was sent. Whatever it is, it never acts as a page of the academy."""
    reply = HttpResponse(data, content_type=media_type)
    reply[CSP_HEADER] = "sandbox; default-src 'none'"
    return reply


def if_changed(
    request: HttpRequest, reply: HttpResponse, *, updated_at: datetime | None = None
) -> HttpResponseBase:
    """Return `reply` to a GET with its ETag and Last-Modified, or 304 where the client has it.

    Communication 3.1: every GET of a resource under concurrency control tells the ETag, the SHA-1
    of the contents; 2.2: Last-Modified. No cache answers for the store: what a package kept on
    another device must be seen.
    """
    etag = etag_of(reply.content)
    found: HttpResponseBase = reply
    try:
        Preconditions.of(None, request.headers.get("If-None-Match")).require(etag)
    except Unmet:
        found = empty_reply(304)
        # A browser takes the headers of a 304 for those of what it has.
        if CSP_HEADER in reply:
            found[CSP_HEADER] = reply[CSP_HEADER]
    found["ETag"] = f'"{etag}"'
    found["Cache-Control"] = "private, no-cache"
    if updated_at is not None:
        found["Last-Modified"] = http_date(updated_at.timestamp())
    return found
