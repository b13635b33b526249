"""The figure of a forecast: picture, table, CSV and sentences, all from what was frozen."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from academy.core.templatetags.figures import day_in_words, percent
from barometer.figures import Figure, Seal, with_marks
from barometer.headlines import Context, share_of
from barometer.releases.queries import Steps
from barometer.timeline.marks import Mark, numbered

from .frozen import SHOWN
from .what_if import OneMore
from .wording import Aim, one_more_in_words, sentences


def outlook_figure(
    history: Mapping[date, Steps],
    said: Mapping[str, Any],
    score: Mapping[str, Any],
    context: Context,
    path: str,
    aim: Aim | None = None,
    seal: Seal | None = None,
    marks: Iterable[Mark] = (),
    one_more: OneMore | None = None,
) -> Figure:
    """Return how one path may go on: the releases of the period, then what is foreseen.

    Where it is too early to say anything, only the releases are drawn. `one_more`: what may come
    with one more campaign, drawn beside.
    """
    import pandas as pd

    from barometer.drawing.rendering import spec_of

    from .charts import onward

    columns = ["day", "foreseen", "share", "low", "high"]
    lines: list[tuple[date, bool, float | None, float, float]] = []
    for day, steps in history.items():
        one = steps["passed"]
        lines.append((day, False, share_of(one), one.low / one.people, one.high / one.people))
    for place, ahead in enumerate(SHOWN if not said["early"] else ()):
        middle, low, high = (said[name][place] / 1000 for name in ("middle", "low", "high"))
        lines.append((context.day + timedelta(weeks=ahead), True, middle, low, high))
    frame = pd.DataFrame(lines, columns=columns)
    frame["day"] = pd.to_datetime(frame["day"])
    frame["low"], frame["high"] = (
        frame[end].astype(float).where(frame["foreseen"]).round(2) for end in ("low", "high")
    )
    if one_more is not None:
        # Until it begins, it is the forecast itself that is drawn.
        unlike = len(history) + SHOWN.index(one_more.begins)
        for name in ("low", "middle", "high"):
            ends = getattr(one_more, name)[SHOWN.index(one_more.begins) :]
            frame[f"with_{name}"] = [float("nan")] * unlike + list(ends)
    frame["target"] = aim.share if aim else float("nan")
    frame["due"] = pd.Timestamp(aim.due) if aim else pd.NaT
    days = [line[0] for line in lines]
    happened = numbered(marks, days)
    table: dict[str, Any] = {
        "columns": [
            {"label": pgettext("column", "Day"), "number": False},
            {"label": _("Passed"), "number": True},
            {"label": pgettext("column", "At least"), "number": True},
            {"label": pgettext("column", "At most"), "number": True},
        ],
        "rows": [_row(*line) for line in lines],
        "data_columns": [
            pgettext("column", "Day"),
            _("Foreseen"),
            _("Passed (share)"),
            _("Passed (lowest share)"),
            _("Passed (highest share)"),
        ],
        "data": [
            [
                day.isoformat(),
                _("yes") if foreseen else _("no"),
                None if share is None else round(share, 4),
                round(low, 4) if foreseen else None,
                round(high, 4) if foreseen else None,
            ]
            for day, foreseen, share, low, high in lines
        ],
    }
    summary = sentences(said, context.day, score, aim)
    if one_more is not None:
        summary = f"{summary} {one_more_in_words(one_more)}"
        _add_one_more(table, one_more, len(history))
    return Figure(
        name="outlook",
        title=_("%(path)s, how it may go on") % {"path": path},
        summary=summary,
        **with_marks(table, happened, days),
        spec=spec_of(onward, frame, language=context.language, marks=happened),
        marks=happened,
        seal=seal,
    )


def _row(day: date, foreseen: bool, share: float | None, low: float, high: float) -> list[Any]:
    said = day_in_words(day)
    if not foreseen:
        # Between which two numbers it lies is in the table of the releases.
        return [said, None if share is None else percent(share), "–", "–"]
    return [_("%(day)s (foreseen)") % {"day": said}, percent(share), percent(low), percent(high)]


def _add_one_more(table: dict[str, Any], one: OneMore, seen: int) -> None:
    """Add what may come with one more campaign, behind as many rows of releases as were `seen`."""
    heading = _("With one more campaign")
    table["columns"].append({"label": heading, "number": True})
    shares = list(zip(one.middle, one.low, one.high, strict=True))
    for number, row in enumerate(table["rows"]):
        if number < seen:
            row.append("–")
            continue
        middle, low, high = map(percent, shares[number - seen])
        words = _("%(middle)s (%(low)s to %(high)s)")
        row.append(words % {"middle": middle, "low": low, "high": high})
    table["data_columns"] += [
        _("With one more campaign (share)"),
        _("With one more campaign (lowest share)"),
        _("With one more campaign (highest share)"),
    ]
    for number, row in enumerate(table["data"]):
        row += [None] * 3 if number < seen else [round(one, 4) for one in shares[number - seen]]
