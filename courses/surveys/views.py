"""Answering a survey before or after a path."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from academy.accounts.requests import SignedInRequest
from academy.core import clock
from academy.core.errors import AcademyError
from courses.models import Moment
from courses.queries import published_paths

from . import services
from .forms import SurveyForm
from .queries import CHANGE_WITHIN, Offer, offer


def _language() -> str:
    return get_language() or "fr"


def _offered(request: SignedInRequest, path_key: UUID, moment: str) -> Offer:
    found = offer(request.user.pk, path_key, Moment(moment), _language(), clock.now())
    if found is None:
        raise Http404
    return found


def _path_url(path_key: UUID) -> str:
    path = published_paths([path_key]).get(path_key)
    if path is None:
        raise Http404
    return str(path.text_in(_language())["url"])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: SignedInRequest, path_key: UUID, moment: str) -> HttpResponse:
    """Show the survey, and take the answers."""
    found = _offered(request, path_key, moment)
    path = published_paths([path_key]).get(path_key)
    if path is None or not (found.is_open or found.is_answered):
        raise Http404
    posted = request.POST if request.method == "POST" else None
    said = found.response.answers if found.response else {}
    form = SurveyForm(
        posted,
        asked=found.survey.asked(),
        language=_language(),
        initial=SurveyForm.said(said),
    )
    if form.is_valid():
        try:
            services.respond(
                user=request.user,
                path_key=path_key,
                moment=found.moment,
                answers=form.answers,
                language=_language(),
                at=clock.now(),
            )
        except AcademyError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Thank you: your answers are kept."))
            return redirect(path.text_in(_language())["url"])
    context = {
        "offer": found,
        "form": form if found.is_open else None,
        "path": path.text_in(_language()),
        "intro": found.survey.intro(_language()),
        "days": CHANGE_WITHIN.days,
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "courses/surveys/survey.html", context, status=status)


@require_POST
@login_required
def skip(request: SignedInRequest, path_key: UUID, moment: str) -> HttpResponse:
    """Take the survey off the page of the path."""
    _offered(request, path_key, moment)
    services.skip(
        user=request.user,
        path_key=path_key,
        moment=Moment(moment),
        language=_language(),
        at=clock.now(),
    )
    messages.success(request, _("The survey is skipped. Nothing else changes for you."))
    return redirect(_path_url(path_key))


@require_POST
@login_required
def take_back(request: SignedInRequest, path_key: UUID, moment: str) -> HttpResponse:
    """Delete what one answered."""
    address = _path_url(path_key)
    services.take_back(user=request.user, path_key=path_key, moment=Moment(moment))
    messages.success(request, _("Your answers are deleted."))
    return redirect(address)
