"""A list as its page tells it: figures, tables of differences, problems in sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from academy.core.templatetags.figures import whole

from .lists.difference import Notice, brake
from .lists.problems import Problem
from .models import PeopleImport, Unit
from .wording import COLUMN_NAMES, Said, say, say_notice


@dataclass(frozen=True, slots=True)
class Table:
    """Differences of one kind; `total` may be more than the rows that are shown.

    The first cell of a row says what it is about; an empty one is not known.
    """

    key: str
    title: str
    columns: list[str]
    rows: list[list[Any]]
    total: int

    @property
    def lines(self) -> list[list[tuple[str, Any]]]:
        """The rows, each cell after the name of its column."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


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
    renumbered: int = 0
    to_confirm: int = 0
    brakes_on_leaving: bool = False
    brakes_on_numbers: bool = False
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
    leaving, renumbered = counts.get("leaving", 0), counts.get("renumbered", 0)
    present = counts.get("present", 0)
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
        leaving=leaving,
        renumbered=renumbered,
        to_confirm=plan.get("to_confirm", leaving),
        brakes_on_leaving=brake(leaving, present),
        brakes_on_numbers=brake(renumbered, present),
        share=people_import.changes_done / done,
    )


def _figures(kind: str, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    if kind == PeopleImport.Kind.HEADCOUNTS:
        wanted = [("changing", _("To record")), ("unchanged", _("Unchanged"))]
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
    if unit is None:
        return ""
    # A code stays on its line.
    return format_html('{} <span class="unit-code">({})</span>', unit.name, unit.code)


def _leaving(
    shown: Mapping[str, Any], counts: Mapping[str, int], units: Mapping[int, Unit]
) -> Table:
    columns = [
        _("Name"),
        pgettext("of a person", "Number"),
        _("Email address"),
        _("Unit"),
        _("Leaves on"),
    ]
    # A name that isn't this organism's to tell is empty: the address says who it is.
    rows = [
        [
            row["name"] or row["email"],
            row["number"],
            row["email"],
            _unit(units, row["unit_id"]),
            _day(row["on"]),
        ]
        for row in shown.get("leaving", [])
    ]
    return Table("leaving", _("Leaving"), columns, rows, counts.get("leaving", 0))


def _joining(
    shown: Mapping[str, Any], counts: Mapping[str, int], units: Mapping[int, Unit]
) -> Table:
    columns = [
        _("Name"),
        pgettext("of a person", "Number"),
        _("Email address"),
        _("Unit"),
        _("Joins on"),
    ]
    rows = [
        [row["name"], row["number"], row["email"], _unit(units, row["unit_id"]), _day(row["on"])]
        for row in shown.get("joining", [])
    ]
    return Table("joining", _("Joining"), columns, rows, counts.get("joining", 0))


def _moving(
    shown: Mapping[str, Any], counts: Mapping[str, int], units: Mapping[int, Unit]
) -> Table:
    columns = [
        _("Name"),
        pgettext("of a person", "Number"),
        _("From the unit"),
        _("To the unit"),
        _("Moves on"),
    ]
    rows = [
        [
            row["name"],
            row["number"],
            _unit(units, row["from_unit_id"]),
            _unit(units, row["unit_id"]),
            _day(row["on"]),
        ]
        for row in shown.get("moving", [])
    ]
    return Table("moving", _("Moving"), columns, rows, counts.get("moving", 0))


def _changing(shown: Mapping[str, Any], counts: Mapping[str, int]) -> Table:
    columns = [
        _("Name"),
        pgettext("of a person", "Number"),
        _("What changes"),
        _("Before"),
        _("After"),
    ]
    rows = [
        [row["name"], row["number"], str(COLUMN_NAMES[name]).capitalize(), before, after]
        for row in shown.get("changing", [])
        for name, before, after in row["changes"]
    ]
    return Table("changing", _("Corrected"), columns, rows, counts.get("changing", 0))


def _headcounts(
    shown: Mapping[str, Any], counts: Mapping[str, int], units: Mapping[int, Unit]
) -> Table:
    columns = [_("Unit"), pgettext("a day", "From"), _("Before"), _("After")]
    rows = [
        [
            _unit(units, row["unit_id"]),
            _day(row["on"]),
            None if row["before"] is None else whole(row["before"]),
            whole(row["people"]),
        ]
        for row in shown.get("headcounts", [])
    ]
    return Table("headcounts", _("Headcounts to record"), columns, rows, counts.get("changing", 0))
