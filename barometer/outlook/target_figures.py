"""The figure of an organism's targets: how far one is, what is foreseen, what was meant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from academy.core.templatetags.figures import day_in_words, percent, points, whole
from barometer.figures import Figure, Seal
from barometer.headlines import share_between, share_of
from barometer.protection.bands import Total
from barometer.releases.models import Release
from barometer.releases.queries import Steps

from .frozen import band_at
from .models import Target


@dataclass(frozen=True, slots=True)
class _Bullet:
    """A target beside what is published and foreseen; shares from 0 to 1, None where unknown."""

    path: str
    target: float
    due: date
    passed: Total
    share: float | None
    foreseen: tuple[float, float] | None

    @property
    def missing(self) -> float | None:
        """By how much today's share is above the target; negative as long as it is missed."""
        return None if self.share is None else self.share - self.target


def targets_figure(
    targets: Sequence[Target],
    titles: Mapping[UUID, str],
    published: Mapping[UUID, Steps],
    foreseen: Mapping[UUID, Mapping[str, Any]],
    release: Release,
    *,
    language: str,
    seal: Seal | None,
) -> Figure | None:
    """Return where the targets of an organism stand; None where nothing is published of any.

    `published` and `foreseen`: what the release says of each path there, and what was frozen with
    it. Of a forecast that is too early, nothing is drawn.
    """
    bullets = [
        _bullet(one, titles[one.path_key], published[one.path_key], foreseen, release.day)
        for one in targets
        if one.path_key in published and one.path_key in titles
    ]
    if not bullets:
        return None
    import pandas as pd

    from barometer.drawing.rendering import spec_of

    from .target_charts import bullets as drawn

    frame = pd.DataFrame(
        [
            (
                one.path,
                _("Target: %(share)s by %(day)s")
                % {"share": percent(one.target), "day": day_in_words(one.due)},
                _in_words(one),
                one.share,
                *(one.foreseen or (None, None)),
                one.target,
            )
            for one in bullets
        ],
        columns=["label", "aim", "says", "share", "low", "high", "target"],
    )
    shares = ["share", "low", "high", "target"]
    frame[shares] = frame[shares].astype(float).round(2)
    labels = [
        _("Learning path"),
        _("Passed"),
        pgettext("target", "Target"),
        pgettext("target", "By"),
        pgettext("target", "Foreseen for that day"),
        pgettext("target", "Points to the target"),
    ]
    return Figure(
        name="against-target",
        title=_("Where the targets stand"),
        summary=_said(bullets),
        columns=[
            {"label": label, "number": place in (1, 2, 4, 5)} for place, label in enumerate(labels)
        ],
        rows=[
            [
                one.path,
                share_between(one.passed),
                percent(one.target),
                day_in_words(one.due),
                _between(one),
                "–" if one.missing is None else points(one.missing),
            ]
            for one in bullets
        ],
        data_columns=[
            _("Learning path"),
            pgettext("column", "People"),
            _("%(measure)s (at least)") % {"measure": _("Passed")},
            _("%(measure)s (at most)") % {"measure": _("Passed")},
            _("%(measure)s (share)") % {"measure": _("Passed")},
            pgettext("target", "Target (share)"),
            pgettext("target", "By"),
            pgettext("target", "Foreseen for that day (lowest share)"),
            pgettext("target", "Foreseen for that day (highest share)"),
            labels[5],
        ],
        data=[
            [
                one.path,
                one.passed.people,
                one.passed.low,
                one.passed.high,
                None if one.share is None else round(one.share, 4),
                one.target,
                one.due.isoformat(),
                *([round(end, 4) for end in one.foreseen] if one.foreseen else [None, None]),
                None if one.missing is None else round(one.missing * 100),
            ]
            for one in bullets
        ],
        spec=spec_of(drawn, frame, language=language),
        note=_(
            "Narrow bar: the published share of those who passed. Wide band: where eight of ten "
            "possible futures lie on the day of the target. Mark across: the target."
        ),
        is_grouped=False,
        seal=seal,
    )


def _bullet(
    target: Target,
    path: str,
    steps: Steps,
    foreseen: Mapping[UUID, Mapping[str, Any]],
    day: date,
) -> _Bullet:
    said = foreseen.get(target.path_key)
    weeks = (target.due_on - day).days / 7
    return _Bullet(
        path=path,
        target=target.share,
        due=target.due_on,
        passed=steps["passed"],
        share=share_of(steps["passed"]),
        foreseen=band_at(said, weeks) if said and not said["early"] else None,
    )


def _named(one: _Bullet) -> str:
    return _("%(path)s – %(share)s by %(day)s") % {
        "path": one.path,
        "share": percent(one.target),
        "day": day_in_words(one.due),
    }


def _between(one: _Bullet) -> str:
    if one.foreseen is None:
        return "–"
    low, high = map(percent, one.foreseen)
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def _in_words(one: _Bullet) -> str:
    passed = share_between(one.passed) or "–"
    said = _("%(target)s: passed %(share)s.") % {"target": _named(one), "share": passed}
    if one.foreseen is None:
        return said
    foreseen = _("Foreseen for that day: %(between)s.") % {"between": _between(one)}
    return f"{said} {foreseen}"


def _said(bullets: Sequence[_Bullet]) -> str:
    """Say how many targets are reached, and which is furthest away."""
    known = [one for one in bullets if one.missing is not None]
    reached = sum((one.missing or 0) >= 0 for one in known)
    if len(bullets) == 1:
        said = _("The target is reached.") if reached else _("The target is not reached yet.")
    elif not reached:
        said = _("None of the %(count)s targets is reached yet.") % {"count": whole(len(bullets))}
    elif reached == len(bullets):
        said = _("All of the %(count)s targets are reached.") % {"count": whole(len(bullets))}
    else:
        said = ngettext(
            "%(reached)s of the %(count)s targets is reached.",
            "%(reached)s of the %(count)s targets are reached.",
            reached,
        ) % {"reached": whole(reached), "count": whole(len(bullets))}
    furthest = min(known, key=lambda one: one.missing or 0, default=None)
    if furthest is None or (furthest.missing or 0) >= 0:
        return said
    away = ngettext(
        "The furthest away is “%(path)s”: %(points)s point is missing until %(day)s.",
        "The furthest away is “%(path)s”: %(points)s points are missing until %(day)s.",
        round(-(furthest.missing or 0) * 100),
    ) % {
        "path": furthest.path,
        "points": whole(-(furthest.missing or 0) * 100),
        "day": day_in_words(furthest.due),
    }
    return f"{said} {away}"
