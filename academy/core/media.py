"""Uploaded images, sounds, videos and captions, served by the academy itself.

Only what designers published on pages for everyone to see: documents go through Wagtail, which
knows who may read them. Types come from this table and never from the file.
"""

from datetime import datetime
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import quote_etag
from django.views.decorators.http import condition, require_safe

from .answers import same_for_all
from .ranges import WHOLE, chunks, span

FOLDERS = frozenset({"captions", "images", "media", "media_thumbnails", "original_images"})
TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".wav": "audio/wav",
    ".mp4": "video/mp4",
    ".ogv": "video/ogg",
    ".webm": "video/webm",
    ".vtt": "text/vtt; charset=utf-8",
}


def _checked(path: str) -> str:
    """Return the name of a file that may be served; 404 otherwise."""
    pure = PurePosixPath(path)
    parts = pure.parts
    if (
        str(pure) != path
        or len(parts) < 2
        or parts[0] not in FOLDERS
        or any(part.startswith(".") for part in parts)
        or "\x00" in path
        or "\\" in path
        or pure.suffix.lower() not in TYPES
    ):
        raise Http404
    try:
        _refuse_links(path)
        found = default_storage.exists(path)
    except (SuspiciousOperation, OSError, ValueError) as error:
        raise Http404 from error
    if not found:
        raise Http404
    return path


def _refuse_links(path: str) -> None:
    """Raise SuspiciousOperation when a link leads outside of the media folder."""
    try:
        local = default_storage.path(path)
    except NotImplementedError:
        return
    if not Path(local).resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve()):
        raise SuspiciousOperation("A link leads outside of the media folder.")


def _etag(request: HttpRequest, path: str) -> str:
    name = _checked(path)
    changed = default_storage.get_modified_time(name).timestamp()
    return quote_etag(f"{changed:.6f}-{default_storage.size(name)}")


def _last_modified(request: HttpRequest, path: str) -> datetime:
    return default_storage.get_modified_time(_checked(path))


@require_safe
@condition(etag_func=_etag, last_modified_func=_last_modified)
def _serve(request: HttpRequest, path: str) -> HttpResponseBase:
    name = _checked(path)
    size = default_storage.size(name)
    asked = span(request.headers.get("Range", ""), size)
    if asked is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    # Some players want 206 for a range, even where it is the whole.
    partial = asked != WHOLE
    first, last = asked if partial else (0, size - 1)
    response = StreamingHttpResponse(
        chunks(lambda: default_storage.open(name, "rb"), first, last - first + 1),
        status=206 if partial else 200,
    )
    response["Content-Type"] = TYPES[PurePosixPath(name).suffix.lower()]
    response["Content-Length"] = str(last - first + 1)
    if partial:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve one uploaded file, in whole or in part, to anybody; 404 for what isn't known.

    Names of uploaded files are never given twice, so browsers may keep them for a year.
    """
    response = _serve(request, path)
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Content-Disposition"] = "inline"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return same_for_all(response)
