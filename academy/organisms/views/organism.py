"""The first page of people, and the page of an organism."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from academy.accounts.requests import SignedInRequest
from academy.core import clock
from academy.organisms import page_queries, policies, tree_changes

from .access import desk_of


@login_required
@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """Lead to the organism that one manages, or let choose among several."""
    today = localdate(clock.now())
    if not policies.can_see_any_people(request.user, today):
        raise Http404
    search = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    organisms = page_queries.organisms_to_choose(
        today,
        organism_ids=(
            None
            if policies.is_administrator(request.user, today)
            else policies.managed_organism_ids(request.user, today)
        ),
        search=search,
    )
    if not search and not policies.is_administrator(request.user, today):
        only = list(organisms[:2])
        if len(only) == 1:
            return redirect("organisms:organism", only[0].public_id)
    page = Paginator(organisms, 50).get_page(request.GET.get("page"))
    return render(
        request,
        "organisms/home.html",
        {
            "page_obj": page,
            "search": search,
            "today": today,
            "is_administrator": policies.is_administrator(request.user, today),
        },
    )


@login_required
@require_safe
def organism(request: SignedInRequest, organism_id: UUID) -> HttpResponse:
    """Show the units of an organism with their people, and the last lists."""
    desk = desk_of(request, organism_id, "organism")
    return render(
        request,
        "organisms/organism.html",
        {
            "desk": desk,
            "summary": page_queries.organism_summary(desk.organism, desk.today),
            "recent": page_queries.recent_lists(desk.organism)[:3],
            "place": page_queries.portfolio_of(desk.organism, desk.today),
            "changes": (
                tree_changes.OF_AN_ORGANISM
                if desk.can_change and policies.can_change_organisms(request.user, desk.today)
                else {}
            ),
        },
    )
