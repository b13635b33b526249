"""Giving roles and taking them back, with a fresh proof of who asks."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from academy.accounts.decorators import recently_authenticated
from academy.accounts.requests import SignedInRequest
from academy.core import clock
from academy.core.errors import AcademyError
from academy.organisms import page_queries, policies
from academy.organisms.forms import GrantForm, WideGrantForm
from academy.organisms.models import Organism, RoleGrant
from academy.organisms.services import roles as services

from .access import Desk, desk_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organism_roles(request: SignedInRequest, organism_id: UUID) -> HttpResponse:
    """Show who holds which role in an organism; give one."""
    desk = desk_of(request, organism_id, "roles")
    return _grant_in(request, desk) if request.method == "POST" else _show_roles(request, desk)


def _show_roles(
    request: SignedInRequest, desk: Desk, form: GrantForm | None = None
) -> HttpResponse:
    grantable = policies.grantable_roles(request.user, desk.today, organism=desk.organism)
    return render(
        request,
        "organisms/roles.html",
        {
            "desk": desk,
            "grants": page_queries.grants_in(desk.organism, desk.today),
            "grantable": grantable,
            "form": form or (GrantForm(roles=grantable) if grantable else None),
        },
        status=422 if form is not None else 200,
    )


@recently_authenticated
def _grant_in(request: SignedInRequest, desk: Desk) -> HttpResponse:
    grantable = policies.grantable_roles(request.user, desk.today, organism=desk.organism)
    form = GrantForm(request.POST, roles=grantable)
    if form.is_valid() and _grant(request, form, organism=desk.organism):
        return redirect("organisms:roles", desk.organism.public_id)
    return _show_roles(request, desk, form)


def _grant(request: SignedInRequest, form: GrantForm, *, organism: Organism | None = None) -> bool:
    """Give the role that a valid form asks for; say in the form why not."""
    at = clock.now()
    day = localdate(at)
    user = page_queries.person_to_grant(
        form.cleaned_data["email"],
        organism=organism,
        everyone=policies.is_administrator(request.user, day),
        day=day,
    )
    if user is None:
        sentence = (
            _("Nobody in this organization signs in with this address.")
            if organism is not None
            else _("Nobody signs in with this address.")
        )
        form.add_error("email", sentence)
        return False
    try:
        given = services.grant(
            user=user,
            role=form.cleaned_data["role"],
            at=at,
            by=request.user,
            organism=organism,
            portfolio=form.cleaned_data.get("portfolio"),
        )
    except AcademyError as error:
        form.add_error(None, error.message)
        return False
    messages.success(
        request,
        _("%(person)s now has the role “%(role)s”.")
        % {"person": user, "role": given.get_role_display()},
    )
    return True


@login_required
@require_POST
def revoke_role(request: SignedInRequest, organism_id: UUID, grant_id: int) -> HttpResponse:
    """Take back a role held in an organism."""
    desk = desk_of(request, organism_id, "roles")
    held = get_object_or_404(page_queries.grants_in(desk.organism, desk.today), pk=grant_id)
    return _revoke(request, held, reverse("organisms:roles", args=[organism_id]))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def wide_roles(request: SignedInRequest) -> HttpResponse:
    """Show who holds a role in a portfolio, or everywhere; give one. For administrators."""
    _administrators_only(request)
    return _grant_widely(request) if request.method == "POST" else _show_wide(request, None)


def _administrators_only(request: SignedInRequest) -> None:
    if not policies.is_administrator(request.user, localdate(clock.now())):
        raise Http404


def _wide_form(request: SignedInRequest, *, bound: bool) -> WideGrantForm:
    roles = policies.ROLES_OF_A_PORTFOLIO | policies.ROLES_OF_EVERYTHING
    data = request.POST if bound else None
    return WideGrantForm(data, roles=roles, day=localdate(clock.now()))


def _show_wide(request: SignedInRequest, form: WideGrantForm | None) -> HttpResponse:
    return render(
        request,
        "organisms/wide_roles.html",
        {
            "grants": page_queries.wide_grants(localdate(clock.now())),
            "form": form or _wide_form(request, bound=False),
        },
        status=422 if form is not None else 200,
    )


@recently_authenticated
def _grant_widely(request: SignedInRequest) -> HttpResponse:
    form = _wide_form(request, bound=True)
    if form.is_valid() and _grant(request, form):
        return redirect("organisms:wide_roles")
    return _show_wide(request, form)


@login_required
@require_POST
def revoke_wide_role(request: SignedInRequest, grant_id: int) -> HttpResponse:
    """Take back a role held in a portfolio, or everywhere."""
    _administrators_only(request)
    held = get_object_or_404(page_queries.wide_grants(localdate(clock.now())), pk=grant_id)
    return _revoke(request, held, reverse("organisms:wide_roles"))


@recently_authenticated
def _revoke(request: SignedInRequest, grant: RoleGrant, then: str) -> HttpResponse:
    try:
        services.revoke(grant=grant, at=clock.now(), by=request.user)
    except AcademyError as error:
        messages.error(request, error.message)
    else:
        messages.success(
            request,
            _("%(person)s no longer has the role “%(role)s”.")
            % {"person": grant.user, "role": grant.get_role_display()},
        )
    return redirect(then)
