"""Lists of headcounts: read and compared, confirmed, applied at once (they are short)."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.organisms import queries
from academy.organisms.lists.difference import unit_codes, units_for
from academy.organisms.lists.headcounts import (
    HeadcountList,
    HeadcountRow,
    read_headcounts,
    read_headcounts_text,
)
from academy.organisms.lists.problems import Problem, shown
from academy.organisms.models import Organism, PeopleImport

from . import list_records
from .headcounts import HeadcountStep, known_steps, record_steps
from .list_records import SHOWN, ListRefused, problem_rows


@transaction.atomic
def plan_headcounts(
    *, organism: Organism, content: bytes, file_name: str, at: datetime, by: User | None
) -> PeopleImport:
    """Read a list of headcounts and keep what it would change; change nothing else.

    Each line is dated: past days are welcome, days to come are refused.
    """
    list_records.check_rights(by, organism, at)
    today = localdate(at)
    read = read_headcounts(content, effective_on=today)
    steps, problems = _resolve(organism, read)
    changed, unchanged = _compare(steps)
    received = list_records.receive(
        organism=organism,
        kind=PeopleImport.Kind.HEADCOUNTS,
        content=content,
        text=read.text,
        file_name=file_name,
        effective_on=today,
        at=at,
        by=by,
    )
    plan: dict[str, Any] = {
        "encoding": read.encoding,
        "separator": read.separator,
        "unknown_columns": read.unknown_columns,
        "counts": {
            "rows": len(read.rows),
            "changing": len(changed),
            "unchanged": unchanged,
            "problems": len(problems),
        },
        "total": len(changed),
        "needs_confirmation": False,
        "problems": problem_rows(problems),
        "shown": {"headcounts": [] if problems else changed[:SHOWN]},
    }
    return list_records.settle(received, plan, at=at)


@transaction.atomic
def apply_headcounts(*, people_import: PeopleImport, at: datetime, by: User | None) -> PeopleImport:
    """Confirm and apply a list of headcounts that waits."""
    current = list_records.confirm(people_import=people_import, departures=None, at=at, by=by)
    read = read_headcounts_text(current.content, effective_on=current.effective_on)
    steps, problems = _resolve(current.organism, read)
    if problems:
        # A unit was closed since: the whole confirmation is undone with this transaction.
        raise ListRefused(
            _("A unit of this list was closed or moved since it was read. Send the list again.")
        )
    written = record_steps(
        organism=current.organism,
        steps=steps,
        at=at,
        by=by,
    )
    current.changes_done = current.changes_total = written
    list_records.close(current, PeopleImport.State.APPLIED, applied_at=at)
    list_records.note(current, "import.apply", at=at, by=by)
    return current


def _resolve(organism: Organism, read: HeadcountList) -> tuple[list[HeadcountStep], list[Problem]]:
    """Return a step for each line whose unit is one of the organism on that day."""
    problems = list(read.problems)
    steps: list[HeadcountStep] = []
    by_day: dict[date, list[HeadcountRow]] = defaultdict(list)
    for row in read.rows:
        by_day[row.on].append(row)
    first_line: dict[tuple[int, date], int] = {}
    for day, codes in queries.unit_codes_by_day(organism, by_day).items():
        wanted = {row.unit_code for row in by_day[day]}
        unit_ids = units_for(wanted, unit_codes(codes, organism.code))
        for row in by_day[day]:
            unit_id = unit_ids.get(row.unit_code)
            code = shown(row.unit_code)
            if unit_id is None:
                problems.append(Problem("unknown_unit", row.line, "unit_code", code))
                continue
            # Two ways to write one code.
            first = first_line.setdefault((unit_id, day), row.line)
            if first != row.line:
                particulars: dict[str, str | int] = {"first": first, "day": day.isoformat()}
                problems.append(
                    Problem("repeated_headcount", row.line, "unit_code", code, particulars)
                )
                continue
            steps.append(HeadcountStep(unit_id, day, row.people))
    return steps, sorted(problems, key=lambda problem: problem.line)


def _compare(steps: list[HeadcountStep]) -> tuple[list[dict[str, Any]], int]:
    """Return the steps that differ from what is known, as plain values, and how many don't."""
    known = known_steps(steps)
    changed = [
        {
            "unit_id": step.unit_id,
            "on": step.on.isoformat(),
            "before": known.get((step.unit_id, step.on)),
            "people": step.people,
        }
        for step in sorted(steps, key=lambda step: (step.unit_id, step.on))
        if known.get((step.unit_id, step.on)) != step.people
    ]
    return changed, len(steps) - len(changed)
