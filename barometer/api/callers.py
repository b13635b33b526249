"""Who asks: a person who is signed in, or a machine with a token; and what they may see."""

import hmac
import time
from datetime import date

from django.conf import settings
from django.http import HttpRequest

from academy.lrs.xapi.pace import Pace
from academy.organisms.policies import NO_BAROMETER, BarometerScope, barometer_scope
from barometer.releases.models import Level

from .models import ServiceToken
from .problems import Refused
from .services import START, secret_digest

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="barometer"'}
# Made before the web server's processes are forked, which count together in it.
_pace = Pace()
_clock = time.monotonic


def scope_of(request: HttpRequest, day: date) -> BarometerScope:
    """Return what whoever asks may see on `day`, or end the request with 401 or 429.

    A token goes before a session. Who may see nothing at all is told 404 by the views, as pages do.
    """
    header = request.headers.get("Authorization", "")
    if header:
        token = _token_in(header)
        _keep_pace(token)
        return _scope_of_token(token, day)
    if not request.user.is_authenticated:
        raise Refused(
            401,
            "Sign in to the academy, or send a service token: Authorization: Bearer <token>.",
            _CHALLENGE,
        )
    return barometer_scope(request.user, day)


def _token_in(header: str) -> ServiceToken:
    kind, _, text = header.partition(" ")
    start, _, rest = text.strip().partition("_")
    key, _, secret = rest.partition("_")
    token = None
    if kind.lower() == "bearer" and start == START and key and "\0" not in key:
        rows = ServiceToken.objects.select_related("organism", "portfolio")
        token = rows.filter(key=key, revoked_at=None).first()
    # The digest is compared for unknown keys too, so that both take the same time.
    expected = token.secret_digest if token else "-" * 64
    if not hmac.compare_digest(secret_digest(secret), expected) or token is None:
        raise Refused(401, "The token is wrong, or it was revoked.", _CHALLENGE)
    return token


def _keep_pace(token: ServiceToken) -> None:
    """Count a request whose token is right: failed attempts shut nobody out."""
    limit = token.requests_per_minute
    if limit is None:
        limit = settings.BAROMETER_API_REQUESTS_PER_MINUTE
    seconds = _pace.wait(token.pk, limit, now=_clock())
    if seconds:
        raise Refused(
            429,
            f"This token makes more than {limit} requests per minute. Try again in {seconds} s.",
            {"Retry-After": str(seconds)},
        )


def _scope_of_token(token: ServiceToken, day: date) -> BarometerScope:
    """Return what a role of the same place would see; nothing where the place is closed."""
    place = token.organism or token.portfolio
    if place is not None and not place.holds_on(day):
        return NO_BAROMETER
    if token.level == Level.GOVERNMENT:
        return BarometerScope(level="government")
    if token.portfolio_id is not None:
        return BarometerScope(level="portfolio", portfolio_ids=frozenset({token.portfolio_id}))
    return BarometerScope(
        level="organism", organism_ids=frozenset({token.organism_id} if token.organism_id else ())
    )
