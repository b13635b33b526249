"""Who may adopt which path, and whose adopted paths one sees."""

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from academy.organisms.models import Organism
from academy.organisms.policies import Viewer, designer_organism_ids, is_administrator
from courses.licences import may_adapt
from courses.models import Adoption, Offer, PathPage


def can_adopt_at_all(user: Viewer, day: date) -> bool:
    """Tell whether the person may adopt paths for some organism."""
    return is_administrator(user, day) or bool(designer_organism_ids(user, day))


def organisms_to_adopt_for(user: Viewer, day: date) -> Collection[Organism]:
    """Return the organisms, by name, for which the person may adopt a path: those that they design
    for; for an administrator, every one."""
    organisms = Organism.objects.on(day)
    if not is_administrator(user, day):
        organisms = organisms.filter(pk__in=designer_organism_ids(user, day))
    return sorted(organisms, key=lambda organism: organism.name)


def can_adopt_for(user: Viewer, organism: Organism, day: date) -> bool:
    """Tell whether the person may adopt a path for `organism`, and decide about those it has."""
    if not organism.holds_on(day):
        return False
    return is_administrator(user, day) or organism.pk in designer_organism_ids(user, day)


def is_open_to_all(page: PathPage) -> bool:
    """Tell whether the path is published, and kept to nobody who knows a password."""
    kept = page.get_view_restrictions().filter(restriction_type="password")
    return page.live and not kept.exists()


def licence_permits(page: PathPage) -> bool:
    """Tell whether the path's licence lets others adapt it."""
    return may_adapt(page.licence)


def adoptions_visible_to(user: Viewer, day: date) -> QuerySet[Adoption]:
    """Return the adopted paths that the person looks after."""
    if is_administrator(user, day):
        return Adoption.objects.all()
    return Adoption.objects.filter(organism__in=designer_organism_ids(user, day))


def offers_to_answer(user: Viewer) -> QuerySet[Offer]:
    """Return what is offered to the paths that the person may edit."""
    if not user.is_authenticated:
        return Offer.objects.none()
    pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")
    paths = PathPage.objects.filter(pk__in=pages.values("pk"))
    return Offer.objects.filter(
        page__adoption__upstream_key__in=paths.values("translation_key")
    ).exclude(state=Offer.State.WITHDRAWN)
