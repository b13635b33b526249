"""The sheet of an organism, for who sees its page; and its check, for everybody."""

import base64
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, override, pgettext
from django.views.decorators.http import require_safe

from academy.accounts.mail import own_address
from academy.accounts.requests import SignedInRequest
from academy.core import clock
from academy.organisms.models import Organism
from barometer.criteria.blind import blind_spots
from barometer.pages import asked_of
from barometer.policies import can_see_organism

from . import services, signing
from .content import marks_on, words_of
from .making import pdf_of
from .services import CheckedSheet


@login_required
@require_safe
def sheet(request: SignedInRequest, code: str) -> HttpResponse:
    """Answer with the sheet of an organism as PDF, to whoever sees its page.

    It says the same to everybody, but for levels: whoever may still rate one of them blind gets a
    sheet without, and the whole one afterwards.
    """
    at = clock.now()
    today = timezone.localdate(at)
    organism = Organism.objects.filter(code=code).first()
    if organism is None or not can_see_organism(request.user, organism, today):
        raise Http404
    # Whatever the year: the sheet tells the last assessment.
    is_blind = bool(blind_spots(request.user, today, Q(organism=organism)))
    issued = services.issue_sheet(
        organism=organism,
        path=asked_of(request.GET.get("path", "")).path,
        language=get_language() or "fr",
        at=at,
        by=request.user,
        with_levels=not is_blind,
    )
    if issued is None:
        raise Http404
    content = services.checked(issued).content
    with override(issued.language):
        address = own_address(reverse("barometer:sheet-checked", args=[issued.code]))
        words = words_of(content, code=issued.code, address=address)
        named = [
            pgettext("file name", "barometer"),
            pgettext("file name", "sheet"),
            code,
            str(content["release"]["day"]),
        ]
    response: Any = HttpResponse(pdf_of(content, words), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=False, filename=f"{'-'.join(named)}.pdf"
    )
    return response


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a sheet, and lead to its check."""
    typed = request.GET.get("sheet", "").strip()
    if typed:
        return redirect("barometer:sheet-checked", signing.code_in(typed) or "-")
    return render(request, "barometer/sheets/check.html")


@require_safe
def checked(request: HttpRequest, code: str) -> HttpResponse:
    """Show what the sheet with this code says, so that one compares it with the one in hand."""
    found = services.find_sheet(code)
    if found is None:
        typed = {"typed": code[:40]}
        return _unlisted(render(request, "barometer/sheets/check.html", typed, status=404))
    content = found.content
    context: dict[str, Any] = {
        "sheet": found.sheet,
        "content": content,
        "marks": marks_on(content),
        "is_genuine": found.is_genuine,
        "day": date.fromisoformat(content["release"]["day"]),
    }
    return _unlisted(render(request, "barometer/sheets/checked.html", context))


@require_safe
def data(request: HttpRequest, code: str) -> HttpResponse:
    """Answer with what was signed, byte for byte."""
    found = _sheet(code)
    return _unlisted(HttpResponse(found.sheet.data, content_type="application/json"))


@require_safe
def signature(request: HttpRequest, code: str) -> HttpResponse:
    """Answer with the 64 bytes of the signature."""
    signed = base64.b64decode(_sheet(code).sheet.signature)
    return _unlisted(HttpResponse(signed, content_type="application/octet-stream"))


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Answer with the public keys that check sheets, the one that signs today first."""
    text = signing.public_keys(services.seeds())
    return HttpResponse(text, content_type="application/x-pem-file")


def _sheet(code: str) -> CheckedSheet:
    found = services.find_sheet(code)
    if found is None:
        raise Http404
    return found


def _unlisted(response: HttpResponse) -> HttpResponse:
    """Keep an answer out of search engines: it is for who holds the sheet."""
    response["X-Robots-Tag"] = "noindex"
    return response
