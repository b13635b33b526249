"""Who may see findings, and who may act on them.

A weakness that isn't mended yet is told to those alone who have it mended: the managers of the
organism, and administrators. Leads and officers see how many there are, and how exposed people
are, as aggregates.
"""

from datetime import date

from academy.organisms.models import Organism
from academy.organisms.policies import (
    Viewer,
    barometer_organism_ids,
    barometer_scope,
)
from courses.policies import can_assign


def can_see_findings(user: Viewer, organism: Organism, day: date) -> bool:
    """Tell whether the person may read the findings of `organism` (others get a 404)."""
    return can_assign(user, organism, day)


def can_act_on_findings(user: Viewer, organism: Organism, day: date) -> bool:
    """Tell whether the person may import, class and prescribe in `organism`, open on `day`."""
    return organism.holds_on(day) and can_see_findings(user, organism, day)


def can_see_overview(user: Viewer, day: date) -> bool:
    """Tell whether the person may see the aggregates of several organisms."""
    return barometer_scope(user, day).level in ("portfolio", "government")


def overview_organism_ids(user: Viewer, day: date) -> frozenset[int] | None:
    """Return the organisms whose aggregates the person sees on `day`, None for all."""
    return barometer_organism_ids(barometer_scope(user, day), day)
