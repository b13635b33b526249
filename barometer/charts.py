"""Pictures of the barometer's published figures.

Every function takes a frame of published values (after `disclosure`): shares between 0 and 1, NaN
where a figure is withheld. Shares are rounded to whole per cents before they enter a chart, so that
neither a specification nor the coordinates of a picture tell more than the table beside it.

A chart carries its own language: labels of months and the sign of per cents are written into it,
and no locale has to be set where it is drawn.
"""

import json
import textwrap
from typing import Any

import altair as alt
import pandas as pd

from .chart_theme import (
    COLOURS,
    DASHES,
    GRID,
    INK,
    PAPER,
    QUIET,
    WIDTH,
    dressed,
    measure_colour,
    measure_legend,
    measure_shape,
    percent_axis,
    ramp,
    signal,
    two,
)
from .chart_words import (
    MEASURES,
    NAMES,
    SHORT_MONTHS,
    WITHHELD,
    WITHHELD_NOTE,
    Language,
    by_group_summary,
    colon,
    heat_map_summary,
    month_name,
    over_time_summary,
    percent,
    rounded,
    says,
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

ROW_HEIGHT = 22
_GROUP_HEIGHT = 46
_MOST_LEVEL_NAMES = 7
_NAME_ROOM = 240
_LINE = 16
# The smallest difference between the labels of two lines, in shares: one line of text.
_LABEL_GAP = 0.062


def over_time(frame: pd.DataFrame, *, language: Language) -> alt.LayerChart:
    """Draw the measures over the months, as lines named at their end.

    `frame`: `month` (datetime64, first day), `measure` (one of MEASURES), `share` (0 to 1, NaN
    where withheld: the line is interrupted there).
    """
    frame = rounded(frame).sort_values(["measure", "month"], kind="stable")
    rows = [
        {
            "month": _instant(row.month),
            "measure": row.measure,
            "share": _share(row.share),
            "says": says(
                NAMES[language][row.measure], month_name(row.month, language), row.share, language
            ),
        }
        for row in frame.itertuples()
    ]
    months = sorted(set(frame["month"]))
    short = str(SHORT_MONTHS[language].split())
    x = alt.X(
        "month:T",
        scale=alt.Scale(type="utc", nice=False),
        axis=alt.Axis(
            title=None,
            grid=False,
            # As one expression: given as values, each would be wrapped in `datetime()`, which the
            # interpreter of strict pages reads as a year.
            values=signal(str([_instant(month) for month in _spread(months, 8)])),
            labelExpr=f"[{short}[utcmonth(datum.value)], '' + utcyear(datum.value)]",
            labelOverlap="greedy",
            labelSeparation=6,
            labelFlush=True,
        ),
    )
    y = alt.Y(
        "share:Q",
        scale=alt.Scale(domain=[0, 1]),
        axis=percent_axis(language, ticks=5),
    )
    base = alt.Chart(alt.Data(values=rows)).encode(x=x, y=y)
    colour = measure_colour(COLOURS)
    lines = base.mark_line(strokeWidth=2.5, strokeCap="butt").encode(
        color=colour,
        strokeDash=alt.StrokeDash(
            "measure:N",
            scale=alt.Scale(domain=list(MEASURES), range=[DASHES[name] for name in MEASURES]),
            legend=None,
        ),
    )
    points = base.mark_point(filled=True, size=34, opacity=1).encode(
        color=colour, shape=measure_shape()
    )
    # What the pointer meets: larger than what the eye sees.
    targets = base.mark_point(filled=True, size=500, opacity=0).encode(
        tooltip=alt.Tooltip("says:N")
    )
    ends = _line_ends(frame, language)
    names = (
        alt.Chart(alt.Data(values=ends))
        .mark_text(align="left", baseline="middle", dx=10, fontSize=14, fontWeight=600)
        .encode(x=x, y=alt.Y("place:Q"), text="name:N", color=colour)
    )
    return dressed(alt.layer(lines, points, names, targets), height=320, smallest=300)


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
        known = own.dropna(subset="share")
        hidden = [names[name] for name in own[own["share"].isna()]["measure"]]
        said, note = label, ""
        if known.empty:
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
                "low": None if known.empty else float(known["share"].min()),
                "high": None if known.empty else float(known["share"].max()),
            }
        )
        rows += [
            {
                "label": label,
                "measure": row.measure,
                "share": float(row.share),
                "says": says(label, names[row.measure], row.share, language),
            }
            for row in known.itertuples()
        ]
    y = alt.Y(
        "label:N",
        sort=labels,
        scale=alt.Scale(paddingInner=0, paddingOuter=0),
        axis=None,
    )
    x = alt.X(
        "share:Q", scale=alt.Scale(domain=[0, 1]), axis=percent_axis(language, ticks=5, top=True)
    )
    legend = measure_legend(list(frame["measure"]), language)
    head = alt.Chart(alt.Data(values=heads)).encode(y=y)
    name = {"align": "left", "baseline": "middle", "dy": -12, "fontSize": 14}
    names_at = {"x": alt.value(0), "text": "said:N"}
    # Paper around the letters, where lines of the grid would cross them.
    ground = head.mark_text(
        **name, limit=signal("width"), color=two(PAPER), stroke=two(PAPER), strokeWidth=5
    ).encode(**names_at)
    title = head.mark_text(**name, limit=signal("width"), color=two(INK)).encode(**names_at)
    note = head.mark_text(
        align="left", baseline="middle", dy=9, fontSize=13, color=two(QUIET)
    ).encode(x=alt.value(0), text="note:N")
    span = (
        head.transform_filter("isValid(datum.low)")
        .mark_rule(strokeWidth=3, yOffset=9, color=two(GRID))
        .encode(x=alt.X("low:Q"), x2="high:Q")
    )
    marks = (
        alt.Chart(alt.Data(values=rows))
        .mark_point(filled=True, yOffset=9, opacity=1, strokeWidth=1)
        .encode(
            x=x,
            y=y,
            color=measure_colour(COLOURS, legend),
            shape=measure_shape(legend),
            size=alt.Size(
                "measure:N",
                scale=alt.Scale(domain=list(MEASURES), range=[60, 60, 130, 170]),
                legend=None,
            ),
            tooltip=alt.Tooltip("says:N"),
        )
    )
    return dressed(
        alt.layer(span, marks, ground, title, note), height=alt.Step(_GROUP_HEIGHT), smallest=300
    )


def heat_map(frame: pd.DataFrame, *, language: Language) -> alt.LayerChart:
    """Draw a table of cells: a row for each label, a column for each path, the share written in.

    `frame`: `label`, `path`, `share` (0 to 1, NaN where withheld: a dash in an empty cell). Rows
    and columns stand in the order given, and each name is given once.
    """
    frame = rounded(frame)
    labels = list(dict.fromkeys(frame["label"]))
    paths = list(dict.fromkeys(frame["path"]))
    # Many columns: their names are tilted. Few: each stands above its own, on several lines.
    narrow = len(paths) > _MOST_LEVEL_NAMES
    lines = {path: _on_lines(path) for path in paths}
    tallest = max(map(len, lines.values()), default=1)
    # Names stand on their last line: shorter ones begin lower.
    names = {path: [""] * (tallest - len(own)) + own for path, own in lines.items()}
    room = _NAME_ROOM + (58 * len(paths) + 90 if narrow else 88 * max(1, len(paths)))
    rows = [
        {
            "label": row.label,
            "path": row.path,
            "share": _share(row.share),
            "text": "–" if pd.isna(row.share) else percent(row.share, language),
            "says": says(row.label, row.path, row.share, language),
        }
        for row in frame.itertuples()
    ]
    light, dark = ramp(dark=False), ramp(dark=True)
    steps = [round(step / 10, 1) for step in range(1, 10)]

    def switched(part: int) -> alt.Scale:
        colours = [(one[part], two[part]) for one, two in zip(light, dark, strict=True)]
        return alt.Scale(type="threshold", domain=steps, range=[two(pair) for pair in colours])

    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X(
            "path:N",
            sort=paths,
            scale=alt.Scale(paddingInner=0.03, paddingOuter=0),
            axis=alt.Axis(
                title=None,
                orient="top",
                domain=False,
                ticks=False,
                labelAngle=-60 if narrow else 0,
                labelAlign="left" if narrow else "center",
                labelBaseline="middle" if narrow else "bottom",
                labelFontSize=14 if narrow else 13,
                labelLimit=190 if narrow else 104,
                labelOverlap=False,
                labelExpr=alt.Undefined if narrow else f"({json.dumps(names)})[datum.label]",
                labelLineHeight=_LINE,
                labelPadding=6 if narrow else 6 + _LINE * (tallest - 1),
            ),
        ),
        y=alt.Y(
            "label:N",
            sort=labels,
            scale=alt.Scale(paddingInner=0.08, paddingOuter=0),
            axis=alt.Axis(
                title=None,
                domain=False,
                ticks=False,
                labelLimit=signal("narrow ? 120 : 230"),
                labelPadding=8,
            ),
        ),
        tooltip=alt.Tooltip("says:N"),
    )
    known = "isValid(datum.share)"
    cells = (
        base.transform_filter(known)
        .mark_rect()
        .encode(color=alt.Color("share:Q", scale=switched(0), legend=None))
    )
    values = (
        base.transform_filter(known)
        .mark_text(fontSize=13)
        .encode(text="text:N", color=alt.Color("share:Q", scale=switched(1), legend=None))
    )
    empty = base.transform_filter(f"!{known}")
    holes = empty.mark_rect(
        fillOpacity=0, fill="white", stroke=two(QUIET), strokeDash=[2, 3], strokeWidth=1
    )
    dashes = empty.mark_text(fontSize=13, color=two(QUIET)).encode(text="text:N")
    chart = alt.layer(cells, values, holes, dashes).resolve_scale(color="independent")
    if frame["share"].isna().any():
        chart = chart.properties(
            title=alt.TitleParams(
                WITHHELD_NOTE[language],
                orient="bottom",
                anchor="start",
                fontSize=13,
                fontWeight="normal",
                color=two(QUIET),
                offset=10,
                aria=False,
            )
        )
    return dressed(chart, height=alt.Step(ROW_HEIGHT), width=max(WIDTH, room), smallest=room)


def _share(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


def _instant(month: Any) -> int:
    """Return the month's first day as milliseconds in UTC: no browser shifts it to its own zone."""
    return int(pd.Timestamp(month.year, month.month, 1, tz="UTC").timestamp() * 1000)


def _spread(months: list[Any], most: int) -> list[Any]:
    """Return at most about `most` of the months, evenly spaced, the last one among them."""
    every = max(1, -(-len(months) // most))
    return list(reversed(months[::-1][::every]))


def _line_ends(frame: pd.DataFrame, language: Language) -> list[dict[str, Any]]:
    """Place the name and value of each line at its end, moved apart where lines end together."""
    known = frame.dropna(subset="share")
    ends = [group.iloc[-1] for _name, group in known.groupby("measure", sort=False)]
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
            "month": _instant(end["month"]),
            "measure": end["measure"],
            "share": float(end["share"]),
            "place": round(place, 4),
            "name": f"{NAMES[language][end['measure']]} {percent(end['share'], language)}",
        }
        for end, place in zip(ends, places, strict=True)
    ]


def _on_lines(name: str) -> list[str]:
    """Break a column's name into at most three lines."""
    kept = name.replace(" :", "\u00a0:").replace("« ", "«\u00a0").replace(" »", "\u00a0»")
    lines = textwrap.wrap(kept, width=14, break_long_words=False)
    if len(lines) > 3:
        lines = [*lines[:2], lines[2] + "…"]
    return lines
