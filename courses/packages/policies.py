"""Who brings packages in and puts them into lessons: the designers of an organism, and machines.

A machine shows a token, which was made for some uses, and for one organism or for all packages.
"""

from datetime import date

from django.db.models import QuerySet
from wagtail.permissions import register_permission_policy

from academy.organisms.models import Organism
from academy.organisms.policies import Viewer, designer_organism_ids, is_administrator
from courses.banks.policies import BankPermissionPolicy
from courses.models import Package, ServiceToken


def can_bring_in(user: Viewer | ServiceToken, organism: Organism | None, day: date) -> bool:
    """Tell whether a person or a machine may bring packages in for this organism; None: for
    nobody's. They may delete those that nobody uses, too."""
    if isinstance(user, ServiceToken):
        return may_use(user, ServiceToken.Use.IMPORT, day) and _covers(user, organism)
    if is_administrator(user, day):
        return True
    return organism is not None and organism.pk in designer_organism_ids(user, day)


def can_bring_in_any(user: Viewer, day: date) -> bool:
    """Tell whether the person may bring packages in at all."""
    return is_administrator(user, day) or bool(designer_organism_ids(user, day))


def is_in_force(token: ServiceToken, day: date) -> bool:
    """Tell whether a token opens anything: it wasn't revoked, and its organism is there."""
    open_still = token.organism is None or token.organism.holds_on(day)
    return token.revoked_at is None and open_still


def may_use(token: ServiceToken, use: ServiceToken.Use, day: date) -> bool:
    """Tell whether a token is in force and was made for this."""
    return is_in_force(token, day) and use in token.uses


def packages_of(token: ServiceToken) -> QuerySet[Package]:
    """Return the packages that a machine knows of."""
    rows = Package.objects.all()
    return rows if token.organism_id is None else rows.filter(built_by=token.organism_id)


def _covers(token: ServiceToken, organism: Organism | None) -> bool:
    if token.organism_id is None:
        return True
    return organism is not None and organism.pk == token.organism_id


def register_policies() -> None:
    """Have Wagtail ask this policy, before anything of the desk is made."""
    register_permission_policy(Package, BankPermissionPolicy(Package, "built_by"))
