"""What a page says first: the shares of a release, and how they have moved since others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.core.templatetags.figures import day_in_words, percent, points, whole

from .events import STEPS
from .periods import PERIODS
from .protection.bands import Total
from .releases.queries import Steps

# Below this share of the headcount, a page says that many people aren't in the figures.
_MOST_ARE_KNOWN = 0.9


@dataclass(frozen=True, slots=True)
class Context:
    """What all figures of a page share. `day` is that of the release that they are from."""

    language: Literal["fr", "en"]
    day: date
    smallest: int
    paths: Mapping[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """By how many points a share has changed since the release of a day, in words."""

    points: int
    since: str

    @property
    def written(self) -> str:
        """The change in words: “+4 points”."""
        return ngettext("%(points)s point", "%(points)s points", abs(self.points)) % {
            "points": points(self.points / 100)
        }

    @property
    def against(self) -> str:
        """What the change is against: “since November 1, 2025”."""
        return _("since %(day)s") % {"day": self.since}


@dataclass(frozen=True, slots=True)
class Stat:
    """A headline figure with its denominator; `value` None is withheld."""

    measure: str
    label: str
    value: str | None
    of: str
    change: Change | None = None


def measure_names() -> dict[str, str]:
    """Return the measures in words."""
    return {
        "reached": _("Reached"),
        "started": _("Started"),
        "completed": _("Completed"),
        "passed": _("Passed"),
    }


def period_names() -> dict[str, str]:
    """Return the periods in words, as they are chosen."""
    named = {
        months: ngettext("Last %(count)s month", "Last %(count)s months", int(months))
        % {"count": months}
        for months in PERIODS
        if months.isdecimal()
    }
    return {"last": _("Since the last release"), **named, "all": _("Since the first release")}


def share_of(said: Total) -> float | None:
    """Return the middle as a share of the people; None where every number is possible."""
    return None if said.low == 0 and said.high == said.people else said.share


def share_between(said: Total) -> str | None:
    """Say a share and between what it lies: “50% (40–60)”; None where every number is possible."""
    share = share_of(said)
    if share is None:
        return None
    low, high = (round(end / said.people * 100) for end in (said.low, said.high))
    return f"{percent(share)} ({low}–{high})"


def headline(steps: Steps | None, history: Mapping[date, Steps]) -> list[Stat]:
    """Return the headline of one path in a place; None: nothing is published of it.

    `history`: what the releases of the period say, the oldest first.
    """
    names = measure_names()
    if steps is None:
        return [Stat(measure, names[measure], None, "") for measure in STEPS]
    stats = []
    for measure in STEPS:
        said, share = steps[measure], share_of(steps[measure])
        stats.append(
            Stat(
                measure=measure,
                label=names[measure],
                value=None if share is None else percent(share),
                of=between(said),
                change=change_in(history, measure),
            )
        )
    return stats


def between(said: Total) -> str:
    """Say a published number of people: “between 8 and 12 of 20 people”."""
    # Never of one person: whatever is published is about ten people at least.
    return _("between %(low)s and %(high)s of %(people)s people") % {
        "low": whole(said.low),
        "high": whole(said.high),
        "people": whole(said.people),
    }


def change_in(history: Mapping[date, Steps], measure: str) -> Change | None:
    """Return by how many points a share has changed since the first of several releases.

    In whole points, as the curve shows it; None where there is nothing to compare.
    """
    if len(history) < 2:
        return None
    days = list(history)
    first, last = (share_of(history[days[end]][measure]) for end in (0, -1))
    if first is None or last is None:
        return None
    return Change(round(last * 100) - round(first * 100), day_in_words(days[0]))


def answer(steps: Steps | None, stats: Sequence[Stat]) -> str:
    """Return what somebody with ten seconds should take away: who has passed, since when more."""
    passed = next((stat for stat in stats if stat.measure == "passed"), None)
    if steps is None or passed is None or passed.value is None:
        return ""
    said = _(
        "About %(share)s of the %(people)s people have passed this learning path: between %(low)s "
        "and %(high)s of them."
    ) % {
        "share": passed.value,
        "people": whole(steps["passed"].people),
        "low": whole(steps["passed"].low),
        "high": whole(steps["passed"].high),
    }
    return f"{said} {_moved(passed.change)}".strip()


def _moved(change: Change | None) -> str:
    if change is None:
        return ""
    if not change.points:
        moved = _("The share has not moved since %(day)s.")
    elif change.points > 0:
        moved = ngettext(
            "That is %(points)s point more than on %(day)s.",
            "That is %(points)s points more than on %(day)s.",
            change.points,
        )
    else:
        moved = ngettext(
            "That is %(points)s point less than on %(day)s.",
            "That is %(points)s points less than on %(day)s.",
            -change.points,
        )
    return moved % {"points": abs(change.points), "day": change.since}


def since_last_release(history: Mapping[date, Steps]) -> str:
    """Say how the share of those who passed has moved since the release before; "" if unknown."""
    days = list(history)[-2:]
    change = change_in({day: history[day] for day in days}, "passed")
    if change is None:
        return ""
    if not change.points:
        said = _("Since the last release, of %(day)s, the share of those who passed has not moved.")
    elif change.points > 0:
        said = ngettext(
            "Since the last release, of %(day)s, the share of those who passed has risen by "
            "%(points)s point.",
            "Since the last release, of %(day)s, the share of those who passed has risen by "
            "%(points)s points.",
            change.points,
        )
    else:
        said = ngettext(
            "Since the last release, of %(day)s, the share of those who passed has fallen by "
            "%(points)s point.",
            "Since the last release, of %(day)s, the share of those who passed has fallen by "
            "%(points)s points.",
            -change.points,
        )
    return said % {"points": abs(change.points), "day": change.since}


def notice_of(people: int, headcount: int) -> str:
    """Say it where the figures are about far fewer people than human resources count."""
    if not people or people >= headcount * _MOST_ARE_KNOWN:
        return ""
    return _(
        "Human resources count %(headcount)s people here; the figures are about the %(people)s of "
        "them whom the academy knew."
    ) % {"headcount": whole(headcount), "people": whole(people)}
