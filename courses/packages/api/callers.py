"""Who asks: a machine with a token, and what it may do."""

import time

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from academy.accounts.services.tokens import keep_pace, token_shown
from academy.core import clock
from academy.core.api.problems import Refused, not_found
from academy.core.pace import Pace
from courses.models import ServiceToken
from courses.packages import token_policies
from courses.packages.service_tokens import KIND

# Made before the web server's processes are forked, which count together in it.
_pace = Pace()
_clock = time.monotonic


def caller_of(request: HttpRequest, use: ServiceToken.Use | None = None) -> ServiceToken:
    """Return the token that the request shows, made for `use`; or end the request.

    No session counts here: another site could have a browser send it.
    """
    header = request.headers.get("Authorization", "")
    if not header:
        raise Refused(401, "Send a service token: Authorization: Bearer <token>.", KIND.challenge)
    token = token_shown(header, KIND, ServiceToken.objects.select_related("organism"))
    keep_pace(token, _pace, settings.PACKAGES_API_REQUESTS_PER_MINUTE, now=_clock())
    day = timezone.localdate(clock.now())
    if not token_policies.is_in_force(token, day):
        raise not_found()
    if use is not None and not token_policies.may_use(token, use, day):
        raise Refused(403, f'This token was not made for this: it lacks the use "{use.value}".')
    return token
