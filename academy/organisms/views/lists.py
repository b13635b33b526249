"""Sending a list, looking at what it changes, applying or dropping it."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from academy.accounts.requests import SignedInRequest
from academy.core.errors import AcademyError
from academy.organisms import page_queries
from academy.organisms.account_pages import account_figures
from academy.organisms.forms import ApplyForm, HeadcountListForm, PeopleListForm
from academy.organisms.list_pages import describe
from academy.organisms.models import PeopleImport
from academy.organisms.services import headcount_import, list_records, people_import

from .access import Desk, desk_of

# Work that hasn't moved for so long has probably stopped: the page offers to start it again.
STILL = timedelta(minutes=2)


@login_required
@require_safe
def lists(request: SignedInRequest, organism_id: UUID) -> HttpResponse:
    """Show the lists of an organism."""
    desk = desk_of(request, organism_id, "lists")
    found = page_queries.recent_lists(desk.organism)
    page = Paginator(found, 25).get_page(request.GET.get("page"))
    return render(request, "organisms/lists.html", {"desk": desk, "page_obj": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send_people(request: SignedInRequest, organism_id: UUID) -> HttpResponse:
    """Take a list of people."""
    desk = desk_of(request, organism_id)
    form = PeopleListForm(request.POST or None, request.FILES or None, today=desk.today)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            received = people_import.receive_import(
                organism=desk.organism,
                content=file.read(),
                file_name=file.name,
                effective_on=form.cleaned_data["effective_on"],
                at=desk.at,
                by=request.user,
            )
        except AcademyError as error:
            form.add_error(None, error.message)
        else:
            return redirect("organisms:list", organism_id, received.public_id)
    return render(request, "organisms/send_people.html", {"desk": desk, "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send_headcounts(request: SignedInRequest, organism_id: UUID) -> HttpResponse:
    """Take a list of headcounts."""
    desk = desk_of(request, organism_id)
    form = HeadcountListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            received = headcount_import.plan_headcounts(
                organism=desk.organism,
                content=file.read(),
                file_name=file.name,
                at=desk.at,
                by=request.user,
            )
        except AcademyError as error:
            form.add_error(None, error.message)
        else:
            return redirect("organisms:list", organism_id, received.public_id)
    return render(request, "organisms/send_headcounts.html", {"desk": desk, "form": form})


def _list_of(desk: Desk, list_id: UUID) -> PeopleImport:
    found = page_queries.recent_lists(desk.organism).select_related("confirmed_by")
    return get_object_or_404(found, public_id=list_id)


def _apply_form(waiting: PeopleImport, data: QueryDict | None = None) -> ApplyForm:
    return ApplyForm(data, needs_confirmation=bool(waiting.plan.get("needs_confirmation")))


def _show(
    request: SignedInRequest, desk: Desk, shown: PeopleImport, form: ApplyForm, status: int = 200
) -> HttpResponse:
    working = shown.state in (PeopleImport.State.READING, PeopleImport.State.APPLYING)
    since = shown.progressed_at or shown.uploaded_at
    applied = shown.state == PeopleImport.State.APPLIED
    people = applied and shown.kind == PeopleImport.Kind.PEOPLE
    return render(
        request,
        "organisms/list.html",
        {
            "desk": desk,
            "list": shown,
            "described": describe(shown, page_queries.units_of_plan(shown.plan)),
            "form": form,
            "working": working,
            "stopped": working and desk.at - since > STILL,
            "figures": account_figures(desk.organism, desk.today) if people else None,
            "headcount": page_queries.organism_headcount(desk.organism, desk.today)
            if people
            else None,
        },
        status=status,
    )


@login_required
@require_safe
def list_detail(request: SignedInRequest, organism_id: UUID, list_id: UUID) -> HttpResponse:
    """Show a list: what it changes, how far it has come, or what it did."""
    desk = desk_of(request, organism_id, "lists")
    found = _list_of(desk, list_id)
    return _show(request, desk, found, _apply_form(found))


@login_required
@require_POST
def apply_list(request: SignedInRequest, organism_id: UUID, list_id: UUID) -> HttpResponse:
    """Apply a list that waits."""
    desk = desk_of(request, organism_id, "lists")
    waiting = _list_of(desk, list_id)
    form = _apply_form(waiting, request.POST)
    if form.is_valid():
        try:
            if waiting.kind == PeopleImport.Kind.HEADCOUNTS:
                headcount_import.apply_headcounts(
                    people_import=waiting, at=desk.at, by=request.user
                )
            else:
                people_import.confirm_import(
                    people_import=waiting,
                    departures=form.cleaned_data["departures"],
                    at=desk.at,
                    by=request.user,
                )
        except AcademyError as error:
            field = "departures" if waiting.plan.get("needs_confirmation") else None
            form.add_error(field, error.message)
        else:
            return redirect("organisms:list", organism_id, list_id)
    return _show(request, desk, _list_of(desk, list_id), form, status=422)


@login_required
@require_POST
def drop_list(request: SignedInRequest, organism_id: UUID, list_id: UUID) -> HttpResponse:
    """Drop a list that waits."""
    desk = desk_of(request, organism_id)
    try:
        list_records.cancel(people_import=_list_of(desk, list_id), at=desk.at, by=request.user)
    except AcademyError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The list was dropped. Nothing was changed."))
    return redirect("organisms:lists", organism_id)


@login_required
@require_POST
def resume_list(request: SignedInRequest, organism_id: UUID, list_id: UUID) -> HttpResponse:
    """Start again the work on a list that stopped."""
    desk = desk_of(request, organism_id)
    try:
        people_import.resume_import(
            people_import=_list_of(desk, list_id), at=desk.at, by=request.user
        )
    except AcademyError as error:
        messages.error(request, error.message)
    return redirect("organisms:list", organism_id, list_id)
