"""The figures of a page: what a release says, put in words, drawn.

Everything that leaves (picture, table, CSV, sentence) is made here from the same published values,
so that they can't differ.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from academy.core.templatetags.figures import day_in_words, whole

from .events import STEPS
from .headlines import Context, measure_names, share_between, share_of, share_said
from .limits import LIMITED, limit_of
from .protection.bands import Total
from .releases.queries import Steps
from .spreads import Spread
from .timeline.marks import Mark, Numbered, by_row, numbered

if TYPE_CHECKING:
    import pandas as pd

_MOST_ROWS = 45


@dataclass(frozen=True, slots=True)
class Seal:
    """The method and SHA-256 of what a figure says, where they aren't those of the release's
    document: the ways through paths, the forecasts and the effects have their own.

    `day`: that of the release with which it was published.
    """

    part: Literal["ways", "forecasts", "effects"]
    day: date
    method: str
    digest: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it leaves. `spec` is its Vega; `rows` its table, as read; `data` its CSV.

    A cell None is a figure that is withheld. A figure without data isn't drawn: its `spec` is {}.
    `steps`: of a heat map, the class (0 to 9) of each cell behind the name of its row, LIMITED
    where one end alone is known, None where withheld. `is_grouped`: the note is about groups that
    are shown together. `seal`: None where the figure is of the release's document. `marks`: what
    happened, as numbered on its axis of days.
    """

    name: str
    title: str
    summary: str
    columns: list[dict[str, Any]]
    rows: list[list[str | None]]
    data_columns: list[str]
    data: list[list[Any]]
    spec: dict[str, Any]
    note: str = ""
    steps: list[list[int | None]] = field(default_factory=list)
    is_grouped: bool = True
    seal: Seal | None = None
    marks: list[Numbered] = field(default_factory=list)

    @property
    def table(self) -> dict[str, Any]:
        """The table as its component takes it; empty where there is none."""
        if self.is_empty:
            return {}
        shaded = (
            [
                {"label": row[0], "cells": list(zip(row[1:], own, strict=True))}
                for row, own in zip(self.rows, self.steps, strict=True)
            ]
            if self.steps
            else []
        )
        return {"columns": self.columns, "rows": self.rows, "shaded": shaded}

    @property
    def is_empty(self) -> bool:
        """Whether nothing is published of what it would show."""
        return not self.data

    @property
    def is_long(self) -> bool:
        """Whether its picture has more rows than a sheet holds: its table says the same."""
        return len(self.rows) > _MOST_ROWS


def path_figure(paths: Mapping[UUID, Steps], context: Context) -> Figure:
    """Return how far each path has spread in a place, the furthest first."""
    from .drawing import charts, rendering

    lines = [(title, paths[key]) for key, title in context.paths.items() if key in paths]
    lines.sort(key=lambda line: (-line[1]["passed"].expected, line[0]))
    long = _long(lines)
    return Figure(
        name="paths",
        title=_("How far each path has spread"),
        summary=charts.by_group_summary(long, context.language, context.day, of="path"),
        **_table(lines, _("Learning path")),
        spec=rendering.spec_of(charts.by_group, long, language=context.language) if lines else {},
    )


def group_figure(spread: Spread, path: UUID, context: Context, *, title: str) -> Figure:
    """Return how far one path has spread in each place."""
    from .drawing import charts, rendering

    lines = [(line.label, line.paths[path]) for line in spread.lines if path in line.paths]
    long = _long(lines)
    return Figure(
        name="places",
        title=title,
        summary=charts.by_group_summary(long, context.language, context.day),
        **_table(lines, spread.heading),
        spec=rendering.spec_of(charts.by_group, long, language=context.language) if lines else {},
        note=_protection_note(spread, context),
    )


def heat_map_figure(spread: Spread, context: Context, *, measure: str, title: str) -> Figure:
    """Return the share of `measure` in each place, path by path.

    A path of which each place says "at most" alone is left out, and named: nobody may have begun it
    anywhere.
    """
    import pandas as pd

    from .drawing import charts, rendering
    from .drawing.heat_maps import step_of

    assert spread.of != "unit"  # noqa: S101 - for the type checker
    known = [key for key in context.paths if all(key in line.paths for line in spread.lines)]
    silent = [
        key for key in known if all(_is_at_most(line.paths[key][measure]) for line in spread.lines)
    ]
    keys = [key for key in known if key not in silent] or known
    titles = [context.paths[key] for key in keys]
    cells, rows, data, steps = [], [], [], []
    for line in spread.lines:
        said = [line.paths[key][measure] for key in keys]
        shares = [_share(one) for one in said]
        rows.append([line.label, *(share_said(one, short=True) for one in said)])
        steps.append(
            [
                LIMITED if share == share and limit_of(*_ends(one)) else step_of(share)
                for one, share in zip(said, shares, strict=True)
            ]
        )
        for path_title, one, share in zip(titles, said, shares, strict=True):
            cells.append((line.label, path_title, share, *_ends(one)))
            data.append([line.label, path_title, one.people, one.low, one.high, _rounded(share)])
    frame = pd.DataFrame(cells, columns=["label", "path", "share", "low", "high"])
    columns = [{"label": spread.heading, "number": False}]
    columns += [{"label": path_title, "number": True} for path_title in titles]
    return Figure(
        name="heat-map",
        title=title,
        summary=charts.heat_map_summary(
            frame, context.language, context.day, measure=measure, of=spread.of
        ),
        columns=columns,
        rows=rows,
        data_columns=[
            spread.heading,
            _("Learning path"),
            pgettext("column", "People"),
            *_data_headings(measure_names()[measure]),
        ],
        data=data,
        spec=rendering.spec_of(charts.heat_map, frame, language=context.language) if cells else {},
        note=" ".join(
            filter(
                None,
                [
                    _limits_note(steps),
                    _silent_note([context.paths[key] for key in known if key not in keys]),
                    _protection_note(spread, context),
                ],
            )
        ),
        steps=steps,
    )


def time_figure(
    history: Mapping[date, Steps], context: Context, path: str, marks: Iterable[Mark] = ()
) -> Figure:
    """Return how one path spread, release by release, with what happened meanwhile."""
    import pandas as pd

    from .drawing import charts, rendering

    days = list(history)
    shown = numbered(marks, days)
    long = _long(list(history.items()), "day")
    long["day"] = pd.to_datetime(long["day"])
    table = _table([(day_in_words(day), steps) for day, steps in history.items()], _("Release"))
    # In files, days that a spreadsheet can sort.
    table["data"] = [
        [day.isoformat(), *row[1:]] for day, row in zip(history, table["data"], strict=True)
    ]
    return Figure(
        name="over-time",
        title=_("%(path)s, release by release") % {"path": path},
        summary=charts.over_time_summary(long, context.language),
        **with_marks(table, shown, days),
        spec=rendering.spec_of(charts.over_time, long, language=context.language, marks=shown)
        if history
        else {},
        marks=shown,
    )


def mark_in_words(mark: Mark) -> str:
    """Say when something happened, and what."""
    return _("%(day)s: %(event)s") % {"day": day_in_words(mark.day), "event": mark.says}


def with_marks(
    table: dict[str, Any], marks: Sequence[Numbered], days: Sequence[date]
) -> dict[str, Any]:
    """Return a table whose rows are of `days` with a column of what happened until each.

    Since the day of the row before. Where nothing happened in all of them, there is no such column.
    """
    if not marks:
        return table
    heading = pgettext("column", "Events")
    told = [
        "; ".join(f"{one.number}. {mark_in_words(one.mark)}" for one in row)
        for row in by_row(marks, days)
    ]
    return {
        "columns": [*table["columns"], {"label": heading, "number": False}],
        "rows": [[*row, said or "–"] for row, said in zip(table["rows"], told, strict=True)],
        "data_columns": [*table["data_columns"], heading],
        "data": [[*row, said or None] for row, said in zip(table["data"], told, strict=True)],
    }


def _long(lines: Sequence[tuple[Any, Steps]], key: str = "label") -> "pd.DataFrame":
    """Return a row for each line and measure: columns `key`, measure, share, low, high."""
    import pandas as pd

    rows = [
        (label, measure, _share(steps[measure]), *_ends(steps[measure]))
        for measure in STEPS
        for label, steps in lines
    ]
    frame = pd.DataFrame(rows, columns=[key, "measure", "share", "low", "high"])
    return frame.astype({"share": float})


def _table(lines: Iterable[tuple[str, Steps]], heading: str) -> dict[str, Any]:
    """Return the table and the data of lines: their people, and each step of them."""
    names = measure_names()
    columns = [
        {"label": heading, "number": False},
        {"label": pgettext("column", "People"), "number": True},
    ]
    data_columns = [heading, pgettext("column", "People")]
    for measure in STEPS:
        columns.append({"label": names[measure], "number": True})
        data_columns += _data_headings(names[measure])
    rows: list[list[str | None]] = []
    data: list[list[Any]] = []
    for label, steps in lines:
        people = steps["passed"].people
        line: list[str | None] = [label, whole(people)]
        values: list[Any] = [label, people]
        for measure in STEPS:
            said = steps[measure]
            share = _share(said)
            line.append(share_between(said))
            values += [said.low, said.high, _rounded(share)]
        rows.append(line)
        data.append(values)
    return {"columns": columns, "rows": rows, "data_columns": data_columns, "data": data}


def _data_headings(measure: str) -> list[str]:
    return [
        _("%(measure)s (at least)") % {"measure": measure},
        _("%(measure)s (at most)") % {"measure": measure},
        _("%(measure)s (share)") % {"measure": measure},
    ]


def _share(said: Total) -> float:
    share = share_of(said)
    return float("nan") if share is None else share


def _rounded(share: float) -> float | None:
    return None if share != share else round(share, 4)


def _ends(said: Total) -> tuple[float, float]:
    """Return the ends of a band as shares; of nobody, none."""
    if not said.people:
        return float("nan"), float("nan")
    return said.low / said.people, said.high / said.people


def _is_at_most(said: Total) -> bool:
    """Whether all that is known is that a share is at most so much; of nobody, nothing is known."""
    return bool(said.people) and limit_of(*_ends(said)) == "most"


def _silent_note(paths: Sequence[str]) -> str:
    """Name the paths that a heat map leaves out."""
    if not paths:
        return ""
    return ngettext(
        "Left out, for nobody may have begun it anywhere yet: %(paths)s.",
        "Left out, for nobody may have begun them anywhere yet: %(paths)s.",
        len(paths),
    ) % {"paths": ", ".join(paths)}


def _limits_note(steps: Sequence[Sequence[int | None]]) -> str:
    """Say what the signs in the cells of a heat map mean, where there are some."""
    if not any(LIMITED in row for row in steps):
        return ""
    return _(
        "A cell of two numbers and no colour says at most or at least: it may be nobody (from 0), "
        "or everybody (to 100)."
    )


def _protection_note(spread: Spread, context: Context) -> str:
    sentences = []
    if spread.is_merged:
        sentences.append(
            _(
                "Groups of fewer than %(smallest)s people are shown together, so that nobody can "
                "be singled out."
            )
        )
    if spread.leaves_out:
        sentences.append(
            _(
                "Groups of which fewer than %(smallest)s people are known are left out of this "
                "page, its totals included."
            )
        )
    return " ".join(sentences) % {"smallest": context.smallest}
