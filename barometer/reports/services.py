"""Taking and ending subscriptions; sending what is due after a release, once."""

import logging
from datetime import datetime
from smtplib import SMTPException
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from academy.accounts.models import Delivery, User
from academy.accounts.services import audit, deliveries
from academy.core.errors import NotFound
from academy.organisms.models import Organism, Portfolio
from barometer.releases import queries
from barometer.releases.models import Release

from . import mail
from .models import Frequency, ReportDelivery, ReportSubscription
from .pages import Place, can_see, page_of

logger = logging.getLogger("academy.reports")

Reason = ReportDelivery.Reason
# How the delivery log calls these mails.
REPORT = "barometer.report"
# Mails of one minute; the others go in the next ones.
MOST_AT_ONCE = 60


def occasion_of(subscription: ReportSubscription, release: Release) -> str:
    """Return what the log knows the mail of a subscription after a release by."""
    return f"{subscription.pk}:{release.day.isoformat()}"


@transaction.atomic
def subscribe(
    *, user: User, level: str, place: Place, every: Frequency, at: datetime
) -> ReportSubscription:
    """Send the person a page after the releases to come; again, it changes how often.

    Raises NotFound for a page that the person doesn't see.
    """
    if not can_see(user, level, place, timezone.localdate(at)):
        raise NotFound(_("There is no such page."))
    subscription, _new = ReportSubscription.objects.update_or_create(
        user=user,
        level=level,
        organism=place if isinstance(place, Organism) else None,
        portfolio=place if isinstance(place, Portfolio) else None,
        defaults={"every": every, "asked_at": at, "stopped_at": None},
    )
    _note("report.subscribe", subscription, at, by=user)
    return subscription


@transaction.atomic
def stop(*, public_id: UUID, at: datetime, by: User | None = None) -> bool:
    """End a subscription; return False where it had ended. `by` None: the link of a mail."""
    rows = ReportSubscription.objects.filter(public_id=public_id)
    stopped = rows.filter(stopped_at=None).update(stopped_at=at)
    subscription = rows.select_related("organism", "portfolio").first()
    if stopped and subscription is not None:
        _note("report.stop", subscription, at, by=by)
    return bool(stopped)


def is_due() -> bool:
    """Tell whether somebody waits for a mail of the newest release."""
    release = queries.newest()
    return release is not None and (_without_mail(release) | _to_retry(release)).exists()


def deliver(*, at: datetime) -> int:
    """Send the mails of the newest release that are due, some of them; return how many were sent.

    Each is sent once: what became of it is written before and after, in the log of all mails.
    """
    release = queries.newest()
    if release is None:
        return 0
    waiting = (_without_mail(release) | _to_retry(release, at)).distinct().order_by("pk")
    rows = waiting.select_related("user", "organism", "portfolio")[:MOST_AT_ONCE]
    return sum(_deliver(one, release, at) for one in rows)


def _without_mail(release: Release) -> QuerySet[ReportSubscription]:
    """Return who asked before the release was made, and of whom nothing is noted for it."""
    told = ReportDelivery.objects.filter(release=release)
    return ReportSubscription.objects.filter(stopped_at=None, asked_at__lt=release.made_at).exclude(
        pk__in=told.values("subscription_id")
    )


def _to_retry(release: Release, at: datetime | None = None) -> QuerySet[ReportSubscription]:
    """Return whose mail failed and may be tried again; at `at`, those that have waited enough."""
    failed = deliveries.may_be_tried(at)
    rows = ReportDelivery.objects.filter(
        release=release, delivery__in=Delivery.objects.filter(failed, kind=REPORT)
    )
    return ReportSubscription.objects.filter(stopped_at=None, pk__in=rows.values("subscription_id"))


def _deliver(subscription: ReportSubscription, release: Release, at: datetime) -> bool:
    reason = _reason_not_to(subscription, release, at)
    if reason:
        _skip(subscription, release, at, reason)
        return False
    # Written first, so that a worker that is killed meanwhile sends nothing twice.
    delivery = _claim(subscription, release, at)
    if delivery is None:
        return False
    with translation.override(subscription.user.language):
        day = timezone.localdate(at)
        page = page_of(subscription.organism or subscription.portfolio, _language(), day)
        if page.release != release or not page.answer:
            deliveries.give_up(delivery=delivery, reason=Reason.NOT_PUBLISHED)
            return False
        message = mail.compose(subscription, page)
    try:
        message.send()
    except (SMTPException, OSError):
        logger.warning("A report could not be sent.", exc_info=True)
        deliveries.settle(sent=[], failed=[delivery])
        return False
    deliveries.settle(sent=[delivery], failed=[])
    return True


def _language() -> str:
    return translation.get_language() or "fr"


def _reason_not_to(
    subscription: ReportSubscription, release: Release, at: datetime
) -> ReportDelivery.Reason | None:
    user = subscription.user
    place = subscription.organism or subscription.portfolio
    if not user.is_active or not user.email:
        return Reason.INACTIVE
    if not can_see(user, subscription.level, place, timezone.localdate(at)):
        return Reason.NO_RIGHT
    sent = subscription.deliveries.filter(delivery__state=Delivery.State.SENT)
    last = sent.order_by("-release__day").first()
    if last is not None:
        since = Release.objects.filter(day__gt=last.release.day, day__lte=release.day)
        if since.count() < subscription.every:
            return Reason.NOT_DUE
    return None


@transaction.atomic
def _claim(subscription: ReportSubscription, release: Release, at: datetime) -> Delivery | None:
    """Make a mail this process's to send; None when another has it."""
    mine = deliveries.claim(
        kind=REPORT,
        occasion=occasion_of(subscription, release),
        told={subscription.user_id: []},
        at=at,
    )
    for delivery in mine:
        _link(subscription, release, delivery)
        return delivery
    return None


@transaction.atomic
def _skip(
    subscription: ReportSubscription, release: Release, at: datetime, reason: ReportDelivery.Reason
) -> None:
    """Note that no mail goes to this subscription after the release, and why."""
    occasion = occasion_of(subscription, release)
    deliveries.skip(
        kind=REPORT, occasion=occasion, user_ids=[subscription.user_id], reason=reason, at=at
    )
    noted = Delivery.objects.get(user=subscription.user_id, kind=REPORT, occasion=occasion)
    _link(subscription, release, noted)


def _link(subscription: ReportSubscription, release: Release, delivery: Delivery) -> None:
    ReportDelivery.objects.get_or_create(
        subscription=subscription, release=release, defaults={"delivery": delivery}
    )


def _note(action: str, subscription: ReportSubscription, at: datetime, *, by: User | None) -> None:
    organism = subscription.organism
    audit.record(
        at=at,
        actor=by,
        action=action,
        target=str(subscription.public_id),
        organism_code=organism.code if organism else "",
        details={"level": subscription.level, "place": subscription.code},
    )
