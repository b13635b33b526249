"""Pictures of the barometer's published figures.

Every function takes a frame of published values (of a release): shares between 0 and 1, NaN
where a figure is withheld. Shares are rounded to whole per cents before they enter a chart, so that
neither a specification nor the coordinates of a picture tell more than the table beside it.

A chart carries its own language: labels of days and the sign of per cents are written into it,
and no locale has to be set where it is drawn.
"""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from barometer.timeline.charts import mark_layers
from barometer.timeline.marks import Numbered

from .heat_maps import heat_map
from .lettering import width_of
from .rows import rows_of
from .theme import (
    COLOURS,
    GRID,
    INK,
    PAPER,
    QUIET,
    WIDTHS,
    dressed,
    measure_colour,
    measure_dash,
    measure_fill,
    measure_legend,
    measure_shape,
    measure_sizes,
    measure_stroke,
    measure_width,
    percent_axis,
    signal,
    two,
)
from .words import (
    MEASURES,
    NAMES,
    SHORT_MONTHS,
    WITHHELD,
    Language,
    by_group_summary,
    colon,
    day_name,
    heat_map_summary,
    known,
    over_time_summary,
    rounded,
    says,
    share_or_none,
)

__all__ = [
    "MEASURES",
    "by_group",
    "by_group_summary",
    "heat_map",
    "heat_map_summary",
    "over_time",
    "over_time_summary",
]

_GROUP_HEIGHT = 46
# With more days, points would touch each other.
_MOST_POINTS = 36
# The smallest difference between the labels of two lines, in shares: one line of text.
_LABEL_GAP = 0.062
# Of names above the lines, in pixels: the piece of line before each, what they may take together,
# and what the labels of the axis take.
_SAMPLE, _NAMES_WIDTH, _AXIS_ROOM = 26, 278, 44


def over_time(
    frame: pd.DataFrame, *, language: Language, marks: Sequence[Numbered] = ()
) -> alt.LayerChart:
    """Draw the measures over the releases, as lines named at their end; above, in a narrow place.

    `frame`: `day` (datetime64, of the release), `measure` (one of MEASURES), `share` (0 to 1, NaN
    where withheld: the line is interrupted there).
    """
    frame = rounded(frame).sort_values(["measure", "day"], kind="stable")
    rows = [
        {
            "day": _instant(row.day),
            "measure": row.measure,
            "share": share_or_none(row.share),
            "says": says(
                NAMES[language][row.measure],
                day_name(row.day, language),
                row.share,
                language,
                (row.low, row.high),
            ),
        }
        for row in frame.itertuples()
    ]
    days = sorted(set(frame["day"]))
    label = f"{SHORT_MONTHS[language].split()}[utcmonth(datum.value)]"
    if any(day.day != 1 for day in days):
        # Weekly releases: a month has several.
        label = f"utcdate(datum.value) + ' ' + {label}"
    x = alt.X(
        "day:T",
        scale=alt.Scale(type="utc", nice=False),
        axis=alt.Axis(
            title=None,
            grid=False,
            # As one expression: given as values, each would be wrapped in `datetime()`, which the
            # interpreter of strict pages reads as a year.
            values=signal(f"narrow ? {_instants(days, 4)} : {_instants(days, 8)}"),
            labelExpr=f"[{label}, '' + utcyear(datum.value)]",
            labelOverlap="greedy",
            labelSeparation=6,
            labelFlush=True,
        ),
    )
    y = alt.Y(
        "share:Q",
        scale=alt.Scale(domain=[0, 1]),
        axis=percent_axis(language, parts=5),
    )
    base = alt.Chart(rows_of(rows)).encode(x=x, y=y)
    colour = measure_colour(COLOURS)
    # A wide line under a thin one that paper surrounds: where both are equal, both are seen.
    lines = base.mark_line(strokeCap="butt").encode(
        color=colour,
        strokeWidth=measure_width(),
        strokeDash=measure_dash(),
    )
    under = lines.transform_filter("datum.measure !== 'passed'")
    over = lines.transform_filter("datum.measure === 'passed'")
    ground = base.transform_filter("datum.measure === 'passed'").mark_line(
        strokeCap="butt", strokeWidth=WIDTHS["passed"] + 2.5, color=two(PAPER)
    )
    points = (
        base.transform_filter("datum.measure !== 'completed'")
        .mark_point(filled=True, opacity=1, size=0 if len(days) > _MOST_POINTS else 38)
        .encode(color=colour, shape=measure_shape())
    )
    # What the pointer meets: larger than what the eye sees.
    targets = base.mark_point(filled=True, size=500, opacity=0).encode(
        tooltip=alt.Tooltip("says:N")
    )
    ends = _line_ends(frame, language)
    names = (
        alt.Chart(rows_of(ends))
        .transform_filter("!narrow")
        .mark_text(align="left", baseline="middle", dx=10, fontSize=14, fontWeight=600)
        .encode(x=x, y=alt.Y("place:Q"), text=alt.Text("name:N"), color=colour)
    )
    layers = [
        *mark_layers(marks, x),
        under,
        ground,
        over,
        points,
        names,
        *_names_above(ends, colour),
    ]
    return dressed(*layers, targets, height=320, smallest=280)


def by_group(frame: pd.DataFrame, *, language: Language) -> alt.LayerChart:
    """Draw one row for each unit or organism, with a mark for each measure.

    `frame`: `label`, `measure` (one of MEASURES), `share` (0 to 1, NaN where withheld). Rows stand
    in the order given, and each name is given once. It stands above its row, so that a narrow
    screen keeps its room.
    """
    frame = rounded(frame)
    labels = list(dict.fromkeys(frame["label"]))
    names = NAMES[language]
    rows, heads = [], []
    for label in labels:
        own = frame[frame["label"] == label]
        shown = own.dropna(subset="share")
        hidden = [names[name] for name in own[own["share"].isna()]["measure"]]
        said, note = label, ""
        if shown.empty:
            note = WITHHELD[language]
        elif hidden:
            # Beside the name, where no mark can stand on it.
            which = f"{WITHHELD[language]}{colon(language)}{', '.join(hidden)}".lower()
            said = f"{label} ({which})"
        heads.append(
            {
                "label": label,
                "said": said,
                "note": note,
                "low": None if shown.empty else float(shown["share"].min()),
                "high": None if shown.empty else float(shown["share"].max()),
            }
        )
        rows += [
            {
                "label": label,
                "measure": row.measure,
                "share": float(row.share),
                "says": says(label, names[row.measure], row.share, language, (row.low, row.high)),
            }
            for row in shown.itertuples()
        ]
    y = alt.Y(
        "label:N",
        sort=labels,
        scale=alt.Scale(paddingInner=0, paddingOuter=0),
        axis=None,
    )
    # Four parts: on a phone, the per cents of five would touch.
    x = alt.X(
        "share:Q", scale=alt.Scale(domain=[0, 1]), axis=percent_axis(language, parts=4, top=True)
    )
    legend = measure_legend(list(frame["measure"]), language)
    head = alt.Chart(rows_of(heads)).encode(y=y)
    name = {"align": "left", "baseline": "middle", "dy": -12, "fontSize": 14}
    names_at = {"x": alt.XValue(0), "text": alt.Text("said:N")}
    # Paper around the letters, where lines of the grid would cross them.
    ground = head.mark_text(
        **name, limit=signal("width"), color=two(PAPER), stroke=two(PAPER), strokeWidth=5
    ).encode(**names_at)
    title = head.mark_text(**name, limit=signal("width"), color=two(INK)).encode(**names_at)
    note = head.mark_text(
        align="left", baseline="middle", dy=9, fontSize=13, color=two(QUIET)
    ).encode(x=alt.XValue(0), text=alt.Text("note:N"))
    span = (
        head.transform_filter("isValid(datum.low)")
        .mark_rule(strokeWidth=3, yOffset=9, color=two(GRID))
        .encode(x=alt.X("low:Q"), x2=alt.X2("high:Q"))
    )
    marks = (
        alt.Chart(rows_of(rows))
        .mark_point(yOffset=9, opacity=1, strokeWidth=2.5)
        .encode(
            x=x,
            y=y,
            stroke=measure_stroke(COLOURS, legend),
            fill=measure_fill(COLOURS, legend),
            shape=measure_shape(legend),
            # One inside the other: equal shares stay apart by their shapes.
            size=alt.Size(
                "measure:N",
                scale=measure_sizes([480, 340, 230, 64]),
                legend=legend,
            ),
            tooltip=alt.Tooltip("says:N"),
        )
    )
    return dressed(span, marks, ground, title, note, height=alt.Step(_GROUP_HEIGHT), smallest=280)


def _instant(day: Any) -> int:
    """Return the day as milliseconds in UTC: no browser shifts it to its own zone."""
    return int(pd.Timestamp(day.year, day.month, day.day, tz="UTC").timestamp() * 1000)


def _instants(days: list[Any], most: int) -> str:
    """Write the instants of at most about `most` of the days as an expression has them."""
    return str([_instant(day) for day in _spread(days, most)])


def _spread(days: list[Any], most: int) -> list[Any]:
    """Return at most about `most` of the days, evenly spaced, the last one among them."""
    every = max(1, -(-len(days) // most))
    return list(reversed(days[::-1][::every]))


def _names_above(ends: list[dict[str, Any]], colour: alt.Color) -> list[alt.Chart]:
    """Draw the names of the lines above them, each behind a piece of its line.

    In a narrow place, names at the end of their lines would leave half of it to the lines.
    """
    rows = []
    left, line = 0.0, 0
    ordered = sorted(ends, key=lambda end: MEASURES.index(end["measure"]))
    for end in ordered:
        width = _SAMPLE + 8 + width_of(end["name"], 14, "600")
        if left and left + width > _NAMES_WIDTH:
            left, line = 0.0, line + 1
        rows.append({"measure": end["measure"], "name": end["name"], "left": left, "line": line})
        left += width + 16
    for row in rows:
        row["top"] = (row.pop("line") - line) * 24 - 26
        # From where labels of the axis begin.
        row["left"] = round(row["left"]) - _AXIS_ROOM
    base = alt.Chart(rows_of(rows)).transform_filter("narrow")
    top = alt.YValue(signal("datum.top"))
    sample = base.mark_rule(strokeCap="butt").encode(
        x=alt.XValue(signal("datum.left")),
        x2=alt.X2Value(signal(f"datum.left + {_SAMPLE}")),
        y=top,
        color=colour,
        strokeWidth=measure_width(),
        strokeDash=measure_dash(),
    )
    point = (
        base.transform_filter("datum.measure !== 'completed'")
        .mark_point(filled=True, opacity=1, size=38)
        .encode(
            x=alt.XValue(signal(f"datum.left + {_SAMPLE // 2}")),
            y=top,
            color=colour,
            shape=measure_shape(),
        )
    )
    name = base.mark_text(align="left", baseline="middle", fontSize=14, fontWeight=600).encode(
        x=alt.XValue(signal(f"datum.left + {_SAMPLE + 8}")),
        y=top,
        text=alt.Text("name:N"),
        color=colour,
    )
    return [sample, point, name]


def _line_ends(frame: pd.DataFrame, language: Language) -> list[dict[str, Any]]:
    """Place the name and value of each line at its end, moved apart where lines end together."""
    shown = frame.dropna(subset="share")
    ends = [group.iloc[-1] for _name, group in shown.groupby("measure", sort=False)]
    ends.sort(key=lambda end: (end["share"], MEASURES[::-1].index(end["measure"])))
    places: list[float] = []
    for end in ends:
        places.append(max(end["share"], places[-1] + _LABEL_GAP if places else 0.0))
    ceiling = 1.0
    for index in reversed(range(len(places))):
        places[index] = min(places[index], ceiling)
        ceiling = places[index] - _LABEL_GAP
    return [
        {
            "day": _instant(end["day"]),
            "measure": end["measure"],
            "share": float(end["share"]),
            "place": round(place, 4),
            "name": f"{NAMES[language][end['measure']]} "
            + known(end["share"], end["low"], end["high"], language, short=True),
        }
        for end, place in zip(ends, places, strict=True)
    ]
