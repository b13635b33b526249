"""Asking for a page by mail, ending it, and what became of each mail."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from academy.accounts.requests import SignedInRequest
from academy.core import clock
from academy.organisms.policies import barometer_scope, is_administrator
from barometer.releases.services import next_day

from . import queries, services
from .forms import ReportForm
from .mail import stopped_by
from .models import Frequency, ReportSubscription
from .pages import can_see, find_place


@login_required
@require_safe
def reports(request: SignedInRequest) -> HttpResponse:
    """Show the person's subscriptions, and what became of the mails; to administrators, of all."""
    today = timezone.localdate(clock.now())
    subscriptions = queries.subscriptions_of(request.user)
    deliveries = queries.deliveries_to(request.user)
    if barometer_scope(request.user, today).is_empty and not subscriptions and not deliveries:
        raise Http404
    context = {
        "subscriptions": subscriptions,
        "deliveries": deliveries,
        "is_administrator": is_administrator(request.user, today),
        "all_deliveries": queries.all_deliveries(request.user, today),
        "next_day": next_day(clock.now()),
    }
    return render(request, "barometer/reports/reports.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: SignedInRequest, level: str, code: str = "") -> HttpResponse:
    """Ask for a page by mail, or change how often it comes."""
    at = clock.now()
    place = find_place(level, code)
    if not can_see(request.user, level, place, timezone.localdate(at)):
        raise Http404
    current = queries.subscription_of(request.user, level, place)
    usual = {"every": current.every} if current else None
    form = ReportForm(request.POST if request.method == "POST" else None, initial=usual)
    if request.method == "POST" and form.is_valid():
        services.subscribe(
            user=request.user,
            level=level,
            place=place,
            every=Frequency(form.cleaned_data["every"]),
            at=at,
        )
        messages.success(request, _("You will get this page by email after the next release."))
        return redirect("barometer:reports")
    context = {
        "form": form,
        "current": current,
        "place": place.name if place else _("The whole government"),
        "page_url": reverse(f"barometer:{level}", args=[code] if code else []),
        "next_day": next_day(at),
    }
    status = 422 if form.errors else 200
    return render(request, "barometer/reports/report.html", context, status=status)


@login_required
@require_POST
def stop_own(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """End a subscription of the person."""
    own = ReportSubscription.objects.filter(user=request.user, public_id=public_id)
    if not own.exists():
        raise Http404
    services.stop(public_id=public_id, at=clock.now(), by=request.user)
    messages.success(request, _("You will get this page by email no more."))
    return redirect("barometer:reports")


# Programs for mail send it with no cookie and no page of ours (RFC 8058): the link is the proof.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """End the subscription that a mail's link names; looking at the page alone ends nothing."""
    named = stopped_by(token)
    found = (
        ReportSubscription.objects.filter(public_id=named)
        .select_related("organism", "portfolio")
        .first()
        if named
        else None
    )
    if found is None:
        raise Http404
    if request.method == "POST":
        services.stop(public_id=found.public_id, at=clock.now())
        found.refresh_from_db(fields=["stopped_at"])
    context = {"subscription": found, "place": found.place_name or _("The whole government")}
    return render(request, "barometer/reports/stop.html", context)
