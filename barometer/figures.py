"""The figures of a page: measured, protected, put in words, drawn.

Everything that leaves (picture, table, CSV, sentence) is made here from the same protected frame,
so that they can't differ.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from academy.core.templatetags.figures import percent, whole

from .disclosure import Partition, merged
from .headlines import SHOWN, Basis, Context, measure_names
from .periods import start_of

if TYPE_CHECKING:
    import pandas as pd

_MOST_ROWS = 45


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it leaves. `spec` is its Vega; `rows` its table, as read; `data` its CSV.

    A cell None is a figure that is withheld. `steps`: of a heat map, the class (0 to 9) of each
    cell behind the name of its row, None where withheld.
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

    @property
    def table(self) -> dict[str, Any]:
        """The table as its component takes it."""
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
    def is_long(self) -> bool:
        """Whether its picture has more rows than a sheet holds: its table says the same."""
        return len(self.rows) > _MOST_ROWS


def path_figure(frame: "pd.DataFrame", people: int, context: Context) -> Figure:
    """Return how far each path has spread in a place: columns path, steps; `people` headcount."""
    from . import charts, rendering
    from .measures import long_form, with_shares

    frame = frame.groupby("path", as_index=False).sum(numeric_only=True)
    frame = frame[frame["path"].isin(context.paths.keys())].assign(people=people)
    if people < context.smallest:
        frame = frame.iloc[0:0]
    missing = [key for key in context.paths if key not in set(frame["path"])]
    if missing and people >= context.smallest:
        frame = _with_zeros(frame, "path", missing, people)
    frame["label"] = frame["path"].map(context.paths)
    frame = with_shares(frame).sort_values(
        ["passed_share", "label"], ascending=[False, True], kind="stable"
    )
    long = long_form(frame, ["label"])
    long = long[long["measure"].isin(SHOWN)]
    return Figure(
        name="paths",
        title=_("How far each path has spread"),
        summary=charts.by_group_summary(long, context.language, context.month, of="path"),
        **_table(frame, _("Learning path"), context.basis),
        spec=rendering.spec_of(
            charts.by_group, long[["label", "measure", "share"]], language=context.language
        ),
    )


def group_figure(
    frame: "pd.DataFrame",
    people: Mapping[Any, int],
    names: Mapping[Any, str],
    parts: Partition,
    context: Context,
    *,
    title: str,
    heading: str,
) -> Figure:
    """Return how far one path has spread in each place: columns place, steps."""
    from . import charts, rendering
    from .measures import long_form, with_shares

    grouped = _grouped(frame, people, parts)
    grouped["label"] = [_group_name(parts.groups[place], names) for place in grouped["place"]]
    grouped = with_shares(grouped)
    long = long_form(grouped, ["label"])
    long = long[long["measure"].isin(SHOWN)]
    return Figure(
        name="places",
        title=title,
        summary=charts.by_group_summary(long, context.language, context.month),
        **_table(grouped, heading, context.basis),
        spec=rendering.spec_of(
            charts.by_group, long[["label", "measure", "share"]], language=context.language
        ),
        note=_protection_note(parts, context),
    )


def heat_map_figure(
    frame: "pd.DataFrame",
    people: Mapping[Any, int],
    names: Mapping[Any, str],
    parts: Partition,
    context: Context,
    *,
    measure: str,
    title: str,
    heading: str,
    of: Literal["organism", "portfolio"],
) -> Figure:
    """Return the share of `measure` in each place, path by path: columns place, path, steps."""
    from . import charts, rendering
    from .heat_maps import step_of
    from .measures import with_shares

    cells = _cells(frame, people, parts, list(context.paths))
    cells = with_shares(cells)
    cells["path"] = cells["path"].map(context.paths)
    labels = {position: _group_name(group, names) for position, group in enumerate(parts.groups)}
    cells["label"] = cells["place"].map(labels)
    cells["share"] = cells[f"{measure}_share"]
    wide = {(row.place, row.path): row for row in cells.itertuples()}
    titles = list(context.paths.values())
    rows: list[list[str | None]] = []
    data: list[list[Any]] = []
    steps: list[list[int | None]] = []
    for position, label in labels.items():
        line: list[str | None] = [label]
        for path_title in titles:
            cell = wide[(position, path_title)]
            line.append(_percent(cell.share))
            data.append(
                [
                    label,
                    path_title,
                    int(getattr(cell, measure)),
                    int(cell.people),
                    _share(cell.share),
                ]
            )
        rows.append(line)
        steps.append([step_of(wide[(position, path_title)].share) for path_title in titles])
    columns = [{"label": heading, "number": False}]
    columns += [{"label": path_title, "number": True} for path_title in titles]
    return Figure(
        name="heat-map",
        title=title,
        summary=charts.heat_map_summary(
            cells[["label", "path", "share"]],
            context.language,
            context.month,
            measure=measure,
            of=of,
        ),
        columns=columns,
        rows=rows,
        data_columns=[
            heading,
            _("Learning path"),
            measure_names()[measure],
            context.basis.heading,
            _("Share"),
        ],
        data=data,
        spec=rendering.spec_of(
            charts.heat_map, cells[["label", "path", "share"]], language=context.language
        ),
        note=_protection_note(parts, context),
        steps=steps,
    )


def shares_over_time(
    changes: "pd.DataFrame",
    months: Sequence[date],
    people: Sequence[Mapping[Any, int]],
    smallest: int,
    *,
    from_the_start: bool = False,
) -> "pd.DataFrame":
    """Return the people and the shares at the end of each month: columns month, people, steps.

    `people` has, for each month, the headcount of the places that its total counts; the others are
    left out of both. Months with fewer than `smallest` people are left out. `from_the_start` drops
    the months before something was counted: it looks at what is shown alone, so that the first
    month tells nothing of places that aren't.
    """
    import pandas as pd

    from .measures import running_totals, with_shares

    index = pd.DatetimeIndex([pd.Timestamp(month) for month in months])
    totals = running_totals(changes, index, people)
    totals["people"] = [sum(of_month.values()) for of_month in people]
    totals = totals[totals["people"] >= smallest]
    if from_the_start:
        totals = totals.iloc[start_of(totals[list(SHOWN)].to_numpy().tolist()) :]
    return with_shares(totals)


def time_figure(months: "pd.DataFrame", context: Context, path: str) -> Figure:
    """Return how one path spread, month by month, from what `shares_over_time` says."""
    from . import charts, rendering
    from .measures import long_form

    long = long_form(months, ["month"])
    long = long[long["measure"].isin(SHOWN)]
    shares = months.assign(label=[date_format(month, "F Y") for month in months["month"]])
    return Figure(
        name="over-time",
        title=_("%(path)s, month by month") % {"path": path},
        summary=charts.over_time_summary(long, context.language),
        **_table(shares, _("Month"), context.basis),
        spec=rendering.spec_of(
            charts.over_time, long[["month", "measure", "share"]], language=context.language
        ),
    )


def _cells(
    frame: "pd.DataFrame", people: Mapping[Any, int], parts: Partition, paths: Sequence[UUID]
) -> "pd.DataFrame":
    """Return a row for each group and path, path by path, with the headcount of the group."""
    import pandas as pd

    from .measures import MEASURES

    groups = range(len(parts.groups))
    every = pd.MultiIndex.from_product([paths, groups], names=["path", "place"])
    counted = merged(frame, parts, place="place").set_index(["path", "place"])[list(MEASURES)]
    cells = counted.reindex(every, fill_value=0).reset_index()
    heads = {place: sum(people.get(one, 0) for one in parts.groups[place]) for place in groups}
    return cells.assign(people=cells["place"].map(heads))


def _grouped(frame: "pd.DataFrame", people: Mapping[Any, int], parts: Partition) -> "pd.DataFrame":
    """Return `frame` by group with the headcount of each group; groups without a row count 0."""
    grouped = merged(frame, parts, place="place")
    missing = [place for place in range(len(parts.groups)) if place not in set(grouped["place"])]
    grouped = _with_zeros(grouped, "place", missing, 0)
    grouped["people"] = [
        sum(people.get(one, 0) for one in parts.groups[place]) for place in grouped["place"]
    ]
    return grouped.sort_values("place", kind="stable").reset_index(drop=True)


def _with_zeros(
    frame: "pd.DataFrame", key: str, missing: Sequence[Any], people: int
) -> "pd.DataFrame":
    import pandas as pd

    if not missing:
        return frame.copy()
    zeros = pd.DataFrame(
        [
            {key: one, "reached": 0, "started": 0, "completed": 0, "passed": 0, "people": people}
            for one in missing
        ]
    )
    return pd.concat([frame, zeros], ignore_index=True) if len(frame) else zeros


def _table(frame: "pd.DataFrame", heading: str, basis: Basis) -> dict[str, Any]:
    """Return the table and the data of a frame with `label`, `people`, SHOWN and their shares."""
    names = measure_names()
    columns = [{"label": heading, "number": False}, {"label": basis.heading, "number": True}]
    data_columns = [heading, basis.heading]
    for measure in SHOWN:
        columns.append({"label": names[measure], "number": True})
        data_columns += [names[measure], _("%(measure)s (share)") % {"measure": names[measure]}]
    rows: list[list[str | None]] = []
    data: list[list[Any]] = []
    for row in frame.to_dict("records"):
        line: list[str | None] = [row["label"], whole(row["people"])]
        values: list[Any] = [row["label"], int(row["people"])]
        for measure in SHOWN:
            share = row[f"{measure}_share"]
            line.append(_percent(share))
            values += [int(row[measure]), _share(share)]
        rows.append(line)
        data.append(values)
    return {"columns": columns, "rows": rows, "data_columns": data_columns, "data": data}


def _share(share: float) -> float | None:
    return None if share != share else round(float(share), 4)


def _percent(share: float) -> str | None:
    return None if share != share else percent(float(share))


def _group_name(group: Sequence[Any], names: Mapping[Any, str]) -> str:
    """Return the name of a group: of its places where they are few, else of how many there are."""
    known = [names.get(place, "?") for place in group]
    if len(known) <= 2:
        return " + ".join(known)
    return _("%(first)s and %(count)s other small groups") % {
        "first": known[0],
        "count": len(known) - 1,
    }


def _protection_note(parts: Partition, context: Context) -> str:
    sentences = []
    if any(len(group) > 1 for group in parts.groups):
        sentences.append(
            _(
                "Groups of fewer than %(smallest)s people are shown together, so that nobody can "
                "be singled out."
            )
        )
    if parts.hidden:
        sentences.append(
            _(
                "Groups that even together have fewer than %(smallest)s people are left out of "
                "this page, its totals included."
            )
        )
    return " ".join(sentences) % {"smallest": context.smallest}
