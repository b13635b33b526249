"""Where targets stand, as bullets. Pure.

A bullet (Few, "Bullet graph design specification", 2013) says three things in one row: how far one
is, how far one meant to be, and within which range that can be judged: here what is foreseen.
Frames carry their own words, in the language of the page.
"""

import altair as alt
import pandas as pd

from barometer.drawing.lettering import PHONE, above_rows, on_lines
from barometer.drawing.theme import COLOURS, INK, PAPER, QUIET, dressed, percent_axis, signal, two
from barometer.drawing.words import Language

_ROW_HEIGHT, _OFFSET, _LINE = 84, 6, 16
# The most lines of a name; three hold the longest title of a path.
_LINES = 3
_FORESEEN = ("#bfe3d6", "#1f4d40")
_TRACK = ("#ece5d8", "#2f2a25")


def bullets(frame: pd.DataFrame, *, language: Language) -> alt.LayerChart:
    """Draw a row for each target: the share of today, what is foreseen for its day, the target.

    `frame`: `label`, `aim` (the target in words), `says`, `share` (of today; NaN where withheld),
    `low`, `high` (what is foreseen; NaN where nothing is) and `target`, shares from 0 to 1. Rows
    stand in the order given, names above them on as many lines as a phone needs, targets in words
    below.
    """
    labels = list(dict.fromkeys(frame["label"]))
    lines = {label: on_lines(label, 14, PHONE, most=_LINES) for label in labels}
    aims = {aim: on_lines(aim, 14, PHONE) for aim in frame["aim"]}
    most = max(map(len, lines.values()), default=1)
    below = _LINE * (max(map(len, aims.values()), default=1) - 1)
    # Half of what further lines take is above the middle of the row, half below; what further
    # lines of targets take is made up for above, so that all else stays in the middle.
    more = (_LINE * (most - 1) - below) // 2
    offset = _OFFSET + more
    rows = [
        {name: None if pd.isna(value) else value for name, value in row.items()}
        | {
            "name": above_rows(lines[row["label"]], most),
            "aims": aims[row["aim"]],
        }
        for row in frame.to_dict("records")
    ]
    y = alt.Y("label:N", sort=labels, scale=alt.Scale(paddingInner=0, paddingOuter=0), axis=None)
    scale = alt.Scale(domain=[0, 1])
    axis = percent_axis(language, parts=4, top=True)
    base = alt.Chart(alt.Data(values=rows)).encode(y=y)
    wide = {"strokeWidth": 22, "yOffset": offset}
    track = base.mark_rule(**wide, color=two(_TRACK)).encode(
        x=alt.X("from:Q", scale=scale, axis=axis), x2="to:Q"
    )
    track = track.transform_calculate(**{"from": "0", "to": "1"})
    foreseen = (
        base.transform_filter("isValid(datum.low)")
        .mark_rule(**wide, color=two(_FORESEEN))
        .encode(x=alt.X("low:Q", scale=scale), x2="high:Q")
    )
    today = (
        base.transform_filter("isValid(datum.share)")
        .transform_calculate(**{"from": "0"})
        .mark_rule(strokeWidth=8, yOffset=offset, color=two(COLOURS["passed"]))
        .encode(x=alt.X("from:Q", scale=scale), x2="share:Q")
    )
    target = base.mark_tick(thickness=4, size=30, yOffset=offset, color=two(INK), opacity=1).encode(
        x=alt.X("target:Q", scale=scale)
    )
    name = {"align": "left", "baseline": "middle", "fontSize": 14, "lineHeight": _LINE}
    # A text of several lines has its first one at its place.
    name["dy"] = offset - 26 - _LINE * (most - 1)
    head = base.encode(x=alt.value(0), text="name:N")
    names = [
        head.mark_text(
            **name, limit=signal("width"), color=two(PAPER), stroke=two(PAPER), strokeWidth=5
        ),
        head.mark_text(**name, limit=signal("width"), color=two(INK)),
        base.encode(x=alt.value(0), text="aims:N").mark_text(
            **{**name, "dy": offset + 25}, limit=signal("width"), color=two(QUIET)
        ),
    ]
    touched = base.mark_point(filled=True, size=700, opacity=0, yOffset=offset).encode(
        x=alt.X("target:Q", scale=scale), tooltip=alt.Tooltip("says:N")
    )
    layers = alt.layer(track, foreseen, today, target, *names, touched)
    return dressed(layers, height=alt.Step(_ROW_HEIGHT + _LINE * (most - 1) + below), smallest=280)
