"""What surveys say: the list of paths, the page of one, its pictures and its files."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from academy.accounts.requests import SignedInRequest
from academy.core.alphabet import alphabetical
from barometer.answers import Theme, file_answer, picture_answer
from barometer.drawn import drawn_of
from barometer.exports import Kind
from barometer.figures import Figure
from barometer.origins import origin_of
from courses.models import PublishedPath

from . import policies, queries
from .pages import SurveyPage, survey_page


def _language() -> str:
    return "en" if (get_language() or "fr").startswith("en") else "fr"


@login_required
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """List the paths of which surveys say something that the person may see."""
    today, user = timezone.localdate(), request.user
    if not policies.can_see_any(user, today):
        raise Http404
    answered = queries.answered_paths()

    def listed(paths: Any) -> list[tuple[PublishedPath, str]]:
        rows = [(one, one.text_in(_language())["title"]) for one in paths]
        return sorted(rows, key=lambda row: alphabetical(row[1]))

    everywhere = listed(PublishedPath.objects.filter(key__in=answered))
    context = {
        "whole": listed(policies.paths_seen_whole(user, today).filter(key__in=answered)),
        "organisms": [
            (
                one,
                [
                    (title, reverse("barometer:survey-organism", args=[f"{one.code}/{path.key}"]))
                    for path, title in everywhere
                ],
            )
            for one in policies.organisms_seen(user, today)
        ],
    }
    return TemplateResponse(request, "barometer/surveys/index.html", context)


def _page(request: SignedInRequest, place: str) -> SurveyPage:
    """Return the page that is asked for, or raise Http404 where it may not be seen.

    `place`: the key of a path; behind the code of an organism, that organism in it alone.
    """
    today, user = timezone.localdate(), request.user
    code, _slash, said = place.rpartition("/")
    key = UUID(said)
    if code:
        own = policies.organisms_seen(user, today)
        organism = next((one for one in own if one.code == code), None)
        path = PublishedPath.objects.filter(key=key, key__in=queries.answered_paths()).first()
        if organism is None or path is None:
            raise Http404
        return survey_page(path, _language(), organism=organism)
    path = get_object_or_404(policies.paths_seen_whole(user, today), key=key)
    return survey_page(path, _language(), with_words=policies.reads_words(user, path, today))


def _level(place: str) -> str:
    return "survey-organism" if "/" in place else "survey"


@login_required
@require_safe
def page(request: SignedInRequest, place: str) -> HttpResponse:
    """Show what surveys say of a path, in all or of one organism."""
    shown, level = _page(request, place), _level(place)
    context = {
        "shown": shown,
        "drawn": drawn_of(shown.figures, level, place),
        "today": timezone.localdate(),
    }
    return TemplateResponse(request, "barometer/surveys/page.html", context)


def _figure(request: SignedInRequest, place: str, name: str) -> tuple[SurveyPage, Figure]:
    shown = _page(request, place)
    figure = shown.figure(name)
    if figure is None:
        raise Http404
    return shown, figure


@login_required
@cache_control(private=True, max_age=300)
def picture(
    request: SignedInRequest, place: str, name: str, theme: Theme, width: str
) -> HttpResponse:
    """Answer with a figure's picture, to whoever may see its page."""
    return picture_answer(_figure(request, place, name)[1], theme, int(width))


@login_required
def table(request: SignedInRequest, place: str, name: str, kind: Kind = "csv") -> HttpResponse:
    """Answer with a figure's data as a file, to whoever may see its page."""
    shown, figure = _figure(request, place, name)
    # What people answered is in no release.
    origin = origin_of(_level(place), place, shown.title, None)
    code, _slash, key = place.rpartition("/")
    words = [pgettext("file name", "survey"), code, key[:8], name.rpartition("-")[2]]
    named = "-".join(one for one in words if one)
    return file_answer(figure, origin, kind, f"{named}.{kind}")
