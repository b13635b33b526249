"""What stands on a sheet: published values of one release, and words made of them."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from academy.core.templatetags.figures import day_in_words, whole
from academy.organisms.models import Organism
from barometer.criteria import queries as criteria
from barometer.criteria.levels import median_level
from barometer.criteria.models import Assessment
from barometer.events import STEPS
from barometer.figures import Figure, mark_in_words, time_figure
from barometer.headlines import (
    Context,
    answer,
    change_in,
    headline,
    measure_names,
    notice_of,
    share_said,
    since_last_release,
)
from barometer.measures.periods import USUAL, days_of
from barometer.pages import chosen_path, context_of
from barometer.protection.bands import Total
from barometer.releases import queries
from barometer.releases.models import Level, Release
from barometer.releases.queries import Steps
from barometer.releases.told import Told, told_of, total_of
from barometer.resting import note_of, shares_in_doubt
from barometer.timeline.marks import Mark, Numbered, numbered
from barometer.timeline.queries import marks_of
from courses.queries.doubts import resting_on_doubts

FORMAT = "academie-barometer-sheet/1"
# More paths don't fit on one page beside the criteria.
_MOST_PATHS = 8
# Nor more of what happened, nor longer: a merger names everything that was merged.
_MOST_MARKS = 6
_LONGEST_MARK = 140
# Nor are more of the other paths named of which questions are in doubt.
_MOST_DOUBTED = 3


def content_of(
    organism: Organism,
    release: Release,
    path: UUID | None,
    language: str,
    today: date,
    *,
    with_levels: bool = True,
) -> dict[str, Any] | None:
    """Return what the sheet of an organism says, in the language that is active.

    `path`: the one that it speaks of, by default the one that most people have joined. None where
    nothing of it is published. `today`: what happened is told as it is known that day.
    `with_levels`: tell those of the criteria.
    """
    context = context_of(language, release)
    paths = queries.totals(release, Level.ORGANISM, [organism.pk]).get(organism.pk, {})
    chosen = chosen_path(path, context, paths)
    if chosen is None or chosen not in paths:
        return None
    steps = paths[chosen]
    every = queries.history(
        Level.ORGANISM, organism.pk, method=release.method, until=release.day
    ).get(chosen, {})
    shown = {day: every[day] for day in days_of(USUAL, list(every))}
    marks = [mark for key, mark in marks_of(organism, None, today) if key in (None, chosen)]
    levels = _criteria(organism, release, language)
    listed = _listed(paths, context)
    return {
        "format": FORMAT,
        "language": context.language,
        "organism": {
            "code": organism.code,
            "name": organism.name,
            "is_simulated": organism.is_simulated,
        },
        "release": {
            "day": release.day.isoformat(),
            "method": release.method,
            "sha256": release.digest,
        },
        "path": {"key": str(chosen), "title": context.paths[chosen]},
        "answer": answer(steps, headline(steps, shown)),
        "moved": since_last_release(every),
        "notice": notice_of(steps["passed"]),
        "smallest_group": context.smallest,
        "steps": _steps(steps, every),
        "doubts": _doubts(chosen, listed, context),
        "paths": [
            {
                "title": context.paths[key],
                "reached": _share(paths[key]["reached"]),
                "passed": _share(paths[key]["passed"]),
                "between": _between(paths[key]["passed"]),
            }
            for key in listed
        ],
        "other_paths": max(0, len(context.paths.keys() & paths.keys()) - _MOST_PATHS),
        "curve": [[day.isoformat(), _numbers(said)] for day, said in shown.items()],
        "marks": [
            {"number": one.number, "day": one.mark.day.isoformat(), "says": one.mark.says}
            for one in numbered(marks, list(shown))
        ],
        "criteria": levels if with_levels else None,
        "levels_left_out": levels is not None and not with_levels,
    }


def canonical(content: Mapping[str, Any]) -> str:
    """Return what a sheet says as JSON that is written in one way only."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def curve_of(content: Mapping[str, Any]) -> Figure:
    """Return the curve of a sheet, drawn from what stands on it."""
    day = date.fromisoformat(content["release"]["day"])
    history = {date.fromisoformat(on): _said(numbers) for on, numbers in content["curve"]}
    context = Context(content["language"], day, content["smallest_group"])
    return time_figure(
        history, context, content["path"]["title"], [one.mark for one in marks_on(content)]
    )


def marks_on(content: Mapping[str, Any]) -> list[Numbered]:
    """Return the marks on the curve of a sheet; those that were issued early have none."""
    return [
        Numbered(one["number"], Mark(date.fromisoformat(one["day"]), one["says"]))
        for one in content.get("marks", [])
    ]


def _steps(steps: Steps, every: Mapping[date, Steps]) -> list[dict[str, str]]:
    """Return a line for each step: now, between what, in the release before, by how much more."""
    names, last = measure_names(), dict(list(every.items())[-2:])
    before = next(iter(last)) if len(last) > 1 else None
    lines = []
    for measure in STEPS:
        said = steps[measure]
        change = change_in(last, measure)
        lines.append(
            {
                "step": measure,
                "name": names[measure],
                "share": _share(said),
                "between": _between(said),
                "people": whole(said.people),
                "before": _share(last[before][measure]) if before else "–",
                "change": change.written if change else "–",
            }
        )
    return lines


def _listed(paths: Mapping[UUID, Steps], context: Context) -> list[UUID]:
    """Return the paths that the sheet lists, those that most people have passed first."""
    keys = [key for key in context.paths if key in paths]
    keys.sort(key=lambda key: (-paths[key]["passed"].expected, context.paths[key]))
    return keys[:_MOST_PATHS]


def _doubts(chosen: UUID, listed: Sequence[UUID], context: Context) -> dict[str, Any] | None:
    """Return what of the sheet rests on doubtful questions, in words and in numbers; None where
    nothing does."""
    resting = resting_on_doubts()
    others = {key: context.paths[key] for key in listed if key != chosen}
    known = [key for key in (chosen, *others) if key in resting]
    if not known:
        return None
    shares = shares_in_doubt(others)
    said = ", ".join(shares[:_MOST_DOUBTED])
    more = len(shares) - _MOST_DOUBTED
    if more > 0:
        said = ngettext(
            "%(paths)s and %(count)s more path", "%(paths)s and %(count)s more paths", more
        ) % {"paths": said, "count": more}
    return {
        "says": note_of({chosen: context.paths[chosen]}),
        "others": _("Passing other paths rests on doubtful questions in part, too: %(paths)s.")
        % {"paths": said}
        if shares
        else "",
        "paths": [
            {
                "key": str(key),
                "doubtful": resting[key].doubtful,
                "of": resting[key].of,
                "is_most": resting[key].is_most,
            }
            for key in known
        ],
    }


def _criteria(organism: Organism, release: Release, language: str) -> dict[str, Any] | None:
    """Return the levels of the last assessment that was reviewed before the release."""
    found = (
        Assessment.objects.filter(
            organism=organism,
            state=Assessment.State.REVIEWED,
            reviewed_at__lt=release.as_of,
        )
        .select_related("grid")
        .order_by("-year")
        .first()
    )
    if found is None:
        return None
    grid = criteria.grid_in_use(found, language)
    levels = criteria.levels_of([found])[found.pk]
    if not levels:
        return None
    return {
        "year": found.year,
        "version": grid.version,
        "median": median_level(list(levels.values())),
        "levels": [
            {"title": one.title, "level": levels[one.key]}
            for one in grid.criteria
            if one.key in levels
        ],
        "anchors": [f"{one.level} {one.name}" for one in grid.levels],
    }


def _share(said: Total) -> str:
    return share_said(said) or "–"


def _between(said: Total) -> str:
    return _("%(low)s to %(high)s") % {"low": whole(said.low), "high": whole(said.high)}


def _numbers(steps: Steps) -> dict[str, Told]:
    return {step: told_of(steps[step]) for step in STEPS}


def _said(numbers: Mapping[str, Told]) -> Steps:
    return {step: total_of(told) for step, told in numbers.items()}


def _marks(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the newest marks below the curve, each with its number, and how many aren't there."""
    marks = marks_on(content)
    left_out = max(0, len(marks) - _MOST_MARKS)
    return {
        "lines": [[one.number, _shortened(mark_in_words(one.mark))] for one in marks[left_out:]],
        "more": _("The first %(count)s are on the page of the organization.") % {"count": left_out}
        if left_out > 1
        else _("The first one is on the page of the organization.")
        if left_out
        else "",
    }


def _shortened(text: str) -> str:
    """Return a text of one line or two, cut between words."""
    if len(text) <= _LONGEST_MARK:
        return text
    return text[:_LONGEST_MARK].rsplit(" ", 1)[0].rstrip(",;: \xa0") + "…"


def words_of(content: Mapping[str, Any], *, code: str, address: str) -> dict[str, Any]:
    """Return the headings of a sheet, in the language that is active."""
    day = day_in_words(date.fromisoformat(content["release"]["day"]))
    assessed = content["criteria"]
    return {
        "kicker": _("Barometer of learning"),
        "simulated": _("Simulated: part of the demonstration.")
        if content["organism"]["is_simulated"]
        else "",
        "subtitle": _("Council sheet, release of %(day)s") % {"day": day},
        "table": {
            "caption": _("This release and the one before"),
            "headings": [
                pgettext("of a learning path", "Step"),
                _("Share"),
                _("People, between"),
                _("Release before"),
                pgettext("of a share", "Change"),
            ],
        },
        "marks": _marks(content),
        "people": _("Of %(people)s people.") % {"people": content["steps"][0]["people"]},
        "paths": {
            "caption": _("How far each path has spread"),
            "headings": [_("Learning path"), _("Reached"), _("Passed"), _("People, between")],
            "more": _("And %(count)s more on the page of the organization.")
            % {"count": content["other_paths"]}
            if content["other_paths"]
            else "",
        },
        "criteria": {
            "caption": _("Criteria of digital practice, %(year)s: median level %(level)s")
            % {"year": assessed["year"], "level": assessed["median"]}
            if assessed
            else "",
            "headings": [_("Criterion"), _("Level")],
        },
        "levels_left_out": _(
            "The levels of the criteria of digital practice are left out: whoever asked for this "
            "sheet may still give one of them a second rating."
        )
        if content.get("levels_left_out")
        else "",
        "method": _(
            "Each figure says between which two numbers of people it lies; the share is what is to "
            "be expected between the two. None is an exact count, and none is about fewer than "
            "%(smallest)s people, so that nobody can be singled out. A release never changes."
        )
        % {"smallest": content["smallest_group"]},
        "release": _("Release of %(day)s, method %(method)s. SHA-256 of its document:")
        % {"day": day, "method": content["release"]["method"]},
        "check": _("Is this sheet genuine? Compare it with what this address shows:"),
        "code": code,
        "address": address,
    }
