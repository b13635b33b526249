"""Pages of the reviewers: what waits, a review, a second rating, how far they agree."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from academy.accounts.requests import SignedInRequest
from academy.core.errors import AcademyError
from academy.organisms.policies import managed_organism_ids
from barometer.criteria import forms, policies, queries, services
from barometer.criteria.grid import grid_in
from barometer.criteria.models import Assessment, Review
from barometer.criteria.wording import agreement_in_words

from .access import language, now, shell

_LIST = "barometer:criteria-reviews"


def _assessment(request: SignedInRequest, public_id: UUID) -> Assessment:
    found = queries.assessment_named(public_id)
    if found is None or not policies.can_review_any(request.user, now()[1]):
        raise Http404
    return found


@require_safe
@login_required
def reviews(request: SignedInRequest) -> HttpResponse:
    """List the assessments that wait for a review, and the second ratings that wait."""
    today = now()[1]
    if not policies.can_review_any(request.user, today):
        raise Http404
    context = shell(
        request,
        reverse(_LIST),
        waiting=[
            (one, policies.can_review(request.user, one, today))
            for one in queries.waiting_for_review()
        ],
        again=[
            (one, queries.grid_in_use(one.assessment, language()).criterion(one.criterion))
            for one in queries.to_rate_again(
                request.user.pk, managed_organism_ids(request.user, today)
            )
        ],
    )
    return TemplateResponse(request, "barometer/criteria/reviews.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def review(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Show an assessment with a decision to take on each criterion; keep decisions, or finish."""
    at, today = now()
    found = _assessment(request, public_id)
    if found.state != Assessment.State.SUBMITTED or not policies.can_review(
        request.user, found, today
    ):
        raise Http404
    grid = queries.grid_in_use(found, language())
    ratings = queries.ratings_in(found)
    sent = request.POST if request.method == "POST" else None
    so_far = queries.decisions_so_far(found)
    rows = [
        (
            criterion,
            ratings[criterion.key],
            forms.DecisionForm(
                sent,
                prefix=criterion.key,
                levels=grid.levels,
                declared=ratings[criterion.key].level,
                initial=_initial(so_far.get(criterion.key), ratings[criterion.key].level),
            ),
        )
        for criterion in grid.criteria
    ]
    waiting: list[str] = []
    if sent is not None and all(form.is_valid() for *_about, form in rows):
        decided = {criterion.key: form.draft for criterion, _declared, form in rows}
        try:
            services.save_decisions(
                by=request.user,
                assessment=found,
                decisions={key: draft for key, draft in decided.items() if draft},
                at=at,
            )
            if "finish" in sent:
                done = services.finish_review(by=request.user, assessment=found, at=at)
                messages.success(request, _finished(done))
                return redirect(_LIST)
        except services.NotDecided as error:
            waiting = error.criteria
        except AcademyError as error:
            messages.error(request, error.message)
            return redirect(_LIST)
        else:
            messages.success(request, _("The decisions taken so far are kept."))
            return redirect("barometer:criteria-review", public_id)
    context = shell(
        request,
        reverse(_LIST),
        assessment=found,
        levels=grid.levels,
        rows=rows,
        waiting=[criterion for criterion in grid.criteria if criterion.key in waiting],
        has_errors=sent is not None,
    )
    status = 422 if sent is not None else 200
    return TemplateResponse(request, "barometer/criteria/review.html", context, status=status)


def _initial(decided: Review | None, declared: int | None) -> dict[str, Any]:
    if decided is None:
        return {"level": declared}
    return {
        "decision": decided.decision,
        "level": declared if decided.level is None else decided.level,
        "reason": decided.reason,
    }


def _finished(assessment: Assessment) -> str:
    if assessment.is_draft:
        return _("The review is finished: the organization gets its assessment back to correct it.")
    return _("The review is finished: the levels are accepted.")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def rate_again(request: SignedInRequest, public_id: UUID, key: str) -> HttpResponse:
    """Rate a criterion a second time, without knowing the first level."""
    at, today = now()
    found = _assessment(request, public_id)
    shown = queries.grid_in_use(found, language()).criterion(key)
    given = found.second_ratings.filter(criterion=key).exists()
    if (
        shown is None
        or given
        or key not in queries.drawn(found)
        or not policies.can_rate_again(request.user, found, today)
    ):
        raise Http404
    levels = queries.grid_in_use(found, language()).levels
    form = forms.SecondRatingForm(request.POST or None, levels=levels)
    if request.method == "POST" and form.is_valid():
        try:
            services.rate_again(
                by=request.user,
                assessment=found,
                criterion=key,
                level=form.cleaned_data["level"],
                at=at,
            )
        except AcademyError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("The second rating is recorded."))
        return redirect(_LIST)
    context = shell(
        request,
        reverse(_LIST),
        assessment=found,
        criterion=shown,
        rating=queries.ratings_in(found).get(key),
        form=form,
    )
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "barometer/criteria/rate_again.html", context, status=status)


@require_safe
@login_required
def agreement(request: SignedInRequest) -> HttpResponse:
    """Say how far two reviewers agree, and show their levels against each other."""
    if not policies.can_see_all(request.user, now()[1]):
        raise Http404
    current = queries.current_grid()
    context = shell(request, reverse("barometer:criteria-agreement"), grid=None)
    if current is not None:
        grid = grid_in(current.body, language())
        rated = queries.twice_rated(current)
        numbers = [one.level for one in grid.levels]
        context |= {
            "grid": grid,
            "rated": rated,
            "said": agreement_in_words(rated),
            "columns": [{"label": _("First level"), "number": False}]
            + [{"label": str(number), "number": True} for number in numbers],
            "rows": [
                [
                    f"{first.level} – {first.name}",
                    *(str(rated.pairs.count((first.level, second))) for second in numbers),
                ]
                for first in grid.levels
            ],
        }
    return TemplateResponse(request, "barometer/criteria/agreement.html", context)
