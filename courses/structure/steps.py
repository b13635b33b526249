"""What a designer says of each course of a path. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

Moments = Mapping[UUID, datetime]


class Condition(StrEnum):
    """For whom a course of a path is."""

    ALWAYS = "always"
    SKIP = "skip"
    DEEPEN = "deepen"


@dataclass(frozen=True, slots=True)
class Step:
    """A course in its path.

    `mastering`: the courses whose mastery skips or opens it, by `condition`; where a course that
    may be skipped names none, mastering itself is meant. `optional_set`: the key of a set, or "".
    """

    key: UUID
    minutes: int = 0
    requires: frozenset[UUID] = frozenset()
    optional_set: str = ""
    condition: Condition = Condition.ALWAYS
    mastering: frozenset[UUID] = frozenset()

    @property
    def named(self) -> frozenset[UUID]:
        """The courses whose mastery matters to this one."""
        if self.condition is Condition.ALWAYS:
            return frozenset()
        return self.mastering | ({self.key} if self.condition is Condition.SKIP else set())

    @property
    def is_deepening(self) -> bool:
        """Whether it is offered to those who master something, and asked of nobody."""
        return self.condition is Condition.DEEPEN

    @property
    def is_of_everybody(self) -> bool:
        """Whether nobody may finish the path without it."""
        return self.condition is Condition.ALWAYS and not self.optional_set

    @property
    def is_plain(self) -> bool:
        """Whether it is as any course of a path without structure."""
        return self.is_of_everybody and not self.requires

    def mastered_at(self, mastered: Moments) -> datetime | None:
        """Return from when on somebody masters what this course names, None where they don't."""
        own = mastered.get(self.key) if self.condition is Condition.SKIP else None
        named = [mastered.get(key) for key in self.mastering]
        known = [at for at in named if at is not None]
        all_named = max(known) if known and len(known) == len(named) else None
        found = [at for at in (own, all_named) if at is not None]
        return min(found) if found else None


@dataclass(frozen=True, slots=True)
class OptionalSet:
    """Courses of which so many are `needed`."""

    key: str
    needed: int


@dataclass(frozen=True, slots=True)
class Structure:
    """The courses of a path in order, and its optional sets."""

    steps: tuple[Step, ...]
    sets: tuple[OptionalSet, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether each course is asked of everybody, in any order."""
        return all(step.is_plain for step in self.steps)

    @property
    def named(self) -> frozenset[UUID]:
        """The courses, here or in other paths, whose mastery changes what is asked."""
        return frozenset(key for step in self.steps for key in step.named)

    @property
    def asked_of_everybody(self) -> frozenset[UUID]:
        """The courses that nobody may leave out."""
        return frozenset(step.key for step in self.steps if step.is_of_everybody)

    def step(self, key: UUID) -> Step | None:
        """Return the step of a course, None where it isn't of this path."""
        return next((step for step in self.steps if step.key == key), None)

    def members(self, set_key: str) -> tuple[Step, ...]:
        """Return the courses of an optional set, in order."""
        return tuple(step for step in self.steps if step.optional_set == set_key)

    @property
    def required(self) -> tuple[Step, ...]:
        """The courses that have to be done or skipped, each."""
        return tuple(step for step in self.steps if not step.optional_set and not step.is_deepening)


def as_data(step: Step) -> dict[str, object]:
    """Return what is said of a course beyond the plain, as published rows and files have it."""
    said: dict[str, object] = {}
    if step.requires:
        said["requires"] = sorted(map(str, step.requires))
    if step.optional_set:
        said["optional_set"] = step.optional_set
    if step.condition is not Condition.ALWAYS:
        said["condition"] = str(step.condition)
        if step.mastering:
            said["mastering"] = sorted(map(str, step.mastering))
    return said


def step_of(key: UUID, minutes: int, said: Mapping) -> Step:
    """Return the step that `as_data` said."""
    condition = said.get("condition") or Condition.ALWAYS
    return Step(
        key=key,
        minutes=minutes,
        requires=frozenset(map(UUID, said.get("requires", ()))),
        optional_set=said.get("optional_set", ""),
        condition=Condition(condition),
        mastering=frozenset(map(UUID, said.get("mastering", ())))
        if condition != Condition.ALWAYS
        else frozenset(),
    )
