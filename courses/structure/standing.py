"""Where a learner stands in a path, from what is told of each course. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from .steps import Condition, Moments, Step, Structure

Doing = Literal["done", "skipped", "locked", "beyond", "enough", "added", "open"]


def skipped_moments(
    structure: Structure, mastered: Moments, since: datetime, positioned: Moments | None = None
) -> Moments:
    """Return from when on each course is skipped by somebody who follows the path `since` then.

    `positioned`: what a positioning test found mastered, which is skipped whatever the course says.
    """
    found = {}
    for step in structure.steps:
        at = step.mastered_at(mastered) if step.condition is Condition.SKIP else None
        moments = [one for one in (at, (positioned or {}).get(step.key)) if one is not None]
        if moments:
            found[step.key] = max(min(moments), since)
    return found


def finished_at(structure: Structure, done: Moments, skipped: Moments) -> datetime | None:
    """Return the moment at which all that a path asks was `done` or `skipped`, None before.

    The last required course, and of each set the one that makes the number; whatever is added to
    `done` or `skipped`, it never comes later.
    """

    def settled(step: Step) -> datetime | None:
        moments = [at for one in (done, skipped) if (at := one.get(step.key)) is not None]
        return min(moments) if moments else None

    moments: list[datetime | None] = [settled(step) for step in structure.required]
    for one in structure.sets:
        found = sorted(at for step in structure.members(one.key) if (at := settled(step)))
        if one.needed > 0:
            moments.append(found[one.needed - 1] if len(found) >= one.needed else None)
    present = [at for at in moments if at is not None]
    return max(present) if moments and len(present) == len(moments) else None


def counted(
    structure: Structure, done: Collection[UUID], skipped: Collection[UUID], best: Mapping
) -> tuple[UUID, ...]:
    """Return the courses whose marks count for the path, in order.

    Each required course that isn't skipped; of a set those that are done, the best of them where
    there are more than it needs. Neither what is skipped nor what goes further weighs on a mark.
    `best`: the share of the marks of each course, None where it asks nothing.
    """
    keys = {step.key for step in structure.required if step.key not in skipped}
    for one in structure.sets:
        members = structure.members(one.key)
        left = one.needed - sum(step.key in skipped for step in members)
        mine = [step.key for step in members if step.key in done and step.key not in skipped]
        # The order of the path between equals: the sort is stable.
        mine.sort(key=lambda key: -(best.get(key) or 0.0))
        keys |= set(mine[: max(0, left)])
    return tuple(step.key for step in structure.steps if step.key in keys)


@dataclass(frozen=True, slots=True)
class StepStanding:
    """Where a learner stands with one course, and since when (None where no moment tells).

    `done`; `skipped`, because it is mastered already; `locked` until the courses `first` are done;
    `beyond`: it goes further than what the learner masters so far; `enough`: its set has its number
    without it; `added` after the learner had begun, and asked of others alone; `open` otherwise.
    Whatever isn't locked may be opened.
    """

    key: UUID
    doing: Doing
    at: datetime | None = None
    first: tuple[UUID, ...] = ()


def standings(
    structure: Structure,
    *,
    done: Moments,
    mastered: Moments,
    since: datetime,
    begun: Collection[UUID] = (),
    positioned: Moments | None = None,
) -> dict[UUID, StepStanding]:
    """Return where a learner stands with each course of a path, by key.

    `positioned`: what a positioning test found mastered. `begun`: the courses of which a lesson was
    opened, which no later prerequisite locks.
    """
    skipped = skipped_moments(structure, mastered, since, positioned)
    settled = done.keys() | skipped.keys()
    enough = {
        one.key
        for one in structure.sets
        if sum(step.key in settled for step in structure.members(one.key)) >= one.needed
    }
    found = {}
    for step in structure.steps:
        first = tuple(
            one.key
            for one in structure.steps
            if one.key in step.requires and one.key not in settled
        )
        if step.key in done:
            standing = StepStanding(step.key, "done", done[step.key])
        elif step.key in skipped:
            standing = StepStanding(step.key, "skipped", skipped[step.key])
        elif first and step.key not in begun:
            standing = StepStanding(step.key, "locked", first=first)
        elif step.is_deepening and step.mastered_at(mastered) is None:
            standing = StepStanding(step.key, "beyond")
        elif step.optional_set in enough:
            standing = StepStanding(step.key, "enough")
        else:
            at = step.mastered_at(mastered) if step.is_deepening else None
            standing = StepStanding(step.key, "open", at)
        found[step.key] = standing
    return found


def as_started(
    own: Mapping[UUID, StepStanding], today: Mapping[UUID, StepStanding]
) -> dict[UUID, StepStanding]:
    """Return where a learner stands who began a version of a path (`own`) that has changed since
    (`today`): a course that came since is theirs to take or leave, one that isn't asked any more is
    asked of nobody."""
    found = {}
    for key, now in today.items():
        then = own.get(key)
        if then is None:
            is_over = now.doing in ("done", "skipped", "beyond")
            found[key] = now if is_over else StepStanding(key, "added")
        else:
            is_spared = now.doing in ("skipped", "enough", "beyond")
            found[key] = now if is_spared and then.doing in ("open", "locked") else then
    return found
