"""The picture of a forecast: what was seen, and what may come. Pure.

Shares are whole per cents, as in every other picture of the barometer. Nothing is drawn but what
the table beside it says.
"""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from barometer.drawing.rows import rows_of
from barometer.drawing.theme import (
    COLOURS,
    INK,
    PAPER,
    QUIET,
    WIDTHS,
    dressed,
    percent_axis,
    signal,
    two,
)
from barometer.drawing.words import SHORT_MONTHS, Language, day_name, percent, says, share_or_none
from barometer.timeline.charts import mark_layers
from barometer.timeline.marks import Numbered

_WORDS = {
    "en": {
        "seen": "Passed",
        "foreseen": "Foreseen",
        "target": "Target {}",
        "due": "Target {}, by {}",
        "to": "{} to {}",
        "with": "With one more campaign",
    },
    "fr": {
        "seen": "Réussi",
        "foreseen": "Prévu",
        "target": "Cible {}",
        "due": "Cible {}, d’ici au {}",
        "to": "{} à {}",
        "with": "Avec une campagne de plus",
    },
}
# The part of the picture's width that the ends of the band take on a phone.
_ROOM = 0.16
_COLOUR, _WITH = COLOURS["passed"], COLOURS["started"]


def onward(
    frame: pd.DataFrame, *, language: Language, marks: Sequence[Numbered] = ()
) -> alt.LayerChart:
    """Draw the share of those who passed, then the band and the middle of what may come.

    `frame`: `day` (datetime64), `share` (seen, or the middle of what is foreseen; NaN where
    withheld), `low`, `high` (NaN where seen), `foreseen` (boolean), `target` (a share, or NaN: the
    same in every row) and `due` (datetime64 or NaT: its day). With `with_low`, `with_middle` and
    `with_high`, what may come with one more campaign stands beside.
    """
    frame = frame.assign(
        **{name: frame[name].astype(float).round(2) for name in ("share", "low", "high", "target")}
    ).sort_values("day", kind="stable")
    words = _WORDS[language]
    seen = frame[~frame["foreseen"]]
    ahead = frame[frame["foreseen"]]
    now = seen.dropna(subset="share").tail(1)
    # The band opens where the line ends.
    start = now.assign(low=now["share"], high=now["share"])
    rows = [_row(one, words["seen"], language) for one in seen.itertuples()]
    band = [_row(one, words["seen"], language) for one in start.itertuples()]
    band += [_row(one, words["foreseen"], language) for one in ahead.itertuples()]
    x = alt.X(
        "day:T",
        scale=alt.Scale(type="utc", nice=False),
        axis=alt.Axis(
            title=None,
            grid=False,
            # As one expression, for the reason that `barometer.drawing.charts` gives.
            values=signal(f"narrow ? {_ticks(frame, 4)} : {_ticks(frame, 8)}"),
            labelExpr=(
                f"[{SHORT_MONTHS[language].split()}[utcmonth(datum.value)],"
                " '' + utcyear(datum.value)]"
            ),
            labelOverlap="greedy",
            labelSeparation=6,
            labelFlush=True,
        ),
    )
    y = alt.Y("share:Q", scale=alt.Scale(domain=[0, 1]), axis=percent_axis(language, parts=5))
    past = alt.Chart(rows_of(rows)).encode(x=x, y=y)
    future = alt.Chart(rows_of(band)).encode(x=x)
    colour = two(_COLOUR)
    layers: list[alt.Chart] = [
        *mark_layers(marks, x),
        future.mark_area(opacity=0.22, color=colour).encode(y=alt.Y("low:Q"), y2=alt.Y2("high:Q")),
        *(
            future.mark_line(strokeWidth=1, opacity=0.7, color=colour).encode(y=f"{side}:Q")
            for side in ("low", "high")
        ),
        future.mark_line(strokeWidth=WIDTHS["passed"], strokeDash=[6, 4], color=colour).encode(y=y),
        past.mark_line(strokeWidth=WIDTHS["passed"], color=colour),
        past.mark_point(filled=True, opacity=1, size=38, color=colour),
    ]
    layers += _with_campaign(frame, x, words, language)
    layers += _target(frame, x, words, language)
    layers += _ends(frame, x, language, beside="with_middle" in frame)
    layers += [
        one.mark_point(filled=True, size=500, opacity=0).encode(y=y, tooltip=alt.Tooltip("says:N"))
        for one in (past, future)
    ]
    return dressed(*layers, height=320, smallest=280)


def _row(one: Any, name: str, language: Language) -> dict[str, Any]:
    said = says(name, day_name(one.day, language), one.share, language)
    if not pd.isna(one.low) and one.foreseen:
        low, high = (percent(end, language) for end in (one.low, one.high))
        said = f"{said} ({_WORDS[language]['to'].format(low, high)})"
    return {
        "day": _instant(one.day),
        "share": share_or_none(one.share),
        "low": share_or_none(one.low),
        "high": share_or_none(one.high),
        "says": said,
    }


def _with_campaign(
    frame: pd.DataFrame, x: alt.X, words: dict[str, str], language: Language
) -> list[alt.Chart]:
    """Draw the ends and the middle of what may come with one more campaign, and name it."""
    if "with_middle" not in frame:
        return []
    ahead = frame.dropna(subset="with_middle")
    now = frame[~frame["foreseen"]].dropna(subset="share").tail(1)
    rows: list[dict[str, Any]] = [
        {"day": _instant(one.day), "middle": float(one.share), "low": None, "high": None}
        for one in now.itertuples()
    ]
    for one in ahead.itertuples():
        low, middle, high = (
            round(float(end), 2) for end in (one.with_low, one.with_middle, one.with_high)
        )
        said = says(words["with"], day_name(one.day, language), middle, language)
        ends = words["to"].format(percent(low, language), percent(high, language))
        rows.append(
            {
                "day": _instant(one.day),
                "low": low,
                "middle": middle,
                "high": high,
                "says": f"{said} ({ends})",
            }
        )
    base = alt.Chart(alt.Data(values=rows)).encode(x=x)
    later = base.transform_filter("isValid(datum.low)")
    name = {
        "align": "right",
        "baseline": "bottom",
        "dy": -8,
        "fontSize": 14,
        "fontWeight": 600,
    }
    # Above everybody, where no curve, no target and no other name can be.
    last = alt.Chart(
        alt.Data(values=[{"day": rows[-1]["day"], "name": f"◆ {words['with']}"}])
    ).encode(x=x, y=alt.value(0), text="name:N")
    return [
        later.mark_rule(strokeWidth=3, opacity=0.55, color=two(_WITH)).encode(
            y=alt.Y("low:Q"), y2="high:Q"
        ),
        base.mark_line(strokeWidth=WIDTHS["passed"], strokeDash=[2, 3], color=two(_WITH)).encode(
            y="middle:Q"
        ),
        later.mark_point(shape="diamond", filled=True, opacity=1, size=70, color=two(_WITH)).encode(
            y="middle:Q", tooltip=alt.Tooltip("says:N")
        ),
        last.mark_text(**name, color=two(_WITH)),
        # Right of the last week there is room for what the band's ends say.
        alt.Chart(alt.Data(values=[{"day": _room_until(frame)}]))
        .mark_point(opacity=0)
        .encode(x=x, y=alt.value(0)),
    ]


def _room_until(frame: pd.DataFrame) -> int:
    first, last = _instant(frame["day"].min()), _instant(frame["day"].max())
    return last + round((last - first) * _ROOM)


def _target(
    frame: pd.DataFrame, x: alt.X, words: dict[str, str], language: Language
) -> list[alt.Chart]:
    """Draw the target as a line across, and a mark on its day where that is in the picture."""
    target = frame["target"].iloc[0]
    if pd.isna(target):
        return []
    due, share = frame["due"].iloc[0], percent(target, language)
    said = (
        words["target"].format(share)
        if pd.isna(due)
        else words["due"].format(share, day_name(due, language))
    )
    row = {"day": _instant(frame["day"].min()), "share": float(target), "says": said}
    line = alt.Chart(rows_of([row]))
    layers = [
        line.mark_rule(strokeDash=[2, 3], strokeWidth=2, color=two(INK)).encode(y=alt.Y("share:Q")),
        line.mark_text(
            align="left",
            baseline="bottom",
            dx=4,
            dy=-5,
            fontSize=14,
            fontWeight=600,
            color=two(INK),
        ).encode(x=x, y=alt.Y("share:Q"), text=alt.Text("says:N")),
    ]
    if not pd.isna(due) and due <= frame["day"].max():
        mark = alt.Chart(rows_of([{**row, "day": _instant(due)}]))
        layers.append(
            mark.mark_point(
                shape="diamond", size=130, filled=True, opacity=1, color=two(INK)
            ).encode(x=x, y=alt.Y("share:Q"))
        )
    return layers


def _ends(frame: pd.DataFrame, x: alt.X, language: Language, *, beside: bool) -> list[alt.Chart]:
    """Write today's share above its point, and the band's ends at the right edge.

    `beside`: right of the band, since something else is drawn over it.
    """
    known = frame.dropna(subset="share")
    labels = []
    seen = known[~known["foreseen"]].tail(1)
    ahead = known[known["foreseen"]].tail(1)
    labels += [(one.day, one.share, percent(one.share, language)) for one in seen.itertuples()]
    if not ahead.empty:
        one = ahead.iloc[0]
        ends = [("high", one["high"]), ("low", one["low"])]
        if round(one["high"] * 100) == round(one["low"] * 100):
            ends = ends[:1]
        labels += [(one["day"], value, percent(value, language)) for _name, value in ends]
    drawn = []
    for place, (day, share, text) in enumerate(labels):
        row = {"day": _instant(day), "share": float(share), "text": text}
        above = place < 2
        base = alt.Chart(rows_of([row])).encode(x=x, y=alt.Y("share:Q"), text=alt.Text("text:N"))
        is_right = beside and (place or seen.empty)
        mark = {
            "align": "left" if is_right else "right",
            "baseline": "bottom" if above else "top",
            "dx": 7 if is_right else -6,
            "dy": (-1 if above else 1) if is_right else -7 if above else 7,
            "fontSize": 14,
            "fontWeight": 600,
        }
        drawn.append(base.mark_text(**mark, color=two(PAPER), stroke=two(PAPER), strokeWidth=5))
        drawn.append(base.mark_text(**mark, color=two(QUIET if place and not beside else _COLOUR)))
    return drawn


def _ticks(frame: pd.DataFrame, most: int) -> str:
    """Write the instants of at most about `most` first days of months as an expression has them."""
    first = frame["day"].min()
    months = pd.date_range(first.replace(day=1), frame["day"].max(), freq="MS")
    months = [month for month in months if month >= first]
    every = max(1, -(-len(months) // most))
    return str([_instant(month) for month in months[::every]])


def _instant(day: Any) -> int:
    """Return the day as milliseconds in UTC: no browser shifts it to its own zone."""
    return int(pd.Timestamp(day.year, day.month, day.day, tz="UTC").timestamp() * 1000)
