"""What machines send: archives, in a form or bare, and JSON."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from django.core.exceptions import BadRequest, SuspiciousFileOperation, SuspiciousOperation
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from academy.core.api.problems import Refused
from courses.packages.reading import LIMITS

_CHUNK = 1 << 16
# What a form has around its archive.
_AROUND = 1 << 20
_LARGEST_JSON = 64 << 10
_FORM = "multipart/form-data"
# What an archive may say of itself, and how it is called where it has no name.
_BARE = {
    "application/zip": "package.zip",
    "application/x-zip-compressed": "package.zip",
    "application/octet-stream": "package.zip",
    "application/xml": "cmi5.xml",
    "text/xml": "cmi5.xml",
}
_TAKEN = ", ".join([_FORM, *_BARE])
Body = TypeVar("Body")


@dataclass(frozen=True, slots=True)
class Handed:
    """An archive that was handed over; `organism`: a code, empty where none was named."""

    upload: UploadedFile
    title: str
    organism: str


@contextmanager
def archive_in(request: HttpRequest) -> Iterator[Handed]:
    """Yield the archive of a request; end it with 400, 411, 413 or 415 where there is none.

    What is too large is refused before it is read.
    """
    size = _length(request)
    is_form = request.content_type == _FORM
    if not is_form and request.content_type not in _BARE:
        raise Refused(
            415, f"An archive is sent as one of these types: {_TAKEN}.", {"Accept-Post": _TAKEN}
        )
    if size > LIMITS.archive + (_AROUND if is_form else 0):
        raise _too_large()
    try:
        handed = _in_form(request) if is_form else _bare(request, size)
    except (UnreadablePostError, OSError) as error:
        raise Refused(400, "The archive did not arrive whole. Send it again.") from error
    with closing(handed.upload):
        if handed.upload.size is None or handed.upload.size > LIMITS.archive:
            raise _too_large()
        yield handed


def _too_large() -> Refused:
    return Refused(413, f"The archive is larger than {LIMITS.archive >> 20} MiB.")


def _length(request: HttpRequest) -> int:
    """Return how long a body says that it is."""
    said = request.META.get("CONTENT_LENGTH") or ""
    if not said.isascii() or not said.isdigit():
        raise Refused(411, "Say how long the archive is, in Content-Length; it can't be chunked.")
    return int(said)


def _in_form(request: HttpRequest) -> Handed:
    try:
        files, fields = request.FILES, request.POST
    except (MultiPartParserError, SuspiciousOperation, BadRequest) as error:
        raise Refused(400, "This form can't be read: it is damaged.") from error
    upload = files.get("archive")
    if upload is None:
        raise Refused(400, 'The form has no file called "archive".')
    return Handed(upload, fields.get("title", ""), fields.get("organism", ""))


def _bare(request: HttpRequest, size: int) -> Handed:
    asked = request.GET
    kind = request.content_type or ""
    upload = TemporaryUploadedFile(_BARE[kind], kind, size, None)
    try:
        upload.name = plain(asked.get("file_name", "")) or upload.name
    except SuspiciousFileOperation as error:
        upload.close()
        raise Refused(400, 'The parameter "file_name" is no name of a file.') from error
    left = size
    while left and (chunk := request.read(min(_CHUNK, left))):
        upload.write(chunk)
        left -= len(chunk)
    if left or not size:
        upload.close()
        raise Refused(400, "The archive did not arrive whole. Send it again.")
    upload.seek(0)
    return Handed(upload, asked.get("title", ""), asked.get("organism", ""))


def json_in(request: HttpRequest, shape: type[Body]) -> Body:
    """Return the body of a request, as `shape` has it; end it with 400, 413 or 415 otherwise."""
    if request.content_type != "application/json":
        raise Refused(415, "Send JSON, as application/json.", {"Accept-Post": "application/json"})
    if _length(request) > _LARGEST_JSON:
        raise Refused(413, f"The body is larger than {_LARGEST_JSON >> 10} KiB.")
    try:
        body = msgspec.json.decode(request.body, type=shape)
    except msgspec.ValidationError as error:
        raise Refused(400, f"The body is not what this address takes: {error}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refused(400, "The body is no JSON.") from error
    except (UnreadablePostError, OSError) as error:
        raise Refused(400, "The body did not arrive whole. Send it again.") from error
    if _has_nul(msgspec.to_builtins(body)):
        raise Refused(400, "The body holds the character NUL, which no database keeps.")
    return body


def _has_nul(said: Any) -> bool:
    if isinstance(said, dict):
        return any(_has_nul(one) for one in said.values())
    return isinstance(said, str) and "\0" in said


def plain(value: Any) -> str:
    """Return text without what a database may refuse."""
    return str(value).replace("\0", "").encode("utf-8", "replace").decode("utf-8")
