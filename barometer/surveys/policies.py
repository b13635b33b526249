"""Who sees what surveys say."""

from datetime import date

from django.db.models import QuerySet

from academy.organisms.models import Organism
from academy.organisms.policies import (
    Viewer,
    designer_organism_ids,
    is_administrator,
    is_government_lead,
    managed_organism_ids,
)
from courses.models import PublishedPath


def paths_seen_whole(user: Viewer, day: date) -> QuerySet[PublishedPath]:
    """Return the paths of which the person sees all that surveys say: those that an organism they
    design for builds; every one for who leads the government or administers the academy."""
    paths = PublishedPath.objects.all()
    if is_government_lead(user, day) or is_administrator(user, day):
        return paths
    return paths.filter(built_by__in=designer_organism_ids(user, day)).distinct()


def reads_words(user: Viewer, path: PublishedPath, day: date) -> bool:
    """Tell whether the person reads what learners wrote in words: who designs the path, nobody
    above them."""
    return path.built_by.filter(pk__in=designer_organism_ids(user, day)).exists()


def organisms_seen(user: Viewer, day: date) -> list[Organism]:
    """Return the organisms, by name, whose own figures the person sees: those they manage."""
    found = Organism.objects.on(day).filter(pk__in=managed_organism_ids(user, day))
    return sorted(found, key=lambda one: one.name)


def can_see_any(user: Viewer, day: date) -> bool:
    """Tell whether the person sees the figures of some survey."""
    return bool(
        is_government_lead(user, day)
        or is_administrator(user, day)
        or designer_organism_ids(user, day)
        or managed_organism_ids(user, day)
    )
