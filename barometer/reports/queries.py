"""Subscriptions and what became of their mails."""

from datetime import date

from academy.accounts.models import User
from academy.organisms.policies import is_administrator

from .models import ReportDelivery, ReportSubscription
from .pages import Place

# Lines of the log that a page shows.
_MOST = 200


def subscription_of(user: User, level: str, place: Place) -> ReportSubscription | None:
    """Return the person's subscription to a page that goes on, or None."""
    rows = ReportSubscription.objects.filter(
        user_id=user.pk, level=level, stopped_at=None
    ).select_related("organism", "portfolio")
    if place is not None:
        rows = rows.filter(**{level: place})
    return rows.first()


def subscriptions_of(user: User) -> list[ReportSubscription]:
    """Return the person's subscriptions that go on."""
    rows = ReportSubscription.objects.filter(user_id=user.pk, stopped_at=None)
    return list(rows.select_related("organism", "portfolio"))


def deliveries_to(user: User) -> list[ReportDelivery]:
    """Return what became of the mails to a person, the last first."""
    rows = ReportDelivery.objects.filter(subscription__user_id=user.pk)
    return list(rows.select_related("subscription__organism", *_RELATED)[:_MOST])


def all_deliveries(user: User, day: date) -> list[ReportDelivery]:
    """Return what became of the mails to everybody, for an administrator; to others, nothing."""
    if not is_administrator(user, day):
        return []
    rows = ReportDelivery.objects.select_related(
        "subscription__organism", "subscription__user", *_RELATED
    )
    return list(rows[:_MOST])


_RELATED = ("subscription__portfolio", "release", "delivery")
