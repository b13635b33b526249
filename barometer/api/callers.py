"""Who asks: a person who is signed in, or a machine with a token; and what they may see."""

import time
from datetime import date

from django.conf import settings
from django.http import HttpRequest

from academy.accounts.services.tokens import keep_pace, token_shown
from academy.core.api.problems import Refused
from academy.core.pace import Pace
from academy.organisms.policies import NO_BAROMETER, BarometerScope, barometer_scope
from barometer.releases.models import Level

from .models import ServiceToken
from .services import KIND

# Made before the web server's processes are forked, which count together in it.
_pace = Pace()
_clock = time.monotonic


def scope_of(request: HttpRequest, day: date) -> BarometerScope:
    """Return what whoever asks may see on `day`, or end the request with 401 or 429.

    A token goes before a session. Who may see nothing at all is told 404 by the views, as pages do.
    """
    header = request.headers.get("Authorization", "")
    if header:
        rows = ServiceToken.objects.select_related("organism", "portfolio")
        token = token_shown(header, KIND, rows)
        keep_pace(token, _pace, settings.BAROMETER_API_REQUESTS_PER_MINUTE, now=_clock())
        return _scope_of_token(token, day)
    if not request.user.is_authenticated:
        raise Refused(
            401,
            "Sign in to the academy, or send a service token: Authorization: Bearer <token>.",
            KIND.challenge,
        )
    return barometer_scope(request.user, day)


def _scope_of_token(token: ServiceToken, day: date) -> BarometerScope:
    """Return what a role of the same place would see; nothing where the place is closed."""
    if token.place is not None and not token.place.holds_on(day):
        return NO_BAROMETER
    if token.level == Level.GOVERNMENT:
        return BarometerScope(level="government")
    if token.portfolio_id is not None:
        return BarometerScope(level="portfolio", portfolio_ids=frozenset({token.portfolio_id}))
    return BarometerScope(
        level="organism", organism_ids=frozenset({token.organism_id} if token.organism_id else ())
    )
