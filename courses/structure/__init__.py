"""The structure of a path: what opens what, what may be chosen, what may be left out. Pure.

A path asks its courses of everybody, in order, unless its designers say otherwise of one:

- it *requires* courses that have to be done or skipped first;
- it belongs to an *optional set*, of whose courses so many are needed;
- it is *skipped* by those who master it already (or master other courses that teach as much);
- it is a *deepening*, offered to those who master other courses, and never asked of anybody.

Where a learner stands is a function of the set of what is told to have happened, with its moments,
never of the order in which it was told: the more is known, the earlier a path is done, never the
later. That is why a deepening is offered and not asked: otherwise mastering a course would take
back a path that was finished (docs/adr/0012-structure-of-paths.md).
"""

from .plan import Branch, branches, minutes_between
from .soundness import Fault, Problem, problems, sound
from .standing import (
    Doing,
    StepStanding,
    as_started,
    counted,
    finished_at,
    skipped_moments,
    standings,
)
from .steps import Condition, Moments, OptionalSet, Step, Structure, as_data, step_of

__all__ = [
    "Branch",
    "Condition",
    "Doing",
    "Fault",
    "Moments",
    "OptionalSet",
    "Problem",
    "Step",
    "StepStanding",
    "Structure",
    "as_data",
    "as_started",
    "branches",
    "counted",
    "finished_at",
    "minutes_between",
    "problems",
    "skipped_moments",
    "sound",
    "standings",
    "step_of",
]
