"""Exposure against knowledge, month by month: the chart, and the sentence that says the same. Pure.

`frame`: `month` (datetime64, first day), `series` ("clicked" or "passed"), `share` (0 to 1). Months
without a campaign, or without a release, have no row: the line goes on to the next one that has.
"""

from typing import Any

import altair as alt
import pandas as pd

from barometer.drawing.rows import rows_of
from barometer.drawing.theme import COLOURS, dressed, percent_axis, signal, two
from barometer.drawing.words import SHORT_MONTHS, Language, colon, month_name, percent

SERIES = ("clicked", "passed")
_NAMES = {
    "en": {"clicked": "Clicked", "passed": "Passed the paths prescribed"},
    "fr": {"clicked": "Ont cliqué", "passed": "Ont réussi les parcours prescrits"},
}
_PAIRS = {"clicked": COLOURS["started"], "passed": COLOURS["passed"]}
_DASHES = {"clicked": [7, 4], "passed": [1, 0]}
_SHAPES = {"clicked": "triangle-up", "passed": "circle"}


def exposure_over_time(frame: pd.DataFrame, *, language: Language) -> alt.LayerChart:
    """Draw both shares over the months."""
    rows = [
        {
            "month": _instant(row.month),
            "series": row.series,
            "share": float(row.share),
            "says": _says(row, language),
        }
        for row in frame.sort_values(["series", "month"], kind="stable").itertuples()
    ]
    months = sorted({row["month"] for row in rows})
    base = alt.Chart(rows_of(rows)).encode(
        x=alt.X(
            "month:T",
            scale=alt.Scale(type="utc", nice=False, padding=14),
            axis=alt.Axis(
                title=None,
                grid=False,
                values=signal(f"narrow ? {_some(months, 4)} : {_some(months, 8)}"),
                labelExpr=(
                    f"[{SHORT_MONTHS[language].split()}[utcmonth(datum.value)], "
                    "'' + utcyear(datum.value)]"
                ),
                labelOverlap="greedy",
                labelSeparation=6,
            ),
        ),
        y=alt.Y("share:Q", scale=alt.Scale(domain=[0, 1]), axis=percent_axis(language, parts=5)),
    )
    legend = alt.Legend(
        title=None,
        orient="top",
        direction="vertical",
        symbolSize=120,
        labelLimit=400,
        labelExpr=f"({_NAMES[language]})[datum.label]",
        aria=False,
    )
    colour = alt.Color(
        "series:N",
        scale=alt.Scale(domain=list(SERIES), range=[two(_PAIRS[name]) for name in SERIES]),
        legend=legend,
    )
    lines = base.mark_line(strokeWidth=2.5).encode(
        color=colour,
        strokeDash=alt.StrokeDash(
            "series:N",
            scale=alt.Scale(domain=list(SERIES), range=[_DASHES[name] for name in SERIES]),
            legend=legend,
        ),
    )
    points = base.mark_point(filled=True, opacity=1, size=90).encode(
        color=colour,
        shape=alt.Shape(
            "series:N",
            scale=alt.Scale(domain=list(SERIES), range=[_SHAPES[name] for name in SERIES]),
            legend=legend,
        ),
    )
    targets = base.mark_point(filled=True, size=500, opacity=0).encode(
        tooltip=alt.Tooltip("says:N")
    )
    return dressed(lines, points, targets, height=300, smallest=280)


def exposure_summary(frame: pd.DataFrame, language: Language) -> str:
    """Say where exposure and knowledge stand, and where exposure stood at first."""
    said = []
    clicked = frame[frame["series"] == "clicked"].sort_values("month")
    if clicked.empty:
        said.append(
            "No campaign has been stored yet."
            if language == "en"
            else "Aucune campagne n’a encore été enregistrée."
        )
    else:
        last = clicked.iloc[-1]
        share, month = percent(last["share"], language), month_name(last["month"], language)
        said.append(
            f"In the campaigns of {month}, {share} of the people written to clicked"
            if language == "en"
            else f"Lors des campagnes de {month}, {share} des destinataires ont cliqué"
        )
        if len(clicked) > 1:
            first = clicked.iloc[0]
            share, month = percent(first["share"], language), month_name(first["month"], language)
            said[0] += (
                f", against {share} in {month}"
                if language == "en"
                else f", contre {share} en {month}"
            )
        said[0] += "."
    passed = frame[frame["series"] == "passed"].sort_values("month")
    if not passed.empty:
        last = passed.iloc[-1]
        share, month = percent(last["share"], language), month_name(last["month"], language)
        said.append(
            f"In {month}, {share} of the people had passed the paths prescribed."
            if language == "en"
            else f"En {month}, {share} des personnes avaient réussi les parcours prescrits."
        )
    return " ".join(said)


def _says(row: Any, language: Language) -> str:
    name, share = _NAMES[language][row.series], percent(row.share, language)
    return f"{name}, {month_name(row.month, language)}{colon(language)}{share}"


def _instant(month: Any) -> int:
    """Return the month's first day as milliseconds in UTC: no browser shifts it to its own zone."""
    return int(pd.Timestamp(month.year, month.month, 1, tz="UTC").timestamp() * 1000)


def _some(months: list[int], most: int) -> list[int]:
    """Return at most about `most` of the months, evenly spaced, the last one among them."""
    every = max(1, -(-len(months) // most))
    return months[::-1][::every][::-1]
