"""How people get through a path, in words and figures: the time, where they stop, what is hard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from academy.core.templatetags.figures import day_in_words, percent
from barometer.figures import Figure, Seal
from barometer.headlines import Context, share_of
from barometer.limits import Share, limit_of, quartile_of, said_of
from barometer.measures.benchmark import FEWEST_PEERS
from barometer.measures.durations import DROP_OFF_DAYS
from barometer.measures.journeys import HIGHEST, LOWEST
from barometer.releases.models import ReleasedPath, ReleasedRecall, ReleasedWays
from barometer.releases.queries import Steps


@dataclass(frozen=True, slots=True)
class Titles:
    """What a path, its lessons and its questions are called, in one language."""

    path: str
    lessons: Mapping[str, str]
    questions: Mapping[tuple[str, str], str]


def titles_in(text: Mapping[str, Any], outline: Mapping[str, Any]) -> Titles:
    """Return the titles of a published path: `text` is that of a language, `outline` its outline.

    A question is called by its lesson and its number there; a lesson that is gone isn't named.
    """
    named = {
        lesson["key"]: lesson["title"] for course in text["courses"] for lesson in course["lessons"]
    }
    questions = {
        # The number stands first, where no narrow screen cuts it.
        (lesson["key"], question): _("Question %(number)s – %(lesson)s")
        % {"lesson": named[lesson["key"]], "number": number}
        for course in outline["courses"]
        for lesson in course["lessons"]
        if lesson["key"] in named
        for number, question in enumerate(lesson["questions"], start=1)
    }
    return Titles(text["title"], named, questions)


def cohort_said(said: ReleasedPath) -> str:
    """Say of whom the time, the stops and the answers are."""
    until = day_in_words(said.until)
    if said.since is None:
        return _(
            "This is about the people, a hundred at least, who started before %(until)s, as the "
            "release of %(day)s knew them. Each person is in one such figure only."
        ) % {"until": until, "day": day_in_words(said.release.day)}
    return _(
        "This is about the people, a hundred at least, who started from %(since)s on and before "
        "%(until)s, as the release of %(day)s knew them. Each person is in one such figure only."
    ) % {
        "since": day_in_words(said.since),
        "until": until,
        "day": day_in_words(said.release.day),
    }


def seal_of(said: ReleasedPath | ReleasedRecall) -> Seal | None:
    """Return under which SHA-256 this was published; None before there was a document of it."""
    try:
        ways = said.release.ways
    except ReleasedWays.DoesNotExist:
        return None
    return Seal("ways", said.release.day, ways.method, ways.digest)


def time_said(said: ReleasedPath) -> str:
    """Say in how many days half of those who started have finished."""
    if said.median_days is None:
        return _("Fewer than half of those who started have finished so far.")
    sentence = _("Half of those who started have finished after about %(days)s days.") % {
        "days": said.median_days
    }
    if said.soonest_days is None or said.latest_days is None:
        return sentence
    if said.soonest_days == said.latest_days:
        return sentence
    between = _("Chance leaves it between %(soonest)s and %(latest)s days.") % {
        "soonest": said.soonest_days,
        "latest": said.latest_days,
    }
    return f"{sentence} {between}"


def spread_said(places: list[Steps], day: date, *, together: bool = False) -> str:
    """Say how the share of those who passed spreads over organizations, without naming any.

    `together`: some of `places` are several organizations that are counted together.
    """
    said = [steps["passed"] for steps in places if share_of(steps["passed"]) is not None]
    if len(said) < FEWEST_PEERS:
        return ""
    # In whole per cents, as pages show the shares: so that two pages tell the same median.
    shares = [
        (round(one.expected / one.people, 2), one.low / one.people, one.high / one.people)
        for one in said
    ]
    low, middle = (_known(quartile_of(shares, part), after="of") for part in (0, 1))
    high = _known(quartile_of(shares, 2))
    sentence = _(
        "On %(day)s, in half of the %(count)s organizations %(low)s to %(high)s of the people have "
        "passed; the median is %(middle)s."
    ) % {
        "day": day_in_words(day),
        "count": len(said),
        "low": low,
        "high": high,
        "middle": middle,
    }
    if not together:
        return sentence
    return f"{sentence} {_('Organizations that are counted together count as one.')}"


def _known(quartile: Share, *, after: Literal["", "of"] = "") -> str:
    """Say what is known of a quartile.

    `after`: "of" where French writes « de » before it, which it elides before « au plus ».
    """
    said_as = (
        {
            "most": pgettext("from or of a share", "at most %(share)s"),
            "least": pgettext("from or of a share", "at least %(share)s"),
            "": pgettext("from or of a share", "%(share)s"),
        }
        if after
        else {"most": _("at most %(share)s"), "least": _("at least %(share)s"), "": "%(share)s"}
    )
    share, low, high = quartile
    return said_as[limit_of(low, high)] % {"share": percent(said_of(share, low, high))}


def stops_figure(said: ReleasedPath, titles: Titles, context: Context) -> Figure | None:
    """Return where people stop, step by step; None where nothing may be said."""
    rows = []
    for key, points in said.stops:
        label = _("After starting") if key is None else titles.lessons.get(key)
        if label is not None:
            rows.append((label, points))
    if not rows:
        return None
    worst = max(rows, key=lambda row: row[1])
    equal = [row for row in rows if row[1] == worst[1]]
    if worst[1] <= LOWEST or len(equal) > 1:
        summary = _(
            "No step stands out: at none did more than %(share)s take no other step within "
            "%(days)s days."
        ) % {"share": percent(max(worst[1], LOWEST) / 100), "days": DROP_OFF_DAYS}
    else:
        summary = _(
            "Most people stop here: “%(step)s”. %(share)s took no other step within %(days)s days."
        ) % {"step": worst[0], "share": _written(worst[1]), "days": DROP_OFF_DAYS}
    return _bars(
        "stops",
        _("%(path)s – where people stop") % {"path": titles.path},
        summary,
        rows,
        (pgettext("column", "Step"), _("No other step within 45 days")),
        context,
        seal_of(said),
    )


def answers_figure(said: ReleasedPath, titles: Titles, context: Context) -> Figure | None:
    """Return which questions are right at the first go; None where nothing may be said."""
    rows = [
        (titles.questions[lesson, question], points)
        for lesson, question, points in said.rights
        if (lesson, question) in titles.questions
    ]
    if not rows:
        return None
    hardest = min(rows, key=lambda row: row[1])
    return _bars(
        "answers",
        _("%(path)s – what is hard") % {"path": titles.path},
        _("The hardest is “%(question)s”: %(share)s of first answers were right.")
        % {"question": hardest[0], "share": _written(hardest[1])},
        rows,
        (_("Question"), _("Right at the first go")),
        context,
        seal_of(said),
    )


def known_figure(said: ReleasedRecall, titles: Titles, context: Context) -> Figure | None:
    """Return how much is still known after the pass; None where nothing may be said."""
    if not said.after:
        return None
    rows = [(_days_after(days), share) for days, share, _low, _high in said.after]
    days, share, low, high = said.after[-1]
    return _bars(
        "known",
        _("%(path)s – what is still known") % {"path": titles.path},
        _(
            "%(when)s, about %(share)s of what was passed is still known; chance leaves it between "
            "%(low)s and %(high)s."
        )
        % {
            "when": _days_after(days),
            "share": _written(share),
            "low": percent(low / 100),
            "high": percent(high / 100),
        },
        rows,
        (_("Time since the pass"), _("Still known")),
        context,
        seal_of(said),
        ends=[(low, high) for _days, _share, low, high in said.after],
    )


def _days_after(days: int) -> str:
    """Say one of the horizons of what is still known (`retention.HORIZONS`)."""
    return {
        30: _("After a month"),
        90: _("After three months"),
        180: _("After six months"),
        365: _("After a year"),
    }[days]


def _bars(
    name: str,
    title: str,
    summary: str,
    rows: list[tuple[str, int]],
    headings: tuple[str, str],
    context: Context,
    seal: Seal | None,
    ends: Sequence[tuple[int, int]] = (),
) -> Figure:
    """Return bars of shares known to five points; `ends`: those of the interval of each."""
    import pandas as pd

    from barometer.drawing import journey_charts, rendering

    drawn = [
        (
            label,
            _written(points),
            _("%(what)s: %(value)s") % {"what": label, "value": _written(points)},
            points / 100,
        )
        for label, points in _numbered(rows)
    ]
    frame = pd.DataFrame(drawn, columns=["label", "written", "says", "share"])
    columns = [
        *headings,
        *([_("At least, but for chance"), _("At most, but for chance")] if ends else []),
    ]
    interval: Sequence[tuple[int, ...]] = ends or [()] * len(rows)
    return Figure(
        name=name,
        title=title,
        summary=summary,
        columns=[
            {"label": heading, "number": position > 0} for position, heading in enumerate(columns)
        ],
        rows=[
            [label, _written(points), *(percent(end / 100) for end in more)]
            for (label, points), more in zip(rows, interval, strict=True)
        ],
        data_columns=columns,
        data=[
            [label, points / 100, *(end / 100 for end in more)]
            for (label, points), more in zip(rows, interval, strict=True)
        ],
        spec=rendering.spec_of(journey_charts.bars, frame, language=context.language),
        note=_(
            "Of a hundred people at least, to the nearest five points: so that nobody’s own way "
            "can be worked out."
        ),
        seal=seal,
    )


def _numbered(rows: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the rows with a number behind a label that was there before: a chart joins equals."""
    known: dict[str, int] = {}
    found = []
    for label, points in rows:
        known[label] = count = known.get(label, 0) + 1
        found.append((f"{label} ({count})" if count > 1 else label, points))
    return found


def _written(points: int) -> str:
    """Write a share that is known to the nearest five points."""
    share = percent(points / 100)
    if points >= HIGHEST:
        return _("%(share)s or more") % {"share": share}
    if points <= LOWEST:
        return _("%(share)s or less") % {"share": share}
    return share
