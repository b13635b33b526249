"""The people of an organism, how far their accounts are, and inviting them."""

import math
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from academy.accounts.requests import SignedInRequest
from academy.core.errors import AcademyError
from academy.organisms import account_pages, page_queries
from academy.organisms.queries import people_of
from academy.organisms.services import invitations

from .access import desk_of


@login_required
@require_safe
def people(request: SignedInRequest, organism_id: UUID) -> HttpResponse:
    """Show the people of an organism and how far their accounts are."""
    desk = desk_of(request, organism_id, "people")
    kind = request.GET.get("show", "all")
    kind = kind if kind in account_pages.KINDS else "all"
    search = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    found = account_pages.accounts_of_organism(desk.organism, desk.today, kind=kind, search=search)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    return render(
        request,
        "organisms/people.html",
        {
            "desk": desk,
            "figures": account_pages.account_figures(desk.organism, desk.today),
            "headcount": page_queries.organism_headcount(desk.organism, desk.today),
            "page_obj": page,
            "lines": account_pages.account_lines(list(page), language=(get_language() or "fr")[:2]),
            "kind": kind,
            "search": search,
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite_everybody(request: SignedInRequest, organism_id: UUID) -> HttpResponse:
    """Say how many would be invited; on POST, invite them."""
    desk = desk_of(request, organism_id)
    if request.method == "POST":
        try:
            asked = invitations.invite_everybody(
                organism=desk.organism, at=desk.at, by=request.user
            )
        except AcademyError as error:
            messages.error(request, error.message)
        else:
            said = ngettext(
                "%(count)d person will be invited.", "%(count)d people will be invited.", asked
            )
            messages.success(request, said % {"count": asked})
        return redirect("organisms:people", organism_id)
    figures = account_pages.account_figures(desk.organism, desk.today)
    minutes = math.ceil(figures.not_invited / settings.INVITATIONS_A_MINUTE)
    context = {
        "desk": desk,
        "figures": figures,
        "minutes": minutes,
        "days": settings.INVITATION_DAYS,
    }
    return render(request, "organisms/invite_everybody.html", context)


@login_required
@require_POST
def invite_person(request: SignedInRequest, organism_id: UUID, person_id: UUID) -> HttpResponse:
    """Invite one person, or invite them again."""
    desk = desk_of(request, organism_id)
    person = get_object_or_404(people_of(desk.organism, desk.today), public_id=person_id)
    try:
        invitations.invite(user=person, organism=desk.organism, at=desk.at, by=request.user)
    except AcademyError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("%(person)s will be invited.") % {"person": person})
    return redirect("organisms:people", organism_id)
