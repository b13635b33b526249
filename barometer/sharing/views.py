"""The page of what is shared between organisms."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from academy.accounts.requests import SignedInRequest
from academy.core import clock
from academy.organisms.policies import barometer_organism_ids, barometer_scope
from barometer.policies import can_see_something
from barometer.protection import SMALLEST
from barometer.releases.freshness import freshness_of
from barometer.releases.queries import newest

from .making import sharing_of
from .queries import reuses


@require_safe
@login_required
def sharing(request: SignedInRequest) -> HttpResponse:
    """Show which paths are reused, by whom, for how many people, and how much is adapted.

    Who sees the whole government sees every adopted path; others see those that their organisms
    adopted or built.
    """
    today = timezone.localdate()
    if not can_see_something(request.user, today):
        raise Http404
    release = newest()
    own = barometer_organism_ids(barometer_scope(request.user, today), today)
    rows = reuses(release, get_language() or "fr", own)
    smallest = max(SMALLEST, settings.BAROMETER_SMALLEST_GROUP)
    hours = (settings.DESIGN_HOURS_LEAST, settings.DESIGN_HOURS_MOST)
    context = {
        "release": release,
        "freshness": freshness_of(release, at=clock.now()),
        "rows": [(one, one.counts(smallest)) for one in rows],
        "sums": sharing_of(rows, smallest=smallest, hours=hours),
        "smallest": smallest,
        "hours": hours,
        "is_everything": own is None,
    }
    return TemplateResponse(request, "barometer/sharing/sharing.html", context)
