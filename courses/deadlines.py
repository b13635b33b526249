"""Until when somebody has to complete a path that is asked of them. Pure.

A due date is always computed, for each person, by `deadline`: from a day that is fixed, from the
day on which the path was asked of the person, or from the person's arrival. Whoever has to begin
later than others, or had arrived long before, has `LEAST_NOTICE` days at least (fewer where those
asked first had fewer), so that no due date lies before the ask or before the arrival.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Counted = Literal["fixed", "asking", "arrival", "unit_arrival"]
"""From what a due date is counted: a fixed day, the ask, the arrival in the organism, the arrival
in the unit."""

Standing = Literal["ahead", "in_grace", "late"]

LEAST_NOTICE = 14
"""In days: what whoever comes to be asked late has, at the least."""

LONGEST = 730
"""In days: two years."""
LONGEST_GRACE = 180
"""In days."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a due date is counted. `on`: the day, of `fixed` alone; `days`: of the others alone.

    `grace`: for so many days after the due date, completing the path is late but in grace.
    """

    counted: Counted = "fixed"
    on: date | None = None
    days: int = 0
    grace: int = 0


@dataclass(frozen=True, slots=True)
class Begun:
    """When somebody came to be asked.

    `asked_on`: the day of the ask; `since`: the first day since when the person is among those
    asked, never before the ask; `arrived_on`, `unit_arrived_on`: the first days in the organism
    and in the unit, with no break until now.
    """

    asked_on: date
    since: date
    arrived_on: date
    unit_arrived_on: date


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due date of one person, the last day of its grace, and how it was computed.

    `counted` is `notice` for whoever has the least notice: `days` days from `since` on.
    """

    due_on: date
    grace_until: date
    counted: Counted | Literal["notice"]
    days: int

    def standing(self, today: date) -> Standing:
        """Tell whether the due date is ahead (the day itself included), in grace or past."""
        if today <= self.due_on:
            return "ahead"
        return "in_grace" if today <= self.grace_until else "late"


def deadline(terms: Terms, begun: Begun) -> Deadline:
    """Return until when somebody has time.

    Raises ValueError for a fixed day that isn't given, and for somebody who is asked before the
    ask.
    """
    if begun.since < begun.asked_on:
        raise ValueError("Nobody is asked before the ask.")
    if terms.counted == "fixed":
        if terms.on is None:
            raise ValueError("A fixed due date needs its day.")
        wanted, given = terms.on, (terms.on - begun.asked_on).days
    else:
        start = {
            "asking": begun.since,
            "arrival": begun.arrived_on,
            "unit_arrival": begun.unit_arrived_on,
        }[terms.counted]
        wanted, given = start + timedelta(days=terms.days), terms.days
    notice = min(LEAST_NOTICE, max(0, given))
    least = begun.since + timedelta(days=notice)
    due_on = max(wanted, least)
    return Deadline(
        due_on=due_on,
        grace_until=due_on + timedelta(days=terms.grace),
        counted=terms.counted if wanted >= least else "notice",
        days=terms.days if wanted >= least else notice,
    )
