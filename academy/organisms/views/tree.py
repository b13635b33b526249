"""The screens of the tree: asked, shown what it will do, confirmed, done."""

from copy import copy
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from academy.accounts.requests import SignedInRequest
from academy.core import clock
from academy.core.errors import AcademyError
from academy.organisms import page_queries, policies, queries, tree_changes, unit_changes
from academy.organisms.models import Organism, Portfolio
from academy.organisms.services.rehearsal import rehearse
from academy.organisms.tree_changes import Asked, Change
from academy.organisms.tree_wording import consequences_in_words, what_the_past_keeps

from .access import desk_of

# Names of the buttons of a preview.
CONFIRM, BACK = "confirm", "back"


def _run(
    request: SignedInRequest,
    change: Change,
    asked: Asked,
    *,
    crumbs: list[tuple[str, str]],
    then: str,
) -> HttpResponse:
    """Show the form; on POST what the change will do; on confirmation do it and go to `then`.

    What was confirmed is what was shown: when the situation changed in between, the new
    consequences are shown first.
    """
    form = change.form(request.POST if request.method == "POST" else None, asked)
    context = {"change": change, "form": form, "crumbs": crumbs, "node": asked.node, "then": then}
    if request.method == "POST" and BACK not in request.POST and form.is_valid():
        values = form.cleaned_data
        try:
            # A rehearsal is undone in the database, not in the objects that it held.
            tried = replace(asked, node=copy(asked.node))
            found = rehearse(
                lambda: change.apply(values, tried),
                on=values["on"],
                organism_ids=change.touches(values, asked),
            )
            if request.POST.get(CONFIRM) == found.fingerprint:
                change.apply(values, asked)
                messages.success(request, _("The change was recorded."))
                return redirect(then)
        except AcademyError as error:
            form.add_error(None, error.message)
        else:
            context |= {
                "on": values["on"],
                "fingerprint": found.fingerprint,
                "changed_meanwhile": bool(request.POST.get(CONFIRM)),
                "consequences": consequences_in_words(found),
                "past": what_the_past_keeps(values["on"], today=asked.today),
                "answers": page_queries.answers_in_words(form),
            }
            return render(request, "organisms/change_preview.html", context)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "organisms/change.html", context, status=status)


def _asked(request: SignedInRequest) -> Asked:
    """Return who asks, where only administrators may; others get a 404."""
    at = clock.now()
    if not policies.can_change_organisms(request.user, localdate(at)):
        raise Http404
    return Asked(by=request.user, at=at, today=localdate(at))


def _known(changes: dict[str, Change], name: str) -> Change:
    if name not in changes:
        raise Http404
    return changes[name]


def _tree_crumb() -> tuple[str, str]:
    return (_("Portfolios and organizations"), reverse("organisms:tree"))


@login_required
@require_safe
def tree(request: SignedInRequest) -> HttpResponse:
    """Show the portfolios, and the organisms that are in none."""
    asked = _asked(request)
    context = page_queries.government(asked.today)
    return render(request, "organisms/tree.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_portfolio(request: SignedInRequest) -> HttpResponse:
    """Open a portfolio."""
    return _run(
        request,
        tree_changes.OPEN_PORTFOLIO,
        _asked(request),
        crumbs=[_tree_crumb()],
        then=reverse("organisms:tree"),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_organism(request: SignedInRequest) -> HttpResponse:
    """Open an organism."""
    return _run(
        request,
        tree_changes.OPEN_ORGANISM,
        _asked(request),
        crumbs=[_tree_crumb()],
        then=reverse("organisms:tree"),
    )


@login_required
@require_safe
def portfolio(request: SignedInRequest, portfolio_id: UUID) -> HttpResponse:
    """Show a portfolio, its organisms and what can be changed."""
    asked = _asked(request)
    shown = get_object_or_404(Portfolio, public_id=portfolio_id)
    context = {
        "portfolio": shown,
        "organisms": page_queries.by_name(queries.organisms_of_portfolio(shown, asked.today)),
        "former_names": shown.former_names.all(),
        "changes": tree_changes.OF_A_PORTFOLIO if shown.holds_on(asked.today) else {},
    }
    return render(request, "organisms/portfolio.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_portfolio(request: SignedInRequest, portfolio_id: UUID, change: str) -> HttpResponse:
    """Rename or close a portfolio."""
    asked = _asked(request)
    node = get_object_or_404(Portfolio, public_id=portfolio_id)
    page = reverse("organisms:portfolio", args=[portfolio_id])
    return _run(
        request,
        _known(tree_changes.OF_A_PORTFOLIO, change),
        replace(asked, node=node),
        crumbs=[_tree_crumb(), (node.name, page)],
        then=page,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_organism(request: SignedInRequest, organism_id: UUID, change: str) -> HttpResponse:
    """Rename, move, merge, split or close an organism."""
    asked = _asked(request)
    node = get_object_or_404(Organism, public_id=organism_id)
    page = reverse("organisms:organism", args=[organism_id])
    return _run(
        request,
        _known(tree_changes.OF_AN_ORGANISM, change),
        replace(asked, node=node),
        crumbs=[(node.name, page)],
        then=page,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_unit(request: SignedInRequest, organism_id: UUID) -> HttpResponse:
    """Open a unit."""
    desk = desk_of(request, organism_id)
    page = reverse("organisms:organism", args=[organism_id])
    return _run(
        request,
        unit_changes.OPEN_UNIT,
        Asked(by=request.user, at=desk.at, today=desk.today, organism=desk.organism),
        crumbs=[(desk.organism.name, page)],
        then=page,
    )


@login_required
@require_safe
def unit(request: SignedInRequest, organism_id: UUID, unit_id: UUID) -> HttpResponse:
    """Show a unit: its people, its headcounts, its former names, and what can be changed."""
    desk = desk_of(request, organism_id)
    shown = get_object_or_404(queries.units_of(desk.organism, desk.today), public_id=unit_id)
    context = page_queries.unit_facts(shown, desk.organism, desk.today) | {
        "desk": desk,
        "unit": shown,
        "changes": unit_changes.OF_A_UNIT if desk.can_change else {},
    }
    return render(request, "organisms/unit.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_unit(
    request: SignedInRequest, organism_id: UUID, unit_id: UUID, change: str
) -> HttpResponse:
    """Rename, place elsewhere, move, merge, split or close a unit; enter its headcount."""
    desk = desk_of(request, organism_id)
    node = get_object_or_404(queries.units_of(desk.organism, desk.today), public_id=unit_id)
    page = reverse("organisms:organism", args=[organism_id])
    own = reverse("organisms:unit", args=[organism_id, unit_id])
    return _run(
        request,
        _known(unit_changes.OF_A_UNIT, change),
        Asked(by=request.user, at=desk.at, today=desk.today, node=node, organism=desk.organism),
        crumbs=[(desk.organism.name, page), (node.name, own)],
        # A unit that moved or closed may have no page here any more.
        then=own if change in ("headcount", "edit") else page,
    )
