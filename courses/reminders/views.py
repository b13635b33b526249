"""Pages about one's own mails: when they come, stopping them, why one came."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from academy.accounts import queries as account_queries
from academy.accounts.mail_times import next_leaving
from academy.accounts.models import Delivery
from academy.accounts.requests import SignedInRequest
from academy.accounts.services import mails as choices
from academy.core import clock

from . import queries
from .explaining import explained
from .forms import TimesForm
from .mail import rule_in_words, sections_of
from .rules import Rule, lines_on

_TIMES = ("weekday", "hour", "quiet_from", "quiet_until", "away_from", "away_until")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mails(request: SignedInRequest) -> HttpResponse:
    """When one's weekly mail comes, what it would say today, and what was sent."""
    at = clock.now()
    user = request.user
    preference = account_queries.mail_preference_of(user)
    form = TimesForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(preference, name) for name in _TIMES},
    )
    if request.method == "POST" and form.is_valid():
        choices.choose_times(user=user, at=at, **form.cleaned_data)
        messages.success(request, _("Your choice is kept."))
        return redirect("courses:mails")
    today = timezone.localdate(at)
    first_week = queries.first_week_of(user, today)
    coming = None
    if first_week is not None and preference.stopped_at is None:
        wish = preference.wish
        wish = replace(wish, starts_on=max(first_week, wish.starts_on or first_week))
        coming = next_leaving(at, wish, settings.PUBLIC_HOLIDAYS, timezone.get_current_timezone())
    context = {
        "form": form,
        "preference": preference,
        "is_on": first_week is not None,
        "coming": coming,
        "sections": _would_say(request, today) if first_week is not None else [],
        "rules": [rule_in_words(rule) for rule in Rule],
        "deliveries": account_queries.deliveries_to(user),
        "digest": queries.DIGEST,
    }
    status = 422 if form.errors else 200
    return render(request, "courses/reminders/mails.html", context, status=status)


def _would_say(request: SignedInRequest, today: Any) -> list[Any]:
    paths = queries.published()
    known = queries.known_of([request.user.pk], today, paths)[request.user.pk]
    lines = lines_on(known, today)
    asked = queries.asked_by({line.assignment_id or 0 for line in lines})
    return sections_of(lines, paths, asked, get_language() or "fr")


@login_required
@require_POST
def switch(request: SignedInRequest) -> HttpResponse:
    """Stop one's weekly mail, or have it again."""
    at = clock.now()
    if request.POST.get("wanted") == "yes":
        choices.resume(user=request.user, at=at, by=request.user)
        messages.success(request, _("You will get the weekly email again."))
    else:
        choices.stop(user=request.user, at=at, by=request.user)
        messages.success(
            request,
            _("You will get the weekly email no more. What is asked of you stays on your page."),
        )
    return redirect("courses:mails")


# Programs for mail send it with no cookie and no page of ours (RFC 8058): the link is the proof.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the weekly mail without signing in, or have it again; looking alone changes nothing.

    POST: `again` takes the stop back; anything else, as programs for mail send it, stops.
    """
    preference = choices.named_by(token)
    if preference is None:
        raise Http404
    if request.method == "POST":
        change = choices.resume if "again" in request.POST else choices.stop
        change(user=preference.user, at=clock.now(), by=None)
        preference.refresh_from_db(fields=["stopped_at"])
    context = {
        "is_stopped": preference.stopped_at is not None,
        "is_taken_back": request.method == "POST" and preference.stopped_at is None,
    }
    return render(request, "courses/reminders/stop.html", context)


@login_required
@require_safe
def why(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Say by which rule each line of a mail to oneself was made, or why its kind is sent."""
    delivery = get_object_or_404(Delivery, user_id=request.user.pk, public_id=public_id)
    if delivery.kind != queries.DIGEST:
        if not delivery.why:
            raise Http404
        return render(request, "courses/reminders/why_kind.html", {"delivery": delivery})
    context = {
        "delivery": delivery,
        "lines": explained(delivery, get_language() or "fr"),
        "rules": [rule_in_words(rule) for rule in Rule],
    }
    return render(request, "courses/reminders/why.html", context)
