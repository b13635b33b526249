"""Who may do what with what is taught."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from academy.accounts.models import User
from academy.organisms.models import Organism, Role
from academy.organisms.policies import (
    Viewer,
    is_administrator,
    managed_organism_ids,
    training_organism_ids,
)
from courses.models import BlockReport, LessonPage, PathPage


def can_assign(user: Viewer, organism: Organism, day: date) -> bool:
    """Tell whether the person may ask a path of everybody in `organism`."""
    return is_administrator(user, day) or organism.pk in managed_organism_ids(user, day)


def can_give_time(user: Viewer, organism: Organism, day: date) -> bool:
    """Tell whether the person may give more time in tests to the people of `organism`."""
    return can_assign(user, organism, day)


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


def can_look_by_name(user: Viewer, organism: Organism, day: date) -> bool:
    """Tell whether the person may open who of `organism` is how far with what is asked of them.

    The training officers of that organism alone: nobody above it, and no administrator.
    """
    return organism.holds_on(day) and organism.pk in training_organism_ids(user, day)


def organisms_to_look_at(user: Viewer, day: date) -> Collection[Organism]:
    """Return the organisms, by name, whose lists of names the person may open."""
    organisms = Organism.objects.on(day).filter(pk__in=training_organism_ids(user, day))
    return sorted(organisms, key=lambda organism: organism.name)


def can_revoke_certificates(user: Viewer, day: date) -> bool:
    """Tell whether the person may revoke certificates."""
    return is_administrator(user, day)


def reports_visible_to(user: Viewer) -> QuerySet[BlockReport]:
    """Return what learners reported of the lessons that the person may edit today.

    Of a lesson that was deleted since, it is whoever may edit its path.
    """
    if not user.is_authenticated:
        return BlockReport.objects.none()
    pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")
    lessons = LessonPage.objects.filter(pk__in=pages.values("pk"))
    paths = PathPage.objects.filter(pk__in=pages.values("pk"))
    return BlockReport.objects.filter(
        Q(page__in=lessons.values("pk"))
        | Q(page__isnull=True, path_key__in=paths.values("translation_key"))
    )
