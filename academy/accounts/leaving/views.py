"""Leaving the academy, and the public page of a receipt."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from academy.accounts.decorators import recently_authenticated
from academy.accounts.record.parts import every_part
from academy.accounts.requests import SignedInRequest
from academy.core import clock
from academy.core.errors import AcademyError

from . import queries, services
from .forms import LeavingForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: SignedInRequest) -> HttpResponse:
    """Say what leaving does; note the wish, after a proof of who asks."""
    if request.method == "POST":
        return _ask(request)
    return _show(request, LeavingForm(user=request.user))


@recently_authenticated
def _ask(request: SignedInRequest) -> HttpResponse:
    form = LeavingForm(request.POST, user=request.user)
    if form.is_valid():
        try:
            services.ask_to_leave(
                user=request.user,
                mode=form.cleaned_data["mode"],
                keeps_certificates=form.cleaned_data["keeps_certificates"],
                at=clock.now(),
            )
        except AcademyError as error:
            form.add_error(None, error.message)
        else:
            return redirect("leave_academy")
    return _show(request, form)


def _show(request: SignedInRequest, form: LeavingForm) -> HttpResponse:
    departure = queries.departure_of(request.user)
    context: dict[str, Any] = {
        "form": form,
        "departure": departure,
        "code": queries.code_of(departure) if departure else "",
        "days": settings.LEAVING_DAYS,
        "parts": [part for part in every_part() if part.erase is not None],
        "is_last_administrator": queries.is_last_administrator(request.user),
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/leave.html", context, status=status)


@login_required
@require_POST
def stay(request: SignedInRequest) -> HttpResponse:
    """Take the wish to leave back."""
    if services.cancel(user=request.user, at=clock.now()):
        messages.success(request, _("You stay. Nothing was erased."))
    return redirect("my_record")


@require_safe
def check_receipt(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a receipt, and lead to it."""
    typed = request.GET.get("code", "").strip()
    if typed:
        return redirect("departure_receipt", typed[:60].replace("/", "") or "-")
    return render(request, "accounts/receipt_check.html")


@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Show anybody who has its code what a receipt says; it names nobody."""
    found = queries.find_receipt(code, _language())
    if found is None:
        context = {"is_unknown": True}
        return _unlisted(render(request, "accounts/receipt_check.html", context, status=404))
    return _unlisted(render(request, "accounts/receipt.html", {"receipt": found}))


@require_safe
def receipt_file(request: HttpRequest, code: str) -> HttpResponse:
    """Answer with what was signed, byte for byte."""
    found = queries.find_receipt(code, _language())
    if found is None:
        raise Http404
    response: Any = HttpResponse(found.data, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="receipt.json"'
    return _unlisted(response)


def _language() -> str:
    return get_language() or "fr"


def _unlisted(response: HttpResponse) -> HttpResponse:
    """Keep an answer out of search engines and caches: it is for who holds the receipt."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    return response
