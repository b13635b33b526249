"""Who may do what with what is taught."""

from collections.abc import Collection
from datetime import date

from academy.accounts.models import User
from academy.organisms.models import Organism, Role
from academy.organisms.policies import Viewer, is_administrator, managed_organism_ids


def can_assign(user: Viewer, organism: Organism, day: date) -> bool:
    """Tell whether the person may ask a path of everybody in `organism`."""
    return is_administrator(user, day) or organism.pk in managed_organism_ids(user, day)


def asks_as(user: Viewer, organism: Organism, day: date) -> Role:
    """Return as what the person asks something of `organism`'s people, of whoever may."""
    if organism.pk in managed_organism_ids(user, day):
        return Role.ORGANISM_MANAGER
    return Role.ADMINISTRATOR


def organisms_to_assign(user: User, day: date) -> Collection[Organism]:
    """Return the organisms, by name, whose people one may ask to follow a path."""
    organisms = Organism.objects.on(day)
    if not is_administrator(user, day):
        organisms = organisms.filter(pk__in=managed_organism_ids(user, day))
    return sorted(organisms, key=lambda organism: organism.name)


def can_revoke_certificates(user: Viewer, day: date) -> bool:
    """Tell whether the person may revoke certificates."""
    return is_administrator(user, day)
