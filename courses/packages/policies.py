"""Who brings packages in and puts them into lessons: the designers of an organism."""

from datetime import date

from wagtail.permissions import register_permission_policy

from academy.organisms.models import Organism
from academy.organisms.policies import Viewer, designer_organism_ids, is_administrator
from courses.banks.policies import BankPermissionPolicy
from courses.models import Package


def can_bring_in(user: Viewer, organism: Organism | None, day: date) -> bool:
    """Tell whether the person may bring packages in for this organism; None: for nobody's."""
    if is_administrator(user, day):
        return True
    return organism is not None and organism.pk in designer_organism_ids(user, day)


def can_bring_in_any(user: Viewer, day: date) -> bool:
    """Tell whether the person may bring packages in at all."""
    return is_administrator(user, day) or bool(designer_organism_ids(user, day))


def register_policies() -> None:
    """Have Wagtail ask this policy, before anything of the desk is made."""
    register_permission_policy(Package, BankPermissionPolicy(Package, "built_by"))
