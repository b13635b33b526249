"""Extra time for the tests of somebody."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotFound
from academy.organisms.models import Organism
from academy.organisms.queries import people_of
from courses.models import ExtraTime
from courses.policies import can_give_time


@transaction.atomic
def give_extra_time(
    *, by: User, organism: Organism, person: User, factor: str, at: datetime
) -> ExtraTime:
    """Give somebody of `organism` more time in every test, from the next attempt on.

    The same again changes nothing; another factor replaces it. No reason is asked, and none is
    kept. Raises NotFound for an organism that isn't `by`'s or a person who isn't its own,
    AcademyError for oneself or a factor that isn't offered.
    """
    today = timezone.localdate(at)
    if not can_give_time(by, organism, today):
        raise NotFound(_("There is no such organization."))
    if not people_of(organism, today).filter(pk=person.pk).exists():
        raise NotFound(_("There is no such person in this organization."))
    if person.pk == by.pk:
        raise AcademyError(
            _("You can’t give time to yourself: ask another manager, or an administrator.")
        )
    if factor not in ExtraTime.Factor.values:
        raise AcademyError(_("Choose one of the extra times that are offered."))
    # Two managers at once: the second sees what the first has given.
    User.objects.select_for_update().values_list("pk").get(pk=person.pk)
    current = ExtraTime.objects.filter(organism=organism, user=person, ended_at=None).first()
    if current is not None and current.factor == factor:
        return current
    if current is not None:
        current.ended_at, current.ended_by = at, by
        current.save(update_fields=["ended_at", "ended_by"])
    given = ExtraTime.objects.create(
        organism=organism, user=person, factor=factor, given_by=by, given_at=at
    )
    _log(given, "courses.extra_time_given", by, at)
    return given


@transaction.atomic
def end_extra_time(*, by: User, given: ExtraTime, at: datetime) -> None:
    """End an extra time, from the next attempt on. The row stays.

    Raises NotFound for one of an organism that isn't `by`'s.
    """
    row = (
        ExtraTime.objects.select_for_update(of=("self",))
        .select_related("organism", "user")
        .get(pk=given.pk)
    )
    if not can_give_time(by, row.organism, timezone.localdate(at)):
        raise NotFound(_("There is no such extra time."))
    if row.ended_at is not None:
        return
    row.ended_at, row.ended_by = at, by
    row.save(update_fields=["ended_at", "ended_by"])
    _log(row, "courses.extra_time_ended", by, at)


def _log(given: ExtraTime, action: str, by: User, at: datetime) -> None:
    """Log who gave or ended it and for whom; how much stays out of the log."""
    audit.record(
        at=at,
        actor=by,
        action=action,
        target=str(given.user.public_id),
        organism_code=given.organism.code,
    )
