"""The figures of surveys: the picture, the table, the data and the sentence say the same."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from academy.core.templatetags.figures import percent, whole
from barometer.figures import Figure
from barometer.limits import limit_of, said_of
from barometer.protection.bands import Total
from courses.models import SCALE_QUESTION, Moment

from .queries import Result
from .released import Counted


def figure_of(
    result: Result, number: int, names: Mapping[int | None, str], language: str, *, only: int | None
) -> Figure | None:
    """Return the figure of a question; None where nothing may be said of it.

    `names`: of organisms. `only`: an organism whose own figures are shown, and nothing else.
    """
    released = result.released
    if released is None:
        return None
    if only is None:
        counted, groups = released.whole, released.groups if len(released.groups) > 1 else ()
    else:
        alone = [one for one in released.groups if one.places == (only,)]
        if not alone:
            return None
        counted, groups = alone[0], ()
    question = result.question
    options = [(one["id"], one[language]) for one in question.options]
    moments = [one for one in question.moments if one in counted.people]
    lines = [(_whole_name(only, names), counted)]
    lines += [(_joined(one.places, names), one) for one in groups]
    return Figure(
        name=f"question-{number}",
        title=question.text(language),
        summary=_summary(result, counted, moments, whole_path=only is None),
        **_table(lines, options, moments),
        spec=_spec(options, counted, moments, language),
        note=_note(
            released.is_merged and bool(groups),
            is_paired=released.is_paired,
            has_lines=len(moments) > 1 and _has_one_end(counted),
        ),
    )


def moment_name(moment: str) -> str:
    """Return what a moment is called in a figure."""
    return (
        pgettext("a survey", "Before the path")
        if moment == Moment.BEFORE
        else pgettext("a survey", "After the path")
    )


def _whole_name(only: int | None, names: Mapping[int | None, str]) -> str:
    return _("Everybody who answered") if only is None else names.get(only, "?")


def _joined(places: Sequence[int | None], names: Mapping[int | None, str]) -> str:
    said = [names.get(one) or _("Without an organization") for one in places]
    if len(said) <= 3:
        return ", ".join(said)
    more = len(said) - 2
    return ngettext(
        "%(first)s, %(second)s and %(count)s other",
        "%(first)s, %(second)s and %(count)s others",
        more,
    ) % {"first": said[0], "second": said[1], "count": more}


def _ends(figure: Total) -> tuple[float, float, float]:
    return (
        figure.expected / figure.people,
        figure.low / figure.people,
        figure.high / figure.people,
    )


def _written(figure: Total) -> str:
    share, low, high = _ends(figure)
    shown = percent(said_of(share, low, high))
    return {
        "most": _("at most %(share)s"),
        "least": _("at least %(share)s"),
        "": "%(share)s",
    }[limit_of(low, high)] % {"share": shown}


def _table(
    lines: Sequence[tuple[str, Counted]],
    options: Sequence[tuple[str, str]],
    moments: Sequence[str],
) -> dict[str, Any]:
    rows: list[list[str | None]] = []
    data: list[list[Any]] = []
    for label, counted in lines:
        for moment in moments:
            if moment not in counted.people:
                continue
            people, when = counted.people[moment], moment_name(moment)
            cells = counted.figures[moment]
            head = f"{label} – {when}" if len(moments) > 1 else label
            rows.append([head, whole(people), *(_written(cells[key]) for key, _text in options)])
            for key, text in options:
                share, low, high = (round(one, 2) for one in _ends(cells[key]))
                data.append([label, when, people, text, share, low, high])
    return {
        "columns": [
            {"label": pgettext("column", "Who"), "number": False},
            {"label": pgettext("a request", "People"), "number": True},
            *({"label": text, "number": True} for _key, text in options),
        ],
        "rows": rows,
        "data_columns": [
            pgettext("column", "Who"),
            pgettext("column", "When"),
            pgettext("a request", "People"),
            _("Answer"),
            _("Share"),
            _("At least"),
            _("At most"),
        ],
        "data": data,
    }


def _spec(
    options: Sequence[tuple[str, str]], counted: Counted, moments: Sequence[str], language: str
) -> dict[str, Any]:
    import pandas as pd

    from barometer.drawing import comparison_charts, journey_charts, rendering

    rows = []
    for key, text in options:
        for moment in moments:
            figure = counted.figures[moment][key]
            share, low, high = _ends(figure)
            says = _("%(what)s: %(value)s") % {
                "what": f"{text} – {moment_name(moment)}",
                "value": _written(figure),
            }
            rows.append((text, moment_name(moment), says, share, low, high, _written(figure)))
    columns = ["label", "mark", "says", "share", "low", "high", "written"]
    frame = pd.DataFrame(rows, columns=columns)
    if len(moments) > 1:
        # Between which ends a share lies is drawn where one of them alone is known.
        known = [bool(limit_of(row.low, row.high)) for row in frame.itertuples()]
        frame["low"] = frame["low"].where(pd.Series(known)).round(2)
        frame["high"] = frame["high"].where(pd.Series(known)).round(2)
        return rendering.spec_of(
            comparison_charts.two_marks, frame.drop(columns="written"), language=language
        )
    frame["share"] = [said_of(row.share, row.low, row.high) for row in frame.itertuples()]
    return rendering.spec_of(
        journey_charts.bars, frame[["label", "written", "says", "share"]], language=language
    )


def _summary(result: Result, counted: Counted, moments: Sequence[str], *, whole_path: bool) -> str:
    is_paired = result.released is not None and result.released.is_paired
    said = [_people(counted, moments, is_paired=is_paired)]
    shift = result.shift
    if whole_path and shift is not None:
        values = {
            "before": _tenth(shift.before),
            "after": _tenth(shift.after),
            "shift": _signed(shift.mean),
            "low": _signed(shift.low),
            "high": _signed(shift.high),
        }
        went = _(
            "The mean went from %(before)s to %(after)s: %(shift)s, and chance leaves it "
            "between %(low)s and %(high)s."
        )
        if shift.pairs < counted.people[moments[0]]:
            values["count"] = whole(shift.pairs)
            went = _(
                "The mean of the first %(count)s of them went from %(before)s to %(after)s: "
                "%(shift)s, and chance leaves it between %(low)s and %(high)s."
            )
        said.append(went % values)
        if not shift.is_clear:
            said.append(_("That is no more than chance explains."))
    elif whole_path and result.question.kind == SCALE_QUESTION and is_paired:
        said.append(_("Means are compared from twenty people on."))
    return " ".join(said)


def _people(counted: Counted, moments: Sequence[str], *, is_paired: bool) -> str:
    if is_paired:
        return _("%(count)s people answered before and after the path.") % {
            "count": whole(counted.people[moments[0]])
        }
    if len(moments) > 1:
        return _(
            "%(before)s people answered before the path, and %(after)s after it: not the same "
            "ones, so that they aren’t compared."
        ) % {
            "before": whole(counted.people[Moment.BEFORE]),
            "after": whole(counted.people[Moment.AFTER]),
        }
    said = (
        _("%(count)s people answered before the path.")
        if moments[0] == Moment.BEFORE
        else _("%(count)s people answered after the path.")
    )
    return said % {"count": whole(counted.people[moments[0]])}


def _has_one_end(counted: Counted) -> bool:
    """Tell whether of some share one end alone is known: a line is drawn in the place of a mark."""
    return any(
        limit_of(low, high)
        for figures in counted.figures.values()
        for _share, low, high in map(_ends, figures.values())
    )


def _note(is_merged: bool, *, is_paired: bool, has_lines: bool) -> str:
    said = [
        _(
            "Numbers are said in bands and change by five people at a time, so that nobody’s own "
            "answer follows."
        )
    ]
    if has_lines:
        said.append(
            _("Where a coloured line stands in the place of a mark, the share lies along it.")
        )
    if is_paired:
        said.append(_("Whoever answered once is not counted."))
    if is_merged:
        said.append(_("Organizations with fewer than ten people are counted together."))
    return " ".join(said)


def _tenth(value: float) -> str:
    return number_format(value, decimal_pos=1)


def _signed(value: float) -> str:
    written = _tenth(abs(value))
    return f"+{written}" if value > 0 else f"−{written}" if value < 0 else written
