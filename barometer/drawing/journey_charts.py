"""Pictures of a path's steps and questions. Pure."""

import altair as alt
import pandas as pd

from .lettering import above_rows, on_lines
from .rows import rows_of
from .theme import COLOURS, INK, PAPER, dressed, percent_axis, signal, two
from .words import Language

_ROW_HEIGHT, _OFFSET, _LINE = 46, 9, 16
# The width of a line of a name, in pixels: what a phone has room for; and how many there may be.
_NAME, _LINES = 276, 3


def bars(frame: pd.DataFrame, *, language: Language) -> alt.LayerChart:
    """Draw a bar for each label, its value behind its end.

    `frame`: `label`, `written` (the value in words), `says`, `share` (0 to 1). Rows stand in the
    order given, each label once; names stand above them, so that a narrow screen keeps its room.
    """
    labels = list(dict.fromkeys(frame["label"]))
    lines = {label: on_lines(label, 14, _NAME, most=_LINES) for label in labels}
    most = max(map(len, lines.values()), default=1)
    # Half of what further lines take is above the middle of the row, half below.
    more = _LINE * (most - 1) // 2
    offset = _OFFSET + more
    rows = [
        {
            "label": row.label,
            "name": above_rows(lines[row.label], most),
            "written": row.written,
            "says": row.says,
            "share": float(row.share),
        }
        for row in frame.itertuples()
    ]
    y = alt.Y("label:N", sort=labels, scale=alt.Scale(paddingInner=0, paddingOuter=0), axis=None)
    x = alt.X(
        "share:Q",
        scale=alt.Scale(domain=[0, 1]),
        axis=percent_axis(language, parts=4, top=True),
    )
    base = alt.Chart(rows_of(rows)).encode(y=y, x=x)
    bar = base.mark_bar(height=12, yOffset=offset, color=two(COLOURS["started"])).encode(
        tooltip=alt.Tooltip("says:N")
    )
    written = {"align": "left", "baseline": "middle", "dx": 6, "dy": offset, "fontSize": 13}
    values = [
        base.mark_text(**written, color=two(PAPER), stroke=two(PAPER), strokeWidth=4).encode(
            text=alt.Text("written:N")
        ),
        base.mark_text(**written, color=two(INK)).encode(text=alt.Text("written:N")),
    ]
    name = {"align": "left", "baseline": "middle", "dy": -12 - more, "fontSize": 14}
    name["lineHeight"] = _LINE
    names = [
        base.mark_text(
            **name, limit=signal("width"), color=two(PAPER), stroke=two(PAPER), strokeWidth=5
        ).encode(x=alt.XValue(0), text=alt.Text("name:N")),
        base.mark_text(**name, limit=signal("width"), color=two(INK)).encode(
            x=alt.XValue(0), text=alt.Text("name:N")
        ),
    ]
    step = alt.Step(_ROW_HEIGHT + 2 * more)
    return dressed(bar, *values, *names, height=step, smallest=280)
