"""Who may do what, by role and place.

Every question takes the day, so that a role given until yesterday opens nothing today and a test
needs no clock. The grants of a person are read once and kept on the user object, which lives as
long as the request.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.contrib.auth.models import AnonymousUser

from academy.accounts.models import User

from .models import Organism, OrganismPlacement, Portfolio, Role, RoleGrant

Viewer = User | AnonymousUser

_CACHE = "_role_grants"

ROLES_OF_AN_ORGANISM = frozenset({Role.DESIGNER, Role.ORGANISM_MANAGER, Role.TRAINING_OFFICER})
ROLES_OF_A_PORTFOLIO = frozenset({Role.PORTFOLIO_OFFICER})
ROLES_OF_EVERYTHING = frozenset({Role.GOVERNMENT_LEAD, Role.ADMINISTRATOR})

# What a manager may give, always in an organism that is the manager's own. Everyone is a learner
# already; a role as high as one's own is given by an administrator, and so is that of the training
# officer: who reads an organization's figures doesn't open its list of names to themselves.
ROLES_A_MANAGER_GIVES = frozenset({Role.DESIGNER})

# Whoever holds one of these signs in with a second factor.
ROLES_WITH_SECOND_FACTOR = frozenset(Role)


def _all_grants(user: Viewer) -> tuple[RoleGrant, ...]:
    if not user.is_authenticated or not user.is_active:
        return ()
    grants = user.__dict__.get(_CACHE)
    if grants is None:
        # Most people have none, so where they hold is asked for apart.
        grants = tuple(
            RoleGrant.objects.filter(user_id=user.pk)
            .prefetch_related("organism", "portfolio")
            .order_by("pk")
        )
        user.__dict__[_CACHE] = grants
    return grants


def forget_grants(user: Viewer) -> None:
    """Drop what was kept on the user object; to be called after a change of roles."""
    user.__dict__.pop(_CACHE, None)


def grants_in_any_time(user: Viewer, organism_ids: Collection[int]) -> list[RoleGrant]:
    """Return the roles that the person holds, held or will hold in these organisms."""
    return [grant for grant in _all_grants(user) if grant.organism_id in organism_ids]


def grants_on(user: Viewer, day: date) -> tuple[RoleGrant, ...]:
    """Return the roles that hold on `day`; a grant in a closed organism or portfolio is void."""

    def holds(grant: RoleGrant) -> bool:
        place = grant.organism or grant.portfolio
        return grant.holds_on(day) and (place is None or place.holds_on(day))

    return tuple(grant for grant in _all_grants(user) if holds(grant))


def roles_on(user: Viewer, day: date) -> frozenset[Role]:
    """Return the roles held on `day`; empty for somebody who is a learner and nothing else."""
    roles = {Role(grant.role) for grant in grants_on(user, day)}
    if is_administrator(user, day):
        roles.add(Role.ADMINISTRATOR)
    return frozenset(roles)


def _organism_ids(user: Viewer, day: date, role: Role) -> frozenset[int]:
    return frozenset(
        grant.organism_id
        for grant in grants_on(user, day)
        if grant.role == role and grant.organism_id is not None
    )


def managed_organism_ids(user: Viewer, day: date) -> frozenset[int]:
    """Return the organisms that the person manages on `day`."""
    return _organism_ids(user, day, Role.ORGANISM_MANAGER)


def training_organism_ids(user: Viewer, day: date) -> frozenset[int]:
    """Return the organisms whose training officer the person is on `day`."""
    return _organism_ids(user, day, Role.TRAINING_OFFICER)


def designer_organism_ids(user: Viewer, day: date) -> frozenset[int]:
    """Return the organisms for which the person designs courses on `day`."""
    return _organism_ids(user, day, Role.DESIGNER)


def portfolio_ids(user: Viewer, day: date) -> frozenset[int]:
    """Return the portfolios of which the person is the information officer on `day`."""
    return frozenset(
        grant.portfolio_id
        for grant in grants_on(user, day)
        if grant.role == Role.PORTFOLIO_OFFICER and grant.portfolio_id is not None
    )


def is_government_lead(user: Viewer, day: date) -> bool:
    """Tell whether the person leads the transformation of the whole government on `day`."""
    return any(grant.role == Role.GOVERNMENT_LEAD for grant in grants_on(user, day))


def is_administrator(user: Viewer, day: date) -> bool:
    """Tell whether the person administers the academy on `day`.

    The account made by `createsuperuser`, from which everything starts, has no grant: being a
    superuser is enough.
    """
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_superuser or any(
        grant.role == Role.ADMINISTRATOR for grant in grants_on(user, day)
    )


def needs_second_factor(user: Viewer, day: date) -> bool:
    """Tell whether the person has to sign in with a second factor: any role asks for it."""
    return bool(roles_on(user, day) & ROLES_WITH_SECOND_FACTOR)


def can_see_people(user: Viewer, organism: Organism, day: date) -> bool:
    """Tell whether the person may open the people pages of `organism` (others get a 404)."""
    return is_administrator(user, day) or organism.pk in managed_organism_ids(user, day)


def can_see_any_people(user: Viewer, day: date) -> bool:
    """Tell whether the person may open the people pages of some organism."""
    return is_administrator(user, day) or bool(managed_organism_ids(user, day))


def can_import_people(user: Viewer, organism: Organism, day: date) -> bool:
    """Tell whether the person may hand over lists of people of `organism`, open on `day`."""
    return organism.holds_on(day) and can_see_people(user, organism, day)


def can_change_tree(user: Viewer, organism: Organism, day: date) -> bool:
    """Tell whether the person may open, rename, move or close units of `organism`."""
    return can_import_people(user, organism, day)


def can_change_organisms(user: Viewer, day: date) -> bool:
    """Tell whether the person may open, merge, split or close organisms and portfolios."""
    return is_administrator(user, day)


def grantable_roles(
    user: Viewer,
    day: date,
    *,
    organism: Organism | None = None,
    portfolio: Portfolio | None = None,
) -> frozenset[Role]:
    """Return the roles that the person may give, or take back, in this place.

    A role above one's own can't be given: an administrator gives any, a manager gives what the
    access table says in the own organism, nobody else gives anything.
    """
    if organism is not None and portfolio is not None:
        return frozenset()
    if organism is not None:
        fitting = ROLES_OF_AN_ORGANISM if organism.holds_on(day) else frozenset()
    elif portfolio is not None:
        fitting = ROLES_OF_A_PORTFOLIO if portfolio.holds_on(day) else frozenset()
    else:
        fitting = ROLES_OF_EVERYTHING
    if is_administrator(user, day):
        return fitting
    if organism is not None and organism.pk in managed_organism_ids(user, day):
        return fitting & ROLES_A_MANAGER_GIVES
    return frozenset()


def can_grant(
    user: Viewer,
    role: Role,
    day: date,
    *,
    organism: Organism | None = None,
    portfolio: Portfolio | None = None,
) -> bool:
    """Tell whether the person may give `role`, or take it back, in this place."""
    return role in grantable_roles(user, day, organism=organism, portfolio=portfolio)


Level = Literal["none", "organism", "portfolio", "government"]


@dataclass(frozen=True, slots=True)
class BarometerScope:
    """What a person may see of the barometer: always aggregates, never a person.

    `level` is the widest view. At `government` everything is open and both sets are empty; below,
    what is open is the union of `organism_ids` and of the organisms of `portfolio_ids`.
    """

    level: Level
    organism_ids: frozenset[int] = frozenset()
    portfolio_ids: frozenset[int] = frozenset()

    @property
    def is_everything(self) -> bool:
        """Whether no filter applies."""
        return self.level == "government"

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to see (the page answers 404)."""
        return self.level == "none"


NO_BAROMETER = BarometerScope(level="none")


def barometer_scope(user: Viewer, day: date) -> BarometerScope:
    """Return what the person may see of the barometer on `day`.

    An administrator, who sets the barometer up, sees the aggregates of every organism as the
    government lead does, and no answer.
    """
    if is_government_lead(user, day) or is_administrator(user, day):
        return BarometerScope(level="government")
    portfolios = portfolio_ids(user, day)
    organisms = managed_organism_ids(user, day)
    if portfolios:
        return BarometerScope(level="portfolio", organism_ids=organisms, portfolio_ids=portfolios)
    if organisms:
        return BarometerScope(level="organism", organism_ids=organisms)
    return NO_BAROMETER


def barometer_organism_ids(scope: BarometerScope, day: date) -> frozenset[int] | None:
    """Return the organisms that `scope` opens on `day`, portfolios unfolded; None for all."""
    if scope.is_everything:
        return None
    if not scope.portfolio_ids:
        return scope.organism_ids
    placed = OrganismPlacement.objects.on(day).filter(portfolio_id__in=scope.portfolio_ids)
    return scope.organism_ids | frozenset(placed.values_list("organism_id", flat=True))


def visible_organism_ids(user: Viewer, day: date, wanted: Iterable[int]) -> frozenset[int]:
    """Return those of `wanted` whose people pages the person may open; for bulk actions."""
    ids = frozenset(wanted)
    return ids if is_administrator(user, day) else ids & managed_organism_ids(user, day)
