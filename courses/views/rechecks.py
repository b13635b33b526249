"""What is asked again, week by week: the page, an answer, how many a week."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from academy.accounts.requests import SignedInRequest
from academy.core.errors import AcademyError, NotFound
from courses import services
from courses.models import RecheckChoice
from courses.queries import RecheckItem, recheck_items, recheck_week, weekly_number


def _now() -> datetime:
    """Return the moment in the time zone in which weeks begin."""
    return timezone.localtime()


@require_GET
@login_required
def rechecks(request: SignedInRequest) -> HttpResponse:
    """Show the questions of this week, those that are answered with what was said of them."""
    weekly = weekly_number(request.user)
    week = recheck_week(request.user, _now(), number=weekly)
    language = get_language() or request.user.language
    context = {
        "week": week,
        "items": recheck_items(request.user, week, language),
        "weekly": weekly,
        "choices": [
            {"value": value, "label": label, "checked": value == weekly}
            for value, label in RecheckChoice.Weekly.choices
        ],
    }
    return TemplateResponse(request, "courses/rechecks.html", context)


@require_POST
@login_required
def answer_again(request: SignedInRequest, block_id: UUID) -> HttpResponse:
    """Answer a question of this week. The reply is the question alone for htmx, else the page."""
    at = _now()
    item = _item(request, block_id, at)
    problem = ""
    try:
        services.answer_recheck(
            enrolment=item.enrolment,
            lesson=item.lesson,
            pick=item.pick,
            week=recheck_week(request.user, at).begins,
            chosen=request.POST.getlist("choice"),
            at=at,
        )
    except NotFound as error:
        raise Http404 from error
    except AcademyError as error:
        problem = error.message
    if request.htmx:
        context = {"item": _item(request, block_id, at), "problem": problem, "focus": True}
        return render(request, "courses/recheck_question.html", context)
    said = "outcome"
    if problem:
        messages.error(request, problem)
        said = "error"
    return redirect(f"{reverse('courses:rechecks')}#question-{block_id}-{said}")


@require_POST
@login_required
def choose_weekly(request: SignedInRequest) -> HttpResponse:
    """Keep how many questions a week the person wants."""
    asked = request.POST.get("weekly", "")
    try:
        services.choose_rechecks(
            user=request.user, weekly=int(asked) if asked.isascii() and asked.isdigit() else -1
        )
    except AcademyError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Your choice is kept. It holds from now on."))
    return redirect("courses:rechecks")


def _item(request: SignedInRequest, block_id: UUID, at: datetime) -> RecheckItem:
    """Return the question of this week with this id, or raise Http404."""
    language = get_language() or request.user.language
    for item in recheck_items(request.user, recheck_week(request.user, at), language):
        if item.pick.question.block == block_id:
            item.enrolment.user = request.user
            return item
    raise Http404
