"""Keeping what was read, or dropping it; new findings, and re-tests of those that are open."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotFound
from barometer.findings import factors, policies
from barometer.findings.loop import Opened, Plan, Test, is_later, plan_of
from barometer.findings.models import Evidence, Finding, Retest
from barometer.findings.queries import open_findings
from barometer.protection.bands import total

# How long a file waits for somebody to confirm it: as long as a list of people.
KEPT_WAITING = timedelta(days=30)
_ROWS = 500


@transaction.atomic
def keep_evidence(*, evidence: Evidence, at: datetime, by: User | None) -> None:
    """Store what waits: test open findings again, and open those that are new.

    Keeping twice does nothing. `by` is None for a command. Raises NotFound for an organism that
    isn't `by`'s, AcademyError for what was dropped.
    """
    row = _locked(evidence, at, by)
    if row.state == Evidence.State.KEPT:
        return
    if row.state == Evidence.State.DROPPED:
        raise AcademyError(_("This was dropped. Send the file again."))
    row.state, row.decided_by, row.decided_at = Evidence.State.KEPT, by, at
    row.save(update_fields=["state", "decided_by", "decided_at"])
    plan = plan_of(row, open_findings(row))
    _write_retests(plan, row)
    opened = _open(row, plan.opened, at)
    # What came to light late was perhaps tested meanwhile.
    kept = Evidence.objects.filter(
        organism=row.organism, kind=row.kind, state=Evidence.State.KEPT
    ).order_by("on", "pk")
    for later in (one for one in kept if is_later(one, row)):
        opened = [one for one in opened if one.state != Finding.State.CLOSED]
        _write_retests(plan_of(later, opened), later)
    audit.record(
        at=at,
        actor=by,
        action="findings.kept",
        target=str(row.public_id),
        organism_code=row.organism.code,
        details={
            "kind": row.kind,
            "opened": len(plan.opened),
            "tested": len(plan.retests),
        },
    )


@transaction.atomic
def drop_evidence(*, evidence: Evidence, at: datetime, by: User) -> None:
    """Drop what waits. Raises NotFound for an organism that isn't `by`'s, AcademyError for what is
    stored already."""
    row = _locked(evidence, at, by)
    if row.state == Evidence.State.KEPT:
        raise AcademyError(_("This is stored already, and stays."))
    _drop(row, at, by)


@transaction.atomic
def drop_old_evidence(*, at: datetime) -> int:
    """Drop what nobody confirmed in 30 days; return how many files.

    A scan that waits tells weaknesses that nobody mends for it, and a campaign how people fared.
    """
    old = Evidence.objects.filter(state=Evidence.State.WAITING, sent_at__lt=at - KEPT_WAITING)
    rows = list(old.select_for_update(of=("self",)).select_related("organism"))
    for row in rows:
        _drop(row, at, None)
    return len(rows)


def _drop(row: Evidence, at: datetime, by: User | None) -> None:
    row.state, row.decided_by, row.decided_at = Evidence.State.DROPPED, by, at
    # Nothing is left of what was dropped.
    row.content = {}
    row.save(update_fields=["state", "decided_by", "decided_at", "content"])
    audit.record(
        at=at,
        actor=by,
        action="findings.dropped",
        target=str(row.public_id),
        organism_code=row.organism.code,
    )


def _locked(evidence: Evidence, at: datetime, by: User | None) -> Evidence:
    row = Evidence.objects.select_for_update().select_related("organism").get(pk=evidence.pk)
    if by is not None and not policies.can_act_on_findings(
        by, row.organism, timezone.localdate(at)
    ):
        raise NotFound(_("There is no such file."))
    return row


def _open(evidence: Evidence, found: Sequence[Opened], at: datetime) -> list[Finding]:
    """Open findings; as many queries for thousands, which one scan may bring, as for a few."""
    opened = Finding.objects.bulk_create(
        (_finding_of(evidence, one, at) for one in found), batch_size=_ROWS
    )
    concerned = Finding.units.through
    concerned.objects.bulk_create(
        (
            concerned(finding_id=finding.pk, unit_id=unit)
            for finding, one in zip(opened, found, strict=True)
            for unit in one.unit_ids
        ),
        batch_size=_ROWS,
    )
    return opened


def _finding_of(evidence: Evidence, one: Opened, at: datetime) -> Finding:
    finding = Finding(
        organism=evidence.organism,
        evidence=evidence,
        factor=one.rule.factor,
        rule_name=one.rule.name,
        rules_version=factors.RULES_VERSION,
        found_at=at,
    )
    if one.group is not None:
        finding.position, finding.people = one.group.position, one.group.people
        finding.clicked_low, finding.clicked_high = one.group.clicked.low, one.group.clicked.high
    else:
        finding.source = one.source
        for name in ("rule", "title", "severity", "places", "count"):
            setattr(finding, name, one.weakness[name])
    return finding


def _write_retests(plan: Plan, evidence: Evidence) -> None:
    Retest.objects.bulk_create(
        (_retest_of(finding, evidence, test) for finding, test in plan.retests), batch_size=_ROWS
    )
    for finding, test in plan.retests:
        _follow(finding, evidence, test)
    Finding.objects.bulk_update(
        [finding for finding, _test in plan.retests],
        ["state", "closed_on", "places", "count", "severity"],
        batch_size=_ROWS,
    )


def _retest_of(finding: Finding, evidence: Evidence, test: Test) -> Retest:
    together = total(test.figures)
    known = bool(test.figures)
    return Retest(
        finding=finding,
        evidence=evidence,
        verdict=test.verdict,
        people=together.people if known else None,
        low=together.low if known else None,
        high=together.high if known else None,
    )


def _follow(finding: Finding, evidence: Evidence, test: Test) -> None:
    if test.verdict == Retest.Verdict.PASSED:
        finding.state, finding.closed_on = Finding.State.CLOSED, evidence.on
    elif finding.state == Finding.State.PRESCRIBED:
        finding.state = Finding.State.RETEST
    if test.seen is not None:
        finding.places, finding.count = test.seen["places"], test.seen["count"]
        finding.severity = test.seen["severity"]
