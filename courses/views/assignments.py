"""What a manager asks of an organism's people."""

from collections.abc import Collection, Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from academy.accounts.models import User
from academy.accounts.requests import SignedInRequest
from academy.core.errors import AcademyError
from academy.organisms.models import Organism
from academy.organisms.queries import organism_tree
from courses import services
from courses.audience import Rule
from courses.forms import (
    AssignmentForm,
    ExemptionAnswerForm,
    ExemptionForm,
    OrganismForm,
    TermsForm,
)
from courses.models import Assignment, Exemption
from courses.policies import organisms_to_assign
from courses.queries import (
    MOST_FOUND,
    AssignmentRow,
    assignment_row,
    current_assignments,
    exemptions_of,
    live_paths,
    people_to_exempt,
    preview,
    requests_to_answer,
)


@login_required
def assignments(request: SignedInRequest) -> HttpResponse:
    """The paths asked of one's organisms, and the form to ask for another.

    `?organism=`: of which of them, where there are several.
    """
    today = timezone.localdate()
    organisms = organisms_to_assign(request.user, today)
    if not organisms:
        raise Http404
    context = {
        "assignments": current_assignments(organisms, get_language() or "fr"),
        "today": today,
    }
    if len(organisms) > 1:
        context["choice"] = OrganismForm(request.GET or None, organisms=organisms)
    organism = chosen_organism(request, organisms)
    if organism is None:
        if request.method == "POST":
            messages.error(request, _("Choose one of your organizations."))
        return TemplateResponse(request, "courses/assignments.html", context)
    previewing = "preview" in request.POST
    form = AssignmentForm(
        request.POST or None,
        organism=organism,
        paths=live_paths(),
        today=today,
        tree=organism_tree(organism, today),
        previewing=previewing,
    )
    if request.method == "POST" and form.is_valid() and not previewing:
        try:
            services.assign_path(
                by=request.user,
                organism=organism,
                path_key=form.cleaned_data["path"],
                rule=form.rule,
                at=timezone.now(),
                **form.terms,
            )
        except services.AlreadyAsked as error:
            form.add_error("path", error.message)
        except AcademyError as error:
            form.add_error(_field_of(form), error.message)
        else:
            messages.success(
                request,
                _("The path is now asked of everybody in this organization.")
                if form.rule.is_everybody
                else _("The path is now asked of these people."),
            )
            return redirect("courses:assignments")
    if not form.is_bound or form.says_who:
        rule = form.rule if form.is_bound else Rule()
        context["preview"] = preview(organism, rule, today)
    context |= {"form": form, "organism": organism}
    return TemplateResponse(request, "courses/assignments.html", context)


@login_required
def assignment(request: SignedInRequest, assignment_id: int) -> HttpResponse:
    """One path that is asked: to change of whom, by when or why, to exempt somebody, or to ask no
    more.

    `?q=`: a name or an address, of somebody to exempt.
    """
    today = timezone.localdate()
    row = asked_row(request, assignment_id)
    asked = row.assignment
    previewing = "preview" in request.POST
    form = TermsForm(
        request.POST or None,
        today=today,
        tree=None if asked.unit_id else organism_tree(asked.organism, today),
        previewing=previewing,
        initial=_initial(asked),
    )
    if request.method == "POST" and form.is_valid() and not previewing:
        try:
            services.change_assignment(
                by=request.user,
                assignment=asked,
                rule=None if asked.unit_id else form.rule,
                at=timezone.now(),
                **form.terms,
            )
        except services.AlreadyAsked as error:
            form.add_error(None, error.message)
        except AcademyError as error:
            form.add_error(_field_of(form), error.message)
        else:
            messages.success(request, _("What is asked has been changed."))
            return redirect("courses:assignments")
    context = _context(request, row) | {"form": form}
    if not form.is_bound or form.says_who:
        rule = form.rule if form.is_bound and not asked.unit_id else asked.rule
        context["preview"] = preview(asked.organism, rule, today, instead_of=asked)
    return TemplateResponse(request, "courses/assignment.html", context)


@require_POST
@login_required
def withdraw(request: SignedInRequest, assignment_id: int) -> HttpResponse:
    """Stop asking for a path."""
    assignment = get_object_or_404(Assignment.objects.select_related("organism"), pk=assignment_id)
    services.withdraw_assignment(by=request.user, assignment=assignment, at=timezone.now())
    messages.success(request, _("The path is no longer asked. What people did of it stays."))
    return redirect("courses:assignments")


@require_POST
@login_required
def exempt(request: SignedInRequest, assignment_id: int) -> HttpResponse:
    """Exempt somebody from a path that is asked."""
    row = asked_row(request, assignment_id)
    asked = row.assignment
    people = people_to_exempt(asked, timezone.localdate(), search=searched(request.POST))
    form = ExemptionForm(request.POST, people=people)
    if form.is_valid():
        person = get_object_or_404(User, public_id=form.cleaned_data["person"])
        try:
            services.exempt(
                by=request.user,
                organism=asked.organism,
                path_key=asked.path_key,
                person=person,
                reason=form.cleaned_data["reason"],
                at=timezone.now(),
            )
        except AcademyError as error:
            form.add_error(None, error.message)
        else:
            messages.success(
                request,
                _("%(person)s is exempted, and sees it with your reason.") % {"person": person},
            )
            return redirect("courses:assignment", assignment_id)
    return show_assignment(request, row, exemption_form=form)


@require_POST
@login_required
def lift_exemption(request: SignedInRequest, assignment_id: int, exemption_id: int) -> HttpResponse:
    """Ask the path of somebody again."""
    asked = asked_row(request, assignment_id).assignment
    exemption = get_object_or_404(
        Exemption.objects.select_related("user"),
        pk=exemption_id,
        organism_id=asked.organism_id,
        path_key=asked.path_key,
    )
    services.lift_exemption(by=request.user, exemption=exemption, at=timezone.now())
    messages.success(
        request, _("The path is asked of %(person)s again.") % {"person": exemption.user}
    )
    return redirect("courses:assignment", assignment_id)


def chosen_organism(request: SignedInRequest, organisms: Collection[Organism]) -> Organism | None:
    """Return the organism that is asked about: the only one, unless another is named."""
    said = request.POST if request.method == "POST" else request.GET
    if "organism" in said:
        return next((one for one in organisms if str(one.pk) == said["organism"]), None)
    return next(iter(organisms)) if len(organisms) == 1 else None


def asked_row(request: SignedInRequest, assignment_id: int) -> AssignmentRow:
    """Return what is asked under this id, of one of the person's organisms; 404 otherwise."""
    organisms = organisms_to_assign(request.user, timezone.localdate())
    row = assignment_row(organisms, assignment_id, get_language() or "fr")
    if row is None:
        raise Http404
    return row


def show_assignment(
    request: SignedInRequest, row: AssignmentRow, *, status: int = 200, **forms: object
) -> HttpResponse:
    """Show the page of what is asked again, with a form of it that was refused.

    `forms`: `exemption_form`, or `answering`, forms of answers by the id of their requests.
    """
    asked, today = row.assignment, timezone.localdate()
    answering = forms.pop("answering", None)
    context = _context(request, row, answering=answering) | forms  # type: ignore[arg-type]
    context["form"] = TermsForm(
        today=today,
        tree=None if asked.unit_id else organism_tree(asked.organism, today),
        initial=_initial(asked),
    )
    return TemplateResponse(request, "courses/assignment.html", context, status=status)


def _context(
    request: SignedInRequest,
    row: AssignmentRow,
    answering: Mapping[int, ExemptionAnswerForm] | None = None,
) -> dict:
    asked = row.assignment
    answering = answering or {}
    requests = requests_to_answer(asked.organism, asked.path_key, timezone.localdate())
    search = searched(request.POST or request.GET)
    people = people_to_exempt(asked, timezone.localdate(), search=search)
    return {
        "row": row,
        "today": timezone.localdate(),
        "requests": [
            (one, answering.get(one.pk) or ExemptionAnswerForm(prefix=f"request-{one.pk}"))
            for one in requests
        ],
        "exemptions": exemptions_of(asked.organism, asked.path_key),
        "search": search,
        "exemption_form": ExemptionForm(people=people) if people else None,
        "found": people,
        "most_found": MOST_FOUND,
    }


def _initial(asked: Assignment) -> dict:
    rule = asked.rule
    return {
        "units": sorted(rule.units),
        "roles": sorted(rule.roles),
        "arrived_since": rule.arrived_since,
        "arrived_within": rule.arrived_within,
        "counted": asked.counted,
        "due_on": asked.due_on,
        "due_days": asked.due_days or None,
        "grace_days": asked.grace_days or None,
        "reason_fr": asked.reason_fr,
        "reason_en": asked.reason_en,
    }


def searched(said) -> str:
    """Return what is searched for, fit for the database."""
    return said.get("q", "").replace("\x00", "").strip()[:100]


def _field_of(form: TermsForm) -> str:
    """Return the field of the due date, which a refusal is about."""
    return "due_on" if form.cleaned_data["counted"] == Assignment.Counted.FIXED else "due_days"
