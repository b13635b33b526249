"""Targets of an organism: what holds, what held, setting and ending one."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from academy.accounts.requests import SignedInRequest
from academy.core import clock
from academy.core.errors import AcademyError
from academy.organisms.models import Organism
from barometer.answers import Theme, file_answer, picture_answer
from barometer.drawn import drawn_of
from barometer.exports import Kind, file_name
from barometer.figures import Figure, Seal
from barometer.origins import origin_of
from barometer.policies import can_see_organism
from barometer.releases.freshness import freshness_of
from barometer.releases.models import Level
from barometer.releases.queries import newest, totals

from . import policies, queries
from .forms import TargetForm
from .models import Target
from .target_figures import targets_figure
from .target_services import AlreadyReached, set_target, withdraw_target
from .wording import alarms_in_words, chance_in_words


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target as a page shows it; `chance`: how the newest forecast sees it, in words."""

    target: Target
    path: str
    chance: str = ""


@require_safe
@login_required
def targets(request: SignedInRequest, code: str) -> HttpResponse:
    """Show the targets of an organism, those that ended too."""
    organism = _organism(request, code)
    titles = queries.path_titles(get_language() or "fr")
    release = newest()
    outlook = queries.newest_outlook()
    rows = []
    current = queries.current_targets(organism)
    for target in current:
        chances = queries.chances_of(target, until=release.day) if release else []
        rows.append(
            TargetRow(target, titles.get(target.path_key, "–"), chance_in_words(chances, release))
        )
    figure = _against_targets(organism, current, titles)
    drawn = drawn_of([figure] if figure else [], "targets", code)
    context = {
        "organism": organism,
        "release": release,
        "freshness": freshness_of(release, at=clock.now()),
        "drawn": drawn,
        "rows": rows,
        "former": [
            TargetRow(one, titles.get(one.path_key, "–"))
            for one in queries.former_targets(organism)
        ],
        "alarms": alarms_in_words(outlook.record if outlook else {}),
        "may_set": policies.can_set_targets(request.user, organism, localdate(clock.now())),
    }
    return TemplateResponse(request, "barometer/outlook/targets.html", context)


@login_required
@cache_control(private=True, max_age=300)
def picture(
    request: SignedInRequest, code: str, name: str, theme: Theme, width: str
) -> HttpResponse:
    """Answer with the picture of the targets, to whoever may see their page."""
    return picture_answer(_figure(request, code, name)[1], theme, int(width))


@login_required
def table(request: SignedInRequest, code: str, name: str, kind: Kind = "csv") -> HttpResponse:
    """Answer with the data of the targets as a file, to whoever may see their page."""
    organism, figure = _figure(request, code, name)
    origin = origin_of("targets", code, organism.name, newest())
    return file_answer(figure, origin, kind, file_name("targets", code, figure, kind, origin.day))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_target(request: SignedInRequest, code: str) -> HttpResponse:
    """Set a target; the one of the same path ends."""
    organism, at = _own_organism(request, code), clock.now()
    form = TargetForm(
        request.POST if request.method == "POST" else None,
        initial={"path": request.GET.get("path", "")},
        organism=organism,
        user=request.user,
        today=localdate(at),
        language=get_language() or "fr",
    )
    if request.method == "POST" and form.is_valid():
        try:
            set_target(
                by=request.user,
                organism=organism,
                path_key=form.cleaned_data["path"],
                percent=form.cleaned_data["percent"],
                due_on=form.cleaned_data["due_on"],
                owner=form.cleaned_data["owner"],
                at=at,
            )
        except AlreadyReached as error:
            form.add_error("percent", error.message)
        except AcademyError as error:
            form.add_error("due_on", error.message)
        else:
            messages.success(request, _("The target is set."))
            return redirect("barometer:targets", code)
    context = {"organism": organism, "form": form}
    status = 422 if form.errors else 200
    return TemplateResponse(request, "barometer/outlook/target.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def end_target(request: SignedInRequest, code: str, target_id: UUID) -> HttpResponse:
    """Say what ending a target does, then end it."""
    organism = _own_organism(request, code)
    target = Target.objects.filter(organism=organism, public_id=target_id).first()
    if target is None:
        raise Http404
    if request.method != "POST":
        titles = queries.path_titles(get_language() or "fr")
        row = TargetRow(target, titles.get(target.path_key, "–"))
        context = {"organism": organism, "row": row}
        return TemplateResponse(request, "barometer/outlook/end_target.html", context)
    withdraw_target(by=request.user, target=target, at=clock.now())
    messages.success(request, _("The target is withdrawn. It stays in the history."))
    return redirect("barometer:targets", code)


def _figure(request: SignedInRequest, code: str, name: str) -> tuple[Organism, Figure]:
    """Return the organism and the figure of its targets, or raise Http404."""
    organism = _organism(request, code)
    titles = queries.path_titles(get_language() or "fr")
    figure = _against_targets(organism, queries.current_targets(organism), titles)
    if figure is None or figure.name != name:
        raise Http404
    return organism, figure


def _against_targets(
    organism: Organism, targets: list[Target], titles: Mapping[UUID, str]
) -> Figure | None:
    """Return where the targets stand by the newest release; None where there is nothing to say."""
    release = newest()
    if release is None or not targets:
        return None
    outlook = queries.outlook_of(release)
    return targets_figure(
        targets,
        titles,
        totals(release, Level.ORGANISM, [organism.pk]).get(organism.pk, {}),
        queries.forecasts_of(release, Level.ORGANISM, organism.pk),
        release,
        language="en" if (get_language() or "fr").startswith("en") else "fr",
        seal=Seal("forecasts", release.day, outlook.method, outlook.digest) if outlook else None,
    )


def _organism(request: SignedInRequest, code: str) -> Organism:
    """Return an organism whose barometer the person sees, or raise Http404."""
    organism = Organism.objects.filter(code=code).first()
    if organism is None or not can_see_organism(request.user, organism, localdate(clock.now())):
        raise Http404
    return organism


def _own_organism(request: SignedInRequest, code: str) -> Organism:
    """Return an organism whose targets the person sets, or raise Http404."""
    organism = _organism(request, code)
    if not policies.can_set_targets(request.user, organism, localdate(clock.now())):
        raise Http404
    return organism
