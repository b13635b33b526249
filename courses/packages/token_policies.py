"""What a machine may do with packages: its token was made for some uses, and for one organism or
for all packages."""

from datetime import date

from django.db.models import QuerySet

from academy.accounts.models import User
from academy.organisms.models import Membership, Organism
from courses.models import AuRegistration, Package, ServiceToken


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


def covers(token: ServiceToken, organism: Organism | None) -> bool:
    """Tell whether a token is for what this organism keeps; None: for what nobody does."""
    if token.organism_id is None:
        return True
    return organism is not None and organism.pk == token.organism_id


def knows_person(token: ServiceToken, user: User, day: date) -> bool:
    """Tell whether a machine may open packages for somebody, and follow how far that is: one of an
    organism does for those who work there."""
    if token.organism_id is None:
        return True
    posts = Membership.objects.on(day).filter(organism=token.organism_id)
    return posts.filter(user=user.pk).exists()


def knows_registration(token: ServiceToken, registration: AuRegistration, day: date) -> bool:
    """Tell whether a machine may follow a registration: in a package that it knows, and of somebody
    whom it knows, or of a learner of another system."""
    if not covers(token, registration.version.package.built_by):
        return False
    attempt = registration.attempt
    return attempt is None or knows_person(token, attempt.enrolment.user, day)
