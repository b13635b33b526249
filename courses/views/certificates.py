"""Certificates: one's own, with paper and badge; and their check, for everybody."""

import base64
from datetime import datetime
from typing import Any

from allauth.core.ratelimit import respond_429
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from academy.accounts.decorators import recently_authenticated
from academy.accounts.requests import SignedInRequest, is_too_often
from academy.core import clock, typesetting
from academy.core.codes import code_in
from academy.core.errors import AcademyError
from academy.core.forms import ReasonForm
from courses import services
from courses.policies import can_revoke_certificates
from courses.queries import (
    CertificateView,
    badge_token,
    check_address,
    find_certificate,
    own_certificate,
    own_certificates,
    renewal_under_way,
    view_of_path,
)
from courses.recognition import badge, paper
from courses.recognition.content import may_be_renewed

from .certificate_words import academy_name, words_of


def _language() -> str:
    return get_language() or "fr"


# --- One's own ----------------------------------------------------------------
@login_required
@require_safe
def certificates(request: SignedInRequest) -> HttpResponse:
    """List one's certificates, those that count no more too."""
    found = own_certificates(request.user, _language(), timezone.localdate())
    context = {"certificates": [one for one in found if one.said]}
    return TemplateResponse(request, "courses/certificates.html", context)


@login_required
@require_safe
def own(request: SignedInRequest, code: str) -> HttpResponse:
    """Show one's certificate, with all that one can take away of it."""
    view = _mine(request, code)
    address = check_address(view.code)
    enrolment = view.certificate.enrolment
    progress = enrolment and view_of_path(enrolment.path_key, request.user, _language())
    today = timezone.localdate()
    stands = view.state in ("valid", "expired")
    renewal = None
    if stands and enrolment and progress:
        renewal = renewal_under_way(enrolment, progress)
    context = {
        "may_renew": stands and may_be_renewed(view.certificate.ends_on, today),
        "renewal": renewal,
        "progress": progress,
        "with_first_answers": [
            one for one in (progress.courses if progress else ()) if one.first_percent is not None
        ],
        "one": view,
        "address": address,
        "square": _as_picture(typesetting.square_code(address)),
        "languages": [
            (language, name, _in(language, "courses:certificate_pdf", view.code))
            for language, name in settings.LANGUAGES
        ],
        "has_badge": view.is_genuine,
    }
    return TemplateResponse(request, "courses/certificate.html", context)


@login_required
@require_safe
def pdf(request: SignedInRequest, code: str) -> HttpResponse:
    """Answer with one's certificate as PDF, in the language of the address."""
    view = _mine(request, code)
    if not view.is_genuine:
        raise Http404
    made = paper.certificate_pdf(words_of(view, check_address(view.code)), at=view.passed_at)
    return _file(made, "application/pdf", view, "pdf", inline=True)


@login_required
@require_safe
def badge_picture(request: SignedInRequest, code: str) -> HttpResponse:
    """Answer with one's badge: a picture that carries the signed credential."""
    view = _mine(request, code)
    if not view.is_genuine:
        raise Http404
    picture = paper.badge_png(
        title=view.title,
        academy=academy_name(),
        year=str(view.passed_on.year),
        language=view.text_language,
    )
    return _file(badge.baked(picture, badge_token(view)), "image/png", view, "png")


@login_required
@require_safe
def badge_file(request: SignedInRequest, code: str) -> HttpResponse:
    """Answer with the signed credential of one's badge alone."""
    view = _mine(request, code)
    if not view.is_genuine:
        raise Http404
    return _file(badge_token(view).encode(), "text/plain", view, "jwt")


@login_required
@require_POST
def renew(request: SignedInRequest, code: str) -> HttpResponse:
    """Begin to renew one's certificate."""
    view = _mine(request, code)
    try:
        renewal = services.start_renewal(user=request.user, code=view.code, at=clock.now())
    except AcademyError as error:
        messages.error(request, error.message)
    else:
        if renewal.finished_at is not None:
            messages.success(
                request, _("Your certificate is renewed: nothing had to be asked again.")
            )
    return redirect("courses:certificate", view.path["key"])


def _mine(request: SignedInRequest, code: str) -> CertificateView:
    view = own_certificate(request.user, code, _language(), timezone.localdate())
    if view is None or not view.said:
        raise Http404
    return view


def _as_picture(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def _in(language: str, route: str, code: str) -> str:
    with translation.override(language):
        return reverse(route, args=[code])


def _file(
    content: bytes, kind: str, view: CertificateView, ending: str, *, inline: bool = False
) -> HttpResponse:
    response: Any = HttpResponse(content, content_type=kind)
    name = f"{pgettext('file name', 'certificate')}-{slugify(view.title)[:60]}.{ending}"
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=not inline, filename=name
    )
    return response


# --- For everybody ------------------------------------------------------------
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a certificate, and lead to its check."""
    typed = request.GET.get("code", "").strip()
    if typed:
        return redirect("certificates:certificate", code_in(typed) or "-")
    return render(request, "courses/certificate_check.html")


@require_safe
def checked(request: HttpRequest, code: str) -> HttpResponse:
    """Show anybody who has its code what a certificate says, and whether it counts."""
    today = timezone.localdate()
    view = find_certificate(code, _language(), today)
    if view is None:
        # Codes can't be guessed; whoever tries very many is slowed down all the same.
        if is_too_often(request, "check_certificate"):
            return respond_429(request)
        return _unlisted(
            render(request, "courses/certificate_check.html", {"is_unknown": True}, status=404)
        )
    context = {"one": view, "can_revoke": can_revoke_certificates(request.user, today)}
    return _unlisted(render(request, "courses/certificate_checked.html", context))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: SignedInRequest, code: str) -> HttpResponse:
    """Ask an administrator why a certificate is to be revoked; revoke it."""
    at = clock.now()
    today = timezone.localdate(at)
    view = find_certificate(code, _language(), today)
    if view is None or not can_revoke_certificates(request.user, today):
        raise Http404
    if request.method == "POST":
        return _revoke(request, view, at)
    if view.certificate.withdrawn_at is not None:
        return redirect("certificates:certificate", view.code)
    return _ask_to_revoke(request, view, _reason_form())


@recently_authenticated
def _revoke(request: SignedInRequest, view: CertificateView, at: datetime) -> HttpResponse:
    form = _reason_form(request.POST)
    if form.is_valid():
        try:
            services.revoke_certificate(
                code=view.code, reason=form.cleaned_data["reason"], by=request.user, at=at
            )
        except AcademyError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The certificate is revoked."))
            return redirect("certificates:certificate", view.code)
    return _ask_to_revoke(request, view, form)


def _reason_form(data: QueryDict | None = None) -> ReasonForm:
    said = _("For the audit log; whoever checks the certificate doesn't read it.")
    return ReasonForm(data, help_text=said)


def _ask_to_revoke(
    request: SignedInRequest, view: CertificateView, form: ReasonForm
) -> HttpResponse:
    context: dict[str, Any] = {"one": view, "form": form}
    status = 422 if form.errors else 200
    return render(request, "courses/certificate_revoke.html", context, status=status)


def _unlisted(response: HttpResponse) -> HttpResponse:
    """Keep an answer out of search engines and caches: it is for who holds the certificate."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    # Whoever follows a link from here to elsewhere doesn't say where from. (Without any referrer at
    # all, a form of this page, such as the one to sign out, would be refused.)
    response["Referrer-Policy"] = "same-origin"
    return response
