"""Who brings packages in and puts them into lessons, and who follows learners in them."""

from datetime import date

from wagtail.permissions import register_permission_policy

from academy.organisms.models import Membership, Organism
from academy.organisms.policies import (
    Viewer,
    designer_organism_ids,
    is_administrator,
    managed_organism_ids,
)
from courses.banks.policies import BankPermissionPolicy
from courses.models import AuRegistration, Package, ServiceToken

from .token_policies import covers, knows_registration, may_use


def can_bring_in(user: Viewer | ServiceToken, organism: Organism | None, day: date) -> bool:
    """Tell whether a person or a machine may bring packages in for this organism; None: for
    nobody's. They may delete those that nobody uses, too."""
    if isinstance(user, ServiceToken):
        return may_use(user, ServiceToken.Use.IMPORT, day) and covers(user, organism)
    if is_administrator(user, day):
        return True
    return organism is not None and organism.pk in designer_organism_ids(user, day)


def can_bring_in_any(user: Viewer, day: date) -> bool:
    """Tell whether the person may bring packages in at all."""
    return is_administrator(user, day) or bool(designer_organism_ids(user, day))


def can_follow(
    user: Viewer | ServiceToken, registration: AuRegistration, day: date, use: ServiceToken.Use
) -> bool:
    """Tell whether a person or a machine may waive an AU for somebody and end a session: those who
    may ask paths of the learner, administrators, and the machines whose token was made for `use`
    that may follow the registration."""
    if isinstance(user, ServiceToken):
        return may_use(user, use, day) and knows_registration(user, registration, day)
    if is_administrator(user, day):
        return True
    attempt = registration.attempt
    managed = managed_organism_ids(user, day)
    if attempt is None or not managed:
        return False
    posts = Membership.objects.on(day).filter(organism__in=managed)
    return posts.filter(user=attempt.enrolment.user_id).exists()


def register_policies() -> None:
    """Have Wagtail ask this policy, before anything of the desk is made."""
    register_permission_policy(Package, BankPermissionPolicy(Package, "built_by"))
