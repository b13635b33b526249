"""Setting targets, and telling their owners when forecasts cross them."""

import logging
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from academy.accounts import mail
from academy.accounts.models import Delivery, User
from academy.accounts.services import audit, deliveries
from academy.core.errors import AcademyError, NotFound
from academy.core.templatetags.figures import day_in_words
from academy.core.templatetags.figures import percent as in_percent
from academy.organisms.models import Organism
from barometer.forecasting.alarms import alert
from courses.models import PublishedPath

from . import policies, queries
from .frozen import AHEADS
from .models import ReleaseOutlook, Target, TargetAlert
from .wording import alarms_in_words, alert_in_words

logger = logging.getLogger("academy.targets")

# How the delivery log calls the mail about an alert, and why one isn't sent.
ALERT = "barometer.alert"
ENDED, NO_RIGHT = "ended", "no_right"
# As far as forecasts look.
FURTHEST = timedelta(weeks=AHEADS[-1])


class AlreadyReached(AcademyError):
    """A target at or below the share that the newest release says to have passed."""


@transaction.atomic
def set_target(
    *,
    by: User,
    organism: Organism,
    path_key: UUID,
    percent: int,
    due_on: date,
    owner: User,
    at: datetime,
) -> Target:
    """Set the target of a path in an organism; the one before ends and stays as history.

    The same again changes nothing. Raises NotFound for an organism that isn't `by`'s or a path that
    isn't published, AlreadyReached for a share that is published as reached, AcademyError for a
    day that is past or too far, a share outside 1 to 100 %, and an owner without a role there.
    """
    today = timezone.localdate(at)
    if not policies.can_set_targets(by, organism, today):
        raise NotFound(_("There is no such organization."))
    if not PublishedPath.objects.filter(key=path_key, is_live=True).exists():
        raise NotFound(_("This learning path is not published."))
    if not 1 <= percent <= 100:
        raise AcademyError(_("Choose a share between 1% and 100%."))
    if not today < due_on <= today + FURTHEST:
        raise AcademyError(_("Choose a day to come, within two years: forecasts go no further."))
    if owner not in queries.possible_owners(organism, today):
        raise AcademyError(_("Choose an owner who has a role in this organization."))
    known = Target.objects.select_for_update().filter(
        organism=organism, path_key=path_key, ended_at=None
    )
    before = known.first()
    terms = (percent, due_on, owner.pk)
    if before is not None and (before.percent, before.due_on, before.owner_id) == terms:
        return before
    _require_unreached(organism, path_key, percent)
    if before is not None:
        _end(before, by, at)
    target = Target.objects.create(
        organism=organism,
        path_key=path_key,
        percent=percent,
        due_on=due_on,
        owner=owner,
        set_by=by,
        set_at=at,
    )
    _note("target.set", target, by, at)
    outlook = queries.newest_outlook()
    if outlook is not None:
        # Whoever owns a target that falls short from the start is told so at once.
        raise_alerts(outlook=outlook, at=at)
    return target


def _require_unreached(organism: Organism, path_key: UUID, percent: int) -> None:
    found = queries.reached_by(organism, path_key)
    if found is not None and percent <= found[1]:
        raise AlreadyReached(
            _(
                "About %(reached)s of the people here have passed this path already, by the "
                "release of %(day)s. Choose a larger share."
            )
            % {"reached": in_percent(found[1] / 100), "day": day_in_words(found[0].day)}
        )


@transaction.atomic
def withdraw_target(*, by: User, target: Target, at: datetime) -> None:
    """End a target; it stays as history. Raises NotFound for an organism that isn't `by`'s."""
    row = Target.objects.select_for_update().select_related("organism").get(pk=target.pk)
    if not policies.can_set_targets(by, row.organism, timezone.localdate(at)):
        raise NotFound(_("There is no such target."))
    if row.ended_at is None:
        _end(row, by, at)
        _note("target.withdrawn", row, by, at)


@transaction.atomic
def raise_alerts(*, outlook: ReleaseOutlook, at: datetime) -> list[TargetAlert]:
    """Write down which targets the forecasts of a release cross; again, nothing is added."""
    raised = []
    day = outlook.release.day
    for target in Target.objects.filter(ended_at=None, due_on__gt=day).order_by("pk"):
        chances = queries.chances_of(target, until=day)
        kind = alert([chance for _day, chance in chances]) if chances else None
        if kind is None or chances[-1][0] != day:
            continue
        row, is_new = TargetAlert.objects.get_or_create(
            target=target,
            outlook=outlook,
            defaults={"kind": kind, "chance": round(chances[-1][1] * 1000), "raised_at": at},
        )
        if is_new:
            raised.append(row)
    return raised


def is_waiting() -> bool:
    """Tell whether an owner is to be told of an alert; one query."""
    return _waiting().exists()


def tell_owners(*, at: datetime) -> int:
    """Send what owners haven't been told yet, each once, and return how many were.

    What becomes of each mail is in the log of all mails. What the server didn't take is tried again
    an hour later, three times in all.
    """
    told = 0
    for row in _waiting().select_related("target__owner", "target__organism", "outlook__release"):
        owner = row.target.owner
        assert owner is not None  # noqa: S101 - for the type checker: `_waiting` leaves them out
        reason = _reason_not_to(row.target, owner, timezone.localdate(at))
        if reason:
            deliveries.skip(
                kind=ALERT, occasion=str(row.pk), user_ids=[owner.pk], reason=reason, at=at
            )
            _set_told(row, at)
            continue
        # Whoever claims it sends it: two workers never both do.
        mine = deliveries.claim(kind=ALERT, occasion=str(row.pk), told={owner.pk: []}, at=at)
        for delivery in mine:
            told += _tell(row, delivery, at)
    return told


def _reason_not_to(target: Target, owner: User, today: date) -> str:
    """Return why the owner isn't told after all; "" where they are."""
    if target.ended_at is not None:
        return ENDED
    return "" if owner in queries.possible_owners(target.organism, today) else NO_RIGHT


def _tell(row: TargetAlert, delivery: Delivery, at: datetime) -> bool:
    # First, so that a worker that is killed meanwhile sends nothing twice.
    _set_told(row, at)
    try:
        taken = bool(_message(row, delivery).send())
    except OSError:
        logger.warning("The mail of an alert could not be sent.", exc_info=True)
        taken = False
    deliveries.settle(sent=[delivery] if taken else [], failed=[] if taken else [delivery])
    if not taken and delivery.attempts < deliveries.MOST_ATTEMPTS:
        TargetAlert.objects.filter(pk=row.pk).update(told_at=None)
    return taken


def _set_told(row: TargetAlert, at: datetime) -> None:
    TargetAlert.objects.filter(pk=row.pk).update(told_at=at)


def _waiting() -> QuerySet[TargetAlert]:
    return TargetAlert.objects.filter(told_at=None, target__owner__is_active=True).order_by("pk")


def _message(row: TargetAlert, delivery: Delivery) -> EmailMessage:
    target, owner = row.target, row.target.owner
    assert owner is not None  # noqa: S101 - for the type checker: `_waiting` leaves out the others
    falls_short = row.kind == TargetAlert.Kind.FALLS_SHORT
    with translation.override(owner.language):
        address = reverse("barometer:organism", args=[target.organism.code])
        why_url = reverse("courses:mail-why", args=[delivery.public_id])
        organism, path = str(target.organism), queries.path_titles(owner.language)[target.path_key]
        alarms = alarms_in_words(row.outlook.record)
        said = alert_in_words(falls_short=falls_short, chance=row.chance / 1000)
    return mail.compose(
        "barometer/email/target_alert",
        to=owner.email,
        language=owner.language,
        context={
            "alert": row,
            "target": target,
            "falls_short": falls_short,
            "organism": organism,
            "path": path,
            "said": said,
            "share": target.share,
            "alarms": alarms,
            "barometer_url": f"{address}?path={target.path_key}",
            "why_url": why_url,
        },
    )


def _end(target: Target, by: User, at: datetime) -> None:
    target.ended_at, target.ended_by = at, by
    target.save(update_fields=["ended_at", "ended_by"])


def _note(action: str, target: Target, by: User, at: datetime) -> None:
    audit.record(
        at=at,
        actor=by,
        action=action,
        target=str(target.public_id),
        organism_code=target.organism.code,
        details={
            "path": str(target.path_key),
            "percent": target.percent,
            "due_on": target.due_on.isoformat(),
            "owner": str(target.owner.public_id) if target.owner else "",
        },
    )
