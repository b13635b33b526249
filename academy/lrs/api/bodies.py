"""Reading a request's body within bounds."""

from typing import Any

from django.http import HttpRequest

from academy.lrs.xapi import json_text
from academy.lrs.xapi.errors import Invalid
from academy.lrs.xapi.identifiers import require_media_type

from .replies import LARGEST_BATCH, LARGEST_BODY, Stop

_SUBJECT = "The request body"


def read_statements(request: HttpRequest, *, single: bool) -> list[bytes | json_text.Raw]:
    """Return the statements in the body, each as it was written.

    `single`: one object, as PUT asks. Raises Stop for a type other than JSON, and for a body that
    is too large (413).
    """
    _require_json(request)
    body = read_body(request)
    text = body.lstrip(b" \t\r\n")
    if not text.startswith(b"["):
        if not text.startswith(b"{"):
            if not text:
                raise Stop(400, "The request body is empty; it must be a statement.")
            # Says what is wrong with it as JSON, if that is what is wrong.
            json_text.parse(body, subject=_SUBJECT)
            raise Stop(400, "The request body must be a statement or an array of statements.")
        return [body]
    if single:
        raise Stop(400, "The request body must be one statement, since the method is PUT.")
    pieces = json_text.split_array(body)
    if len(pieces) > LARGEST_BATCH:
        raise Stop(413, f"A request holds at most {LARGEST_BATCH} statements, not {len(pieces)}.")
    return list(pieces)


def read_body(request: HttpRequest) -> bytes:
    """Return the body, never more than LARGEST_BODY of it in memory."""
    stream: Any = request
    too_large = Stop(413, f"The request body is larger than {LARGEST_BODY} bytes.")
    declared = request.META.get("CONTENT_LENGTH") or "0"
    if not declared.isascii() or not declared.isdigit():
        raise Stop(400, "The Content-Length header is not a number.")
    if int(declared[:20]) > LARGEST_BODY:
        raise too_large
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Stop(415, "The request body must not be compressed.")
    chunked = request.headers.get("Transfer-Encoding", "").lower() == "chunked"
    if chunked and not request.META.get("CONTENT_LENGTH"):
        # Django reads nothing of a body that tells no length; the server knows its end.
        stream = request.META["wsgi.input"]
    try:
        body = stream.read(LARGEST_BODY + 1)
    except OSError:
        raise Stop(400, "The request body ended before its declared length.") from None
    if len(body) > LARGEST_BODY:
        raise too_large
    return body


def _require_json(request: HttpRequest) -> None:
    header = request.headers.get("Content-Type", "")
    kind = header.partition(";")[0].strip().lower()
    if kind == "application/json":
        try:
            require_media_type(header.strip(), "Content-Type")
        except Invalid as fault:
            raise Stop.of(fault) from None
        return
    if kind.startswith("multipart/"):
        raise Stop(
            400,
            "This record store doesn't take multipart requests yet: send application/json, with a"
            " fileUrl for each attachment.",
        )
    raise Stop(400, "The Content-Type header must be application/json.")
