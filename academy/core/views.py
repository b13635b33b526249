"""Answers about the academy itself: is it alive, who may index it, whom to tell of a weakness."""

import logging
import sys
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from . import clock
from .answers import same_for_all

logger = logging.getLogger(__name__)

# Seconds after which a program or a person may try again.
RETRY_AFTER = 30
TOO_MANY_RETRY_AFTER = 60


@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the academy can serve, 503 while its database can't be reached."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        response = HttpResponse("unavailable\n", content_type="text/plain", status=503)
        response["Retry-After"] = str(RETRY_AFTER)
    else:
        response = HttpResponse("ok\n", content_type="text/plain")
    return same_for_all(response)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Keep search engines to the catalogue and the public pages."""
    closed = [
        reverse("wagtailadmin_home"),
        "/xapi/",
        "/api/",
        "/documents/",
        "/*/account/",
        "/*/people/",
        "/*/record-store/",
        "/*/barometer/",
        "/*/certificates/",
        "/certificates/",
        "/*/review/",
    ]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    # The longer address wins (RFC 9309): what an organization publishes may be found.
    lines.append("Allow: /*/barometer/public/")
    return _text("\n".join(lines))


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say whom to tell of a weakness (RFC 9116)."""
    expires = clock.now().replace(microsecond=0) + timedelta(days=180)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires.isoformat().replace('+00:00', 'Z')}",
        "Preferred-Languages: fr, en",
        f"Canonical: {settings.PUBLIC_ADDRESS}{reverse('security_txt')}",
    ]
    return _text("\n".join(lines))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer an unforeseen error: 503 when the database is away or busy, 500 otherwise.

    Django calls this while it handles the exception, wherever it was raised.
    """
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return _unavailable()
    return defaults.server_error(request)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Answer a limit that was reached: 429, and when to come back."""
    title = _("Too many attempts")
    advice = _("For everyone's safety, this page takes a pause. Try again in one minute.")
    response = _page("429.html", 429, title, advice, request)
    response["Retry-After"] = str(TOO_MANY_RETRY_AFTER)
    return response


def _unavailable() -> HttpResponse:
    title = _("The academy is taking a short break")
    advice = _("What you have already done is kept. Wait half a minute, then send this page again.")
    response = _page("503.html", 503, title, advice, None)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return same_for_all(response)


def _page(
    template: str, status: int, title: str, advice: str, request: HttpRequest | None
) -> HttpResponse:
    """Render a template with `title` and `advice`; plain text when it can't be rendered.

    Without `request`, context processors don't run and nothing reads the database.
    """
    context = {"title": title, "advice": advice}
    try:
        return HttpResponse(render_to_string(template, context, request), status=status)
    except (TemplateDoesNotExist, DatabaseError):
        logger.exception("The page %s could not be rendered.", template)
        return HttpResponse(
            f"{title}\n\n{advice}\n", content_type="text/plain; charset=utf-8", status=status
        )


def _text(content: str) -> HttpResponse:
    response = HttpResponse(content + "\n", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "public, max-age=86400"
    return same_for_all(response)
