"""Pictures of levels. Pure.

Frames carry their own words: what a chart writes comes with its rows, in the language of the page.
`share` is a level over the highest one, as the other charts of the barometer have shares.
"""

import altair as alt
import pandas as pd

from barometer.drawing.heat_maps import table_of_cells
from barometer.drawing.rows import rows_of
from barometer.drawing.theme import COLOURS, GRID, INK, PAPER, QUIET, dressed, two
from barometer.drawing.words import Language, colon

from .levels import HIGHEST

_ROW_HEIGHT = 46
_OFFSET = 9
# The colours of former years, oldest first, then of the last one.
_LAST, _FORMER = COLOURS["passed"], QUIET
# The middle half of the peers: 3 to 1 against the paper (WCAG 2.2, 1.4.11).
_MIDDLE = ("#978b78", "#7d7468")
_NOT_ASSESSED = {"en": "– : not assessed", "fr": "– : non évalué"}


def level_of(share: float) -> int:
    """Return the level that a share stands for."""
    return round(share * HIGHEST)


def share_of(level: int) -> float:
    """Return a level as the charts take it."""
    return level / HIGHEST


def level_map(frame: pd.DataFrame, *, language: Language) -> alt.LayerChart:
    """Draw organisms by criteria, the level written in each cell.

    `frame`: `label`, `path` (the criterion), `share` (NaN where not assessed).
    """

    def said(what: str, which: str, share: float, language: Language) -> str:
        value = "–" if pd.isna(share) else str(level_of(share))
        return f"{what}, {which}{colon(language)}{value}"

    return table_of_cells(
        frame,
        language=language,
        written=lambda share, _language: str(level_of(share)),
        said=said,
        note=_NOT_ASSESSED[language],
        tilted_column=34,
        longest_name=260,
    )


def profile(frame: pd.DataFrame, *, language: Language) -> alt.LayerChart:
    """Draw a row for each criterion, with a mark for each year; the last one is filled.

    `frame`: `label` (the criterion), `mark` (the year in words), `says`, `share`; rows and marks
    stand in the order given, the last mark last.
    """
    marks = list(dict.fromkeys(frame["mark"]))
    last = marks[-1] if marks else ""
    values = _values(frame)
    base = alt.Chart(rows_of(values)).encode(y=_rows(frame), x=_axis())
    span = (
        alt.Chart(rows_of(_spans(frame)))
        .mark_rule(strokeWidth=3, yOffset=_OFFSET, color=two(GRID))
        .encode(y=_rows(frame), x=alt.X("low:Q"), x2=alt.X2("high:Q"))
    )
    points = base.mark_point(yOffset=_OFFSET, opacity=1, strokeWidth=2.5).encode(
        **_marks(
            marks,
            strokes=[_LAST if mark == last else _FORMER for mark in marks],
            fills=[_LAST if mark == last else None for mark in marks],
            shapes=["circle" if mark == last else "diamond" for mark in marks],
            # Former marks stand around the last one where they are equal.
            sizes=[
                90 if mark == last else 420 + 160 * (len(marks) - 2 - place)
                for place, mark in enumerate(marks)
            ],
        ),
        tooltip=alt.Tooltip("says:N"),
    )
    return dressed(span, points, *_names(frame), height=alt.Step(_ROW_HEIGHT), smallest=280)


def against_peers(frame: pd.DataFrame, *, language: Language) -> alt.LayerChart:
    """Draw a row for each criterion: the middle half of the peers, their median, one's own level.

    `frame`: `label`, `kind` (`low`, `high`, `median` or `own`), `mark` (the kind in words), `says`,
    `share`. `low` and `high` make the bar; without `own`, there is none.
    """
    shown = frame[frame["kind"].isin(["median", "own"])]
    marks = dict(zip(shown["kind"], shown["mark"], strict=True))
    order = [kind for kind in ("median", "own") if kind in marks]
    bars = (
        alt.Chart(rows_of(_spans(frame[frame["kind"].isin(["low", "high"])])))
        .mark_rule(strokeWidth=10, strokeCap="round", yOffset=_OFFSET, color=two(_MIDDLE))
        .encode(
            y=_rows(frame), x=alt.X("low:Q"), x2=alt.X2("high:Q"), tooltip=alt.Tooltip("says:N")
        )
    )
    points = (
        alt.Chart(rows_of(_values(shown)))
        .mark_point(yOffset=_OFFSET, opacity=1, strokeWidth=2.5)
        .encode(
            y=_rows(frame),
            x=_axis(),
            **_marks(
                [marks[kind] for kind in order],
                strokes=[PAPER if kind == "own" else INK for kind in order],
                fills=[_LAST if kind == "own" else None for kind in order],
                shapes=["circle" if kind == "own" else "stroke" for kind in order],
                sizes=[190 if kind == "own" else 480 for kind in order],
                angles=[0 if kind == "own" else 90 for kind in order],
            ),
            tooltip=alt.Tooltip("says:N"),
        )
    )
    return dressed(bars, points, *_names(frame), height=alt.Step(_ROW_HEIGHT), smallest=280)


def _values(frame: pd.DataFrame) -> list[dict[str, object]]:
    return [
        {"label": row.label, "mark": row.mark, "says": row.says, "share": float(row.share)}
        for row in frame.itertuples()
    ]


def _spans(frame: pd.DataFrame) -> list[dict[str, object]]:
    return [
        {
            "label": label,
            "low": float(own["share"].min()),
            "high": float(own["share"].max()),
            "says": own["says"].iloc[-1],
        }
        for label, own in frame.groupby("label", sort=False)
    ]


def _rows(frame: pd.DataFrame) -> alt.Y:
    return alt.Y(
        "label:N",
        sort=list(dict.fromkeys(frame["label"])),
        scale=alt.Scale(paddingInner=0, paddingOuter=0),
        axis=None,
    )


def _axis() -> alt.X:
    return alt.X(
        "share:Q",
        scale=alt.Scale(domain=[0, 1], padding=14, nice=False),
        axis=alt.Axis(
            title=None,
            values=[share_of(level) for level in range(HIGHEST + 1)],
            orient="top",
            domain=False,
            ticks=False,
            labelExpr=f"'' + round(datum.value * {HIGHEST})",
        ),
    )


def _marks(
    marks: list[str],
    *,
    strokes: list[tuple[str, str]],
    fills: list[tuple[str, str] | None],
    shapes: list[str],
    sizes: list[int],
    angles: list[int] | None = None,
) -> dict[str, object]:
    """Encode the marks by colour, fill, shape and size, with one legend above."""
    legend = alt.Legend(
        title=None, orient="top", direction="horizontal", columns=4, symbolSize=120, aria=False
    )
    inside = [two(fill) if fill else "transparent" for fill in fills]
    encoded: dict[str, object] = {
        "stroke": alt.Stroke(
            "mark:N",
            scale=alt.Scale(domain=marks, range=[two(stroke) for stroke in strokes]),
            legend=legend,
        ),
        "fill": alt.Fill("mark:N", scale=alt.Scale(domain=marks, range=inside), legend=legend),
        "shape": alt.Shape("mark:N", scale=alt.Scale(domain=marks, range=shapes), legend=legend),
        "size": alt.Size(
            "mark:N",
            scale=alt.Scale(type="ordinal", domain=marks, range=sizes),
            legend=legend,
        ),
    }
    if angles is not None:
        encoded["angle"] = alt.Angle(
            "mark:N", scale=alt.Scale(type="ordinal", domain=marks, range=angles), legend=None
        )
    return encoded


def _names(frame: pd.DataFrame) -> list[alt.Chart]:
    """Draw the names above the rows, on paper where lines of the grid would cross them."""
    heads = [{"label": label} for label in dict.fromkeys(frame["label"])]
    head = alt.Chart(rows_of(heads)).encode(
        y=_rows(frame), x=alt.XValue(0), text=alt.Text("label:N")
    )
    name = {"align": "left", "baseline": "middle", "dy": -12, "fontSize": 14}
    return [
        head.mark_text(**name, color=two(PAPER), stroke=two(PAPER), strokeWidth=5),
        head.mark_text(**name, color=two(INK)),
    ]
