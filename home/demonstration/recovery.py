"""What the records of a loaded demonstration say, beside the plan that made them.

The measures are given facts, as those of any academy; the plan, made again from the seed of
`truth.json`, says what they should find.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from academy.core.errors import AcademyError
from barometer.measures.coverage import Standing
from barometer.measures.intervals import Measured
from barometer.queries import standings

from .contents import published_contents
from .diffusion import expected_share
from .loading import size_of_truth, truth_path
from .plan import Plan
from .population import NEVER
from .roles_loading import is_loaded
from .truth import truth_of


@dataclass(frozen=True)
class World:
    """A plan, and how far each of its people came by the facts.

    `standings`: for each path, by the number of the person in the plan.
    """

    plan: Plan
    standings: tuple[dict[int, Standing], ...]

    @property
    def last_day(self) -> date:
        """The last day on which anything happened."""
        return self.plan.size.until - timedelta(days=1)

    @cached_property
    def steady(self) -> np.ndarray:
        """The organisms (a flag each) whose people and units don't move with a change."""
        flags = np.ones(len(self.plan.government.organisms), dtype=bool)
        changes = self.plan.government.changes
        flags[[*changes.organisms, self.plan.government.units[changes.moved_unit].organism]] = False
        return flags

    @cached_property
    def cohort(self) -> np.ndarray:
        """The people (a flag each) who are in one unit of a steady organism all the time."""
        people, days = self.plan.people, self.plan.seasons.days
        stayed = (people.starts <= 0) & (people.ends > days) & (people.second_unit < 0)
        return stayed & self.steady[people.organism]

    @cached_property
    def members(self) -> tuple[np.ndarray, ...]:
        """The numbers of the people of the cohort, by organism."""
        organism = np.where(self.cohort, self.plan.people.organism, -1)
        return tuple(
            np.flatnonzero(organism == number)
            for number in range(len(self.plan.government.organisms))
        )

    @cached_property
    def passed(self) -> tuple[np.ndarray, ...]:
        """For each path, the number of the day on which each person passed by the facts."""
        return tuple(self._days(found, "passed_on") for found in self.standings)

    def _days(self, found: dict[int, Standing], name: str) -> np.ndarray:
        days = np.full(len(self.plan.people), NEVER)
        for person, standing in found.items():
            on = getattr(standing, name)
            if on is not None:
                days[person] = self.plan.seasons.number(on)
        return days

    def true_passes(self, place: int) -> np.ndarray:
        """Return the day on which each person passed a path in truth, NEVER where none."""
        plan = self.plan
        passes = plan.outcomes[place].passes
        told = (passes < plan.seasons.days) & (passes < plan.people.ends)
        return np.where(told, passes, NEVER)

    def expected(self, place: int, day: int) -> np.ndarray:
        """Return the true share of each organism before a day, 0 where the path isn't open."""
        numbers = np.arange(len(self.plan.government.organisms))
        return expected_share(self.plan.spreads[place], numbers, day, self.plan.seasons)


def holds(measured: Measured, truth: float) -> bool:
    """Return whether the interval of a figure holds the truth; a bound not reached is open."""
    is_above = measured.lo is None or measured.lo <= truth + 1e-9
    return is_above and (measured.hi is None or truth <= measured.hi + 1e-9)


def read_world() -> World:
    """Return the demonstration that is loaded, read with a query for each path.

    Raises AcademyError where none is loaded, or where it isn't the one that truth.json tells.
    """
    if not is_loaded():
        raise AcademyError(_("No demonstration is loaded here. Load one: manage.py load_demo"))
    size = size_of_truth()
    contents = published_contents(size.seed)
    plan = Plan(size=size, paths=tuple(one.model for one in contents))
    known: dict[str, Any] = json.loads(truth_path().read_text(encoding="utf-8"))
    if known != json.loads(json.dumps(truth_of(plan, [dict(one.titles) for one in contents]))):
        raise AcademyError(
            _(
                "The learning paths aren't those of the day on which the demonstration was loaded: "
                "its truth can't be made again. Load one into an empty database."
            )
        )
    numbers = {plan.public_id(person): person for person in range(len(plan.people))}
    found = tuple(
        {
            numbers[person]: standing
            for person, standing in standings(path.key).items()
            if person in numbers
        }
        for path in plan.paths
    )
    return World(plan, found)
