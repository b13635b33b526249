"""An organism's own pages: where it stands, its assessment, one criterion, a path asked for."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from academy.accounts.requests import SignedInRequest
from academy.core.errors import AcademyError
from barometer.criteria import forms, pages, policies, queries, services
from barometer.criteria.blind import hidden_in
from barometer.criteria.grid import Criterion, Grid
from barometer.criteria.levels import Lack
from barometer.criteria.models import Assessment
from barometer.criteria.wording import lacks_in_words, state_in_words, tone_of
from barometer.drawn import drawn_of

from .access import assessment_for, language, now, organism_for, shell


def _tab(code: str) -> str:
    return reverse("barometer:criteria-organism", args=[code])


@require_safe
@login_required
def organism(request: SignedInRequest, code: str) -> HttpResponse:
    """Show where an organism stands, and what to do next."""
    today = now()[1]
    page = pages.organism_page(organism_for(request, code), request.user, language(), today)
    level = "criteria-organism"
    context = shell(
        request,
        _tab(code),
        page=page,
        level=level,
        code=code,
        today=today,
        drawn=drawn_of(page.figures, level, code),
    )
    return TemplateResponse(request, "barometer/criteria/organism.html", context)


@require_POST
@login_required
def start(request: SignedInRequest, code: str) -> HttpResponse:
    """Start the assessment of this year."""
    at, today = now()
    organism = organism_for(request, code)
    try:
        services.start_assessment(by=request.user, organism=organism, year=today.year, at=at)
    except AcademyError as error:
        messages.error(request, error.message)
        return redirect("barometer:criteria-organism", code)
    return redirect("barometer:criteria-assessment", code, today.year)


@require_safe
@login_required
def assessment(request: SignedInRequest, code: str, year: int) -> HttpResponse:
    """Show every criterion of an assessment."""
    return _assessment(request, assessment_for(request, code, year))


def _assessment(
    request: SignedInRequest,
    found: Assessment,
    lacks: Mapping[str, Sequence[Lack]] | None = None,
) -> HttpResponse:
    today = now()[1]
    rows = pages.criterion_rows(found, request.user, language(), today)
    context = shell(
        request,
        _tab(found.organism.code),
        assessment=found,
        state=state_in_words(found),
        tone=tone_of(found),
        rows=rows,
        may_change=found.is_draft and policies.can_assess(request.user, found.organism, today),
        waiting=sum(bool(row.lacks) for row in rows),
        problems=[
            (row.criterion, lacks_in_words(lacks[row.criterion.key]))
            for row in rows
            if lacks and row.criterion.key in lacks
        ],
    )
    status = 422 if lacks else 200
    return TemplateResponse(request, "barometer/criteria/assessment.html", context, status=status)


@require_POST
@login_required
def submit(request: SignedInRequest, code: str, year: int) -> HttpResponse:
    """Hand an assessment over to the reviewers, or say what is missing, criterion by criterion."""
    found = assessment_for(request, code, year)
    try:
        services.submit_assessment(by=request.user, assessment=found, at=now()[0])
    except services.NotReady as error:
        return _assessment(request, found, error.lacks)
    except AcademyError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The assessment is submitted. Reviewers will read it."))
    return redirect("barometer:criteria-assessment", code, year)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def criterion(request: SignedInRequest, code: str, year: int, key: str) -> HttpResponse:
    """Show what an organism says of a criterion; its managers change it while it is a draft."""
    found = assessment_for(request, code, year)
    grid = queries.grid_in_use(found, language())
    shown = grid.criterion(key)
    if shown is None:
        raise Http404
    today = now()[1]
    may_change = found.is_draft and policies.can_assess(request.user, found.organism, today)
    if request.method == "POST" and not policies.can_assess(request.user, found.organism, today):
        raise Http404
    rating = queries.ratings_in(found).get(key)
    is_hidden = key in hidden_in(found, request.user, today)
    level = rating.level if rating and not is_hidden else None
    review = queries.shown_reviews(found).get(key)
    context = shell(
        request,
        _tab(code),
        assessment=found,
        criterion=shown,
        number=grid.keys.index(key) + 1,
        count=len(grid.criteria),
        before=_neighbour(grid, shown, -1),
        after=_neighbour(grid, shown, 1),
        levels=grid.levels,
        rating=rating,
        level=None if level is None else grid.levels[level],
        is_hidden=is_hidden,
        review=None if is_hidden else review,
        may_change=may_change,
        lacks=lacks_in_words(queries.lacks_of_rating(rating, today, review))
        if may_change and rating
        else "",
    )
    template = "barometer/criteria/criterion.html"
    if not may_change and request.method != "POST":
        return TemplateResponse(request, template, context)
    sent = request.POST if request.method == "POST" else None
    form = forms.RatingForm(
        sent,
        levels=grid.levels,
        initial={"level": rating.level, "justification": rating.justification} if rating else {},
    )
    slots = forms.EvidenceSlots(sent, initial=forms.evidence_initial(rating), prefix="evidence")
    context |= {"form": form, "slots": slots, "bound_forms": [form, *slots.forms]}
    if sent is not None and form.is_valid() and slots.is_valid():
        try:
            services.save_rating(
                by=request.user,
                assessment=found,
                criterion=key,
                level=form.cleaned_data["level"],
                justification=form.cleaned_data["justification"],
                evidence=forms.drafts_in(slots),
                at=now()[0],
            )
        except AcademyError as error:
            # What was written stays on the page: it may be copied from there.
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Saved: “%(criterion)s”.") % {"criterion": shown.title})
            return redirect(_then(request.POST.get("then"), found, context))
    status = 422 if sent is not None else 200
    return TemplateResponse(request, template, context, status=status)


def _neighbour(grid: Grid, criterion: Criterion, step: int) -> Criterion | None:
    place = grid.criteria.index(criterion) + step
    return grid.criteria[place] if 0 <= place < len(grid.criteria) else None


def _then(asked: str | None, found: Assessment, context: dict[str, Any]) -> str:
    """Return where one goes after saving: the next criterion, the list, or the same page."""
    args: list[object] = [found.organism.code, found.year]
    if asked == "list" or (asked == "next" and context["after"] is None):
        return reverse("barometer:criteria-assessment", args=args)
    next_one = context["after"] if asked == "next" else context["criterion"]
    return reverse("barometer:criteria-criterion", args=[*args, next_one.key])


@require_POST
@login_required
def request_path(request: SignedInRequest, code: str, key: str) -> HttpResponse:
    """Ask for a path that teaches a criterion."""
    organism = organism_for(request, code)
    try:
        services.request_path(by=request.user, organism=organism, criterion=key, at=now()[0])
    except AcademyError as error:
        messages.error(request, error.message)
    else:
        messages.success(
            request,
            _(
                "The request is recorded: those who design learning paths see it. Say on its page "
                "whom you need it for and how much it presses."
            ),
        )
    return redirect(f"{_tab(code)}#gaps")
