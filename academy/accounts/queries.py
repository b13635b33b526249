"""Reads of accounts: who has opened theirs, who was invited."""

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from .models import Delivery, Invitation, MailPreference, User


def unopened(users: QuerySet[User]) -> QuerySet[User]:
    """Keep the people who have never had a way to sign in: no password, no identity, no visit."""
    return users.filter(
        is_active=True,
        last_login__isnull=True,
        password__startswith=UNUSABLE_PASSWORD_PREFIX,
    ).exclude(Exists(SocialAccount.objects.filter(user_id=OuterRef("pk"))))


def not_invited(users: QuerySet[User]) -> QuerySet[User]:
    """Keep the unopened accounts to whose address no invitation went out, nor is about to."""
    gone = Q(state__in=(Invitation.State.SENDING, Invitation.State.SENT), email=OuterRef("email"))
    asked = Q(gone | Q(state=Invitation.State.WAITING), user_id=OuterRef("pk"))
    return unopened(users).exclude(Exists(Invitation.objects.filter(asked)))


def with_last_invitation(users: QuerySet[User]) -> QuerySet[User]:
    """Give each person `invitation_state` and `invited_at`, of their last invitation."""
    last = Invitation.objects.filter(user_id=OuterRef("pk")).order_by("-pk")
    return users.annotate(
        invitation_state=Subquery(last.values("state")[:1]),
        invited_at=Subquery(last.values("sent_at")[:1]),
    )


def invitations_sent_since(moment: datetime) -> int:
    """Return how many messages were handed to the mail server, or nearly, after `moment`."""
    return Invitation.objects.filter(sent_at__gt=moment).count()


def waiting_invitations() -> QuerySet[Invitation]:
    """Return the invitations to be sent, the oldest first."""
    waiting = Invitation.objects.filter(state=Invitation.State.WAITING)
    return waiting.select_related("user", "asked_by").order_by("pk")


def opened(users: QuerySet[User]) -> QuerySet[User]:
    """Keep the people who can sign in: accounts that are open, to which a mail can go."""
    has_identity = Exists(SocialAccount.objects.filter(user_id=OuterRef("pk")))
    never = Q(last_login__isnull=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return users.filter(~never | has_identity, is_active=True).exclude(email="")


def mail_preference_of(user: User) -> MailPreference:
    """Return when the person wants mails; the usual times, not saved, where they never chose."""
    return MailPreference.objects.filter(user_id=user.pk).first() or MailPreference(user=user)


def deliveries_to(user: User, most: int = 60) -> list[Delivery]:
    """Return what became of the mails to a person, the last first."""
    return list(Delivery.objects.filter(user_id=user.pk)[:most])


def delivery_log(*, kind: str = "", state: str = "") -> QuerySet[Delivery]:
    """Return what became of the mails to everybody, the last first, with the person.

    Mails that had nothing to say are left out, unless `state` asks for those that weren't sent.
    """
    rows = Delivery.objects.select_related("user")
    if kind:
        rows = rows.filter(kind=kind)
    if state:
        return rows.filter(state=state)
    return rows.exclude(state=Delivery.State.SKIPPED, reason=Delivery.Reason.NOTHING)


def delivery_counts(since: datetime) -> list[tuple[str, str, int]]:
    """Return how many mails ended how since then: (kind, state, how many)."""
    rows = Delivery.objects.filter(at__gte=since).order_by("kind", "state")
    counted = rows.values("kind", "state").annotate(mails=Count("pk"))
    return list(counted.values_list("kind", "state", "mails"))
