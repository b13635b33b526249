"""What my organization sees of me."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language

from academy.accounts.requests import SignedInRequest
from academy.core import clock
from courses.queries import looks_at
from courses.standing_words import states_in_words

from .mirror import mirror_of
from .protection import BATCH, SMALLEST
from .releases.freshness import freshness_of

# Openings that the page tells by itself; the others have a page of their own.
_LOOKS = 5


@login_required
def mirror(request: SignedInRequest) -> HttpResponse:
    """Tell the person who asks, and nobody else, in which figures they count and who reads them."""
    language = get_language() or "fr"
    mirror = mirror_of(request.user, language, timezone.localdate())
    looks = looks_at(request.user, language, most=_LOOKS + 1)
    context = {
        "mirror": mirror,
        "looks": looks[:_LOOKS],
        "states": states_in_words(),
        "more_looks": len(looks) > _LOOKS,
        "freshness": freshness_of(mirror.release, at=clock.now()),
        "smallest_group": max(SMALLEST, settings.BAROMETER_SMALLEST_GROUP),
        "batch": BATCH,
    }
    return TemplateResponse(request, "barometer/mirror.html", context)
