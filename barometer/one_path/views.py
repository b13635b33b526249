"""The page of a path, its pictures and its files."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control

from academy.accounts.requests import SignedInRequest
from academy.core import clock
from academy.core.compression import of_groups_alone
from academy.organisms.policies import portfolio_ids
from barometer import policies
from barometer.answers import Theme, file_answer, picture_answer
from barometer.drawn import drawn_of
from barometer.exports import Kind, file_name
from barometer.figures import Figure
from barometer.headlines import period_names
from barometer.origins import origin_of
from barometer.pages import asked_of
from barometer.releases.freshness import freshness_of
from courses.models import PublishedPath

from .pages import PathShown, path_page


def _page(request: SignedInRequest, key: UUID) -> PathShown:
    """Return the page of a path, or raise Http404 where it may not be seen."""
    today = timezone.localdate()
    path = PublishedPath.objects.filter(key=key, is_live=True).first()
    sight = policies.path_sight(request.user, path, today) if path else "nothing"
    if path is None or sight == "nothing":
        raise Http404
    asked = asked_of(**{name: request.GET.get(name, "") for name in ("detail", "period")})
    own = portfolio_ids(request.user, today)
    return path_page(path, sight, own, asked, get_language() or "fr", today)


@login_required
@of_groups_alone
def page(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Show where a path has spread, how long it takes and where people stop."""
    shown = _page(request, key)
    context = {
        "shown": shown,
        "drawn": drawn_of(shown.figures, "path", str(key), shown.asked.address),
        "periods": period_names(),
        "freshness": freshness_of(shown.release, at=clock.now()),
        # Who designs the path and sees no other page of the barometer sees no release either.
        "may_see_releases": policies.can_see_something(request.user, timezone.localdate()),
        "with_detail": shown.below_is == "portfolio",
    }
    return TemplateResponse(request, "barometer/path.html", context)


def _figure(request: SignedInRequest, key: UUID, name: str) -> tuple[PathShown, Figure]:
    shown = _page(request, key)
    figure = shown.figure(name)
    if figure is None:
        raise Http404
    return shown, figure


@login_required
@cache_control(private=True, max_age=300)
def picture(
    request: SignedInRequest, key: UUID, name: str, theme: Theme, width: str
) -> HttpResponse:
    """Answer with a figure's picture, to whoever may see its page."""
    return picture_answer(_figure(request, key, name)[1], theme, int(width))


@login_required
def table(request: SignedInRequest, key: UUID, name: str, kind: Kind = "csv") -> HttpResponse:
    """Answer with a figure's data as a file, to whoever may see its page."""
    shown, figure = _figure(request, key, name)
    origin = origin_of("path", str(key), shown.title, shown.release, shown.asked.address)
    return file_answer(
        figure, origin, kind, file_name("path", str(key)[:8], figure, kind, origin.day)
    )
