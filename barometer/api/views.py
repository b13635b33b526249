"""Answers of the API: who asks, what for, and the release that says it."""

from collections.abc import Callable
from datetime import date

import msgspec
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers

from academy.core import clock
from academy.core.answers import same_for_all
from academy.core.api.problems import Refused, not_found, telling_problems
from academy.organisms.models import Organism, Portfolio
from academy.organisms.policies import BarometerScope
from barometer.pages import KEPT_FOR, hash_of
from barometer.policies import opens_organism, opens_portfolio
from barometer.releases import queries
from barometer.releases.freshness import freshness_of
from barometer.releases.models import Release
from courses.queries.doubts import resting_on_doubts

from . import reading, shapes
from .callers import scope_of
from .description import document
from .reading import Language

read_only = telling_problems(
    "GET", "HEAD", otherwise="The barometer is read only: use GET or HEAD."
)


@read_only
def description(request: HttpRequest) -> HttpResponse:
    """Answer with the OpenAPI document, to everybody."""
    response = HttpResponse(document(), content_type="application/json")
    response["Cache-Control"] = "public, max-age=3600"
    return same_for_all(response)


@read_only
def releases(request: HttpRequest) -> HttpResponse:
    """Answer with every release, to whoever sees some page of the barometer."""
    _scope(request)
    found = queries.all_releases()
    said = shapes.Releases(
        [reading.release_said(one) for one in found],
        reading.freshness_said(freshness_of(found[0] if found else None, at=clock.now())),
    )
    return _answer(msgspec.json.encode(said))


@read_only
def release(request: HttpRequest, day: str) -> HttpResponseBase:
    """Answer with one release."""
    _scope(request)
    found = _release_of(day)
    return _of_release(
        request, found, lambda: msgspec.json.encode(reading.release_said(found)), "release"
    )


@read_only
def organisms(request: HttpRequest) -> HttpResponse:
    """Answer with the organisms that the caller may see."""
    scope, today = _scope(request)
    seen = reading.organisms_seen(scope, _language(request), today)
    return _answer(msgspec.json.encode(seen))


@read_only
def organism(request: HttpRequest, code: str) -> HttpResponseBase:
    """Answer with the figures of an organism."""
    scope, today = _scope(request)
    found = Organism.objects.filter(code=code).first()
    if found is None or not opens_organism(scope, found, today):
        raise not_found()
    language, of = _language(request), _release(request)
    return _of_release(
        request,
        of,
        lambda: msgspec.json.encode(reading.figures_of_organism(found, of, language)),
        ("organism", found.pk, language, today),
        with_doubts=True,
    )


@read_only
def portfolio(request: HttpRequest, code: str) -> HttpResponseBase:
    """Answer with the figures of a portfolio."""
    scope, today = _scope(request)
    found = Portfolio.objects.filter(code=code).first()
    if found is None or not opens_portfolio(scope, found):
        raise not_found()
    language, of = _language(request), _release(request)
    return _of_release(
        request,
        of,
        lambda: msgspec.json.encode(reading.figures_of_portfolio(found, of, language, today)),
        ("portfolio", found.pk, language, today),
        with_doubts=True,
    )


@read_only
def government(request: HttpRequest) -> HttpResponseBase:
    """Answer with the figures of the government."""
    scope, today = _scope(request)
    if not scope.is_everything:
        raise not_found()
    language, of = _language(request), _release(request)
    lines = _one_of(request, "lines", "portfolios", "organisms")
    return _of_release(
        request,
        of,
        lambda: msgspec.json.encode(
            reading.figures_of_government(of, language, today, by_organism=lines == "organisms")
        ),
        ("government", lines, language, today),
        with_doubts=True,
    )


def _scope(request: HttpRequest) -> tuple[BarometerScope, date]:
    """Return what the caller may see, and the day; 404 for whoever sees nothing."""
    today = timezone.localdate(clock.now())
    scope = scope_of(request, today)
    if scope.is_empty:
        raise not_found()
    return scope, today


def _language(request: HttpRequest) -> Language:
    return "en" if _one_of(request, "language", "fr", "en") == "en" else "fr"


def _one_of(request: HttpRequest, name: str, usual: str, other: str) -> str:
    asked = request.GET.get(name, usual)
    if asked not in (usual, other):
        raise Refused(400, f'The parameter "{name}" is "{usual}" or "{other}".')
    return asked


def _release(request: HttpRequest) -> Release:
    """Return the release that is asked for, or the newest one."""
    if "release" in request.GET:
        return _release_of(request.GET["release"])
    found = queries.newest()
    if found is None:
        raise Refused(404, "Nothing is published yet.")
    return found


def _release_of(day: str) -> Release:
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise Refused(400, "A release is named by its day, such as 2026-11-01.") from None
    found = queries.release_of(wanted)
    if found is None:
        raise Refused(404, "There is no release of this day: /releases lists them.")
    return found


def _of_release(
    request: HttpRequest,
    release: Release,
    make: Callable[[], bytes],
    key: object,
    *,
    with_doubts: bool = False,
) -> HttpResponseBase:
    """Answer with what a release says, or that the caller has it already.

    The tag is that of the release, and of the questions in doubt of the whole academy where the
    answer says what rests on them (`with_doubts`); of nothing else, so that it can't tell of
    anything else.
    """
    doubts = sorted(resting_on_doubts().items()) if with_doubts else []
    marked = f"{release.digest}-{hash_of(doubts)}" if doubts else release.digest
    tag = f'"{marked}"'
    name = f"barometer-api:{marked}:{hash_of(key)}"
    body = caches["local"].get(name)
    if body is None:
        body = make()
        caches["local"].set(name, body, KEPT_FOR)
    response = _answer(body)
    response["ETag"] = tag
    # Asked for by the same address, in the same language, the answer has this tag.
    return get_conditional_response(request, etag=tag, response=response) or response


def _answer(body: bytes) -> HttpResponse:
    response = HttpResponse(body, content_type="application/json")
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ("Authorization", "Cookie"))
    return response
