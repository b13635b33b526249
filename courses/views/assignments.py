"""What a manager asks of an organism's people."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from academy.accounts.requests import SignedInRequest
from academy.core.errors import AcademyError, NotFound
from courses import services
from courses.forms import AssignmentForm, TermsForm
from courses.models import Assignment
from courses.policies import organisms_to_assign
from courses.queries import assignment_row, current_assignments, live_paths


@login_required
def assignments(request: SignedInRequest) -> HttpResponse:
    """The paths asked of one's organisms, and the form to ask for another."""
    today = timezone.localdate()
    organisms = organisms_to_assign(request.user, today)
    if not organisms:
        raise Http404
    form = AssignmentForm(
        request.POST or None, organisms=organisms, paths=live_paths(), today=today
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.assign_path(
                by=request.user,
                organism=form.cleaned_data["organism"],
                path_key=form.cleaned_data["path"],
                due_on=form.cleaned_data["due_on"],
                reason_fr=form.cleaned_data["reason_fr"],
                reason_en=form.cleaned_data["reason_en"],
                at=timezone.now(),
            )
        except services.AlreadyAsked as error:
            form.add_error("path", error.message)
        except AcademyError as error:
            form.add_error("due_on", error.message)
        else:
            messages.success(request, _("The path is now asked of everybody in this organization."))
            return redirect("courses:assignments")
    context = {
        "form": form,
        "assignments": current_assignments(organisms, get_language() or "fr"),
        "today": today,
    }
    return TemplateResponse(request, "courses/assignments.html", context)


@login_required
def assignment(request: SignedInRequest, assignment_id: int) -> HttpResponse:
    """One path that is asked: to move its day, to say anew why, or to ask no more."""
    today = timezone.localdate()
    row = assignment_row(
        organisms_to_assign(request.user, today), assignment_id, get_language() or "fr"
    )
    if row is None:
        raise Http404
    asked = row.assignment
    terms = ("due_on", "reason_fr", "reason_en")
    form = TermsForm(
        request.POST or None, today=today, initial={name: getattr(asked, name) for name in terms}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.change_assignment(
                by=request.user, assignment=asked, at=timezone.now(), **form.cleaned_data
            )
        except AcademyError as error:
            form.add_error("due_on", error.message)
        else:
            messages.success(request, _("What is asked has been changed."))
            return redirect("courses:assignments")
    context = {"form": form, "row": row, "today": today}
    return TemplateResponse(request, "courses/assignment.html", context)


@require_POST
@login_required
def withdraw(request: SignedInRequest, assignment_id: int) -> HttpResponse:
    """Stop asking for a path."""
    assignment = get_object_or_404(Assignment.objects.select_related("organism"), pk=assignment_id)
    try:
        services.withdraw_assignment(by=request.user, assignment=assignment, at=timezone.now())
    except NotFound as error:
        raise Http404 from error
    messages.success(request, _("The path is no longer asked. What people did of it stays."))
    return redirect("courses:assignments")
