"""The positioning test of a course: its page, an answer, its end, forgetting it."""

from collections.abc import Sequence
from secrets import randbits
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy.accounts.requests import SignedInRequest
from academy.core.errors import AcademyError, NotFound
from courses import services
from courses.positioning import (
    FEWEST_TO_MASTER,
    LOWEST_MASTERY,
    MINUTES,
)
from courses.queries import PositioningPage, positioning_page

from .acts import chosen_in

_TEMPLATES = {
    "offered": "courses/positioning/start.html",
    "asking": "courses/positioning/question.html",
}


@never_cache
@require_GET
@login_required
def positioning(request: SignedInRequest, course_key: UUID) -> HttpResponse:
    """Show the test: what it is before it begins, then its question, then what it says."""
    return _page(request, course_key)


@require_POST
@login_required
def begin_test(request: SignedInRequest, course_key: UUID) -> HttpResponse:
    """Begin the test, or go on with it."""
    try:
        services.begin_positioning(
            user=request.user,
            course_key=course_key,
            language=_language(request),
            seed=randbits(48),
            at=timezone.now(),
        )
    except AcademyError as error:
        messages.error(request, error.message)
    return redirect("courses:positioning", course_key)


@require_POST
@login_required
def answer_test(request: SignedInRequest, course_key: UUID, block_id: UUID) -> HttpResponse:
    """Answer the question that is asked, or say that one doesn't know.

    What can't be taken is shown again as it was sent.
    """
    chosen = None if "unknown" in request.POST else chosen_in(request.POST)
    try:
        services.answer_positioning(
            user=request.user,
            course_key=course_key,
            block_id=block_id,
            chosen=chosen,
            language=_language(request),
            at=timezone.now(),
        )
    except NotFound as error:
        # The same last answer once more: the test is over, and its page says what came of it.
        if _shown(request, course_key).ended_at is None:
            raise Http404 from error
    except AcademyError as error:
        return _page(request, course_key, draft=chosen, problem=error.message)
    return redirect("courses:positioning", course_key)


@require_POST
@login_required
def end_test(request: SignedInRequest, course_key: UUID) -> HttpResponse:
    """End the test that is under way."""
    services.end_positioning(user=request.user, course_key=course_key, at=timezone.now())
    return redirect("courses:positioning", course_key)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def forget_test(request: SignedInRequest, course_key: UUID) -> HttpResponse:
    """Say what goes with the result of the test; forget it."""
    page = _shown(request, course_key)
    if page.ended_at is None or page.state == "forgotten":
        raise Http404
    if request.method == "POST":
        services.forget_positioning(user=request.user, course_key=course_key, at=timezone.now())
        messages.success(request, _("Your answers and the result are forgotten."))
        return redirect("courses:positioning", course_key)
    return render(request, "courses/positioning/forget.html", {"test": page})


def _page(
    request: SignedInRequest,
    course_key: UUID,
    *,
    draft: Sequence[str] | None = None,
    problem: str = "",
) -> HttpResponse:
    page = _shown(request, course_key, draft)
    template = _TEMPLATES.get(page.state, "courses/positioning/result.html")
    context = {
        "test": page,
        # What a question is shown with needs the page that it is of.
        "page": page.lesson,
        "problem": problem,
        # What to do is said first, above the options.
        "focus": bool(problem),
        "minutes": MINUTES,
        "fewest": FEWEST_TO_MASTER,
        "percent": max(page.course.mastery_percent, round(LOWEST_MASTERY * 100)),
        "may_begin_again": page.again_at is not None and page.again_at <= timezone.now(),
    }
    return render(request, template, context)


def _shown(
    request: SignedInRequest, course_key: UUID, draft: Sequence[str] | None = None
) -> PositioningPage:
    page = positioning_page(request.user, course_key, _language(request), draft=draft)
    if page is None:
        raise Http404
    return page


def _language(request: SignedInRequest) -> str:
    return get_language() or request.user.language
