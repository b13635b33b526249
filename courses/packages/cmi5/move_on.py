"""When an AU, a group and the course are satisfied. Pure.

cmi5, 9.3.9 and 13.1.4: an AU by its `moveOn` or because it was waived, a group once all that is in
it is, the course once everything is.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Any

PASSED, COMPLETED = "Passed", "Completed"
BOTH, EITHER = "CompletedAndPassed", "CompletedOrPassed"
NOT_APPLICABLE = "NotApplicable"
MOVE_ON = (NOT_APPLICABLE, PASSED, COMPLETED, BOTH, EITHER)
# What `newly_satisfied` says of the course as a whole.
COURSE = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What is known of an AU within a registration."""

    completed: bool = False
    passed: bool = False
    waived: bool = False


NOTHING = Done()


def is_met(move_on: str, done: Done) -> bool:
    """Tell whether an AU is satisfied, by its rule."""
    if done.waived or move_on == NOT_APPLICABLE:
        return True
    if move_on == PASSED:
        return done.passed
    if move_on == COMPLETED:
        return done.completed
    if move_on == BOTH:
        return done.completed and done.passed
    return done.completed or done.passed


def newly_satisfied(
    items: Iterable[Mapping[str, Any]], done: Mapping[str, Done], told: Set[str]
) -> list[str]:
    """Return what is satisfied and wasn't `told` yet: groups, the inner ones first, then `COURSE`.

    `items` are the units of a course structure in their order, `done` what is known of its AUs by
    their id. One walk: a group comes before all that is in it.
    """
    # Whether all that was met so far of each group is satisfied.
    whole: dict[str, bool] = {COURSE: True}
    groups: list[tuple[str, str]] = []
    for item in items:
        if not item["launch"]:
            groups.append((item["id"], item["parent"]))
            whole[item["id"]] = True
        elif not is_met(item["move_on"], done.get(item["id"], NOTHING)):
            whole[item["parent"]] = False
    for own, parent in reversed(groups):
        whole[parent] = whole[parent] and whole[own]
    inner_first = [own for own, _parent in reversed(groups)]
    return [own for own in (*inner_first, COURSE) if whole[own] and own not in told]
