"""What can't be published of a structure, and what learners follow all the same. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from .steps import Condition, Step, Structure


class Fault(StrEnum):
    """What is wrong with a structure."""

    CYCLE = "cycle"
    UNKNOWN_REQUIRED = "unknown required"
    LATER_REQUIRED = "later required"
    OPTIONAL_REQUIRED = "optional required"
    DEEPENING_REQUIRED = "deepening required"
    UNKNOWN_SET = "unknown set"
    EMPTY_SET = "empty set"
    SET_ASKS_TOO_MUCH = "set asks too much"
    DEEPENING_IN_SET = "deepening in set"
    UNREACHABLE = "unreachable"
    NEVER_SKIPPED = "never skipped"
    NOTHING_NAMED = "nothing named"
    NOTHING_ASKED = "nothing asked"


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault: `course` has it (None: the path), `others` are the courses it is about; `set_key`,
    and how many courses it `needed` and `has`."""

    fault: Fault
    course: UUID | None = None
    others: tuple[UUID, ...] = ()
    set_key: str = ""
    needed: int = 0
    has: int = 0

    def is_about(self, key: UUID) -> bool:
        """Tell whether it is about the course `key`."""
        return key == self.course or key in self.others


def problems(structure: Structure, known: Collection[UUID]) -> tuple[Problem, ...]:
    """Return why a structure can't be published, in the order of the path; none for a sound one.

    `known`: the courses that somebody can master, in whatever path.
    """
    found: list[Problem] = []
    by_key = {step.key: step for step in structure.steps}
    place = {step.key: number for number, step in enumerate(structure.steps)}
    cycles = _cycles(structure)
    found += [Problem(Fault.CYCLE, cycle[0], cycle) for cycle in cycles]
    on_cycle = {key for cycle in cycles for key in cycle}
    sets = {one.key for one in structure.sets}
    for step in structure.steps:
        for key in sorted(step.requires, key=lambda key: (place.get(key, len(place)), key)):
            other = by_key.get(key)
            if other is None:
                found.append(Problem(Fault.UNKNOWN_REQUIRED, step.key, (key,)))
            elif step.key in on_cycle and key in on_cycle:
                continue
            elif place[key] > place[step.key]:
                found.append(Problem(Fault.LATER_REQUIRED, step.key, (key,)))
            elif other.is_deepening and not step.is_deepening:
                found.append(Problem(Fault.DEEPENING_REQUIRED, step.key, (key,)))
            elif other.optional_set and not step.is_deepening:
                found.append(Problem(Fault.OPTIONAL_REQUIRED, step.key, (key,)))
        if step.optional_set and step.optional_set not in sets:
            found.append(Problem(Fault.UNKNOWN_SET, step.key))
        elif step.optional_set and step.is_deepening:
            found.append(Problem(Fault.DEEPENING_IN_SET, step.key, set_key=step.optional_set))
        unknown = tuple(sorted(step.mastering - set(known)))
        if step.is_deepening and not step.mastering:
            found.append(Problem(Fault.NOTHING_NAMED, step.key))
        elif step.is_deepening and (unknown or step.key in step.mastering):
            found.append(Problem(Fault.UNREACHABLE, step.key, unknown or (step.key,)))
        elif step.condition is Condition.SKIP and unknown:
            found.append(Problem(Fault.NEVER_SKIPPED, step.key, unknown))
    for one in structure.sets:
        members = [step for step in structure.members(one.key) if not step.is_deepening]
        if not members:
            found.append(Problem(Fault.EMPTY_SET, set_key=one.key, needed=one.needed))
        elif one.needed > len(members):
            found.append(
                Problem(
                    Fault.SET_ASKS_TOO_MUCH,
                    None,
                    tuple(step.key for step in members),
                    one.key,
                    one.needed,
                    len(members),
                )
            )
    if structure.steps and all(step.is_deepening for step in structure.steps):
        found.append(Problem(Fault.NOTHING_ASKED, None, tuple(by_key)))
    return tuple(found)


def sound(structure: Structure) -> Structure:
    """Return a structure whose path can always be finished, as near to `structure` as can be.

    Pages are published one by one and courses leave paths: what learners follow in the meantime has
    no dead end. A prerequisite that can't be met falls away, a set needs no more than it has, and
    where nothing would be asked, each course is.
    """
    keys = {step.key for step in structure.steps}
    by_key = {step.key: step for step in structure.steps}
    place = {step.key: number for number, step in enumerate(structure.steps)}
    sets = {one.key for one in structure.sets}
    on_cycle: dict[UUID, frozenset[UUID]] = {}
    for cycle in _cycles(structure):
        for key in cycle:
            on_cycle[key] = frozenset(cycle)
    steps = []
    for step in structure.steps:
        requires = {
            key
            for key in step.requires & keys
            if (step.is_deepening or not (by_key[key].is_deepening or by_key[key].optional_set))
            # Of a cycle, only what the order of the path says remains.
            and not (key in on_cycle.get(step.key, ()) and place[key] >= place[step.key])
        }
        in_set = step.optional_set in sets and not step.is_deepening
        steps.append(
            replace(
                step,
                requires=frozenset(requires),
                optional_set=step.optional_set if in_set else "",
            )
        )
    if all(step.is_deepening for step in steps):
        return Structure(tuple(Step(step.key, step.minutes) for step in steps))
    made = Structure(tuple(steps))
    kept = [
        replace(one, needed=min(one.needed, len(made.members(one.key)))) for one in structure.sets
    ]
    asks = bool(made.required) or any(one.needed > 0 for one in kept)
    if not asks:
        kept = [replace(one, needed=len(made.members(one.key))) for one in kept]
    return Structure(made.steps, tuple(one for one in kept if made.members(one.key)))


def _cycles(structure: Structure) -> list[tuple[UUID, ...]]:
    """Return the groups of courses that require each other, in the order of the path."""
    reach = {step.key: _reachable(structure, step.key) for step in structure.steps}
    found: dict[tuple[UUID, ...], None] = {}
    for step in structure.steps:
        if step.key in reach[step.key]:
            group = tuple(
                other.key
                for other in structure.steps
                if other.key in reach[step.key] and step.key in reach[other.key]
            )
            found[group] = None
    return list(found)


def _reachable(structure: Structure, start: UUID) -> set[UUID]:
    """Return the courses that `start` requires, and those that they require, and so on."""
    requires = {step.key: step.requires for step in structure.steps}
    found: set[UUID] = set()
    waiting: Iterable[UUID] = requires[start]
    while waiting:
        found |= set(waiting)
        waiting = {one for key in waiting for one in requires.get(key, ()) if one not in found}
    return found
