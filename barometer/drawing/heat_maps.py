"""The heat map: places by learning paths, the share written in each cell."""

import json
import textwrap
from collections.abc import Callable
from typing import Any

import altair as alt
import pandas as pd

from barometer.limits import limit_of

from .lettering import width_of
from .rows import rows_of
from .theme import INK, QUIET, WIDTH, dressed, ramp, two
from .words import (
    LIMITS_NOTE,
    WITHHELD_NOTE,
    Language,
    known,
    percent,
    rounded,
    says,
    share_or_none,
)

ROW_HEIGHT = 22
_MOST_LEVEL_NAMES = 7
# Letters of a row's name to a line, at least and at most; a line's height.
_FEW_LETTERS, _MANY_LETTERS = 36, 46
_LINE = 16
_ROW_SIZE, _COLUMN_SIZE, _TILTED_SIZE = 14, 13, 14
# Of columns, in pixels: the least width of one, the most that its name takes, the air between two.
_COLUMN, _MOST_OF_A_NAME, _AIR = 88, 120, 8


def heat_map(frame: pd.DataFrame, *, language: Language) -> alt.LayerChart:
    """Draw a table of cells: a row for each label, a column for each path, the share written in.

    `frame`: `label`, `path`, `share` (0 to 1, NaN where withheld: a dash in an empty cell). Rows
    and columns stand in the order given, and each name is given once.
    """
    return table_of_cells(
        frame, language=language, written=percent, said=says, note=WITHHELD_NOTE[language]
    )


def table_of_cells(
    frame: pd.DataFrame,
    *,
    language: Language,
    written: Callable[[float, Language], str],
    said: Callable[[str, str, float, Language], str],
    note: str,
    tilted_column: int = 58,
    longest_name: int = 190,
) -> alt.LayerChart:
    """Draw the same of what `written` writes in the cells and `said` says to a pointer.

    `note` explains the dash. `tilted_column`: the least width of a column whose name is tilted,
    `longest_name` the length to which that name is cut, both in pixels.
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
    # Rows keep their names whole: on one line, or on two, if they can.
    longest = max(map(len, labels), default=0)
    few = longest if longest <= _MANY_LETTERS else longest // 2 + 6
    letters = min(max(_FEW_LETTERS, few), _MANY_LETTERS)
    wrapped = {label: textwrap.wrap(label, letters) or [""] for label in labels}
    highest = max(map(len, wrapped.values()), default=1)
    room = round(_widest(wrapped, _ROW_SIZE)) + 24
    column = max(_COLUMN, min(round(_widest(lines, _COLUMN_SIZE)), _MOST_OF_A_NAME) + _AIR)
    room += (
        tilted_column * len(paths) + longest_name // 2 - 5
        if narrow
        else column * max(1, len(paths))
    )
    rows = [
        {
            "label": row.label,
            "path": row.path,
            "share": share_or_none(row.share),
            "text": "–" if pd.isna(row.share) else written(row.share, language),
            "says": said(row.label, row.path, row.share, language),
            "limited": False,
        }
        | _limited(row, language)
        for row in frame.itertuples()
    ]
    light, dark = ramp(dark=False), ramp(dark=True)
    steps = [round(step / 10, 1) for step in range(1, 10)]

    def switched(part: int) -> alt.Scale:
        colours = [(one[part], two[part]) for one, two in zip(light, dark, strict=True)]
        return alt.Scale(type="threshold", domain=steps, range=[two(pair) for pair in colours])

    base = alt.Chart(rows_of(rows)).encode(
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
                labelFontSize=_TILTED_SIZE if narrow else _COLUMN_SIZE,
                labelLimit=longest_name if narrow else _MOST_OF_A_NAME,
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
                labelFontSize=_ROW_SIZE,
                labelLimit=0,
                labelExpr=f"({json.dumps(wrapped)})[datum.label]",
                labelLineHeight=_LINE,
                labelOffset=_raised(wrapped, highest),
                labelPadding=8,
            ),
        ),
        tooltip=alt.Tooltip("says:N"),
    )
    coloured = "isValid(datum.share) && !datum.limited"
    cells = (
        base.transform_filter(coloured)
        .mark_rect()
        .encode(color=alt.Color("share:Q", scale=switched(0), legend=None))
    )
    values = (
        base.transform_filter(coloured)
        .mark_text(fontSize=13)
        .encode(text=alt.Text("text:N"), color=alt.Color("share:Q", scale=switched(1), legend=None))
    )
    one_ended = base.transform_filter("datum.limited")
    # An outline and both ends instead of a colour, which would be that of a share nobody knows.
    outlines = one_ended.mark_rect(fillOpacity=0, fill="white", stroke=two(QUIET), strokeWidth=1)
    ends = one_ended.mark_text(fontSize=13, color=two(INK)).encode(text=alt.Text("text:N"))
    empty = base.transform_filter("!isValid(datum.share)")
    holes = empty.mark_rect(
        fillOpacity=0, fill="white", stroke=two(QUIET), strokeDash=[2, 3], strokeWidth=1
    )
    dashes = empty.mark_text(fontSize=13, color=two(QUIET)).encode(text=alt.Text("text:N"))
    layers = [cells, values, outlines, ends, holes, dashes]
    notes = [LIMITS_NOTE[language]] if any(row["limited"] for row in rows) else []
    if frame["share"].isna().any():
        notes.append(note)
    title = alt.TitleParams(
        notes,
        orient="bottom",
        anchor="start",
        fontSize=13,
        fontWeight="normal",
        color=two(QUIET),
        offset=10,
        aria=False,
    )
    step = max(ROW_HEIGHT, _LINE * highest + 6)
    return dressed(
        *layers,
        height=alt.Step(step),
        width=max(WIDTH, room),
        smallest=room,
        resolve=alt.Resolve(scale=alt.ScaleResolveMap(color="independent")),
        title=title if notes else alt.Undefined,
    )


def _limited(row: Any, language: Language) -> dict[str, Any]:
    """Return what a cell says instead where its band begins at nobody or ends at everybody."""
    if pd.isna(row.share) or not limit_of(row.low, row.high):
        return {}
    return {
        "text": known(row.share, row.low, row.high, language, short=True),
        "says": says(row.label, row.path, row.share, language, (row.low, row.high)),
        "limited": True,
    }


def step_of(share: float) -> int | None:
    """Return which of the ten classes of the ramp a share (0 to 1) is in; None where withheld."""
    return None if pd.isna(share) else min(round(share * 100) // 10, 9)


def _widest(lines: dict[str, list[str]], size: int) -> float:
    """Return the width of the longest line, in pixels."""
    return max((width_of(line, size) for own in lines.values() for line in own), default=0)


def _raised(said: dict[str, list[str]], highest: int) -> dict[str, Any]:
    """Raise names of several lines by half of what stands below their first, as Vega doesn't."""
    lines = json.dumps({name: len(own) for name, own in said.items()})
    conditions = [
        {"test": f"({lines})[datum.value] === {count}", "value": -_LINE * (count - 1) / 2}
        for count in range(2, highest + 1)
    ]
    return {"condition": conditions, "value": 0}


def _on_lines(name: str) -> list[str]:
    """Break a column's name into at most three lines."""
    kept = name.replace(" :", "\u00a0:").replace("« ", "«\u00a0").replace(" »", "\u00a0»")
    lines = textwrap.wrap(kept, width=14, break_long_words=False)
    if len(lines) > 3:
        lines = [*lines[:2], lines[2] + "…"]
    return lines
