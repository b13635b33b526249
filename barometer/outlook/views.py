"""How past forecasts did, for whoever sees some page of the barometer."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from academy.accounts.requests import SignedInRequest
from academy.organisms.policies import barometer_scope
from barometer.forecasting.rules import LEVEL

from . import queries
from .frozen import LEARNED_AT, SCORED
from .wording import FEWEST_ALARMS, FEWEST_CAME_OUT, score_rows, size_names


@login_required
def forecasts(request: SignedInRequest) -> HttpResponse:
    """Show how often the bands of past forecasts held, and how far they were off."""
    if barometer_scope(request.user, timezone.localdate()).is_empty:
        raise Http404
    outlook = queries.newest_outlook()
    record = outlook.record if outlook else {}
    raised, false = record.get("alarms", (0, 0))
    context = {
        "outlook": outlook,
        "by_ahead": score_rows(record.get("ahead", {}), {str(one): one for one in SCORED}),
        "by_size": score_rows(record.get("size", {}), size_names()),
        "alarms": {"raised": raised, "false": false, "known": raised >= FEWEST_ALARMS},
        "fewest": FEWEST_CAME_OUT,
        "fewest_alarms": FEWEST_ALARMS,
        "level": round(LEVEL * 100),
        "learned_at": LEARNED_AT,
    }
    return TemplateResponse(request, "barometer/outlook/forecasts.html", context)
