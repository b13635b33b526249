"""Reads of accounts: who has opened theirs, who was invited."""

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from .models import Invitation, User


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
