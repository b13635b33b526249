"""The look of the barometer's charts, in light and dark.

A chart carries both themes: the signal `dark` of its specification switches the colours; `narrow`
is set where its place has fewer than NARROW pixels, and puts what stands beside above. Colours are
Okabe and Ito's, made deeper on light paper where text is written in them.
"""

from typing import Any

import altair as alt

from academy.core.letters import FAMILY

from .words import MEASURES, NAMES, PERCENT, Language

FONT = f"{FAMILY}, Segoe UI, sans-serif"
WIDTH = 720
NARROW = 520

# (on light paper, on dark paper)
PAPER = ("#fffefb", "#221f1b")
INK = ("#211c17", "#f3ede2")
QUIET = ("#5d5548", "#b5ab9c")
GRID = ("#e4ddd0", "#36312a")
COLOURS = {
    "reached": ("#8a5f7a", "#dd9cc0"),
    "started": ("#b34f00", "#e69f00"),
    "completed": ("#0072b2", "#56b4e9"),
    "passed": ("#007a59", "#2fc79c"),
}
DASHES = {"reached": [1, 3], "started": [7, 4], "completed": [1, 0], "passed": [1, 0]}
WIDTHS = {"reached": 2.5, "started": 2.5, "completed": 7.5, "passed": 2.5}
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
_INKS = ("#000000", "#ffffff")


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


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def signal(expression: str) -> alt.ExprRef:
    """Return a value that the chart computes where it is drawn."""
    return alt.ExprRef(expression)


def two(pair: tuple[str, str]) -> alt.ExprRef:
    """Return the colour of the theme that is shown, from (light, dark)."""
    light, dark = pair
    return signal(f"dark ? '{dark}' : '{light}'")


def measure_colour(
    colours: dict[str, tuple[str, str]], legend: alt.Legend | None = None
) -> alt.Color:
    """Encode the measure as a colour."""
    return alt.Color("measure:N", scale=_colours(colours), legend=legend)


def measure_stroke(colours: dict[str, tuple[str, str]], legend: alt.Legend) -> alt.Stroke:
    """Encode the measure as the colour of an outline."""
    return alt.Stroke("measure:N", scale=_colours(colours), legend=legend)


def measure_fill(colours: dict[str, tuple[str, str]], legend: alt.Legend) -> alt.Fill:
    """Fill the marks of what is passed alone; those of the other measures are outlines."""
    filled = [two(colours[name]) if name == "passed" else "transparent" for name in MEASURES]
    return alt.Fill(
        "measure:N", scale=alt.Scale(domain=list(MEASURES), range=filled), legend=legend
    )


def _colours(colours: dict[str, tuple[str, str]]) -> alt.Scale:
    return alt.Scale(domain=list(MEASURES), range=[two(colours[name]) for name in MEASURES])


def measure_sizes(sizes: list[float]) -> alt.Scale:
    """Give each measure its size; without a type, sizes between the first two would be chosen."""
    return alt.Scale(type="ordinal", domain=list(MEASURES), range=sizes)


def measure_width() -> alt.StrokeWidth:
    """Encode the measure as the width of a line."""
    sizes = measure_sizes([WIDTHS[name] for name in MEASURES])
    return alt.StrokeWidth("measure:N", scale=sizes, legend=None)


def measure_dash() -> alt.StrokeDash:
    """Encode the measure as the dashes of a line."""
    scale = alt.Scale(domain=list(MEASURES), range=[DASHES[name] for name in MEASURES])
    return alt.StrokeDash("measure:N", scale=scale, legend=None)


def measure_shape(legend: alt.Legend | None = None) -> alt.Shape:
    """Encode the measure as a shape."""
    scale = alt.Scale(domain=list(MEASURES), range=[_SHAPES[name] for name in MEASURES])
    return alt.Shape("measure:N", scale=scale, legend=legend)


def measure_legend(measures: list[str], language: Language) -> alt.Legend:
    """Return the legend of the measures that a chart shows, above it."""
    return alt.Legend(
        title=None,
        orient="top",
        direction="horizontal",
        # In a narrow place, four names would leave it.
        columns=signal("narrow ? 2 : 4"),
        symbolSize=120,
        values=[name for name in MEASURES if name in measures],
        labelExpr=f"({NAMES[language]})[datum.label]",
        aria=False,
    )


def percent_axis(language: Language, *, parts: int, top: bool = False) -> alt.Axis:
    """Return an axis of shares cut in equal parts, its labels in per cents of the language."""
    return alt.Axis(
        title=None,
        values=[part / parts for part in range(parts + 1)],
        orient=alt.Undefined if not top else "top",
        domain=False,
        ticks=False,
        labelExpr=f"round(datum.value * 100) + '{PERCENT[language]}'",
    )


def dressed(
    *layers: alt.Chart, height: int | alt.Step, smallest: int, width: int = WIDTH, **more: Any
) -> alt.LayerChart:
    """Lay charts over each other, the first one lowest, with the house's look.

    `smallest`: the width in pixels below which the page lets the chart scroll. `more` is what
    `alt.layer` takes besides. All is given to one call: each further one copies the whole chart.
    """
    switches = [alt.param(name=name, value=False).param for name in ("dark", "narrow")]
    return alt.layer(
        *layers,
        params=switches,
        width=width,
        height=height,
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        padding=4,
        usermeta={"smallest": smallest, "narrow": NARROW},
        background="transparent",
        config=alt.Config(
            font=FONT,
            aria=False,
            axis=alt.AxisConfig(
                aria=False,
                gridColor=two(GRID),
                domainColor=two(GRID),
                tickColor=two(GRID),
                labelColor=two(QUIET),
                labelFontSize=14,
                labelFontWeight="normal",
                labelPadding=6,
            ),
            legend=alt.LegendConfig(
                labelColor=two(INK), labelFontSize=14, columnPadding=18, offset=10
            ),
            view=alt.ViewConfig(stroke=None),
            mark=alt.MarkConfig(aria=False),
        ),
        **more,
    )
