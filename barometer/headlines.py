"""What a page says first: the shares now, how they have moved, and on what people they count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto
from typing import TYPE_CHECKING, Literal, Self
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.core.templatetags.figures import percent, points, whole

from .periods import PERIODS

if TYPE_CHECKING:
    import pandas as pd

SHOWN = ("reached", "completed", "passed")


class Basis(Enum):
    """What the people are that a page's shares are counted on.

    KNOWN where human resources sent no headcount at all, so that the people known to the academy
    stand in for it; MIXED where they do in some places, whose names are marked.
    """

    HEADCOUNT = auto()
    MIXED = auto()
    KNOWN = auto()

    @classmethod
    def of(cls, people: int, known_only: int) -> Self:
        """Return the basis of `people`, `known_only` of whom no headcount tells of."""
        if not known_only:
            return cls.HEADCOUNT
        return cls.KNOWN if known_only >= people else cls.MIXED

    @property
    def heading(self) -> str:
        """The heading of the column of people."""
        return _("Known people") if self is Basis.KNOWN else _("Headcount")

    @property
    def notice(self) -> str:
        """What a page says of it, where it isn't headcounts alone."""
        if self is Basis.KNOWN:
            return _(
                "Human resources have sent no headcount: shares are counted on the people known "
                "to the academy. They fall once those without an account are counted too."
            )
        if self is Basis.MIXED:
            return _(
                "Human resources have sent no headcount for some units. There, shares are counted "
                "on the people known to the academy; the names are marked with *."
            )
        return ""


def marked(name: str) -> str:
    """Return the name of a place where the known people stand in for a headcount."""
    return f"{name}*"


@dataclass(frozen=True, slots=True)
class Context:
    """What all figures of a page share."""

    language: Literal["fr", "en"]
    today: date
    smallest: int
    paths: Mapping[UUID, str] = field(default_factory=dict)
    basis: Basis = Basis.HEADCOUNT

    @property
    def month(self) -> date:
        """The month of the figures of today."""
        return self.today.replace(day=1)


@dataclass(frozen=True, slots=True)
class Change:
    """By how many points a share has changed since the end of the month `since`."""

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
        """What the change is against: “since November 2025”."""
        return _("since %(month)s") % {"month": self.since}


@dataclass(frozen=True, slots=True)
class Stat:
    """A headline figure with its denominator; `value` None is withheld."""

    measure: str
    label: str
    value: str | None
    of: str
    change: Change | None = None
    people: int = 0


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
        if months != "all"
    }
    return named | {"all": _("Since the start")}


def headline(
    frame: "pd.DataFrame", people: int, months: "pd.DataFrame", context: Context
) -> list[Stat]:
    """Return the headline of one path in a place: columns of steps, one row or none.

    `months` are the shares over the period: the change is between the first and the last of them,
    in whole points, as the curve shows it.
    """
    names = measure_names()
    if people < context.smallest:
        return [Stat(measure, names[measure], None, "") for measure in SHOWN]
    counts = frame[list(SHOWN)].sum() if len(frame) else dict.fromkeys(SHOWN, 0)
    return [
        Stat(
            measure=measure,
            label=names[measure],
            value=percent(min(int(counts[measure]) / people, 1.0)),
            of=_counted_of(context.basis, people)
            % {"count": whole(int(counts[measure])), "people": whole(people)},
            change=_change(months, measure),
            people=people,
        )
        for measure in SHOWN
    ]


def _counted_of(basis: Basis, people: int) -> str:
    if basis is Basis.KNOWN:
        return ngettext(
            "%(count)s of %(people)s known person", "%(count)s of %(people)s known people", people
        )
    return ngettext("%(count)s of %(people)s person", "%(count)s of %(people)s people", people)


def answer(stats: Sequence[Stat], basis: Basis = Basis.HEADCOUNT) -> str:
    """Return what somebody with ten seconds should take away: who has passed, since when more."""
    passed = next((stat for stat in stats if stat.measure == "passed"), None)
    if passed is None or passed.value is None:
        return ""
    sentence = (
        _("%(share)s of the %(people)s known people have passed this learning path.")
        if basis is Basis.KNOWN
        else _("%(share)s of the %(people)s people have passed this learning path.")
    )
    said = sentence % {"share": passed.value, "people": whole(passed.people)}
    change = passed.change
    if change is None:
        return said
    if not change.points:
        moved = _("The share has not moved since %(month)s.")
    elif change.points > 0:
        moved = ngettext(
            "That is %(points)s point more than in %(month)s.",
            "That is %(points)s points more than in %(month)s.",
            change.points,
        )
    else:
        moved = ngettext(
            "That is %(points)s point less than in %(month)s.",
            "That is %(points)s points less than in %(month)s.",
            -change.points,
        )
    return f"{said} {moved % {'points': abs(change.points), 'month': change.since}}"


def _change(months: "pd.DataFrame", measure: str) -> Change | None:
    """Return by how many points a share has changed since the first of `months`."""
    if len(months) < 2:
        return None
    first, last = (round(months[f"{measure}_share"].iloc[end] * 100) for end in (0, -1))
    return Change(last - first, date_format(months["month"].iloc[0], "F Y"))
