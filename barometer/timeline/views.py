"""Events of an organism, of a portfolio or of the government: the list, adding, withdrawing."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from academy.accounts.requests import SignedInRequest
from academy.core import clock
from academy.core.errors import AcademyError
from academy.organisms.models import Organism, Portfolio
from barometer.outlook.queries import path_titles
from barometer.policies import can_see_government, can_see_organism, can_see_portfolio
from barometer.releases.queries import newest

from . import policies, queries
from .forms import EventForm
from .models import Event
from .services import NotOnCurves, add_event, withdraw_event


@dataclass(frozen=True, slots=True)
class Place:
    """Where events are written: an organism, a portfolio, or the government (neither)."""

    level: str
    code: str
    organism: Organism | None
    portfolio: Portfolio | None
    may_add: bool

    @property
    def name(self) -> str:
        """What the place is called."""
        return str(self.organism or self.portfolio or _("The whole government"))

    def address(self, page: str, *more: object) -> str:
        """Return the address of one of its pages."""
        code = [self.code] if self.code else []
        return reverse(f"barometer:{self.level}{page}", args=[*code, *more])


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event as the list shows it. `end`: where it is withdrawn; empty where it can't be."""

    event: Event
    path: str
    end: str


@require_safe
@login_required
def events(request: SignedInRequest, level: str, code: str = "") -> HttpResponse:
    """Show the events of a place, those that were withdrawn too."""
    place = _place(request, level, code)
    titles = path_titles(get_language() or "fr")
    rows = [
        EventRow(
            one,
            titles.get(one.path_key, "–") if one.path_key else "",
            place.address("-event-end", one.public_id)
            if place.may_add and one.withdrawn_at is None
            else "",
        )
        for one in queries.events_of(place.organism, place.portfolio)
    ]
    context = _context(place) | {"rows": rows}
    return TemplateResponse(request, "barometer/timeline/events.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_event(request: SignedInRequest, level: str, code: str = "") -> HttpResponse:
    """Add an event."""
    place, at = _own_place(request, level, code), clock.now()
    form = EventForm(
        request.POST if request.method == "POST" else None,
        initial={"day": localdate(at), "path": request.GET.get("path", "")},
        titles=path_titles(get_language() or "fr"),
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            add_event(
                by=request.user,
                organism=place.organism,
                portfolio=place.portfolio,
                kind=given["kind"],
                day=given["day"],
                text_fr=given["text_fr"],
                text_en=given["text_en"],
                path_key=given["path"],
                at=at,
            )
        except NotOnCurves as error:
            form.add_error("day", error.message)
        except AcademyError as error:
            form.add_error("text_fr", error.message)
        else:
            release = newest()
            said = (
                _("The event is added: curves show it from now on.")
                if release is not None and given["day"] <= release.day
                else _("The event is added: curves show it from the next release on.")
            )
            messages.success(request, said)
            return redirect(place.address("-events"))
    context = _context(place) | {"form": form}
    status = 422 if form.errors else 200
    return TemplateResponse(request, "barometer/timeline/event.html", context, status=status)


@require_POST
@login_required
def end_event(request: SignedInRequest, level: str, event_id: UUID, code: str = "") -> HttpResponse:
    """Withdraw an event."""
    place = _own_place(request, level, code)
    event = Event.objects.filter(
        organism=place.organism, portfolio=place.portfolio, public_id=event_id
    ).first()
    if event is None:
        raise Http404
    withdraw_event(by=request.user, event=event, at=clock.now())
    messages.success(request, _("The event is withdrawn. It stays in this list."))
    return redirect(place.address("-events"))


def _context(place: Place) -> dict[str, object]:
    return {
        "place": place,
        "barometer_url": place.address(""),
        "events_url": place.address("-events"),
        "new_url": place.address("-event-new") if place.may_add else "",
    }


def _place(request: SignedInRequest, level: str, code: str) -> Place:
    """Return a place whose barometer the person sees, or raise Http404."""
    today = localdate(clock.now())
    organism = portfolio = None
    if level == "organism":
        organism = Organism.objects.filter(code=code).first()
        seen = organism is not None and can_see_organism(request.user, organism, today)
    elif level == "portfolio":
        portfolio = Portfolio.objects.filter(code=code).first()
        seen = portfolio is not None and can_see_portfolio(request.user, portfolio, today)
    else:
        seen = can_see_government(request.user, today)
    if not seen:
        raise Http404
    may_add = policies.can_add_events(request.user, organism, portfolio, today)
    return Place(level, code, organism, portfolio, may_add)


def _own_place(request: SignedInRequest, level: str, code: str) -> Place:
    """Return a place where the person writes, or raise Http404."""
    place = _place(request, level, code)
    if not place.may_add:
        raise Http404
    return place
