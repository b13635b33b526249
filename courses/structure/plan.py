"""The ways through a path, and how long each takes. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from .standing import skipped_moments
from .steps import Condition, Structure


def minutes_between(
    structure: Structure, mastered: Collection[UUID] = (), positioned: Collection[UUID] = ()
) -> tuple[int, int]:
    """Return the fewest and the most minutes that the path asks of who masters these courses.

    Between them lies the choice within the optional sets. Deepenings are asked of nobody.
    """
    moment = datetime.min
    moments = dict.fromkeys(mastered, moment)
    skipped = skipped_moments(structure, moments, moment, dict.fromkeys(positioned, moment))
    base = sum(step.minutes for step in structure.required if step.key not in skipped)
    least = most = base
    for one in structure.sets:
        members = structure.members(one.key)
        left = max(0, one.needed - sum(step.key in skipped for step in members))
        minutes = sorted(step.minutes for step in members if step.key not in skipped)
        least += sum(minutes[:left])
        most += sum(minutes[len(minutes) - left :])
    return least, most


@dataclass(frozen=True, slots=True)
class Branch:
    """A way through a path: of those who master `mastering` beforehand (nobody in particular where
    it is empty), with what they skip, what they are offered, and how long it takes."""

    mastering: frozenset[UUID]
    skipped: tuple[UUID, ...]
    offered: tuple[UUID, ...]
    least: int
    most: int
    more: int
    """Minutes of what they are offered beyond what is asked."""


def branches(structure: Structure) -> tuple[Branch, ...]:
    """Return the ways through a path: of those who master nothing, of those who master what one
    condition names, and of those who master all that any does."""
    conditions = []
    for step in structure.steps:
        if step.condition is Condition.SKIP:
            conditions.append(step.mastering or frozenset({step.key}))
        elif step.is_deepening:
            conditions.append(step.mastering)
    wanted = [frozenset[UUID](), *conditions, structure.named]
    return tuple(_branch(structure, mastering) for mastering in dict.fromkeys(wanted))


def _branch(structure: Structure, mastering: frozenset[UUID]) -> Branch:
    moment = datetime.min
    moments = dict.fromkeys(mastering, moment)
    skipped = skipped_moments(structure, moments, moment)
    offered = [
        step
        for step in structure.steps
        if step.is_deepening and step.mastered_at(moments) is not None
    ]
    least, most = minutes_between(structure, mastering)
    return Branch(
        mastering,
        tuple(step.key for step in structure.steps if step.key in skipped),
        tuple(step.key for step in offered),
        least,
        most,
        sum(step.minutes for step in offered),
    )
