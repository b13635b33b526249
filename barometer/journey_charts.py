"""Pictures of a path's steps and questions. Pure."""

import altair as alt
import pandas as pd

from .chart_theme import COLOURS, INK, PAPER, dressed, percent_axis, signal, two
from .chart_words import Language

_ROW_HEIGHT, _OFFSET = 46, 9


def bars(frame: pd.DataFrame, *, language: Language) -> alt.LayerChart:
    """Draw a bar for each label, its value behind its end.

    `frame`: `label`, `written` (the value in words), `says`, `share` (0 to 1). Rows stand in the
    order given, each label once; names stand above them, so that a narrow screen keeps its room.
    """
    rows = [
        {
            "label": row.label,
            "written": row.written,
            "says": row.says,
            "share": float(row.share),
        }
        for row in frame.itertuples()
    ]
    labels = list(dict.fromkeys(frame["label"]))
    y = alt.Y("label:N", sort=labels, scale=alt.Scale(paddingInner=0, paddingOuter=0), axis=None)
    x = alt.X(
        "share:Q",
        scale=alt.Scale(domain=[0, 1]),
        axis=percent_axis(language, parts=4, top=True),
    )
    base = alt.Chart(alt.Data(values=rows)).encode(y=y, x=x)
    bar = base.mark_bar(height=12, yOffset=_OFFSET, color=two(COLOURS["started"])).encode(
        tooltip=alt.Tooltip("says:N")
    )
    written = {"align": "left", "baseline": "middle", "dx": 6, "dy": _OFFSET, "fontSize": 13}
    values = [
        base.mark_text(**written, color=two(PAPER), stroke=two(PAPER), strokeWidth=4).encode(
            text="written:N"
        ),
        base.mark_text(**written, color=two(INK)).encode(text="written:N"),
    ]
    name = {"align": "left", "baseline": "middle", "dy": -12, "fontSize": 14}
    names = [
        base.mark_text(
            **name, limit=signal("width"), color=two(PAPER), stroke=two(PAPER), strokeWidth=5
        ).encode(x=alt.value(0), text="label:N"),
        base.mark_text(**name, limit=signal("width"), color=two(INK)).encode(
            x=alt.value(0), text="label:N"
        ),
    ]
    return dressed(alt.layer(bar, *values, *names), height=alt.Step(_ROW_HEIGHT), smallest=280)
