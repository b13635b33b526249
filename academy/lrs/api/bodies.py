"""Reading a request's body within bounds."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from academy.lrs.xapi import json_text
from academy.lrs.xapi.attachments import Data
from academy.lrs.xapi.errors import Invalid
from academy.lrs.xapi.identifiers import require_media_type
from academy.lrs.xapi.multipart import boundary_of

from .parts import Parts
from .replies import LARGEST_BATCH, LARGEST_BODY, LARGEST_REQUEST, Stop

_SUBJECT = "The request body"
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Received:
    """The statements of a request, each as it was written, and the data that came with them, by
    its hash."""

    statements: list[bytes | json_text.Raw]
    data: Mapping[str, Data] = field(default_factory=dict)


@contextmanager
def received_statements(request: HttpRequest, *, single: bool) -> Iterator[Received]:
    """Read a request that stores statements; the data is there until the end.

    `single`: one object, as PUT asks. Raises Stop for a type other than JSON and multipart/mixed,
    and for a body that is too large (413). Communication 1.5.
    """
    header = request.META.get("CONTENT_TYPE", "")
    kind = header.partition(";")[0].strip().lower()
    try:
        if kind == "application/json":
            require_media_type(header.strip(), "Content-Type")
        elif kind == "multipart/mixed":
            boundary = boundary_of(header)
        else:
            reason = "application/json, or multipart/mixed for statements with attachments"
            raise Stop(400, f"The Content-Type header must be {reason}.")
    except Invalid as fault:
        raise Stop.of(fault) from None
    if kind == "application/json":
        yield Received(_split(read_body(request), single=single))
        return
    with closing(Parts(_chunks(request), boundary)) as parts:
        yield Received(_split(parts.text, single=single), parts.data)


def _split(text: bytes, *, single: bool) -> list[bytes | json_text.Raw]:
    """Return the statements in a text, each as it was written."""
    start = text.lstrip(b" \t\r\n")
    if not start.startswith(b"["):
        if not start.startswith(b"{"):
            if not start:
                raise Stop(400, "The request body is empty; it must be a statement.")
            # Says what is wrong with it as JSON, if that is what is wrong.
            json_text.parse(text, subject=_SUBJECT)
            raise Stop(400, "The request body must be a statement or an array of statements.")
        return [text]
    if single:
        raise Stop(400, "The request body must be one statement, since the method is PUT.")
    pieces = json_text.split_array(text)
    if len(pieces) > LARGEST_BATCH:
        raise Stop(413, f"A request holds at most {LARGEST_BATCH} statements, not {len(pieces)}.")
    return list(pieces)


def read_body(request: HttpRequest) -> bytes:
    """Return the body, never more than LARGEST_BODY of it in memory."""
    body = _read(_stream(request, LARGEST_BODY), LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        raise _too_large(LARGEST_BODY)
    return body


def _chunks(request: HttpRequest) -> Iterator[bytes]:
    """Yield the body as it comes, up to LARGEST_REQUEST bytes."""
    stream = _stream(request, LARGEST_REQUEST)
    size = 0
    while chunk := _read(stream, _CHUNK):
        size += len(chunk)
        if size > LARGEST_REQUEST:
            raise _too_large(LARGEST_REQUEST)
        yield chunk


def _stream(request: HttpRequest, largest: int) -> Any:
    """Return what the body is read from, unless its headers say already that it can't be taken."""
    declared = request.META.get("CONTENT_LENGTH") or "0"
    if not declared.isascii() or not declared.isdigit():
        raise Stop(400, "The Content-Length header is not a number.")
    if int(declared[:20]) > largest:
        raise _too_large(largest)
    if request.META.get("HTTP_CONTENT_ENCODING", "identity").lower() != "identity":
        raise Stop(415, "The request body must not be compressed.")
    chunked = request.META.get("HTTP_TRANSFER_ENCODING", "").lower() == "chunked"
    if chunked and not request.META.get("CONTENT_LENGTH"):
        # Django reads nothing of a body that tells no length; the server knows its end.
        return request.META["wsgi.input"]
    return request


def _read(stream: Any, most: int) -> bytes:
    try:
        return stream.read(most)
    except OSError:
        raise Stop(400, "The request body ended before its declared length.") from None


def _too_large(largest: int) -> Stop:
    return Stop(413, f"The request body is larger than {largest} bytes.")
