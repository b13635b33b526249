"""What the origin of a package answers: its files, the page that plays it, and its reports.

Every answer says itself what browsers may do with it: no middleware stands behind these views, and
none of them knows of a session or a cookie. Whoever asks shows a token, which is part of the
address.
"""

import json
from email.utils import formatdate
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.http import quote_etag
from django.utils.translation import gettext as _

from academy.core.ranges import WHOLE, chunks, span
from courses.models import PackageLaunch, PackageVersion
from courses.queries import former_launch, open_launch

from . import store, tokens
from .attempts import Overtaken, keep_commit, opening_of, part_of
from .au_addresses import address_of_launch, address_of_trial
from .kinds_of_files import content_type
from .origins import academy_origin, origin_of
from .playing import played_as
from .scorm.cmi import BadCommit, Opening
from .sessions.launching import endpoint
from .shown import ways_from
from .words import CLOSED

SANDBOX = "sandbox allow-scripts allow-same-origin allow-forms"
# A day of work: as long as the token in the address.
KEPT_SECONDS = int(tokens.VALID_FOR.total_seconds())
LARGEST_COMMIT = 2 << 20
# Of a trial, in which no other part can be opened.
NO_WAYS: dict[str, Any] = {"open": [], "next": False, "previous": False}
JSON_TYPES = ("application/json", "text/plain")
# The scripts and styles of the page that plays, from the academy's own static files.
RUNTIME = {
    "scorm12.js": ("vendor/scorm-again/scorm12.min.js", "text/javascript; charset=utf-8"),
    "scorm2004.js": ("vendor/scorm-again/scorm2004.min.js", "text/javascript; charset=utf-8"),
    "reports.js": ("js/packages/reports.js", "text/javascript; charset=utf-8"),
    "player.js": ("js/packages/scorm-player.js", "text/javascript; charset=utf-8"),
    "fresh.js": ("js/packages/fresh.js", "text/javascript; charset=utf-8"),
    "left.js": ("js/packages/left.js", "text/javascript; charset=utf-8"),
    "player.css": ("css/packages/player.css", "text/css; charset=utf-8"),
    "h5p-player.js": ("js/packages/h5p-player.js", "text/javascript; charset=utf-8"),
    "h5p-player.css": ("css/packages/h5p-player.css", "text/css; charset=utf-8"),
}
# H5P's own player, whose styles name fonts and pictures beside them.
H5P_RUNTIME = "vendor/h5p-standalone"


def nothing_here() -> HttpResponse:
    """Return the answer to whatever doesn't exist, or not for who asks."""
    return _guarded(HttpResponse("Not found\n", content_type="text/plain", status=404))


def _guarded(response: HttpResponseBase, policy: str = "default-src 'none'") -> Any:
    """Set the headers that each answer of a package's origin has."""
    headers = response.headers
    headers["Content-Security-Policy"] = f"{policy}; {SANDBOX}"
    headers["X-Content-Type-Options"] = "nosniff"
    # The address holds the token.
    headers["Referrer-Policy"] = "no-referrer"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Origin-Agent-Cluster"] = "?1"
    headers["Permissions-Policy"] = settings.PERMISSIONS_POLICY
    headers["X-Robots-Tag"] = "noindex, nofollow"
    headers.setdefault("Cache-Control", "private, no-store")
    # Django would write the address of what isn't there into the log, token and all.
    logged: Any = response
    logged._has_been_logged = True
    return response


def _policy_of_files(*, speaks: bool = False) -> str:
    """Return what files of a package may do: all within their own origin, and nothing beyond it
    but the record store, where they speak to it."""
    store = f" {endpoint()}" if speaks else ""
    return "; ".join(
        [
            "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'",
            "base-uri 'self'",
            f"connect-src 'self' data: blob:{store}",
            "form-action 'self'",
            f"frame-ancestors 'self' {academy_origin()}",
            "frame-src 'self' data: blob:",
            "object-src 'none'",
            "worker-src 'none'",
        ]
    )


def _policy_of_player() -> str:
    return "; ".join(
        [
            "default-src 'none'",
            "base-uri 'none'",
            "connect-src 'self'",
            "form-action 'none'",
            f"frame-ancestors {academy_origin()}",
            "frame-src 'self'",
            "script-src 'self'",
            "style-src 'self'",
            "worker-src 'none'",
        ]
    )


def package_file(request: HttpRequest, host: str, token: str, name: str) -> HttpResponseBase:
    """Serve one file of a package, in whole or in part; 404 for what isn't known."""
    if request.method not in ("GET", "HEAD") or "Service-Worker" in request.headers:
        return nothing_here()
    kind = content_type(name)
    access = tokens.read(token, host)
    path = store.file_of(access.label, name) if access and kind else None
    if access is None or path is None or kind is None:
        return nothing_here()
    policy = _policy_of_files(speaks=access.speaks)
    found = path.stat()
    etag = quote_etag(f"{found.st_mtime_ns:x}-{found.st_size:x}")
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": f"private, max-age={KEPT_SECONDS}, immutable",
        "ETag": etag,
        "Last-Modified": formatdate(found.st_mtime, usegmt=True),
    }
    if request.headers.get("If-None-Match") == etag:
        return _guarded(HttpResponse(status=304, headers=headers), policy)
    asked = span(request.headers.get("Range", ""), found.st_size)
    if asked is None:
        headers["Content-Range"] = f"bytes */{found.st_size}"
        return _guarded(HttpResponse(status=416, headers=headers), policy)
    first, last = asked if asked != WHOLE else (0, found.st_size - 1)
    response = StreamingHttpResponse(
        chunks(lambda: path.open("rb"), first, last - first + 1),
        status=200 if asked == WHOLE else 206,
        headers=headers,
        content_type=kind,
    )
    response["Content-Length"] = str(last - first + 1)
    if asked != WHOLE:
        response["Content-Range"] = f"bytes {first}-{last}/{found.st_size}"
    return _guarded(response, policy)


def player(request: HttpRequest, host: str, token: str) -> HttpResponseBase:
    """The page that holds the run-time and, in a frame, the part that is opened."""
    access = tokens.read(token, host) if request.method == "GET" else None
    if access is None:
        return _expired()
    is_window = "window" in request.GET
    if (is_window or request.COOKIES) and "fresh" not in request.GET:
        return _fresh()
    if access.launch is None:
        version = PackageVersion.objects.filter(label=access.label).first()
        item = part_of(version, access.item) if version else None
        if version is None or item is None:
            return nothing_here()
        language = access.language
        if access.speaks:
            return _tried(version, access, tokens.Door(host, token))
        with translation.override(language):
            opening = Opening("trial", _("Learner"), "browse")
            cmi, after = played_as(version.standard).opened_with(item, opening), 0
        ways, own_id = NO_WAYS, ""
    else:
        launch = _launch(access)
        if launch is None:
            return _expired()
        version, language = launch.attempt.version, launch.attempt.language
        if version.is_cmi5:
            door = tokens.Door(host, token)
            return _sent(address_of_launch(launch=launch, door=door, at=timezone.now()))
        with translation.override(language):
            item, cmi, after = opening_of(launch, is_window=is_window)
        ways, own_id = ways_from(launch.attempt, launch.item), str(launch.public_id)
    with translation.override(language):
        return _player_page(version, item, {"cmi": cmi, "after": after, "opening": own_id} | ways)


def _fresh() -> HttpResponse:
    """Have the page loaded again without the cookies that packages left. They are all that isn't
    kept apart by origins: one may be set for all hosts below the content host."""
    context = {"state": {"host": settings.CONTENT_HOST}}
    page = render_to_string("courses/packages/fresh.html", context)
    return _guarded(HttpResponse(page), _policy_of_player())


def _sent(address: str) -> HttpResponse:
    """Send the browser to an AU that was launched. The address is good for once."""
    return _guarded(HttpResponseRedirect(address), _policy_of_player())


def _tried(version: PackageVersion, access: tokens.Access, door: tokens.Door) -> HttpResponse:
    if access.person is None or access.registration is None:
        return nothing_here()
    address = address_of_trial(
        version=version,
        item=access.item,
        person=access.person,
        registration=access.registration,
        language=access.language,
        door=door,
        at=timezone.now(),
    )
    return _sent(address) if address else _expired()


def left(request: HttpRequest, host: str, language: str) -> HttpResponseBase:
    """The page to which an AU in a frame leads back: it tells the page around it, and no more."""
    if request.method != "GET" or language not in dict(settings.LANGUAGES):
        return nothing_here()
    with translation.override(language):
        context = {"state": {"academy": academy_origin()}, "words": _(CLOSED)}
        page = render_to_string("courses/packages/left.html", context)
    return _guarded(HttpResponse(page), _policy_of_player())


def _player_page(
    version: PackageVersion, item: dict[str, Any], opened: dict[str, Any]
) -> HttpResponseBase:
    played = played_as(version.standard)
    state = {
        "standard": version.standard,
        "address": f"f/{item['launch']}",
        "reports": item["is_sco"],
        "academy": academy_origin(),
        "words": {name: _(words) for name, words in played.words.items()},
    }
    state |= opened | played.state(version.manifest, item)
    page = render_to_string(
        played.template,
        {"state": state, "title": item["title"], "runtime": f"{version.standard}.js"},
    )
    policy = _policy_of_files() if played.plays_itself else _policy_of_player()
    return _guarded(HttpResponse(page), policy)


def _expired() -> HttpResponse:
    words = _("This package was opened too long ago. Go back to the lesson and open it again.")
    page = render_to_string("courses/packages/expired.html", {"words": words})
    return _guarded(HttpResponse(page, status=403), _policy_of_player())


def _launch(access: tokens.Access) -> PackageLaunch | None:
    launch = open_launch(access.launch) if access.launch else None
    return launch if launch and launch.attempt.version.label == access.label else None


def commit(request: HttpRequest, host: str, token: str) -> HttpResponseBase:
    """Keep what a part reports. The token is all that counts: there is no cookie, and the last
    report comes as a beacon, which says of itself that it is plain text."""
    access = tokens.read(token, host) if request.method == "POST" else None
    if access is None or access.speaks:
        return _answer(403, 391)
    if request.headers.get("Origin", origin_of(host)) != origin_of(host):
        return _answer(403, 391)
    if request.content_type not in JSON_TYPES:
        return _answer(415, 391)
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if not 0 < length <= LARGEST_COMMIT:
        return _answer(413, 391)
    if access.launch is None:
        # A trial records nothing.
        return _answer(200, 0)
    launch = _launch(access)
    if launch is None:
        return _answer(403, 391)
    try:
        said = json.loads(request.read(length).decode("utf-8"))
        with translation.override(launch.attempt.language):
            told = _told_by(launch, said)
            is_news = keep_commit(launch=told, said=said, at=timezone.now())
    except (BadCommit, ValueError, RecursionError):
        return _answer(400, 391)
    except Overtaken:
        return _answer(409, 391)
    return _answer(200, 0, is_news=is_news)


def _told_by(launch: PackageLaunch, said: Any) -> PackageLaunch:
    """Return the opening of which a report tells: `launch`, by which it came, or a former one of
    the same learner in the same version (`opening`), whose last words their device still held.
    Raises BadCommit for any other."""
    if not isinstance(said, dict) or "opening" not in said:
        return launch
    former = former_launch(launch, said["opening"])
    if former is None:
        raise BadCommit("“opening” is none of this learner's.")
    return former


def _answer(status: int, code: int, *, is_news: bool = False) -> HttpResponse:
    """Answer as the run-time wants it: `code` is one of SCORM's errors, 0 for none. `is_news`:
    something is kept that wasn't before."""
    said = {"result": code == 0, "errorCode": code, "isNews": is_news}
    return _guarded(JsonResponse(said, status=status))


def runtime(request: HttpRequest, host: str, name: str) -> HttpResponseBase:
    """Serve a script or a style of the page that plays."""
    known = RUNTIME.get(name) or _runtime_of_h5p().get(name)
    if known is None or request.method not in ("GET", "HEAD"):
        return nothing_here()
    content = _static(known[0])
    response = HttpResponse(content, content_type=known[1])
    response["Cache-Control"] = "private, max-age=3600"
    return _guarded(response)


@lru_cache(maxsize=1)
def _runtime_of_h5p() -> dict[str, tuple[str, str]]:
    """Return the files of H5P's player, by the names under which they are served."""
    static = settings.BASE_DIR / "static"
    files = [path for path in (static / H5P_RUNTIME).rglob("*") if path.is_file()]
    return {
        f"h5p/{path.relative_to(static / H5P_RUNTIME).as_posix()}": (
            path.relative_to(static).as_posix(),
            kind,
        )
        for path in files
        if (kind := content_type(path.name)) is not None
    }


@lru_cache(maxsize=64)
def _static(name: str) -> bytes:
    return (settings.BASE_DIR / "static" / name).read_bytes()
