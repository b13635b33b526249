"""Pictures of the barometer's published figures, and the sentences that say the same in words.

Every function takes a frame of published values (after `disclosure`): shares between 0 and 1, NaN
where a figure is withheld. Shares are rounded to whole per cents before they enter a chart, so that
neither a specification nor the coordinates of a picture tell more than the table beside it.

A chart carries its own language: labels of months and the sign of per cents are written into it,
and no locale has to be set where it is drawn. It carries both themes too: the signal `dark` switches
its colours. Colours are Okabe and Ito's, the same as the site's `--chart-*`.
"""

from datetime import date
from typing import Any, Literal

import altair as alt
import pandas as pd

Language = Literal["fr", "en"]

MEASURES = ("reached", "started", "completed", "passed")
FONT = "Atkinson Hyperlegible Next, Segoe UI, sans-serif"
WIDTH = 720
ROW_HEIGHT = 22
_GROUP_HEIGHT = 46
# The smallest difference between the labels of two lines, in shares: one line of text.
_LABEL_GAP = 0.062

_NAMES = {
    "en": {"reached": "Reached", "started": "Started", "completed": "Completed", "passed": "Passed"},
    "fr": {"reached": "Rejoint", "started": "Commencé", "completed": "Terminé", "passed": "Réussi"},
}
_WITHHELD = {"en": "Withheld", "fr": "Non publié"}
_WITHHELD_NOTE = {
    "en": "– : withheld to protect people",
    "fr": "– : non publié, pour protéger les personnes",
}
_NOTHING = {
    "en": "No figure is published yet.",
    "fr": "Aucun chiffre n’est encore publié.",
}
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
_SHORT_MONTHS = {
    "en": "Jan. Feb. March April May June July Aug. Sept. Oct. Nov. Dec.",
    "fr": "janv. févr. mars avril mai juin juill. août sept. oct. nov. déc.",
}

# (on light paper, on dark paper)
_INK = ("#211c17", "#f3ede2")
_QUIET = ("#5d5548", "#b5ab9c")
_GRID = ("#e4ddd0", "#36312a")
_COLOURS = {
    "reached": ("#8a5f7a", "#dd9cc0"),
    "started": ("#b34f00", "#e69f00"),
    "completed": ("#0072b2", "#56b4e9"),
    "passed": ("#007a59", "#2fc79c"),
}
_DASHES = {"reached": [1, 3], "started": [7, 4], "completed": [10, 3, 2, 3], "passed": [1, 0]}
_SHAPES = {"reached": "diamond", "started": "triangle-up", "completed": "square", "passed": "circle"}

# Ten classes of ten points, from paper to deep blue; on dark paper from night to pale blue.
_RAMPS = (
    ("#eef4fa", "#62a5d3", "#08306b"),
    ("#1d2935", "#2f7fb5", "#d9edfd"),
)
_INKS = ("#14110e", "#ffffff")


def percent(share: float, language: Language) -> str:
    """Write a share (0 to 1) as whole per cents: "45%", or "45 %" with a narrow no-break space."""
    return f"{round(share * 100)}{'\u202f%' if language == 'fr' else '%'}"


def month_name(month: date, language: Language) -> str:
    """Write a month and its year: "March 2026", "mars 2026"."""
    return f"{_MONTHS[language].split()[month.month - 1]} {month.year}"


def ramp(*, dark: bool) -> list[tuple[str, str]]:
    """Return the ten (fill, ink) pairs of the heat map, lowest class first, as #rrggbb.

    The ink of each is the one that reads best on it: at least 4.5 to 1 (WCAG 2.2, 1.4.3).
    """
    low, middle, high = (_channels(stop) for stop in _RAMPS[dark])
    fills = []
    for step in range(10):
        place = step / 9 * 2
        start, end = (low, middle) if place <= 1 else (middle, high)
        fraction = place if place <= 1 else place - 1
        fills.append(tuple(round(a + (b - a) * fraction) for a, b in zip(start, end, strict=True)))
    written = ["#{:02x}{:02x}{:02x}".format(*fill) for fill in fills]
    return [(fill, max(_INKS, key=lambda ink: contrast(ink, fill))) for fill in written]


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two #rrggbb colours, 1 to 21 (WCAG 2.2, contrast ratio)."""

    def luminance(colour: str) -> float:
        linear = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
            for c in (channel / 255 for channel in _channels(colour))
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def over_time(frame: pd.DataFrame, *, language: Language) -> alt.LayerChart:
    """Draw the measures over the months, as lines named at their end.

    `frame`: `month` (datetime64, first day), `measure` (one of MEASURES), `share` (0 to 1, NaN
    where withheld: the line is interrupted there).
    """
    frame = _rounded(frame).sort_values(["measure", "month"], kind="stable")
    rows = [
        {
            "month": _instant(row.month),
            "measure": row.measure,
            "share": _share(row.share),
            "says": _says(
                _NAMES[language][row.measure], month_name(row.month, language), row.share, language
            ),
        }
        for row in frame.itertuples()
    ]
    months = sorted(set(frame["month"]))
    short = str(_SHORT_MONTHS[language].split())
    x = alt.X(
        "month:T",
        scale=alt.Scale(type="utc", nice=False),
        axis=alt.Axis(
            title=None,
            grid=False,
            values=[_instant(month) for month in _spread(months, 8)],
            labelExpr=f"[{short}[utcmonth(datum.value)], '' + utcyear(datum.value)]",
            labelOverlap="greedy",
            labelSeparation=6,
            labelFlush=True,
        ),
    )
    y = alt.Y(
        "share:Q",
        scale=alt.Scale(domain=[0, 1]),
        axis=_percent_axis(language, ticks=5),
    )
    base = alt.Chart(alt.Data(values=rows)).encode(x=x, y=y)
    colour = _measure_scale(_COLOURS)
    lines = base.mark_line(strokeWidth=2.5, strokeCap="butt").encode(
        color=colour,
        strokeDash=alt.StrokeDash(
            "measure:N",
            scale=alt.Scale(domain=list(MEASURES), range=[_DASHES[name] for name in MEASURES]),
            legend=None,
        ),
    )
    points = base.mark_point(filled=True, size=34, opacity=1).encode(
        color=colour, shape=_shape_scale()
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
    return _dressed(alt.layer(lines, points, names, targets), height=320, smallest=300)


def by_group(frame: pd.DataFrame, *, language: Language) -> alt.LayerChart:
    """Draw one row for each unit or organism, with a mark for each measure.

    `frame`: `label`, `measure` (one of MEASURES), `share` (0 to 1, NaN where withheld). Rows stand
    in the order given. The name stands above its row, so that a narrow screen keeps its room.
    """
    frame = _rounded(frame)
    labels = list(dict.fromkeys(frame["label"]))
    names = _NAMES[language]
    rows, heads = [], []
    for label in labels:
        own = frame[frame["label"] == label]
        known = own.dropna(subset="share")
        hidden = [names[name] for name in own[own["share"].isna()]["measure"]]
        note = ""
        if known.empty:
            note = _WITHHELD[language]
        elif hidden:
            note = f"{_WITHHELD[language]}{_colon(language)}{', '.join(hidden)}"
        heads.append(
            {
                "label": label,
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
                "says": _says(label, names[row.measure], row.share, language),
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
        "share:Q", scale=alt.Scale(domain=[0, 1]), axis=_percent_axis(language, ticks=5, top=True)
    )
    head = alt.Chart(alt.Data(values=heads)).encode(y=y)
    title = head.mark_text(
        align="left", baseline="middle", dy=-12, fontSize=14, limit=_signal("width"), color=_two(_INK)
    ).encode(x=alt.value(0), text="label:N")
    note = head.mark_text(
        align="left", baseline="middle", dy=9, fontSize=13, fontStyle="italic", color=_two(_QUIET)
    ).encode(x=alt.value(0), text="note:N")
    span = (
        head.transform_filter("isValid(datum.low)")
        .mark_rule(strokeWidth=3, yOffset=9, color=_two(_GRID))
        .encode(x=alt.X("low:Q"), x2="high:Q")
    )
    marks = (
        alt.Chart(alt.Data(values=rows))
        .mark_point(filled=True, yOffset=9, opacity=1, strokeWidth=1)
        .encode(
            x=x,
            y=y,
            color=_measure_scale(_COLOURS, legend=language),
            shape=_shape_scale(legend=language),
            size=alt.Size(
                "measure:N",
                scale=alt.Scale(domain=list(MEASURES), range=[60, 60, 130, 170]),
                legend=None,
            ),
            tooltip=alt.Tooltip("says:N"),
        )
    )
    return _dressed(
        alt.layer(span, marks, title, note), height=alt.Step(_GROUP_HEIGHT), smallest=300
    )


def heat_map(frame: pd.DataFrame, *, language: Language) -> alt.LayerChart:
    """Draw a table of cells: a row for each label, a column for each path, the share written in.

    `frame`: `label`, `path`, `share` (0 to 1, NaN where withheld: a dash in an empty cell). Rows
    and columns stand in the order given.
    """
    frame = _rounded(frame)
    labels = list(dict.fromkeys(frame["label"]))
    paths = list(dict.fromkeys(frame["path"]))
    rows = [
        {
            "label": row.label,
            "path": row.path,
            "share": _share(row.share),
            "text": "–" if pd.isna(row.share) else percent(row.share, language),
            "says": _says(row.label, row.path, row.share, language),
        }
        for row in frame.itertuples()
    ]
    light, dark = ramp(dark=False), ramp(dark=True)
    steps = [round(step / 10, 1) for step in range(1, 10)]

    def switched(part: int) -> alt.Scale:
        colours = [(one[part], two[part]) for one, two in zip(light, dark, strict=True)]
        return alt.Scale(type="threshold", domain=steps, range=[_two(pair) for pair in colours])

    widest = max(1, len(paths))
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
                labelAngle=-40 if widest > 5 else 0,
                labelAlign="left" if widest > 5 else "center",
                labelLimit=190 if widest > 5 else round(480 / widest),
            ),
        ),
        y=alt.Y(
            "label:N",
            sort=labels,
            scale=alt.Scale(paddingInner=0.08, paddingOuter=0),
            axis=alt.Axis(title=None, domain=False, ticks=False, labelLimit=230, labelPadding=8),
        ),
        tooltip=alt.Tooltip("says:N"),
    )
    known = "isValid(datum.share)"
    cells = base.transform_filter(known).mark_rect().encode(
        color=alt.Color("share:Q", scale=switched(0), legend=None)
    )
    values = base.transform_filter(known).mark_text(fontSize=13).encode(
        text="text:N", color=alt.Color("share:Q", scale=switched(1), legend=None)
    )
    empty = base.transform_filter(f"!{known}")
    holes = empty.mark_rect(
        fillOpacity=0, fill="white", stroke=_two(_QUIET), strokeDash=[2, 3], strokeWidth=1
    )
    dashes = empty.mark_text(fontSize=13, color=_two(_QUIET)).encode(text="text:N")
    chart = alt.layer(cells, values, holes, dashes).resolve_scale(color="independent")
    if frame["share"].isna().any():
        chart = chart.properties(
            title=alt.TitleParams(
                _WITHHELD_NOTE[language],
                orient="bottom",
                anchor="start",
                fontSize=13,
                fontWeight="normal",
                color=_two(_QUIET),
                offset=10,
                aria=False,
            )
        )
    return _dressed(chart, height=alt.Step(ROW_HEIGHT), smallest=240 + 58 * widest)
