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
from .limits import has_moved, limit_of, said_of
from .measures.periods import PERIODS
from .protection.bands import Total
from .releases.queries import Steps

# Below this share of the headcount, a page says that many people aren't known to the academy.
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
    """By how many points a share has changed since the release of a day, in words.

    `is_sure`: the change is larger than what the bands of the two days leave open.
    """

    points: int
    since: str
    is_sure: bool = True

    @property
    def written(self) -> str:
        """The change in words: “+4 points”; “About as many” where the bands don't tell."""
        if not self.is_sure:
            return _("About as many")
        return ngettext("%(points)s point", "%(points)s points", abs(self.points)) % {
            "points": points(self.points / 100)
        }

    @property
    def against(self) -> str:
        """What the change is against: “since November 1, 2025”, “as on November 1, 2025”."""
        if not self.is_sure:
            return _("as on %(day)s") % {"day": self.since}
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
    """Return the expected share of the people; None where every number is possible."""
    return None if said.says_nothing else said.share


def share_said(said: Total, *, short: bool = False) -> str | None:
    """Say what is known of a share: “50%”, “at most 18%” where it may be nobody, “at least 82%”
    where it may be everybody; `short` as both ends, “0–18%”. None where every number is possible.
    """
    share = share_of(said)
    if share is None:
        return None
    low, high = said.low / said.people, said.high / said.people
    written = percent(said_of(share, low, high))
    limit = limit_of(low, high)
    if not limit:
        return written
    if short:
        return f"0–{written}" if limit == "most" else f"{round(low * 100)}–{percent(1)}"
    words = _("at most %(share)s") if limit == "most" else _("at least %(share)s")
    return words % {"share": written}


def share_between(said: Total) -> str | None:
    """Say a share and between what it lies: “50% (40–60)”, or only at most or at least how much.

    None where every number is possible.
    """
    share = share_of(said)
    if share is None or said.low == 0 or said.high == said.people:
        return share_said(said)
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
        said = steps[measure]
        value = share_said(said)
        stats.append(
            Stat(
                measure=measure,
                label=names[measure],
                value=None if value is None else value[0].upper() + value[1:],
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

    In whole points, as the curve shows it; None where there is nothing to compare. It is sure where
    it is more than the bands of the two days leave open (`limits.has_moved`).
    """
    if len(history) < 2:
        return None
    days = list(history)
    before, now = (history[days[end]][measure] for end in (0, -1))
    first, last = share_of(before), share_of(now)
    if first is None or last is None:
        return None
    moved = has_moved(
        (first, before.low / before.people, before.high / before.people),
        (last, now.low / now.people, now.high / now.people),
    )
    difference = round(last * 100) - round(first * 100)
    return Change(difference, day_in_words(days[0]), moved and difference != 0)


def answer(steps: Steps | None, stats: Sequence[Stat]) -> str:
    """Return what somebody with ten seconds should take away: who has passed, since when more."""
    passed = next((stat for stat in stats if stat.measure == "passed"), None)
    if steps is None or passed is None or passed.value is None:
        return ""
    limit = limit_of(steps["passed"].low, steps["passed"].high / steps["passed"].people)
    if limit == "most":
        words = _(
            "At most %(high)s of the %(people)s people have passed this learning path; it may be "
            "nobody."
        )
    elif limit == "least":
        words = _(
            "At least %(low)s of the %(people)s people have passed this learning path; it may be "
            "everybody."
        )
    else:
        words = _(
            "About %(share)s of the %(people)s people have passed this learning path: between "
            "%(low)s and %(high)s of them."
        )
    said = words % {
        "share": passed.value,
        "people": whole(steps["passed"].people),
        "low": whole(steps["passed"].low),
        "high": whole(steps["passed"].high),
    }
    parts = [said, _coincident(steps), _moved(passed.change)]
    return " ".join(filter(None, parts))


def _coincident(steps: Steps) -> str:
    """Say it where all steps have the same band, of which four equal figures would say nothing."""
    bands = {(said.low, said.high, said.people) for said in steps.values()}
    if set(steps) < set(STEPS) or len(bands) > 1:
        return ""
    return _("Nearly everybody who has joined has also passed.")


def _moved(change: Change | None) -> str:
    if change is None:
        return ""
    if not change.is_sure or not change.points:
        moved = _("That is about as many as on %(day)s.")
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
    if not change.is_sure:
        said = _("About as many have passed as at the last release, of %(day)s.")
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


def notice_of(said: Total) -> str:
    """Say it where far fewer people are known to the academy than human resources count."""
    if said.known is None or said.known >= said.people * _MOST_ARE_KNOWN:
        return ""
    return _(
        "Human resources count %(people)s people here, and the academy knew %(known)s of them. The "
        "others count among the people of these figures, as not having learned here."
    ) % {"people": whole(said.people), "known": whole(said.known)}
