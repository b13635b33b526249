"""Marks on the time axis: a line across the curves with a number at its top. Pure."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from barometer.drawing.rows import rows_of
from barometer.drawing.theme import INK, PAPER, QUIET, two

from .marks import Numbered

# Numbers of days close to each other stand at different heights.
_HEIGHTS, _STEP = 3, 18


def mark_layers(marks: Sequence[Numbered], x: alt.X) -> list[alt.Chart]:
    """Return the layers of marks over a chart whose axis of days is `x`; none where none are."""
    if not marks:
        return []
    rows = [
        {
            "day": int(pd.Timestamp(one.mark.day, tz="UTC").timestamp() * 1000),
            "number": str(one.number),
            "height": 8 + _STEP * (place % _HEIGHTS),
        }
        for place, one in enumerate(marks)
    ]
    base = alt.Chart(rows_of(rows)).encode(x=x)
    place = alt.YValue(alt.ExprRef("datum.height"))
    text = {"fontSize": 13, "fontWeight": 700, "align": "left", "dx": 4, "baseline": "middle"}
    return [
        base.mark_rule(strokeDash=[1, 3], strokeWidth=1.5, color=two(QUIET)),
        base.mark_text(**text, color=two(PAPER), stroke=two(PAPER), strokeWidth=4).encode(
            y=place, text=alt.Text("number:N")
        ),
        base.mark_text(**text, color=two(INK)).encode(y=place, text=alt.Text("number:N")),
    ]
