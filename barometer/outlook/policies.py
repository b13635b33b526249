"""Who may set targets."""

from datetime import date

from academy.organisms.models import Organism
from academy.organisms.policies import Viewer, managed_organism_ids


def can_set_targets(user: Viewer, organism: Organism, day: date) -> bool:
    """Tell whether the person sets the targets of `organism`: its managers, while it is open."""
    return organism.holds_on(day) and organism.pk in managed_organism_ids(user, day)
