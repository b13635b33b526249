"""The first page of somebody who is signed in: what is due, in progress, suggested."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language

from academy.accounts.requests import SignedInRequest
from courses.queries import learner_home, recheck_week


@login_required
def dashboard(request: SignedInRequest) -> HttpResponse:
    """Show the learner's own dashboard."""
    language = get_language() or request.user.language
    learner = learner_home(request.user, timezone.localdate(), language)
    week = recheck_week(request.user, timezone.localtime(), passed=learner.passed)
    return TemplateResponse(request, "home/dashboard.html", {"learner": learner, "week": week})
