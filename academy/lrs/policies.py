"""Who may manage credentials, read statements by hand and end launch sessions."""

from datetime import date

from django.db.models import QuerySet

from academy.organisms.models import Organism
from academy.organisms.policies import Viewer, is_administrator, managed_organism_ids

from .models import Credential, Scope

# What a manager may give: storing, reading that again, and what a course keeps for itself. Reading
# what others stored would be reading people's records, which is an administrator's to give.
SCOPES_A_MANAGER_GIVES = frozenset(
    {Scope.STATEMENTS_WRITE, Scope.STATEMENTS_READ_MINE, Scope.STATE, Scope.PROFILE}
)


def can_see_credentials(user: Viewer, day: date) -> bool:
    """Tell whether the person may open the pages of credentials (others get a 404)."""
    return is_administrator(user, day) or bool(managed_organism_ids(user, day))


def credentials_of(user: Viewer, day: date) -> QuerySet[Credential]:
    """Return the credentials that the person may see and revoke on `day`."""
    if is_administrator(user, day):
        return Credential.objects.all()
    return Credential.objects.filter(organism__in=managed_organism_ids(user, day))


def organisms_to_give(user: Viewer, day: date) -> QuerySet[Organism]:
    """Return the organisms open on `day` for which the person may create a credential."""
    open_ones = Organism.objects.on(day)
    if is_administrator(user, day):
        return open_ones
    return open_ones.filter(pk__in=managed_organism_ids(user, day))


def grantable_scopes(user: Viewer, day: date, *, organism: Organism | None) -> frozenset[Scope]:
    """Return the scopes that the person may give to a credential of `organism`, None for all.

    An administrator gives any, a manager some in an organism that is the manager's own.
    """
    if organism is not None and not organism.holds_on(day):
        return frozenset()
    if is_administrator(user, day):
        return frozenset(Scope)
    if organism is not None and organism.pk in managed_organism_ids(user, day):
        return SCOPES_A_MANAGER_GIVES
    return frozenset()


def can_set_limits(user: Viewer, day: date) -> bool:
    """Tell whether the person may say how many requests a credential makes: it spends what all
    share."""
    return is_administrator(user, day)


def can_revoke(user: Viewer, credential: Credential, day: date) -> bool:
    """Tell whether the person may revoke `credential`: whoever sees it, whatever its scopes, since
    a key that leaked is shut by who hears of it first."""
    return is_administrator(user, day) or (
        credential.organism_id is not None
        and credential.organism_id in managed_organism_ids(user, day)
    )


def can_explore(user: Viewer, day: date) -> bool:
    """Tell whether the person may read statements one by one, which are people's records."""
    return is_administrator(user, day)


def can_end_sessions(user: Viewer, day: date) -> bool:
    """Tell whether the person may abandon launch sessions by hand."""
    return is_administrator(user, day)
