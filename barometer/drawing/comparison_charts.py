"""Pictures of organisms beside one another. Pure.

Frames carry their own words, in the language of the page: names of marks, what a pointer meets.
"""

import altair as alt
import pandas as pd

from .rows import rows_of
from .theme import COLOURS, GRID, INK, PAPER, QUIET, dressed, percent_axis, signal, two
from .words import Language

_ROW_HEIGHT, _OFFSET = 46, 9
_NOW, _BEFORE = COLOURS["passed"], COLOURS["started"]
_ROUND_NUMBERS = [step * 10**power for power in range(2, 6) for step in (1, 2, 5)]


def funnel(frame: pd.DataFrame, *, language: Language) -> alt.LayerChart:
    """Draw organisms by their people (logarithmic) and share, between the limits of chance.

    `frame`: `kind` (`limit`: a place on the limits; `target`: the rate of all, in two rows;
    `within` or `outside`: an organism), `label`, `people`, `share`, `low`, `high`, `says`. Shares
    from 0 to 1. `low` and `high`: of limits, and of organisms of whose share one end alone is
    known, which are lines and no points. The name of an organism that is outside stands beside it.
    """
    limits = frame[frame["kind"] == "limit"]
    people = [int(limits["people"].min()), int(limits["people"].max())]
    x = alt.X(
        "people:Q",
        scale=alt.Scale(type="log", domain=people, nice=False, padding=12),
        axis=alt.Axis(
            title=None,
            grid=False,
            values=[number for number in _ROUND_NUMBERS if people[0] <= number <= people[1]],
            labelExpr=_thousands(language),
            labelOverlap="greedy",
        ),
    )
    y = alt.Y("share:Q", scale=alt.Scale(domain=[0, 1]), axis=percent_axis(language, parts=5))
    band = (
        alt.Chart(rows_of(_rows(limits, "people", "low", "high")))
        .mark_area(opacity=1, color=two(GRID), line=False)
        .encode(x=x, y=alt.Y("low:Q", scale=alt.Scale(domain=[0, 1])), y2=alt.Y2("high:Q"))
    )
    target = (
        alt.Chart(rows_of(_rows(frame[frame["kind"] == "target"], "people", "share")))
        .mark_line(strokeDash=[7, 4], strokeWidth=2, color=two(QUIET))
        .encode(x=x, y=y)
    )
    organisms = frame[frame["kind"].isin(["within", "outside"])]
    one_ended = organisms.dropna(subset=["low", "high"])
    shown = organisms[organisms["low"].isna()]
    lines = (
        alt.Chart(rows_of(_rows(one_ended, "people", "low", "high", "says")))
        .mark_rule(strokeWidth=3, strokeCap="round", color=two(_NOW))
        .encode(
            x=x,
            y=alt.Y("low:Q", scale=alt.Scale(domain=[0, 1])),
            y2=alt.Y2("high:Q"),
            tooltip=alt.Tooltip("says:N"),
        )
    )
    base = alt.Chart(rows_of(_rows(shown, "kind", "label", "people", "share", "says"))).encode(
        x=x, y=y
    )
    kinds = ["within", "outside"]
    points = base.mark_point(filled=True, opacity=1, stroke=two(PAPER), strokeWidth=1).encode(
        color=alt.Color(
            "kind:N",
            scale=alt.Scale(domain=kinds, range=[two(_NOW), two(_BEFORE)]),
            legend=None,
        ),
        shape=alt.Shape(
            "kind:N", scale=alt.Scale(domain=kinds, range=["circle", "diamond"]), legend=None
        ),
        size=alt.Size(
            "kind:N",
            scale=alt.Scale(type="ordinal", domain=kinds, range=[90, 170]),
            legend=None,
        ),
    )
    outside = base.transform_filter("datum.kind === 'outside'")
    name = {"baseline": "bottom", "dy": -9, "fontSize": 13, "limit": signal("width / 2")}
    # Towards the middle, so that no name leaves the picture.
    aligned = signal(f"datum.people > {(people[0] * people[1]) ** 0.5:.0f} ? 'right' : 'left'")
    names = [
        outside.mark_text(
            **name, align=aligned, color=two(PAPER), stroke=two(PAPER), strokeWidth=4
        ).encode(text=alt.Text("label:N")),
        outside.mark_text(**name, align=aligned, color=two(INK)).encode(text=alt.Text("label:N")),
    ]
    targets = base.mark_point(filled=True, size=500, opacity=0).encode(
        tooltip=alt.Tooltip("says:N")
    )
    return dressed(
        band,
        target,
        *([] if one_ended.empty else [lines]),
        points,
        *names,
        targets,
        height=320,
        smallest=280,
    )


def two_marks(frame: pd.DataFrame, *, language: Language) -> alt.LayerChart:
    """Draw a row for each label with two marks, the second one filled, and a line between them.

    `frame`: `label`, `mark` (the same two in each row, in words), `says`, `share` (0 to 1), `low`
    and `high` (between what it lies, where one end alone is known; NaN elsewhere). Such a share is
    a line between its ends and no mark. Rows stand in the order given; names stand above them, so
    that a narrow screen keeps its room.
    """
    marks = list(dict.fromkeys(frame["mark"]))
    one_ended = frame.dropna(subset=["low", "high"])
    labels = list(dict.fromkeys(frame["label"]))
    y = alt.Y(
        "label:N",
        sort=labels,
        scale=alt.Scale(paddingInner=0, paddingOuter=0),
        axis=None,
    )
    x = alt.X(
        "share:Q", scale=alt.Scale(domain=[0, 1]), axis=percent_axis(language, parts=4, top=True)
    )
    spans = [
        {"label": label, "low": float(own["share"].min()), "high": float(own["share"].max())}
        for label, own in frame.groupby("label", sort=False)
        if own["low"].isna().any()
    ]
    span = (
        alt.Chart(rows_of(spans))
        .mark_rule(strokeWidth=3, yOffset=_OFFSET, color=two(GRID))
        .encode(y=y, x=alt.X("low:Q"), x2=alt.X2("high:Q"))
    )
    legend = alt.Legend(
        title=None, orient="top", direction="horizontal", columns=2, symbolSize=120, aria=False
    )
    lines = [
        alt.Chart(rows_of(_rows(own, "label", "low", "high", "says")))
        .mark_rule(strokeWidth=4, strokeCap="round", yOffset=_OFFSET + off, color=two(colour))
        .encode(y=y, x=alt.X("low:Q"), x2=alt.X2("high:Q"), tooltip=alt.Tooltip("says:N"))
        # One below the other, where both are lines.
        for mark, off, colour in zip(marks, (-4, 4), (_BEFORE, _NOW), strict=False)
        if not (own := one_ended[one_ended["mark"] == mark]).empty
    ]
    # A mark of each keeps its place in the legend, drawn or not.
    known = frame.assign(share=frame["share"].where(frame["low"].isna()))
    points = (
        alt.Chart(rows_of(_rows(known, "label", "mark", "share", "says")))
        .transform_filter("isValid(datum.share)")
        .mark_point(yOffset=_OFFSET, opacity=1, strokeWidth=2.5)
        .encode(
            y=y,
            x=x,
            stroke=alt.Stroke(
                "mark:N",
                scale=alt.Scale(domain=marks, range=[two(_BEFORE), two(_NOW)]),
                legend=legend,
            ),
            fill=alt.Fill(
                "mark:N",
                scale=alt.Scale(domain=marks, range=["transparent", two(_NOW)]),
                legend=legend,
            ),
            shape=alt.Shape(
                "mark:N",
                scale=alt.Scale(domain=marks, range=["diamond", "circle"]),
                legend=legend,
            ),
            # One around the other where they are equal.
            size=alt.Size(
                "mark:N",
                scale=alt.Scale(type="ordinal", domain=marks, range=[380, 90]),
                legend=legend,
            ),
            tooltip=alt.Tooltip("says:N"),
        )
    )
    heads = alt.Chart(rows_of([{"label": label} for label in labels]))
    head = heads.encode(y=y, x=alt.XValue(0), text=alt.Text("label:N"))
    name = {"align": "left", "baseline": "middle", "dy": -12, "fontSize": 14}
    names = [
        head.mark_text(
            **name, limit=signal("width"), color=two(PAPER), stroke=two(PAPER), strokeWidth=5
        ),
        head.mark_text(**name, limit=signal("width"), color=two(INK)),
    ]
    return dressed(span, *lines, points, *names, height=alt.Step(_ROW_HEIGHT), smallest=280)


def _rows(frame: pd.DataFrame, *columns: str) -> list[dict[str, object]]:
    """Return the rows as plain values; None where a number is missing."""
    chosen = frame[list(columns)].astype(object)
    return chosen.where(chosen.notna(), None).to_dict("records")


def _thousands(language: Language) -> str:
    separator = "," if language == "en" else "\u00a0"
    return f"replace(format(datum.value, ','), ',', '{separator}')"
