"""A portfolio's organisms beside one another, as figures.

Who opens it wants to know three things, and where to phone first: whether an organism differs from
the others by more than chance, who has stopped while the others go on, and who could help whom.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from academy.core.alphabet import alphabetical
from academy.core.templatetags.figures import day_in_words, points, whole
from academy.organisms.models import Organism

from .figures import Figure
from .funnel_figures import funnel_figure, placed, with_lines_said
from .headlines import Context, share_between, share_said
from .measures.comparisons import PEERS_MOVED, RELEASES_BACK, Movement, movements, pairs
from .protection.bands import Total
from .releases import queries
from .releases.models import Level, Release


@dataclass(frozen=True, slots=True)
class Comparisons:
    """The figures that compare organisms, and why some are missing."""

    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def compared(portfolio: int, path: UUID, release: Release, context: Context) -> Comparisons:
    """Return the organisms of a portfolio (its id) beside one another, on one path.

    Limits and peers are those of the whole government; only the portfolio's own organisms are
    named. Five queries.
    """
    now = _passed(release, path)
    groups = queries.groups(release, portfolio_id=portfolio)
    wanted = {one.organism_id for one in groups if one.organism_id in now}
    organisms = sorted(
        Organism.objects.filter(pk__in=wanted), key=lambda one: alphabetical(one.name)
    )
    names = {one.pk: one.name for one in organisms}
    title = context.paths[path]
    found = Comparisons()
    funnel = funnel_figure(now, names, title, context)
    if isinstance(funnel, Figure):
        found.figures.append(funnel)
    else:
        found.notes.append(funnel)
    _add_movement(found, now, names, path, title, release, context)
    _add_pairs(found, {pk: now[pk] for pk in names}, names, title, context)
    return found


def _passed(release: Release, path: UUID) -> dict[int, Total]:
    """Return what a release says of those who passed a path, by organism."""
    totals = queries.totals(release, Level.ORGANISM)
    return {pk: paths[path]["passed"] for pk, paths in totals.items() if path in paths}


def _add_movement(
    to: Comparisons,
    now: Mapping[int, Total],
    names: Mapping[int, str],
    path: UUID,
    title: str,
    release: Release,
    context: Context,
) -> None:
    former = [one for one in queries.all_releases() if one.method == release.method]
    former = [one for one in former if one.day < release.day]
    if len(former) < RELEASES_BACK:
        to.notes.append(
            _("Who has stopped moving can be said once there are four releases to compare.")
        )
        return
    since = former[RELEASES_BACK - 1]
    found = movements(_passed(since, path), now)
    own = {name: found[pk] for pk, name in names.items() if pk in found}
    if own:
        to.figures.append(_movement_figure(own, since.day, title, context))


def _movement_figure(
    own: Mapping[str, Movement], since: date, path: str, context: Context
) -> Figure:
    day, first = day_in_words(context.day), day_in_words(since)
    rows: list[list[str | None]] = []
    data: list[list[Any]] = []
    drawn = []
    for name, moved in own.items():
        word = pgettext("position among peers", "stuck") if moved.is_stuck else ""
        peers = None if moved.peers is None else points(moved.peers / 100)
        rows.append(
            [
                name,
                share_between(moved.before),
                share_between(moved.now),
                points(moved.points / 100),
                peers if peers is not None else "–",
                word or "–",
            ]
        )
        shares = [one.expected / one.people for one in (moved.before, moved.now)]
        data.append([name, *(round(one, 4) for one in shares), moved.points, moved.peers, word])
        label = f"{name} ({word})" if word else name
        drawn += [(label, first, moved.before), (label, day, moved.now)]
    stuck = sum(one.is_stuck for one in own.values())
    note = _(
        "Stuck: the share of those who passed hasn’t risen over three releases and is under 90%%, "
        "while the median of eight or more organizations of the same size has risen by %(points)s "
        "points or more."
    ) % {"points": PEERS_MOVED}
    organism, change = _("Organization"), _("Change in points")
    peers_word, word = _("Median of the peers"), pgettext("column", "Moves")
    return Figure(
        name="movement",
        title=_("%(path)s – who moves") % {"path": path},
        summary=_movement_said(stuck, len(own), first),
        columns=[
            {"label": organism, "number": False},
            *({"label": label, "number": True} for label in (first, day, change, peers_word, word)),
        ],
        rows=rows,
        data_columns=[organism, first, day, change, peers_word, word],
        data=data,
        spec=_two_marks_spec(drawn, context),
        is_grouped=False,
        note=with_lines_said(
            note, [one for moved in own.values() for one in (moved.before, moved.now)]
        ),
    )


def _movement_said(stuck: int, count: int, since: str) -> str:
    said = {"stuck": stuck, "count": count, "since": since}
    if not stuck:
        return _("Since %(since)s, no organization has stopped while its peers went on.") % said
    return (
        ngettext(
            "Since %(since)s, %(stuck)s of %(count)s organizations hasn’t moved while its peers "
            "went on.",
            "Since %(since)s, %(stuck)s of %(count)s organizations haven’t moved while their peers "
            "went on.",
            stuck,
        )
        % said
    )


def _add_pairs(
    to: Comparisons,
    said: Mapping[int, Total],
    names: Mapping[int, str],
    path: str,
    context: Context,
) -> None:
    found = pairs(said)
    if not found:
        to.notes.append(
            _(
                "No two organizations of similar size are far enough apart on this path for one to "
                "be paired with the other."
            )
        )
        return
    rows: list[list[str | None]] = []
    data: list[list[Any]] = []
    drawn = []
    marks = (_("Is behind"), _("Could help"))
    for pair in found:
        behind, far = names[pair.behind], names[pair.far]
        one, other = said[pair.behind], said[pair.far]
        label = _("%(behind)s, with %(far)s") % {"behind": behind, "far": far}
        shares = [total.expected / total.people for total in (one, other)]
        drawn += list(zip((label, label), marks, (one, other), strict=True))
        rows.append(
            [
                behind,
                whole(one.people),
                share_between(one),
                far,
                whole(other.people),
                share_between(other),
            ]
        )
        data.append(
            [behind, one.people, round(shares[0], 4), far, other.people, round(shares[1], 4)]
        )
    people, passed = pgettext("column", "People"), _("Passed")
    headings = [marks[0], people, passed, marks[1], people, passed]
    to.figures.append(
        Figure(
            name="pairs",
            title=_("%(path)s – who could help whom") % {"path": path},
            summary=ngettext(
                "%(count)s organization that is behind could be paired with one of similar size "
                "that is far.",
                "%(count)s organizations that are behind could each be paired with one of similar "
                "size that is far.",
                len(found),
            )
            % {"count": len(found)},
            columns=[
                {"label": heading, "number": position > 0}
                for position, heading in enumerate(headings)
            ],
            rows=rows,
            data_columns=[
                heading
                for mark in marks
                for heading in (
                    mark,
                    _("%(place)s: people") % {"place": mark},
                    _("%(place)s: share who passed") % {"place": mark},
                )
            ],
            data=data,
            spec=_two_marks_spec(drawn, context),
            is_grouped=False,
            note=with_lines_said(
                _(
                    "Between two of a pair lie 20 points or more, and one has at most three times "
                    "the people of the other; the nearest in size come together. It is a "
                    "suggestion to talk, not a ranking."
                ),
                [said[pk] for pair in found for pk in (pair.behind, pair.far)],
            ),
        )
    )


def _two_marks_spec(drawn: list[tuple[str, str, Total]], context: Context) -> dict[str, Any]:
    """Return the picture of rows of a label, what one of its marks is, and its figure."""
    import pandas as pd

    from .drawing import comparison_charts, rendering

    rows = [
        (
            label,
            mark,
            _("%(what)s: %(value)s") % {"what": f"{label}, {mark}", "value": share_said(one)},
            *placed(one),
        )
        for label, mark, one in drawn
    ]
    frame = pd.DataFrame(rows, columns=["label", "mark", "says", "share", "low", "high"])
    return rendering.spec_of(comparison_charts.two_marks, frame, language=context.language)
