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
from django.utils.translation import ngettext

from academy.core.templatetags.figures import percent, whole

from .disclosure import Partition, merged

if TYPE_CHECKING:
    import pandas as pd

SHOWN = ("reached", "completed", "passed")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it leaves. `spec` is its Vega; `rows` its table, as read; `data` its CSV.

    A cell None is a figure that is withheld.
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

    @property
    def table(self) -> dict[str, Any]:
        """The table as its component takes it."""
        return {"columns": self.columns, "rows": self.rows}


@dataclass(frozen=True, slots=True)
class Stat:
    """A headline figure with its denominator; `value` None is withheld."""

    label: str
    value: str | None
    of: str


@dataclass(frozen=True, slots=True)
class Context:
    """What all figures of a page share."""

    language: Literal["fr", "en"]
    today: date
    smallest: int
    paths: Mapping[UUID, str] = field(default_factory=dict)

    @property
    def month(self) -> date:
        """The month of the figures of today."""
        return self.today.replace(day=1)


def measure_names() -> dict[str, str]:
    """Return the measures in words."""
    return {
        "reached": _("Reached"),
        "started": _("Started"),
        "completed": _("Completed"),
        "passed": _("Passed"),
    }


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
        summary=charts.by_group_summary(long, context.language, context.month),
        **_table(frame, _("Learning path")),
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
        **_table(grouped, heading),
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
) -> Figure:
    """Return the share of `measure` in each place, path by path: columns place, path, steps."""
    import pandas as pd

    from . import charts, rendering
    from .measures import with_shares

    pieces = []
    for key, path_title in context.paths.items():
        grouped = _grouped(frame[frame["path"] == key].drop(columns="path"), people, parts)
        pieces.append(with_shares(grouped).assign(path=path_title))
    cells = pd.concat(pieces, ignore_index=True)
    labels = {position: _group_name(group, names) for position, group in enumerate(parts.groups)}
    cells["label"] = cells["place"].map(labels)
    cells["share"] = cells[f"{measure}_share"]
    wide = {(row.place, row.path): row for row in cells.itertuples()}
    titles = list(context.paths.values())
    rows: list[list[str | None]] = []
    data: list[list[Any]] = []
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
    columns = [{"label": heading, "number": False}]
    columns += [{"label": path_title, "number": True} for path_title in titles]
    return Figure(
        name="heat-map",
        title=title,
        summary=charts.heat_map_summary(
            cells[["label", "path", "share"]], context.language, context.month
        ),
        columns=columns,
        rows=rows,
        data_columns=[
            heading,
            _("Learning path"),
            measure_names()[measure],
            _("Headcount"),
            _("Share"),
        ],
        data=data,
        spec=rendering.spec_of(
            charts.heat_map, cells[["label", "path", "share"]], language=context.language
        ),
        note=_protection_note(parts, context),
    )


def time_figure(
    changes: "pd.DataFrame",
    months: Sequence[date],
    people: Sequence[Mapping[Any, int]],
    context: Context,
    path: str,
) -> Figure:
    """Return how one path spread, month by month, against the headcount of each month's end.

    `people` has, for each month, the headcount of the places that its total counts; the others are
    left out of both.
    """
    import pandas as pd

    from . import charts, rendering
    from .measures import long_form, running_totals, with_shares

    index = pd.DatetimeIndex([pd.Timestamp(month) for month in months])
    totals = running_totals(changes, index, people)
    totals["people"] = [sum(of_month.values()) for of_month in people]
    totals = totals[totals["people"] >= context.smallest]
    shares = with_shares(totals)
    long = long_form(shares, ["month"])
    long = long[long["measure"].isin(SHOWN)]
    shares["label"] = [date_format(month, "F Y") for month in shares["month"]]
    return Figure(
        name="over-time",
        title=_("%(path)s, month by month") % {"path": path},
        summary=charts.over_time_summary(long, context.language),
        **_table(shares, _("Month")),
        spec=rendering.spec_of(
            charts.over_time, long[["month", "measure", "share"]], language=context.language
        ),
    )


def headline(frame: "pd.DataFrame", people: int, context: Context) -> list[Stat]:
    """Return the headline of one path in a place: columns of steps, one row or none."""
    names = measure_names()
    if people < context.smallest:
        return [Stat(names[measure], None, "") for measure in SHOWN]
    counts = frame[list(SHOWN)].sum() if len(frame) else dict.fromkeys(SHOWN, 0)
    return [
        Stat(
            label=names[measure],
            value=percent(min(int(counts[measure]) / people, 1.0)),
            of=ngettext("%(count)s of %(people)s person", "%(count)s of %(people)s people", people)
            % {"count": whole(int(counts[measure])), "people": whole(people)},
        )
        for measure in SHOWN
    ]


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


def _table(frame: "pd.DataFrame", heading: str) -> dict[str, Any]:
    """Return the table and the data of a frame with `label`, `people`, SHOWN and their shares."""
    names = measure_names()
    columns = [{"label": heading, "number": False}, {"label": _("Headcount"), "number": True}]
    data_columns = [heading, _("Headcount")]
    for measure in SHOWN:
        columns.append({"label": names[measure], "number": True})
        data_columns += [names[measure], f"{names[measure]} ({_('share')})"]
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
