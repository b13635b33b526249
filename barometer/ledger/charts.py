"""The picture of the ledger: what was found of each campaign, against what chance finds. Pure.

Frames carry their own words, in the language of the page. A difference of shares is written in
people of a hundred, with its sign.
"""

from math import ceil

import altair as alt
import pandas as pd

from barometer.drawing.lettering import PHONE, above_rows, on_lines
from barometer.drawing.theme import COLOURS, INK, PAPER, QUIET, dressed, signal, two
from barometer.drawing.words import Language

_ROW_HEIGHT, _OFFSET, _LINE = 54, 12, 16
_BAND = ("#d8cfbf", "#4a433a")
_SIGNED = (
    "(datum.value > 0.001 ? '+' : datum.value < -0.001 ? '−' : '') + abs(round(datum.value * 100))"
)


def against_chance(frame: pd.DataFrame, *, language: Language) -> alt.LayerChart:
    """Draw a row for each campaign: the band of chance, the interval over it, its middle.

    `frame`: `label`, `says`, `share` (what was found), `low`, `high`, `chance_low`, `chance_high`
    (differences of shares). Rows stand in the order given, names above them, on two lines where
    one is too long for a phone. Every row is drawn alike, whether an effect was seen or not: what
    lies within the band of chance shows none.
    """
    lines = {label: on_lines(label, 14, PHONE) for label in frame["label"]}
    most = max(map(len, lines.values()), default=1)
    # Half of what a second line takes is above the middle of the row, half below.
    more = _LINE * (most - 1) // 2
    offset = _OFFSET + more
    rows = [
        row | {"name": above_rows(lines[row["label"]], most)} for row in frame.to_dict("records")
    ]
    ends = frame[["low", "high", "chance_low", "chance_high"]].abs().to_numpy()
    furthest = min(max(ceil(float(ends.max()) * 10) / 10, 0.1), 1.0) if len(frame) else 0.1
    step = 0.05 if furthest <= 0.2 else 0.1 if furthest <= 0.4 else 0.2
    ticks = [round(number * step, 2) for number in range(-round(1 / step), round(1 / step) + 1)]
    x = alt.X(
        "share:Q",
        scale=alt.Scale(domain=[-furthest, furthest], clamp=True),
        axis=alt.Axis(
            title=None,
            values=[tick for tick in ticks if abs(tick) <= furthest + 1e-9],
            orient="top",
            domain=False,
            ticks=False,
            labelExpr=_SIGNED,
            labelOverlap="greedy",
        ),
    )
    y = alt.Y(
        "label:N",
        sort=list(dict.fromkeys(frame["label"])),
        scale=alt.Scale(paddingInner=0, paddingOuter=0),
        axis=None,
    )
    base = alt.Chart(alt.Data(values=rows)).encode(y=y)
    band = base.mark_rule(strokeWidth=18, yOffset=offset, color=two(_BAND)).encode(
        x=alt.X("chance_low:Q"), x2="chance_high:Q"
    )
    nought = (
        alt.Chart(alt.Data(values=[{"share": 0.0}]))
        .mark_rule(strokeWidth=1.5, color=two(QUIET))
        .encode(x=x)
    )
    interval = base.mark_rule(strokeWidth=3, yOffset=offset, color=two(COLOURS["passed"])).encode(
        x=alt.X("low:Q"), x2="high:Q"
    )
    middle = base.mark_point(
        filled=True,
        opacity=1,
        size=130,
        yOffset=offset,
        color=two(COLOURS["passed"]),
        stroke=two(PAPER),
        strokeWidth=1,
    ).encode(x=x)
    name = {
        "align": "left",
        "baseline": "middle",
        "dy": -13 - more,
        "fontSize": 14,
        "lineHeight": _LINE,
    }
    head = base.encode(x=alt.value(0), text="name:N")
    names = [
        head.mark_text(
            **name, limit=signal("width"), color=two(PAPER), stroke=two(PAPER), strokeWidth=5
        ),
        head.mark_text(**name, limit=signal("width"), color=two(INK)),
    ]
    targets = base.mark_point(filled=True, size=700, opacity=0, yOffset=offset).encode(
        x=x, tooltip=alt.Tooltip("says:N")
    )
    layers = alt.layer(nought, band, interval, middle, *names, targets)
    return dressed(layers, height=alt.Step(_ROW_HEIGHT + 2 * more), smallest=280)
