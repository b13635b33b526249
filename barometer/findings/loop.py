"""What a campaign or a scan does to findings: which it opens, which it tests again.

The same plan is shown before anything is stored, and carried out afterwards.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from barometer.protection.bands import Figure

from . import exposure, factors
from .exposure import Group, Verdict
from .models import Evidence, Finding


@dataclass(frozen=True, slots=True)
class Test:
    """What a re-test says. `figures`: of a group of people. `seen`: a weakness, as it is now."""

    verdict: Verdict
    figures: Sequence[Figure] = ()
    seen: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A finding to open: an exposed group, or a weakness that `source` found."""

    rule: factors.Rule
    group: Group | None = None
    source: str = ""
    weakness: dict[str, Any] = field(default_factory=dict)

    @property
    def unit_ids(self) -> tuple[int, ...]:
        """The units it is about; none for a whole organism."""
        if self.group is not None:
            return self.group.units
        return (self.weakness["unit"],) if self.weakness["unit"] else ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What is tested again, and what is opened."""

    retests: list[tuple[Finding, Test]]
    opened: list[Opened]


def is_later(one: Evidence, other: Evidence) -> bool:
    """Tell whether `one` may test what `other` found: the same kind, and a later day.

    Of two scans of a day, the one that was sent later counts as later.
    """
    if one.kind != other.kind:
        return False
    if one.on == other.on:
        return one.kind == Evidence.Kind.SCAN and (one.pk or 0) > (other.pk or 0)
    return one.on > other.on


def plan_of(evidence: Evidence, findings: Iterable[Finding]) -> Plan:
    """Return what `evidence` does; `findings` are the open ones that are older."""
    if evidence.kind == Evidence.Kind.PHISHING:
        return _plan_of_campaign(evidence, findings)
    return _plan_of_scan(evidence, findings)


def _plan_of_campaign(evidence: Evidence, findings: Iterable[Finding]) -> Plan:
    groups = exposure.from_data(evidence.content["groups"])
    retests: list[tuple[Finding, Test]] = []
    still_open: list[tuple[frozenset[int], str]] = []
    for finding in findings:
        units = frozenset(unit.pk for unit in finding.units.all())
        figures = exposure.later_of(groups, units, finding.position)
        first = finding.clicked
        if not figures or first is None:
            continue
        verdict, _chance = exposure.compared(first, figures)
        retests.append((finding, Test(verdict, figures)))
        if verdict != "passed":
            still_open.append((units, finding.position))
    opened = [
        Opened(factors.rule_of_exposure(group.clicked, group.taken_in, group.submitted), group)
        for group in groups
        if exposure.is_exposed(group.clicked) and not _is_told(group, still_open)
    ]
    return Plan(retests, opened)


def _is_told(group: Group, still_open: Collection[tuple[frozenset[int], str]]) -> bool:
    """Tell whether open findings speak of all the people of a group already."""
    told = {
        unit for units, position in still_open if position in ("", group.position) for unit in units
    }
    return told >= set(group.units)


def _plan_of_scan(evidence: Evidence, findings: Iterable[Finding]) -> Plan:
    retests: list[tuple[Finding, Test]] = []
    opened: list[Opened] = []
    findings = [one for one in findings if one.evidence.unit_id == evidence.unit_id]
    for run in evidence.content["runs"]:
        seen = {(one["unit"], one["rule"]): one for one in run["weaknesses"]}
        known = set()
        for finding in findings:
            if finding.source != run["source"]:
                continue
            unit = next((unit.pk for unit in finding.units.all()), None)
            now = seen.get((unit, finding.rule))
            if now is not None:
                known.add((unit, finding.rule))
                retests.append((finding, Test("not_lower", seen=now)))
            elif run["complete"]:
                retests.append((finding, Test("passed")))
        opened += [
            Opened(factors.RULES[one["rule_name"]], None, run["source"], one)
            for key, one in seen.items()
            if key not in known
        ]
    return Plan(retests, opened)
