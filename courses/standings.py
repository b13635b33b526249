"""How far somebody is with a path that is asked of them: all that a named list says. Pure.

No mark, no answer, no time spent, nothing that is foreseen. Of whoever is exempted nothing is said
but that, and of whoever is late not how far they are.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .deadlines import Deadline


class State(StrEnum):
    """How far somebody is, the most pressing first."""

    LATE = "late"
    NOT_BEGUN = "not_begun"
    BEGUN = "begun"
    DONE = "done"
    EXEMPTED = "exempted"


@dataclass(frozen=True, slots=True)
class Followed:
    """What the records say of somebody's way through the path.

    `completed_on`: the day on which nothing was left to do; `ends_on`: the first day on which the
    newest pass holds no more, None for never.
    """

    is_begun: bool = False
    completed_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How far somebody is. `day`: of `DONE`, the day on which they finished; of `LATE`, the first
    day on which they were. `valid_until`: of `DONE`, the last day on which it is valid, None where
    it has no end."""

    state: State
    day: date | None = None
    valid_until: date | None = None


def standing_of(
    followed: Followed, deadline: Deadline, today: date, *, is_exempted: bool
) -> Standing:
    """Return how far somebody is today. Whoever is in grace isn't late yet."""
    if is_exempted:
        return Standing(State.EXEMPTED)
    if followed.completed_on is not None:
        last = followed.ends_on - timedelta(days=1) if followed.ends_on else None
        return Standing(State.DONE, followed.completed_on, last)
    if deadline.standing(today) == "late":
        return Standing(State.LATE, deadline.grace_until + timedelta(days=1))
    return Standing(State.BEGUN if followed.is_begun else State.NOT_BEGUN)
