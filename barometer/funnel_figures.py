"""The funnel of a portfolio: who differs from all by more than chance, as a figure."""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from academy.core.templatetags.figures import day_in_words, percent, whole

from .figures import Figure
from .headlines import Context, share_between, share_said
from .limits import limit_of, said_of
from .measures.benchmark import Benchmark, Placed, benchmark, limits_of
from .protection.bands import Total

FEWEST_PEOPLE = 100
"""Under so many people, bands are too wide to tell an organism from chance."""

_PLACES_ON_A_LIMIT = 60


def funnel_figure(
    now: Mapping[int, Total], names: Mapping[int, str], path: str, context: Context
) -> Figure | str:
    """Return the funnel of the organisms in `names`, or a sentence that says why there is none.

    `now`: what is published of those who passed, of every organism of the government.
    """
    large = {pk: one for pk, one in now.items() if one.people >= FEWEST_PEOPLE}
    counts: dict[Hashable, tuple[int, int]] = {
        pk: (round(one.expected), one.people) for pk, one in large.items()
    }
    found = benchmark(counts, context.day)
    own = {pk: name for pk, name in names.items() if pk in large}
    said = {"people": FEWEST_PEOPLE}
    if found is None:
        return (
            _(
                "Whether an organization differs by more than chance can’t be said: fewer than "
                "nine organizations of the government have %(people)s people or more."
            )
            % said
        )
    if not own:
        return (
            _(
                "Whether an organization differs by more than chance can’t be said: none here has "
                "%(people)s people or more."
            )
            % said
        )
    return _figure(found, large, own, path, context)


def _figure(
    found: Benchmark,
    said: Mapping[int, Total],
    own: Mapping[int, str],
    path: str,
    context: Context,
) -> Figure:
    from .drawing import comparison_charts, rendering

    rows: list[list[str | None]] = []
    data: list[list[Any]] = []
    drawn: list[dict[str, Any]] = []
    above = below = 0
    for pk, name in own.items():
        against, total = found.organisms[pk], said[pk]
        share, side = total.expected / total.people, _side(against)
        above, below = above + (side > 0), below + (side < 0)
        word = _side_in_words(side)
        rows.append(
            [
                name,
                whole(total.people),
                share_between(total),
                f"{percent(against.lowest)}–{percent(against.highest)}",
                word,
            ]
        )
        limits = [round(against.lowest, 4), round(against.highest, 4)]
        data.append([name, total.people, total.low, total.high, round(share, 4), *limits, word])
        drawn.append(
            {
                "kind": "outside" if side else "within",
                "label": name,
                "people": total.people,
                **dict(zip(("share", "low", "high"), placed(total), strict=True)),
                "says": _("%(what)s: %(value)s")
                % {"what": name, "value": f"{share_said(total)}, {word}"},
            }
        )
    rate = found.target.value or 0.0
    frame = _frame(drawn, rate, found.overdispersion)
    organism, people = _("Organization"), pgettext("column", "People")
    limits_word, position = _("Limits of chance"), pgettext("column", "Against the limits")
    return Figure(
        name="funnel",
        title=_("%(path)s – who differs by more than chance") % {"path": path},
        summary=_said(context.day, len(own), above, below, rate),
        columns=[
            {"label": organism, "number": False},
            *(
                {"label": word, "number": True}
                for word in (people, _("Passed"), limits_word, position)
            ),
        ],
        rows=rows,
        data_columns=[
            organism,
            people,
            _("%(measure)s (at least)") % {"measure": _("Passed")},
            _("%(measure)s (at most)") % {"measure": _("Passed")},
            _("%(measure)s (share)") % {"measure": _("Passed")},
            _("Lower limit"),
            _("Upper limit"),
            position,
        ],
        data=data,
        spec=rendering.spec_of(comparison_charts.funnel, frame, language=context.language),
        is_grouped=False,
        note=with_lines_said(
            _(
                "Between the limits lie 99.8%% of organizations that differ by chance alone; they "
                "are those of the %(count)s organizations of the government with %(people)s "
                "people or more. Smaller ones aren’t drawn: their bands are too wide to tell."
            )
            % {"count": len(said), "people": FEWEST_PEOPLE},
            [said[pk] for pk in own],
        ),
    )


def placed(said: Total) -> tuple[float, float | None, float | None]:
    """Return where a figure stands in a picture: its share, and its ends where it is a line."""
    low, high = said.low / said.people, said.high / said.people
    share = said.expected / said.people
    return (said_of(share, low, high), low, high) if limit_of(low, high) else (share, None, None)


def with_lines_said(note: str, shown: Iterable[Total]) -> str:
    """Return a note that says too what lines in place of marks mean, where there are some."""
    if not any(limit_of(one.low / one.people, one.high / one.people) for one in shown):
        return note
    lines = _(
        "A line in place of a mark says at most or at least: it may be nobody (from 0), or "
        "everybody (to 100)."
    )
    return f"{note} {lines}"


def _frame(drawn: list[dict[str, Any]], rate: float, dispersion: float) -> Any:
    import pandas as pd

    most = max(FEWEST_PEOPLE * 2, *(row["people"] for row in drawn))
    places = np.unique(
        np.geomspace(FEWEST_PEOPLE, most * 1.1, _PLACES_ON_A_LIMIT).round().astype(int)
    )
    lowest, highest = limits_of(places, rate, dispersion)
    rows = list(drawn)
    rows += [
        {
            "kind": "limit",
            "people": int(n),
            "low": round(float(low), 3),
            "high": round(float(up), 3),
        }
        for n, low, up in zip(places, lowest, highest, strict=True)
    ]
    rows += [{"kind": "target", "people": int(n), "share": rate} for n in (places[0], places[-1])]
    columns = ["kind", "label", "people", "share", "low", "high", "says"]
    return pd.DataFrame(rows, columns=columns)


def _side(placed: Placed) -> int:
    """Return 1 above the limits, -1 below them, 0 between them."""
    rate = placed.rate.value
    if not placed.is_outside or rate is None:
        return 0
    return 1 if rate > placed.highest else -1


def _side_in_words(side: int) -> str:
    return {
        1: pgettext("position in a funnel", "above"),
        0: pgettext("position in a funnel", "within"),
        -1: pgettext("position in a funnel", "below"),
    }[side]


def _said(day: date, count: int, above: int, below: int, rate: float) -> str:
    said = {
        "day": day_in_words(day),
        "count": count,
        "above": above,
        "below": below,
        "rate": percent(rate),
    }
    if not above and not below:
        return (
            ngettext(
                "On %(day)s, the organization that is drawn doesn’t differ from the rate of all "
                "(%(rate)s) by more than chance.",
                "On %(day)s, none of the %(count)s organizations differs from the rate of all "
                "(%(rate)s) by more than chance.",
                count,
            )
            % said
        )
    return (
        ngettext(
            "On %(day)s, of %(count)s organization, %(above)s is above and %(below)s below what "
            "chance explains around the rate of all, %(rate)s.",
            "On %(day)s, of %(count)s organizations, %(above)s are above and %(below)s below what "
            "chance explains around the rate of all, %(rate)s.",
            count,
        )
        % said
    )
