"""What is asked again, week by week: the page, an answer, how many a week."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from academy.accounts.requests import SignedInRequest
from academy.core.errors import AcademyError
from courses import services
from courses.models import RecheckChoice
from courses.queries import RecheckItem, Week, recheck_items, recheck_week, weekly_number

from .acts import chosen_in
from .pages import Draft


def _now() -> datetime:
    """Return the moment in the time zone in which weeks begin."""
    return timezone.localtime()


@require_GET
@login_required
def rechecks(request: SignedInRequest) -> HttpResponse:
    """Show the questions of this week, those that are answered with what was said of them."""
    return _page(request, None)


def _page(request: SignedInRequest, draft: Draft | None) -> HttpResponse:
    weekly = weekly_number(request.user)
    week = recheck_week(request.user, _now(), number=weekly)
    context = {
        "week": week,
        "items": _items(request, week, draft),
        "draft": draft,
        "weekly": weekly,
        "choices": [
            {"value": value, "label": label, "checked": value == weekly}
            for value, label in RecheckChoice.Weekly.choices
        ],
    }
    return render(request, "courses/rechecks.html", context)


@require_POST
@login_required
def answer_again(request: SignedInRequest, block_id: UUID) -> HttpResponse:
    """Answer a question of this week. The reply is the question alone for htmx, else the page.

    What can't be taken, or leads to a next step, is shown again as it was sent.
    """
    at = _now()
    week = recheck_week(request.user, at)
    item = _item(request, week, block_id, None)
    problem, is_recorded = "", False
    chosen = chosen_in(request.POST)
    try:
        is_recorded = services.answer_recheck(
            enrolment=item.enrolment,
            lesson=item.lesson,
            pick=item.pick,
            week=week.begins,
            chosen=chosen,
            at=at,
        )
    except AcademyError as error:
        problem = error.message
    draft = None if is_recorded else Draft(str(block_id), tuple(chosen), problem, "")
    if request.htmx:
        context = {
            "item": _item(request, recheck_week(request.user, at), block_id, draft),
            "problem": problem,
            "focus": True,
        }
        return render(request, "courses/recheck_question.html", context)
    if draft is not None:
        return _page(request, draft)
    return redirect(f"{reverse('courses:rechecks')}#question-{block_id}-outcome")


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


def _items(request: SignedInRequest, week: Week, draft: Draft | None) -> list[RecheckItem]:
    drafts = {UUID(draft.block_id): draft.chosen} if draft else {}
    language = get_language() or request.user.language
    return recheck_items(request.user, week, language, drafts)


def _item(request: SignedInRequest, week: Week, block_id: UUID, draft: Draft | None) -> RecheckItem:
    """Return the question of this week with this id, or raise Http404."""
    for item in _items(request, week, draft):
        if item.pick.question.block == block_id:
            item.enrolment.user = request.user
            return item
    raise Http404
