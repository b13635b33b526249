"""Simulated phishing campaigns and scans: files as the tools write them, sent as managers do.

Nothing here is a shortcut: the findings of the demonstration are read, counted and protected as
those of a real academy are.
"""

import json
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from academy.accounts.models import User
from academy.organisms.models import Membership, Organism, Unit
from academy.organisms.queries import headcount_of_organisms
from barometer.findings import services
from barometer.findings.queries import findings_of, proposed_paths
from barometer.models import Evidence

from .plan import Plan

# Organisms besides the showcase that have sent campaigns.
SENDERS = 8
_POSITIONS = ("Agente ou agent", "Professionnelle ou professionnel", "Gestionnaire")
# Days before the end, and the share of each unit that clicks: it falls where people have learned.
_CAMPAIGNS = ((300, "Première", 0.45), (190, "Deuxième", 0.35), (60, "Troisième", 0.1))
_RULES = (
    ("py/reflective-xss", "Reflected server-side cross-site scripting", "error", 79),
    ("py/sql-injection", "SQL query built from user-controlled sources", "error", 89),
    ("py/hardcoded-credentials", "Hard-coded credentials", "warning", 798),
    ("py/flask-debug", "Application is run in debug mode", "note", 489),
)


@transaction.atomic
def write_findings(
    plan: Plan, showcase: Organism, organisms: Sequence[Organism], manager: User, *, at: datetime
) -> None:
    """Send campaigns and scans for the showcase, campaigns for some other organisms."""
    if Evidence.objects.exists():
        return
    day = plan.size.until
    people = headcount_of_organisms([one.pk for one in organisms], day)
    others = [one for one in organisms if people.get(one.pk, 0) >= 40 and one != showcase]
    rng = Random(f"{plan.size.seed}/findings")  # noqa: S311 - no secret
    chosen = rng.sample(others, min(SENDERS, len(others)))
    for organism in (showcase, *chosen):
        count = len(_CAMPAIGNS) if organism == showcase else rng.randint(1, 2)
        for days, ordinal, share in _CAMPAIGNS[:count]:
            _campaign(plan, organism, days, ordinal, share * rng.uniform(0.7, 1.2), rng, at)
        if organism == showcase:
            _scans(plan, organism, at)
            _prescribe(plan, organism, manager, at)


def _campaign(
    plan: Plan, organism: Organism, days: int, ordinal: str, share: float, rng: Random, at: datetime
) -> None:
    sent_on = plan.size.until - timedelta(days=days)
    sent_at = datetime.combine(sent_on, time(9), ZoneInfo(plan.size.time_zone))
    members = Membership.objects.on(sent_on).filter(organism=organism).order_by("pk")
    leaning: dict[int, float] = {}
    rows = []
    for unit_id, email in members.values_list("unit_id", "user__email"):
        # Units differ: one is quicker to click than another.
        inclined = share * leaning.setdefault(unit_id, rng.uniform(0.3, 1.7))
        clicked = rng.random() < inclined
        gave = clicked and rng.random() < 0.45
        rows.append(
            {
                "email": email,
                "status": "Submitted Data" if gave else "Clicked Link" if clicked else "Email Sent",
                "send_date": sent_at.isoformat(),
                "reported": clicked and rng.random() < 0.2,
                "position": rng.choices(_POSITIONS, (6, 3, 1))[0],
            }
        )
    if len(rows) < services.smallest_group():
        return
    evidence = services.receive_campaign(
        organism=organism,
        content=json.dumps({"results": rows}).encode(),
        name=f"{ordinal} campagne (simulée)",
        at=at,
        by=None,
    )
    services.keep_evidence(evidence=evidence, at=at, by=None)


def _scans(plan: Plan, organism: Organism, at: datetime) -> None:
    """Two scans of the portal: two weaknesses are gone in the second one."""
    unit = Unit.objects.filter(placements__organism=organism, ends_on=None).order_by("code").first()
    for days, rules in ((120, _RULES), (30, _RULES[::2])):
        evidence = services.receive_scan(
            organism=organism,
            content=json.dumps(_log(rules)).encode(),
            form="sarif",
            name="Portail citoyen",
            on=plan.size.until - timedelta(days=days),
            unit=unit,
            at=at,
            by=None,
        )
        services.keep_evidence(evidence=evidence, at=at, by=None)


def _log(rules: Sequence[tuple[str, str, str, int]]) -> dict[str, Any]:
    driver = {
        "name": "CodeQL",
        "rules": [
            {
                "id": name,
                "shortDescription": {"text": title},
                "defaultConfiguration": {"level": level},
                "properties": {"tags": ["security", f"external/cwe/cwe-{cwe:03}"]},
            }
            for name, title, level, cwe in rules
        ],
    }
    results = [
        {
            "ruleIndex": number,
            "message": {"text": title},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": f"portail/{name[3:].replace('-', '_')}.py"},
                        "region": {"startLine": 12 + 31 * number},
                    }
                }
            ],
        }
        for number, (name, title, _level, _cwe) in enumerate(rules)
    ]
    return {"version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def _prescribe(plan: Plan, organism: Organism, manager: User, at: datetime) -> None:
    """Prescribe what the rules propose for the first open finding that something answers."""
    for finding in findings_of(organism).exclude(state="closed"):
        proposed = proposed_paths(finding)
        if proposed and finding.is_about_people:
            services.prescribe(
                finding=finding,
                path_key=proposed[0].key,
                due_on=plan.size.until + timedelta(weeks=4),
                reason_fr="Une simulation d’hameçonnage nous a montré où progresser ensemble.",
                reason_en="A phishing simulation showed us where we can all get better.",
                at=at,
                by=manager,
            )
            return
