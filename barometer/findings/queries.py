"""Reads of findings: rows for pages, and how exposed people were, month by month."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.cache import caches
from django.db.models import Count, Max, QuerySet

from academy.core.alphabet import alphabetical
from academy.organisms.models import Organism, Unit
from barometer.protection.bands import Figure, Total
from courses.models import PublishedPath
from courses.queries import live_paths

from . import exposure, factors
from .expecting import Expecting, expecting
from .loop import is_later
from .models import Evidence, Finding, PhishingHook, Prescription, RunningCampaign


def open_findings(evidence: Evidence) -> list[Finding]:
    """Return the open findings that `evidence` may test again."""
    found = (
        Finding.objects.filter(organism=evidence.organism, evidence__kind=evidence.kind)
        .exclude(state=Finding.State.CLOSED)
        .select_related("evidence")
        .prefetch_related("units")
        .order_by("pk")
    )
    return [one for one in found if is_later(evidence, one.evidence)]


def findings_of(organism: Organism) -> QuerySet[Finding]:
    """Return the findings of an organism, the newest first."""
    return (
        Finding.objects.filter(organism=organism)
        .select_related("evidence")
        .prefetch_related("units", "prescriptions", "retests__evidence")
        .order_by("-evidence__on", "pk")
    )


def evidence_of(organism: Organism) -> QuerySet[Evidence]:
    """Return what was read of an organism and not dropped, the newest first."""
    return Evidence.objects.filter(organism=organism).exclude(state=Evidence.State.DROPPED)


def same_day(evidence: Evidence) -> Evidence | None:
    """Return another campaign of the same day that is stored, None where there is none."""
    kept = evidence_of(evidence.organism).filter(
        kind=Evidence.Kind.PHISHING, on=evidence.on, state=Evidence.State.KEPT
    )
    is_campaign = evidence.kind == Evidence.Kind.PHISHING
    return kept.exclude(pk=evidence.pk).first() if is_campaign else None


def hook_of(organism: Organism) -> PhishingHook | None:
    """Return the webhook of an organism, None where it has none."""
    return PhishingHook.objects.filter(organism=organism, revoked_at=None).first()


def running_campaigns(organism: Organism) -> QuerySet[RunningCampaign]:
    """Return the campaigns that a webhook is telling."""
    return RunningCampaign.objects.filter(hook__organism=organism, ended_at=None)


def units_by_id(ids: Iterable[int]) -> dict[int, Unit]:
    """Return units by id."""
    return Unit.objects.in_bulk(set(ids))


def proposed_paths(finding: Finding) -> list[PublishedPath]:
    """Return the paths that teach what a finding shows to be missing, the best one first.

    Those that are asked of its units already are left out.
    """
    live = {path.key: path for path in live_paths()}
    asked = {one.path_key for one in finding.prescriptions.all()}
    keys = factors.paths_for(
        finding.rule_name, finding.factor, about_people=finding.is_about_people
    )
    return [live[key] for key in keys if key in live and key not in asked]


def prescribed_keys(organism_ids: Collection[int] | None) -> set[UUID]:
    """Return the paths that findings of these organisms (None: of all) have prescribed."""
    found = Prescription.objects.all()
    if organism_ids is not None:
        found = found.filter(finding__organism_id__in=organism_ids)
    return set(found.values_list("path_key", flat=True))


def exposures(organism_ids: Collection[int] | None) -> dict[date, Total]:
    """Return how many clicked in the campaigns of each month (its first day), oldest first.

    The sum of the published figures of their groups, with the numbers to expect in them, for these
    organisms or (None) for all.
    """
    by_month: dict[date, list[Figure]] = defaultdict(list)
    for evidence in _kept_campaigns(organism_ids):
        by_month[evidence.on.replace(day=1)] += _clicked(evidence)
    known = what_to_expect()
    return {month: known.total(figures) for month, figures in sorted(by_month.items())}


def what_to_expect() -> Expecting:
    """Return what to expect within a band of a campaign, from all that are stored, of everybody.

    One query, and another where a campaign was stored since the process asked last.
    """
    kept = _kept_campaigns(None)
    # What is kept doesn't change: these tell whether there is more of it.
    seen = kept.order_by().aggregate(Count("pk"), Max("pk"), Max("decided_at"))
    name = "barometer-expecting:" + ":".join(str(one).replace(" ", "T") for one in seen.values())
    known = caches["local"].get(name)
    if known is None:
        contents = kept.values_list("content", flat=True).iterator(chunk_size=500)
        groups = [group for one in contents for group in exposure.from_data(one["groups"])]
        known = expecting(groups)
        caches["local"].set(name, known, None)
    return known


def _kept_campaigns(organism_ids: Collection[int] | None) -> QuerySet[Evidence]:
    kept = Evidence.objects.filter(kind=Evidence.Kind.PHISHING, state=Evidence.State.KEPT)
    if organism_ids is not None:
        kept = kept.filter(organism_id__in=organism_ids)
    return kept.order_by("on", "pk")


def _clicked(evidence: Evidence) -> list[Figure]:
    return [group.clicked for group in exposure.from_data(evidence.content["groups"])]


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """An organism among others: its last campaign, and how many findings are where."""

    organism: Organism
    campaigns: int
    last_on: date | None
    clicked: Total
    open: int
    closed: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Several organisms: a row for each that has sent anything, and the sums."""

    rows: list[OverviewRow]
    states: list[tuple[str, int]]
    factors: list[tuple[str, int]]


def overview(organism_ids: Collection[int] | None) -> Overview:
    """Return how far the loop has come in these organisms (None: in all)."""
    campaigns: dict[int, list[Evidence]] = defaultdict(list)
    for evidence in _kept_campaigns(organism_ids):
        campaigns[evidence.organism_id].append(evidence)
    found = Finding.objects.all()
    if organism_ids is not None:
        found = found.filter(organism_id__in=organism_ids)
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    states: dict[str, int] = dict.fromkeys(Finding.State.values, 0)
    seen: dict[str, int] = dict.fromkeys(Finding.Factor.values, 0)
    for organism_id, state, factor in found.values_list("organism_id", "state", "factor"):
        counts[organism_id][state == Finding.State.CLOSED] += 1
        states[state] += 1
        seen[factor] += 1
    organisms, known = Organism.objects.in_bulk({*campaigns, *counts}), what_to_expect()
    rows = []
    for organism in sorted(organisms.values(), key=lambda one: alphabetical(one.name)):
        own = campaigns[organism.pk]
        last = own[-1] if own else None
        rows.append(
            OverviewRow(
                organism,
                len(own),
                last.on if last else None,
                known.total(_clicked(last) if last else ()),
                *counts[organism.pk],
            )
        )
    labels: list[tuple[Any, dict[str, int]]] = [(Finding.State, states), (Finding.Factor, seen)]
    return Overview(
        rows, *([(str(kind(value).label), n) for value, n in of.items()] for kind, of in labels)
    )
