"""Who asks for training, who reads what is asked, and who answers."""

from datetime import date

from academy.organisms.models import Organism
from academy.organisms.policies import (
    Viewer,
    designer_organism_ids,
    is_administrator,
    managed_organism_ids,
    roles_on,
)
from courses.models import TrainingRequest


def asking_organism_ids(user: Viewer, day: date) -> frozenset[int]:
    """Return the organisms for which the person may ask: those they manage or design for."""
    return managed_organism_ids(user, day) | designer_organism_ids(user, day)


def organisms_to_ask_for(user: Viewer, day: date) -> list[Organism]:
    """Return the organisms, by name, for which the person may ask."""
    open_to = Organism.objects.on(day).filter(pk__in=asking_organism_ids(user, day))
    return sorted(open_to, key=lambda one: one.name)


def can_ask_for(user: Viewer, organism: Organism, day: date) -> bool:
    """Tell whether the person may ask for training, or join a request, for `organism`."""
    return organism.holds_on(day) and organism.pk in asking_organism_ids(user, day)


def can_read(user: Viewer, day: date) -> bool:
    """Tell whether the person reads what organisms ask for: whoever holds a role somewhere."""
    return bool(roles_on(user, day))


def can_change(user: Viewer, request: TrainingRequest, day: date) -> bool:
    """Tell whether the person may change what `request` says: for the organism that speaks for it,
    as long as it is open."""
    return (
        request.withdrawn_at is None
        and not request.subject.head.is_settled
        and can_ask_for(user, request.organism, day)
    )


def can_study(user: Viewer, day: date) -> bool:
    """Tell whether the person groups requests and says what becomes of them: designers of any
    organism, and administrators."""
    return is_administrator(user, day) or bool(designer_organism_ids(user, day))
