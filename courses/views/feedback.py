"""What a learner reports of a lesson: the form, the person's own page, putting answers away."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy.accounts.requests import SignedInRequest
from academy.core.errors import AcademyError
from courses import services
from courses.forms import ReportForm
from courses.models import BlockReport
from courses.queries import passages, reports_of

from .acts import seat_in


@require_http_methods(["GET", "POST"])
@login_required
def report(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Report a passage of a lesson that one follows; `?passage=` chooses one beforehand."""
    seat = seat_in(request, page_id)
    lesson = seat.lesson
    form = ReportForm(
        request.POST if request.method == "POST" else None,
        passages=passages(lesson),
        initial={"passage": request.GET.get("passage", "")},
    )
    if form.is_valid():
        try:
            services.report_passage(
                enrolment=seat.enrolment,
                lesson=lesson,
                block_id=form.block_id,
                kind=BlockReport.Kind(form.cleaned_data["kind"]),
                comment=form.cleaned_data["comment"],
                at=timezone.now(),
            )
        except AcademyError as error:
            form.add_error(None, error.message)
        else:
            messages.success(
                request,
                _("Thank you. The authors of the lesson will read it; their answer comes here."),
            )
            return redirect("courses:reports")
    context = {"form": form, "lesson": lesson}
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "courses/feedback/report.html", context, status=status)


@require_GET
@login_required
def reports(request: SignedInRequest) -> HttpResponse:
    """Show what the person reported, and what became of it."""
    context = {"reports": reports_of(request.user)}
    return TemplateResponse(request, "courses/feedback/reports.html", context)


@require_POST
@login_required
def put_away(request: SignedInRequest, report_id: int) -> HttpResponse:
    """Take an answer off the dashboard."""
    services.put_answer_away(user=request.user, report_id=report_id, at=timezone.now())
    return redirect(_next(request))


@require_POST
@login_required
def take_back(request: SignedInRequest, report_id: int) -> HttpResponse:
    """Delete a report that waits for an answer."""
    try:
        services.take_report_back(user=request.user, report_id=report_id)
    except AcademyError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Your report is deleted, with its comment."))
    return redirect("courses:reports")


def _next(request: SignedInRequest) -> str:
    """Return the page of ours that the form names, the person's reports otherwise."""
    asked = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return asked
    return reverse("courses:reports")
