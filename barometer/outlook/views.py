"""How past forecasts did, for everybody: who foresees answers for it in public."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.timezone import localdate

from academy.core import clock
from barometer.forecasting.rules import LEVEL
from barometer.policies import can_see_something
from barometer.releases.freshness import freshness_of

from . import queries
from .frozen import LEARNED_AT, SCORED
from .wording import FEWEST_ALARMS, FEWEST_CAME_OUT, score_rows, size_names


def forecasts(request: HttpRequest) -> HttpResponse:
    """Show how often the bands of past forecasts held, and how far they were off."""
    outlook = queries.newest_outlook()
    record = outlook.record if outlook else {}
    raised, false = record.get("alarms", (0, 0))
    context = {
        "outlook": outlook,
        "freshness": freshness_of(outlook.release if outlook else None, at=clock.now()),
        "by_ahead": score_rows(record.get("ahead", {}), {str(one): one for one in SCORED}),
        "by_size": score_rows(record.get("size", {}), size_names()),
        "alarms": {"raised": raised, "false": false, "known": raised >= FEWEST_ALARMS},
        "fewest": FEWEST_CAME_OUT,
        "fewest_alarms": FEWEST_ALARMS,
        "level": round(LEVEL * 100),
        "learned_at": LEARNED_AT,
        "may_see_releases": request.user.is_authenticated
        and can_see_something(request.user, localdate(clock.now())),
    }
    return TemplateResponse(request, "barometer/outlook/forecasts.html", context)
