"""A list as its page tells it: figures, tables of differences, problems in sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .lists.difference import Notice
from .lists.problems import Problem
from .models import PeopleImport, Unit
from .wording import COLUMN_NAMES, Said, say, say_notice


@dataclass(frozen=True, slots=True)
class Table:
    """Differences of one kind; `total` may be more than the rows that are shown."""

    key: str
    title: str
    columns: list[str]
    rows: list[list[Any]]
    total: int


@dataclass(frozen=True, slots=True)
class Described:
    """Everything that the page of a list says about it."""

    figures: list[tuple[str, int]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    problems: list[Said] = field(default_factory=list)
    problem_count: int = 0
    notices: list[Said] = field(default_factory=list)
    notice_count: int = 0
    unknown_columns: str = ""
    apply_label: str = ""
    leaving: int = 0
    share: float = 0.0


def describe(people_import: PeopleImport, units: Mapping[int, Unit]) -> Described:
    """Return what the page says about a list, in the language of the moment."""
    plan = people_import.plan
    counts = plan.get("counts", {})
    shown = plan.get("shown", {})
    total = plan.get("total", 0)
    tables = [
        table
        for table in (
            _leaving(shown, counts, units),
            _joining(shown, counts, units),
            _moving(shown, counts, units),
            _changing(shown, counts),
            _headcounts(shown, counts, units),
        )
        if table.rows
    ]
    done = people_import.changes_total or 1
    return Described(
        figures=_figures(people_import.kind, counts),
        tables=tables,
        problems=[say(Problem(**row)) for row in plan.get("problems", [])],
        problem_count=counts.get("problems", 0),
        notices=[say_notice(Notice(**row)) for row in plan.get("notices", [])],
        notice_count=counts.get("notices", 0),
        unknown_columns=", ".join(plan.get("unknown_columns", [])),
        apply_label=ngettext("Apply %(count)d change", "Apply %(count)d changes", total)
        % {"count": total},
        leaving=counts.get("leaving", 0),
        share=people_import.changes_done / done,
    )


def _figures(kind: str, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    if kind == PeopleImport.Kind.HEADCOUNTS:
        wanted = [("changing", _("To write")), ("unchanged", _("Unchanged"))]
    else:
        wanted = [
            ("joining", _("Joining")),
            ("moving", _("Moving")),
            ("changing", _("Corrected")),
            ("leaving", _("Leaving")),
            ("unchanged", _("Unchanged")),
        ]
    return [(label, counts[name]) for name, label in wanted if name in counts]


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _unit(units: Mapping[int, Unit], unit_id: int) -> str:
    unit = units.get(unit_id)
    return f"{unit.name} ({unit.code})" if unit else ""


def _leaving(
    shown: Mapping[str, Any], counts: Mapping[str, int], units: Mapping[int, Unit]
) -> Table:
    columns = [_("Number"), _("Name"), _("E-mail address"), _("Unit"), _("Leaves on")]
    rows = [
        [row["number"], row["name"], row["email"], _unit(units, row["unit_id"]), _day(row["on"])]
        for row in shown.get("leaving", [])
    ]
    return Table("leaving", _("Leaving"), columns, rows, counts.get("leaving", 0))


def _joining(
    shown: Mapping[str, Any], counts: Mapping[str, int], units: Mapping[int, Unit]
) -> Table:
    columns = [_("Number"), _("Name"), _("E-mail address"), _("Unit"), _("Joins on")]
    rows = [
        [row["number"], row["name"], row["email"], _unit(units, row["unit_id"]), _day(row["on"])]
        for row in shown.get("joining", [])
    ]
    return Table("joining", _("Joining"), columns, rows, counts.get("joining", 0))


def _moving(
    shown: Mapping[str, Any], counts: Mapping[str, int], units: Mapping[int, Unit]
) -> Table:
    columns = [_("Number"), _("Name"), _("From the unit"), _("To the unit"), _("Moves on")]
    rows = [
        [
            row["number"],
            row["name"],
            _unit(units, row["from_unit_id"]),
            _unit(units, row["unit_id"]),
            _day(row["on"]),
        ]
        for row in shown.get("moving", [])
    ]
    return Table("moving", _("Moving"), columns, rows, counts.get("moving", 0))


def _changing(shown: Mapping[str, Any], counts: Mapping[str, int]) -> Table:
    columns = [_("Number"), _("Name"), _("What changes"), _("Before"), _("After")]
    rows = [
        [row["number"], row["name"], str(COLUMN_NAMES[name]).capitalize(), before, after]
        for row in shown.get("changing", [])
        for name, before, after in row["changes"]
    ]
    return Table("changing", _("Corrected"), columns, rows, counts.get("changing", 0))


def _headcounts(
    shown: Mapping[str, Any], counts: Mapping[str, int], units: Mapping[int, Unit]
) -> Table:
    columns = [_("Unit"), _("From"), _("Before"), _("After")]
    rows = [
        [
            _unit(units, row["unit_id"]),
            _day(row["on"]),
            "–" if row["before"] is None else row["before"],
            row["people"],
        ]
        for row in shown.get("headcounts", [])
    ]
    return Table("headcounts", _("Headcounts to write"), columns, rows, counts.get("changing", 0))
