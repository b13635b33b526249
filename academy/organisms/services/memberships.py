"""Where one person belongs: joining, moving, leaving. Lists go through `people_import`."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotAllowed
from academy.organisms import policies, queries
from academy.organisms.models import Membership, Organism, Unit

from .placements import current_placement, end_of, lock_organisms


class MembershipError(AcademyError):
    """A change of posts that can't be."""


@transaction.atomic
def join(
    *,
    user: User,
    unit: Unit,
    on: date,
    at: datetime,
    by: User | None,
    person_number: str = "",
) -> Membership:
    """Give `user` a post in `unit` from `on`.

    Raises MembershipError when the person has a post in that organism already, or when another
    person has that number there.
    """
    organism = current_placement(unit, on).organism
    _check(by, organism, at)
    lock_organisms(organism.pk)
    person_number = person_number.strip()
    posts = Membership.objects.filter(organism=organism, ends_on__isnull=True)
    if posts.filter(user=user).exists():
        raise MembershipError(
            _("This person already belongs to “%(organism)s”: move them instead.")
            % {"organism": organism}
        )
    last = Membership.objects.filter(organism=organism, user=user).order_by("-ends_on").first()
    if last is not None and last.ends_on is not None and on < last.ends_on:
        raise MembershipError(
            _(
                "This person belongs to “%(organism)s” until %(day)s. "
                "Choose that day or a later one."
            )
            % {"organism": organism, "day": last.ends_on.isoformat()}
        )
    if person_number and posts.filter(person_number=person_number).exists():
        raise MembershipError(
            _("The number %(number)s is already that of another person.")
            % {"number": person_number}
        )
    membership = Membership.objects.create(
        user=user, unit=unit, organism=organism, person_number=person_number, starts_on=on
    )
    _note(at, by, "membership.join", membership, on)
    return membership


@transaction.atomic
def transfer(
    *, membership: Membership, unit: Unit, on: date, at: datetime, by: User | None
) -> Membership:
    """Move a person to another unit of the same organism from `on`; the past post stays.

    On the first day of the present post, the post is corrected instead.
    """
    _check(by, membership.organism, at)
    lock_organisms(membership.organism_id)
    membership = Membership.objects.select_related("organism", "user").get(pk=membership.pk)
    _check_order(membership, on)
    if not queries.units_of(membership.organism, on).filter(pk=unit.pk).exists():
        raise MembershipError(_("“%(unit)s” is not a unit of this organization.") % {"unit": unit})
    if membership.unit_id == unit.pk:
        return membership
    if on == membership.starts_on:
        membership.unit = unit
        membership.save(update_fields=["unit"])
        moved = membership
    else:
        ends_on, membership.ends_on = membership.ends_on, on
        membership.save(update_fields=["ends_on"])
        moved = Membership.objects.create(
            user=membership.user,
            unit=unit,
            organism=membership.organism,
            person_number=membership.person_number,
            starts_on=on,
            ends_on=ends_on,
        )
    _note(at, by, "membership.transfer", moved, on)
    return moved


@transaction.atomic
def leave(*, membership: Membership, on: date, at: datetime, by: User | None) -> Membership:
    """End a post on `on`; a post lasts at least a day. The account and its records stay."""
    _check(by, membership.organism, at)
    lock_organisms(membership.organism_id)
    membership = Membership.objects.select_related("organism", "user").get(pk=membership.pk)
    _check_order(membership, on)
    membership.ends_on = end_of(membership, on)
    membership.save(update_fields=["ends_on"])
    _note(at, by, "membership.leave", membership, on)
    return membership


def _check(by: User | None, organism: Organism, at: datetime) -> None:
    if by is not None and not policies.can_import_people(by, organism, localdate(at)):
        raise NotAllowed(_("You can't change who belongs to this organization."))


def _check_order(membership: Membership, on: date) -> None:
    if membership.ends_on is not None and membership.ends_on <= on:
        raise MembershipError(_("This post is already over."))
    if on < membership.starts_on:
        raise MembershipError(
            _("This post started on %(day)s: a change can't come before that day.")
            % {"day": membership.starts_on.isoformat()}
        )


def _note(at: datetime, by: User | None, action: str, membership: Membership, on: date) -> None:
    audit.record(
        at=at,
        actor=by,
        action=action,
        target=str(membership.user.public_id),
        organism_code=membership.organism.code,
        details={"unit": membership.unit.code, "on": on},
    )
