"""Giving roles and taking them back."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotAllowed
from academy.organisms import policies
from academy.organisms.models import Organism, Portfolio, Role, RoleGrant
from academy.organisms.role_groups import group_names


class RoleError(AcademyError):
    """A change of roles that can't be."""


@transaction.atomic
def grant(
    *,
    user: User,
    role: Role,
    at: datetime,
    by: User | None,
    on: date | None = None,
    organism: Organism | None = None,
    portfolio: Portfolio | None = None,
) -> RoleGrant:
    """Give `role` to `user` from `on` (the day of `at` by default); giving twice changes nothing.

    Raises NotAllowed when `by` can't give this role here, RoleError when it makes no sense.
    """
    day = localdate(at)
    role = Role(role)
    _check(by, role, day, organism=organism, portfolio=portfolio)
    _check_place(role, organism, portfolio)
    policies.forget_grants(user)
    # The account's row is locked so that two grants at once give one.
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise RoleError(_("This account is closed: it can't receive a role."))
    held = RoleGrant.objects.filter(
        user=user, role=role, organism=organism, portfolio=portfolio, ends_on__isnull=True
    ).first()
    if held is not None:
        return held
    given = RoleGrant.objects.create(
        user=user,
        role=role,
        organism=organism,
        portfolio=portfolio,
        starts_on=on or day,
        granted_by=by,
    )
    _follow(user, day)
    _note(at, by, "role.grant", given)
    return given


@transaction.atomic
def revoke(*, grant: RoleGrant, at: datetime, by: User | None) -> None:
    """Take a role back, at once. A role that hasn't lasted a day leaves only its audit entries.

    Raises NotAllowed when `by` can't give this role here, RoleError for the last administrator.
    """
    day = localdate(at)
    _check(by, Role(grant.role), day, organism=grant.organism, portfolio=grant.portfolio)
    end_grants(grants=[grant], on=day, at=at, by=by)


@transaction.atomic
def end_grants(*, grants: Sequence[RoleGrant], on: date, at: datetime, by: User | None) -> None:
    """End grants on `on`, whoever asks: for `revoke`, and for organisms that close."""
    administrators = {grant.user_id for grant in grants if grant.role == Role.ADMINISTRATOR}
    if administrators:
        # Every administrator's row is locked: two who remove each other wait in line.
        active = User.objects.select_for_update().filter(is_superuser=True, is_active=True)
        if not set(active.order_by("pk").values_list("pk", flat=True)) - administrators:
            raise RoleError(
                _(
                    "This is the last administrator. Make someone else an administrator before "
                    "taking this role back."
                )
            )
    for grant in grants:
        if grant.starts_on >= on:
            RoleGrant.objects.filter(pk=grant.pk).delete()
        else:
            grant.ends_on = on
            grant.save(update_fields=["ends_on"])
        _follow(grant.user, localdate(at), ended=grant)
        _note(at, by, "role.revoke", grant)


@transaction.atomic
def refresh_groups(*, users: Iterable[User], day: date) -> None:
    """Put each person in the groups of the roles that hold on `day`, and out of the others.

    Only groups that some grant of the person names are touched: a group given by hand stays.
    """
    for user in users:
        _follow(user, day)


# How many people one transaction brings up to the day: others go on writing between two.
_PEOPLE = 100


def refresh_all_groups(*, day: date) -> None:
    """Bring everybody who holds, held or will hold a role up to `day`.

    Dates that pass change nobody's rows: this is what makes a role that starts or ends on a day
    to come, or an organism that closes then, open and shut what it should.
    """
    people = list(
        User.objects.filter(role_grants__isnull=False)
        .order_by("pk")
        .distinct()
        .values_list("pk", flat=True)
    )
    for start in range(0, len(people), _PEOPLE):
        chunk = User.objects.filter(pk__in=people[start : start + _PEOPLE])
        refresh_groups(users=chunk, day=day)


def _follow(user: User, day: date, ended: RoleGrant | None = None) -> None:
    """Make groups and the administrator's flags follow the grants of `user`.

    `ended` is a grant that may have just been deleted.
    """
    policies.forget_grants(user)
    known = RoleGrant.objects.filter(user=user).select_related("user", "organism", "portfolio")
    grants = [*known, ended] if ended is not None else list(known)
    ours: set[str] = set()
    wanted: set[str] = set()
    is_administrator = was_administrator = False
    current = {grant.pk for grant in policies.grants_on(user, day)}
    for grant in grants:
        names = group_names(grant)
        ours |= names
        if grant.role == Role.ADMINISTRATOR:
            was_administrator = True
        if grant.pk in current:
            wanted |= names
            is_administrator |= grant.role == Role.ADMINISTRATOR
    held = set(user.groups.filter(name__in=ours).values_list("name", flat=True))
    user.groups.remove(*Group.objects.filter(name__in=held - wanted))
    user.groups.add(*(Group.objects.get_or_create(name=name)[0] for name in wanted - held))
    # An administrator without a grant (`createsuperuser`) keeps the flags.
    if was_administrator:
        user.is_superuser = user.is_staff = is_administrator
        user.save(update_fields=["is_superuser", "is_staff"])


def _check(
    by: User | None,
    role: Role,
    day: date,
    *,
    organism: Organism | None,
    portfolio: Portfolio | None,
) -> None:
    if by is not None and not policies.can_grant(
        by, role, day, organism=organism, portfolio=portfolio
    ):
        raise NotAllowed(_("You can't give or take back this role here."))


def _check_place(role: Role, organism: Organism | None, portfolio: Portfolio | None) -> None:
    """Say in words what the table's constraint holds."""
    fits = (role in policies.ROLES_OF_AN_ORGANISM) == (organism is not None) and (
        role in policies.ROLES_OF_A_PORTFOLIO
    ) == (portfolio is not None)
    if not fits:
        raise RoleError(
            _(
                "Designers, managers and training officers belong to an organization, "
                "information officers to a portfolio, leads and administrators to neither."
            )
        )


def _note(at: datetime, by: User | None, action: str, grant: RoleGrant) -> None:
    audit.record(
        at=at,
        actor=by,
        action=action,
        target=str(grant.user.public_id),
        organism_code=grant.organism.code if grant.organism else "",
        details={
            "role": grant.role,
            "portfolio": grant.portfolio.code if grant.portfolio else "",
        },
    )
