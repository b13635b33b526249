"""A reason before anybody's record is opened: it holds for half an hour, in this session."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from academy.accounts.decorators import recently_authenticated
from academy.accounts.requests import SignedInRequest
from academy.core.forms import ReasonForm
from academy.lrs import services

from .access import Counter, counter_of

# Key of the session: why records are looked at, and until when.
_VISIT = "records_visit"
LASTS = timedelta(minutes=30)


def for_a_reason(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make `view(request, counter, reason, …)` a page of records: who may not know that there are
    any gets 404, and who has given no reason that holds is led to where it is asked."""

    @wraps(view)
    def answer(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        counter = counter_of(request, "statements")
        reason = _reason_given(request, counter.at)
        if not reason:
            query = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"{reverse('lrs:give_reason')}?{query}")
        return view(request, counter, reason, *args, **kwargs)

    return answer


def _reason_given(request: SignedInRequest, at: datetime) -> str:
    visit = request.session.get(_VISIT)
    if visit is None or not at.timestamp() < visit["until"]:
        return ""
    reason: str = visit["reason"]
    return reason


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give_reason(request: SignedInRequest) -> HttpResponse:
    """Ask why records are to be looked at."""
    counter = counter_of(request, "statements")
    if request.method == "POST":
        return _take_reason(request, counter)
    return _show(request, counter, ReasonForm(), request.GET.get("next", ""))


def _show(request: SignedInRequest, counter: Counter, form: ReasonForm, then: str) -> HttpResponse:
    return render(
        request,
        "lrs/give_reason.html",
        {"counter": counter, "form": form, "then": then, "minutes": LASTS.seconds // 60},
        status=422 if form.errors else 200,
    )


@recently_authenticated
def _take_reason(request: SignedInRequest, counter: Counter) -> HttpResponse:
    form, then = ReasonForm(request.POST), request.POST.get("next", "")
    if not form.is_valid():
        return _show(request, counter, form, then)
    reason = form.cleaned_data["reason"]
    services.open_visit(reason=reason, by=request.user, at=counter.at)
    request.session[_VISIT] = {"reason": reason, "until": (counter.at + LASTS).timestamp()}
    safe = url_has_allowed_host_and_scheme(
        then, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(then if safe else reverse("lrs:statements"))


@login_required
@require_POST
def close_records(request: SignedInRequest) -> HttpResponse:
    """Forget the reason: the next page of records asks for one."""
    counter_of(request, "statements")
    request.session.pop(_VISIT, None)
    return redirect("lrs:credentials")
