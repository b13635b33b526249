"""Opening, renaming, moving and closing a unit."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from academy.accounts.requests import SignedInRequest
from academy.core.errors import AcademyError
from academy.organisms import queries
from academy.organisms.forms import CloseUnitForm, UnitForm
from academy.organisms.models import Unit
from academy.organisms.services import unit_edits, units

from .access import Desk, desk_of

_INDENT = "\u2003"


def _parents(desk: Desk, unit: Unit | None = None) -> tuple[list[tuple[int, str]], int | None]:
    """Return the units that one can hang from, indented, and the one above `unit` today."""
    rows = queries.organism_tree(desk.organism, desk.today)
    branch = set(queries.branch_ids(desk.organism, unit, desk.today)) if unit else set()
    above = next((row.parent_id for row in rows if unit and row.unit_id == unit.pk), None)
    choices = [
        (row.unit_id, f"{_INDENT * row.depth}{row.unit.name} ({row.unit.code})")
        for row in rows
        if row.unit_id not in branch
    ]
    return choices, above


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_unit(request: SignedInRequest, organism_id: UUID) -> HttpResponse:
    """Open a unit."""
    desk = desk_of(request, organism_id)
    choices, _above = _parents(desk)
    form = UnitForm(request.POST or None, parents=choices, initial={"on": desk.today})
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            opened = units.open_unit(
                organism=desk.organism,
                code=cleaned["code"],
                name_fr=cleaned["name_fr"],
                name_en=cleaned["name_en"],
                parent=_unit_or_none(desk, cleaned["parent"]),
                on=cleaned["on"],
                at=desk.at,
                by=request.user,
            )
        except AcademyError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The unit “%(unit)s” is open.") % {"unit": opened})
            return redirect("organisms:organism", organism_id)
    status = 422 if form.errors else 200
    return render(request, "organisms/unit.html", {"desk": desk, "form": form}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unit(request: SignedInRequest, organism_id: UUID, unit_id: UUID) -> HttpResponse:
    """Rename, move or close a unit."""
    desk = desk_of(request, organism_id)
    edited = get_object_or_404(queries.units_of(desk.organism, desk.today), public_id=unit_id)
    choices, above = _parents(desk, edited)
    initial = {
        "name_fr": edited.name_fr,
        "name_en": edited.name_en,
        "parent": above,
        "on": desk.today,
    }
    closing = request.method == "POST" and "close" in request.POST
    data = request.POST if request.method == "POST" else None
    form = UnitForm(None if closing else data, parents=choices, unit=edited, initial=initial)
    close_form = CloseUnitForm(
        data if closing else None, prefix="close", initial={"on": desk.today}
    )
    if closing and close_form.is_valid():
        try:
            units.close_unit(
                unit=edited, on=close_form.cleaned_data["on"], at=desk.at, by=request.user
            )
        except AcademyError as error:
            close_form.add_error(None, error.message)
        else:
            messages.success(request, _("The unit “%(unit)s” is closed.") % {"unit": edited})
            return redirect("organisms:organism", organism_id)
    elif request.method == "POST" and not closing and form.is_valid():
        cleaned = form.cleaned_data
        try:
            unit_edits.edit_unit(
                unit=edited,
                organism=desk.organism,
                name_fr=cleaned["name_fr"],
                name_en=cleaned["name_en"],
                parent=_unit_or_none(desk, cleaned["parent"]),
                on=cleaned["on"],
                at=desk.at,
                by=request.user,
            )
        except AcademyError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The unit “%(unit)s” was changed.") % {"unit": edited})
            return redirect("organisms:organism", organism_id)
    context = {"desk": desk, "form": form, "unit": edited, "close_form": close_form}
    status = 422 if form.errors or close_form.errors else 200
    return render(request, "organisms/unit.html", context, status=status)


def _unit_or_none(desk: Desk, unit_id: int | None) -> Unit | None:
    """Return a unit of the organism that a form chose."""
    if unit_id is None:
        return None
    found = queries.units_of(desk.organism, desk.today).filter(pk=unit_id).first()
    if found is None:
        raise Http404
    return found
