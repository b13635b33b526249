"""The pages of the cyber loop: an organism's findings, what was sent, and the aggregates."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from academy.accounts.requests import SignedInRequest
from academy.core import clock
from academy.core.errors import AcademyError
from academy.organisms.models import Organism
from academy.organisms.policies import managed_organism_ids
from academy.organisms.queries import units_of
from barometer.downloads import downloads_of
from barometer.drawing.pictures import pictures_of
from barometer.releases.freshness import freshness_of
from barometer.releases.queries import newest
from courses.queries import live_paths

from . import policies, queries, services, shown
from .exposures import exposure_of, overview_exposure
from .forms import (
    CampaignForm,
    EndCampaignForm,
    FactorForm,
    PrescriptionForm,
    ScanForm,
    path_title,
)
from .loop import plan_of
from .models import Evidence, Finding
from .paging import paged
from .wording import Said, say_faults

# More faults than anybody corrects by hand.
MOST_FAULTS = 50
LEVEL = "findings-organism"


@dataclass(frozen=True, slots=True)
class Desk:
    """A page of an organism's findings: whose, when, and whether one may act there."""

    organism: Organism
    at: datetime
    today: date
    may_act: bool


def desk_of(request: SignedInRequest, code: str) -> Desk:
    """Return what the pages of an organism share, or raise Http404."""
    at = clock.now()
    today = localdate(at)
    organism = get_object_or_404(Organism, code=code)
    if not policies.can_see_findings(request.user, organism, today):
        raise Http404
    return Desk(organism, at, today, policies.can_act_on_findings(request.user, organism, today))


@login_required
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Show the aggregates to who sees several organisms; lead the others to their own."""
    at = clock.now()
    today = localdate(at)
    if not policies.can_see_overview(request.user, today):
        managed = managed_organism_ids(request.user, today)
        organism = Organism.objects.filter(pk__in=managed).order_by("code").first()
        if organism is None:
            raise Http404
        return redirect("barometer:findings-organism", organism.code)
    ids = policies.overview_organism_ids(request.user, today)
    overview, release = queries.overview(ids), newest()
    lists = paged(request, page=overview.rows)
    may_open = {
        row.organism.pk
        for row in lists["page"].page
        if policies.can_see_findings(request.user, row.organism, today)
    }
    rows = [
        (
            row,
            f"{shown.share_in_words(row.clicked)} ({shown.band_in_words(row.clicked)})"
            if row.clicked.people
            else "",
            row.organism.pk in may_open,
        )
        for row in lists["page"].page
    ]
    context = {
        "overview": overview,
        "rows": rows,
        "listed": lists["page"],
        "simulated": any(row.organism.is_simulated for row in overview.rows),
        "freshness": freshness_of(release, at=at),
        **_figure_context(overview_exposure(request.user, today, release), "findings", ""),
    }
    return render(request, "barometer/findings/overview.html", context)


def _figure_context(figure: Any, level: str, code: str) -> dict[str, Any]:
    if figure is None:
        return {"figure": None}
    return {
        "figure": figure,
        "pictures": pictures_of(level, code, figure.name, ""),
        "files": downloads_of(level, code, "", ""),
    }


@login_required
@require_safe
def organism(request: SignedInRequest, code: str) -> HttpResponse:
    """Show the findings of an organism and what was sent of them."""
    desk = desk_of(request, code)
    findings, known = queries.findings_of(desk.organism), queries.what_to_expect()
    closed, release = Finding.State.CLOSED, newest()
    evidence = queries.evidence_of(desk.organism).order_by("-state", "-on", "-pk")
    lists = paged(
        request,
        open=findings.exclude(state=closed),
        closed=findings.filter(state=closed),
        sent=evidence,
    )
    context = {
        "desk": desk,
        "lists": lists,
        "open": shown.rows_of(lists["open"].page, known),
        "closed": shown.rows_of(lists["closed"].page, known),
        "running": [
            (campaign, EndCampaignForm(auto_id=f"end-{campaign.pk}-%s"))
            for campaign in queries.running_campaigns(desk.organism)
        ],
        "freshness": freshness_of(release, at=desk.at),
        **_figure_context(exposure_of(desk.organism, release), LEVEL, code),
    }
    return render(request, "barometer/findings/organism.html", context)


def _sent(request: SignedInRequest) -> tuple[Any, Any]:
    """Return what a form is filled with: nothing before it was sent."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _show_form(
    request: SignedInRequest, desk: Desk, form: Any, template: str, faults: list[Said]
) -> HttpResponse:
    context = {
        "desk": desk,
        "form": form,
        "faults": faults[:MOST_FAULTS],
        "more": max(0, len(faults) - MOST_FAULTS),
    }
    status = 422 if form.errors else 200
    return render(request, f"barometer/findings/{template}.html", context, status=status)


def desk_to_act(request: SignedInRequest, code: str) -> Desk:
    """Return the same for what changes something there, or raise Http404."""
    desk = desk_of(request, code)
    if not desk.may_act:
        raise Http404
    return desk


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send_campaign(request: SignedInRequest, code: str) -> HttpResponse:
    """Take an export of a campaign."""
    desk = desk_to_act(request, code)
    form = CampaignForm(*_sent(request))
    faults: list[Said] = []
    if request.method == "POST" and form.is_valid():
        try:
            received = services.receive_campaign(
                organism=desk.organism,
                content=form.cleaned_data["file"].read(),
                name=form.cleaned_data["name"],
                at=desk.at,
                by=request.user,
            )
        except AcademyError as error:
            faults = _faults_of(error)
            form.add_error("file", error.message)
        else:
            return redirect("barometer:findings-evidence", code, received.public_id)
    return _show_form(request, desk, form, "send_campaign", faults)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send_scan(request: SignedInRequest, code: str) -> HttpResponse:
    """Take what a scan found."""
    desk = desk_to_act(request, code)
    units = sorted(units_of(desk.organism, desk.today), key=lambda unit: unit.name)
    form = ScanForm(*_sent(request), units=units, today=desk.today)
    faults: list[Said] = []
    if request.method == "POST" and form.is_valid():
        try:
            received = services.receive_scan(
                organism=desk.organism,
                content=form.cleaned_data["file"].read(),
                form=form.cleaned_data["form"],
                name=form.cleaned_data["name"],
                on=form.cleaned_data["on"],
                unit=form.cleaned_data["unit"],
                at=desk.at,
                by=request.user,
            )
        except AcademyError as error:
            faults = _faults_of(error)
            form.add_error("file", error.message)
        else:
            return redirect("barometer:findings-evidence", code, received.public_id)
    return _show_form(request, desk, form, "send_scan", faults)


def _faults_of(error: AcademyError) -> list[Said]:
    return say_faults(error.faults) if isinstance(error, services.FileRefused) else []


def _evidence_of(desk: Desk, evidence_id: UUID) -> Evidence:
    return get_object_or_404(queries.evidence_of(desk.organism), public_id=evidence_id)


@login_required
@require_safe
def evidence(request: SignedInRequest, code: str, evidence_id: UUID) -> HttpResponse:
    """Show what was sent: what will be stored of it and what that does, or what is stored."""
    desk = desk_of(request, code)
    found = _evidence_of(desk, evidence_id)
    waits = found.state == Evidence.State.WAITING
    plan = plan_of(found, queries.open_findings(found)) if waits else None
    known = queries.what_to_expect()
    told = shown.tell(found, plan, known)
    opened = paged(request, page=queries.findings_of(desk.organism).filter(evidence=found))["page"]
    context = {
        "desk": desk,
        "evidence": found,
        "waits": waits,
        "told": told,
        "tables": told.tables,
        "same_day": queries.same_day(found) if waits else None,
        "listed": opened,
        "opened": shown.rows_of(opened.page, known),
    }
    return render(request, "barometer/findings/evidence.html", context)


@login_required
@require_POST
def keep(request: SignedInRequest, code: str, evidence_id: UUID) -> HttpResponse:
    """Store what waits."""
    desk = desk_to_act(request, code)
    found = _evidence_of(desk, evidence_id)
    try:
        services.keep_evidence(evidence=found, at=desk.at, by=request.user)
    except AcademyError as error:
        # Somebody else dropped it meanwhile.
        messages.error(request, error.message)
    else:
        messages.success(request, _("“%(name)s” is stored.") % {"name": found.name})
    return redirect("barometer:findings-organism", code)


@login_required
@require_POST
def drop(request: SignedInRequest, code: str, evidence_id: UUID) -> HttpResponse:
    """Drop what waits."""
    desk = desk_to_act(request, code)
    try:
        services.drop_evidence(
            evidence=_evidence_of(desk, evidence_id), at=desk.at, by=request.user
        )
    except AcademyError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The file was dropped. Nothing of it is stored."))
    return redirect("barometer:findings-organism", code)


def _finding_of(desk: Desk, finding_id: UUID) -> Finding:
    return get_object_or_404(queries.findings_of(desk.organism), public_id=finding_id)


def _show_finding(
    request: SignedInRequest,
    desk: Desk,
    found: Finding,
    *,
    factor: FactorForm | None = None,
    prescription: PrescriptionForm | None = None,
) -> HttpResponse:
    bound = factor or prescription
    paths = live_paths()
    proposed = queries.proposed_paths(found)
    closed = found.state == Finding.State.CLOSED
    known = queries.what_to_expect()
    (row,) = shown.rows_of([found], known)
    if desk.may_act and not closed:
        prescription = prescription or _prescription_form(desk, found)
    context = {
        "desk": desk,
        "finding": found,
        "row": row,
        "steps": shown.steps_of(found),
        "why": shown.why(found),
        "retests": shown.retests_of(found, known),
        "prescribed": shown.prescribed(found, {path.key: path_title(path) for path in paths}),
        "proposed": [path_title(path) for path in proposed],
        "factor_form": factor
        or FactorForm(initial={"factor": found.factor, "reason": found.factor_reason}),
        "prescription_form": prescription if paths else None,
        "form": bound,
        "closed": closed,
    }
    status = 422 if bound is not None and bound.errors else 200
    return render(request, "barometer/findings/finding.html", context, status=status)


def _prescription_form(desk: Desk, found: Finding, data: Any = None) -> PrescriptionForm:
    return PrescriptionForm(
        data,
        proposed=queries.proposed_paths(found),
        paths=live_paths(),
        reasons=shown.reasons_for(found),
        today=desk.today,
    )


@login_required
@require_safe
def finding(request: SignedInRequest, code: str, finding_id: UUID) -> HttpResponse:
    """Show a finding: evidence, factor, what was prescribed, re-tests."""
    desk = desk_of(request, code)
    return _show_finding(request, desk, _finding_of(desk, finding_id))


@login_required
@require_POST
def classify(request: SignedInRequest, code: str, finding_id: UUID) -> HttpResponse:
    """Set the human factor of a finding."""
    desk = desk_to_act(request, code)
    found = _finding_of(desk, finding_id)
    form = FactorForm(request.POST)
    if form.is_valid():
        try:
            services.reclassify(finding=found, **form.cleaned_data, at=desk.at, by=request.user)
        except AcademyError as error:
            form.add_error("reason", error.message)
        else:
            messages.success(request, _("The human factor was changed."))
            return redirect("barometer:finding", code, finding_id)
    return _show_finding(request, desk, found, factor=form)


@login_required
@require_POST
def prescribe(request: SignedInRequest, code: str, finding_id: UUID) -> HttpResponse:
    """Ask a path of the units of a finding."""
    desk = desk_to_act(request, code)
    found = _finding_of(desk, finding_id)
    form = _prescription_form(desk, found, request.POST)
    if form.is_valid():
        asked = form.cleaned_data
        try:
            services.prescribe(
                finding=found,
                path_key=asked["path"],
                due_on=asked["due_on"],
                reason_fr=asked["reason_fr"],
                reason_en=asked["reason_en"],
                at=desk.at,
                by=request.user,
            )
        except AcademyError as error:
            form.add_error("due_on", error.message)
        else:
            messages.success(request, _("The path is now asked of everybody concerned."))
            return redirect("barometer:finding", code, finding_id)
    return _show_finding(request, desk, found, prescription=form)
