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
    "en": {
        "reached": "Reached",
        "started": "Started",
        "completed": "Completed",
        "passed": "Passed",
    },
    "fr": {"reached": "Rejoint", "started": "Commencé", "completed": "Terminé", "passed": "Réussi"},
}
_PERCENT = {"en": "%", "fr": "\u202f%"}
_WITHHELD = {"en": "Withheld", "fr": "Non diffusé"}
_WITHHELD_NOTE = {
    "en": "– : withheld to protect people",
    "fr": "– : non diffusé, pour protéger les personnes",
}
_NOTHING = {
    "en": "No figure is published yet.",
    "fr": "Aucun chiffre n’est encore diffusé.",
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
_SHAPES = {
    "reached": "diamond",
    "started": "triangle-up",
    "completed": "square",
    "passed": "circle",
}

# Ten classes of ten points, from paper to deep blue; on dark paper from night to pale blue.
_RAMPS = (
    ("#eef4fa", "#62a5d3", "#08306b"),
    ("#1d2935", "#2f7fb5", "#d9edfd"),
)
_INKS = ("#14110e", "#ffffff")


def percent(share: float, language: Language) -> str:
    """Write a share (0 to 1) as whole per cents: "45%", or "45 %" with a narrow no-break space."""
    return f"{round(share * 100)}{_PERCENT[language]}"


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
        align="left",
        baseline="middle",
        dy=-12,
        fontSize=14,
        limit=_signal("width"),
        color=_two(_INK),
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
    cells = (
        base.transform_filter(known)
        .mark_rect()
        .encode(color=alt.Color("share:Q", scale=switched(0), legend=None))
    )
    values = (
        base.transform_filter(known)
        .mark_text(fontSize=13)
        .encode(text="text:N", color=alt.Color("share:Q", scale=switched(1), legend=None))
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


def over_time_summary(frame: pd.DataFrame, language: Language) -> str:
    """Say where the measures stand in the last month that has figures, and how far they moved."""
    known = _rounded(frame).dropna(subset="share").sort_values("month", kind="stable")
    if known.empty:
        return _NOTHING[language]
    headline = "passed" if (known["measure"] == "passed").any() else known["measure"].iloc[-1]
    line = known[known["measure"] == headline]
    last, first = line.iloc[-1], line.iloc[0]
    now = known[known["month"] == last["month"]].set_index("measure")["share"]
    others = [name for name in reversed(MEASURES) if name != headline and name in now.index]
    month = month_name(last["month"], language)
    said = [f"{_NAMES[language][headline]}{_colon(language)}{percent(last['share'], language)}"]
    said += [
        f"{_NAMES[language][name].lower()}{_colon(language)}{percent(now[name], language)}"
        for name in others
    ]
    sentences = [
        f"In {month}, share of the people concerned – {'; '.join(said).lower()}."
        if language == "en"
        else f"En {month}, part des personnes visées – {'; '.join(said).lower()}."
    ]
    if len(line) > 1:
        sentences.append(_trend(first, last, language))
    if frame["share"].isna().any():
        sentences.append(
            "Some months are withheld to protect people."
            if language == "en"
            else "Certains mois ne sont pas diffusés, pour protéger les personnes."
        )
    return " ".join(sentences)


def by_group_summary(frame: pd.DataFrame, language: Language, month: date | None = None) -> str:
    """Say how the headline measure spreads over the groups; `month` is that of the figures."""
    rounded = _rounded(frame)
    known = rounded.dropna(subset="share")
    if known.empty:
        return _NOTHING[language]
    headline = "passed" if (known["measure"] == "passed").any() else known["measure"].iloc[-1]
    name = _NAMES[language][headline].lower()
    shares = known[known["measure"] == headline]["share"]
    hidden = int(rounded[rounded["measure"] == headline]["share"].isna().sum())
    sentence = _spread_said(shares, name, language, month)
    return " ".join(filter(None, [sentence, _hidden_said(hidden, language)]))


def heat_map_summary(frame: pd.DataFrame, language: Language, month: date | None = None) -> str:
    """Say how the shares spread over the cells, and over the paths; `month` is the figures'."""
    rounded = _rounded(frame)
    known = rounded.dropna(subset="share")
    if known.empty:
        return _NOTHING[language]
    middles = known.groupby("path", sort=False)["share"].median()
    when = _when(month, language)
    rows, columns = frame["label"].nunique(), len(middles)
    low, high = (percent(known["share"].agg(end), language) for end in ("min", "max"))
    if language == "en":
        first = (
            f"{when}the shares of {_count(rows, 'group')} in {_count(columns, 'learning path')} "
        )
        first += f"go from {low} to {high}."
    else:
        first = (
            f"{when}les parts de {_count(rows, 'groupe')} dans {_count(columns, 'parcours', '')} "
        )
        first += f"vont de {low} à {high}."
    sentences = [_capital(first)]
    if columns > 1:
        best, least = middles.idxmax(), middles.idxmin()
        high, low = percent(middles[best], language), percent(middles[least], language)
        sentences.append(
            f"By the median of its groups, “{best}” is the furthest ({high}) and “{least}” has the "
            f"furthest to go ({low})."
            if language == "en"
            else f"Selon la médiane des groupes, « {best} » est le plus avancé ({high}) et "
            f"« {least} », le moins avancé ({low})."
        )
    hidden = int(rounded["share"].isna().sum())
    return " ".join(filter(None, [*sentences, _hidden_said(hidden, language)]))


def _trend(first: Any, last: Any, language: Language) -> str:
    points = round(last["share"] * 100) - round(first["share"] * 100)
    since, was = month_name(first["month"], language), percent(first["share"], language)
    name = _NAMES[language][last["measure"]].lower()
    if language == "en":
        if not points:
            return f"The share of “{name}” has not changed since {since}."
        way = "risen" if points > 0 else "fallen"
        unit = "point" if abs(points) == 1 else "points"
        return f"The share of “{name}” has {way} by {abs(points)} {unit} since {since} ({was})."
    if not points:
        return f"La part « {name} » n’a pas changé depuis {since}."
    way = "gagné" if points > 0 else "perdu"
    unit = "point" if abs(points) == 1 else "points"
    return f"La part « {name} » a {way} {abs(points)} {unit} depuis {since} ({was})."


def _spread_said(shares: pd.Series, name: str, language: Language, month: date | None) -> str:
    low, middle, high = (percent(shares.agg(part), language) for part in ("min", "median", "max"))
    when = _when(month, language)
    if len(shares) == 1:
        said = f"“{name}” is at {middle}." if language == "en" else f"« {name} » est à {middle}."
    elif language == "en":
        said = f"“{name}” goes from {low} to {high} over {_count(len(shares), 'group')}; "
        said += f"the median is {middle}."
    else:
        said = f"« {name} » va de {low} à {high} dans {_count(len(shares), 'groupe')}; "
        said += f"la médiane est de {middle}."
    return _capital(when + said)


def _hidden_said(hidden: int, language: Language) -> str:
    if not hidden:
        return ""
    if language == "en":
        verb = "is" if hidden == 1 else "are"
        return f"{_capital(_count(hidden, 'figure'))} {verb} withheld to protect people."
    verb = "n’est pas diffusé" if hidden == 1 else "ne sont pas diffusés"
    return f"{_count(hidden, 'chiffre')} {verb}, pour protéger les personnes."


def _count(number: int, word: str, plural: str = "s") -> str:
    return f"{number} {word}{plural if number > 1 else ''}"


def _when(month: date | None, language: Language) -> str:
    if month is None:
        return ""
    return f"{'In' if language == 'en' else 'En'} {month_name(month, language)}, "


def _capital(sentence: str) -> str:
    start = 1 if sentence[0] in "“" else 2 if sentence[0] == "«" else 0
    return sentence[:start] + sentence[start].upper() + sentence[start + 1 :]


def _colon(language: Language) -> str:
    return ": " if language == "en" else "\u00a0: "


def _says(what: str, which: str, share: float, language: Language) -> str:
    value = _WITHHELD[language].lower() if pd.isna(share) else percent(share, language)
    return f"{what}, {which}{_colon(language)}{value}"


def _rounded(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(share=frame["share"].astype(float).round(2))


def _share(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


def _instant(month: Any) -> int:
    """Return the month's first day as milliseconds in UTC: no browser shifts it to its own zone."""
    return int(pd.Timestamp(month.year, month.month, 1, tz="UTC").timestamp() * 1000)


def _spread(months: list[Any], most: int) -> list[Any]:
    """Return at most about `most` of the months, evenly spaced, the last one among them."""
    every = max(1, -(-len(months) // most))
    return list(reversed(months[::-1][::every]))


def _line_ends(frame: pd.DataFrame, language: Language) -> list[dict[str, Any]]:
    """Place the name and value of each line at its end, moved apart where lines end together."""
    known = frame.dropna(subset="share")
    ends = [group.iloc[-1] for _name, group in known.groupby("measure", sort=False)]
    ends.sort(key=lambda end: (end["share"], MEASURES[::-1].index(end["measure"])))
    places: list[float] = []
    for end in ends:
        places.append(max(end["share"], places[-1] + _LABEL_GAP if places else 0.0))
    ceiling = 1.0
    for index in reversed(range(len(places))):
        places[index] = min(places[index], ceiling)
        ceiling = places[index] - _LABEL_GAP
    return [
        {
            "month": _instant(end["month"]),
            "measure": end["measure"],
            "share": float(end["share"]),
            "place": round(place, 4),
            "name": f"{_NAMES[language][end['measure']]} {percent(end['share'], language)}",
        }
        for end, place in zip(ends, places, strict=True)
    ]


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _signal(expression: str) -> alt.ExprRef:
    return alt.ExprRef(expression)


def _two(pair: tuple[str, str]) -> alt.ExprRef:
    """Return the colour of the theme that is shown, from (light, dark)."""
    light, dark = pair
    return _signal(f"dark ? '{dark}' : '{light}'")


def _measure_scale(
    colours: dict[str, tuple[str, str]], legend: Language | None = None
) -> alt.Color:
    scale = alt.Scale(domain=list(MEASURES), range=[_two(colours[name]) for name in MEASURES])
    return alt.Color("measure:N", scale=scale, legend=_legend(legend))


def _shape_scale(legend: Language | None = None) -> alt.Shape:
    scale = alt.Scale(domain=list(MEASURES), range=[_SHAPES[name] for name in MEASURES])
    return alt.Shape("measure:N", scale=scale, legend=_legend(legend))


def _legend(language: Language | None) -> alt.Legend | None:
    if language is None:
        return None
    return alt.Legend(
        title=None,
        orient="top",
        direction="horizontal",
        columns=4,
        symbolSize=120,
        labelExpr=f"({_NAMES[language]})[datum.label]",
        aria=False,
    )


def _percent_axis(language: Language, *, ticks: int, top: bool = False) -> alt.Axis:
    return alt.Axis(
        title=None,
        tickCount=ticks,
        orient=alt.Undefined if not top else "top",
        domain=False,
        ticks=False,
        labelExpr=f"round(datum.value * 100) + '{_PERCENT[language]}'",
    )


def _dressed(chart: alt.LayerChart, *, height: Any, smallest: int) -> alt.LayerChart:
    """Give a chart the house's look; below `smallest` pixels of width, the page lets it scroll."""
    return (
        chart.add_params(alt.param(name="dark", value=False))
        .properties(
            width=WIDTH,
            height=height,
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
            padding=4,
            usermeta={"smallest": smallest},
            background="transparent",
        )
        .configure(
            font=FONT,
            aria=False,
            axis=alt.AxisConfig(
                aria=False,
                gridColor=_two(_GRID),
                domainColor=_two(_GRID),
                tickColor=_two(_GRID),
                labelColor=_two(_QUIET),
                labelFontSize=14,
                labelFontWeight="normal",
                labelPadding=6,
            ),
            legend=alt.LegendConfig(
                labelColor=_two(_INK), labelFontSize=14, columnPadding=18, offset=10
            ),
            view=alt.ViewConfig(stroke=None),
        )
        .configure_mark(aria=False)
    )
