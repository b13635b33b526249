"""Inviting people to open the account that a list made for them.

An invitation is asked for, sent once, used once. Whoever asks is checked by the part that knows
who manages whom (`academy.organisms`); nothing here decides who may invite.
"""

import hashlib
import logging
import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from academy.accounts import mail, providers, queries
from academy.accounts.models import Invitation, User
from academy.core.errors import AcademyError

from . import audit, deliveries

logger = logging.getLogger(__name__)

# How the delivery log calls an invitation, and why one isn't sent.
INVITATION = "accounts.invitation"
NOT_WANTED = "not_wanted"
# How long one waits before the same person is invited again.
AGAIN_AFTER = timedelta(hours=24)
_BATCH = 1000
State = Invitation.State


class InvitationError(AcademyError):
    """An invitation that can't be asked for, or used."""


def _no_longer_works() -> InvitationError:
    return InvitationError(_("This link no longer works: it was used already, or it is too old."))


@transaction.atomic
def ask_for_all(*, users: QuerySet[User], organism_code: str, at: datetime, by: User | None) -> int:
    """Have everybody among `users` invited who never was; return how many will be."""
    people = list(queries.not_invited(users).order_by("pk").values_list("pk", flat=True).distinct())
    before = Invitation.objects.filter(state=State.WAITING).count()
    for start in range(0, len(people), _BATCH):
        Invitation.objects.bulk_create(
            [
                Invitation(user_id=pk, organism_code=organism_code, asked_by=by, asked_at=at)
                for pk in people[start : start + _BATCH]
            ],
            ignore_conflicts=True,
        )
    asked = Invitation.objects.filter(state=State.WAITING).count() - before
    if asked:
        _note(at, by, "invitation.ask", organism_code, organism_code, {"people": asked})
    return asked


@transaction.atomic
def ask_again(*, user: User, organism_code: str, at: datetime, by: User | None) -> Invitation:
    """Have one person invited, again where need be; not twice in a day.

    Raises InvitationError when the account is open already, or was invited since yesterday.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if not queries.unopened(User.objects.filter(pk=user.pk)).exists():
        raise InvitationError(_("This person already has a way to sign in."))
    waiting = Invitation.objects.filter(user=user, state=State.WAITING).first()
    if waiting is not None:
        return waiting
    recent = Invitation.objects.filter(
        user=user,
        email=user.email,
        state__in=(State.SENDING, State.SENT),
        sent_at__gt=at - AGAIN_AFTER,
    )
    if recent.exists():
        raise InvitationError(
            _("This person was invited less than a day ago. Give the message time to arrive.")
        )
    asked = Invitation.objects.create(
        user=user, organism_code=organism_code, asked_by=by, asked_at=at
    )
    _note(at, by, "invitation.ask", str(user.public_id), organism_code, {"people": 1})
    return asked


def drop(*, invitation: Invitation, at: datetime) -> None:
    """Give up an invitation that nobody may, or needs to, send any more."""
    waiting = Invitation.objects.filter(pk=invitation.pk, state=State.WAITING)
    if waiting.update(state=State.DROPPED):
        deliveries.skip(
            kind=INVITATION,
            occasion=str(invitation.pk),
            user_ids=[invitation.user_id],
            reason=NOT_WANTED,
            at=at,
        )
        _note(
            at,
            invitation.asked_by,
            "invitation.drop",
            str(invitation.user.public_id),
            invitation.organism_code,
        )


def is_still_wanted(invitation: Invitation) -> bool:
    """Tell whether the person still has an account that was never opened."""
    return queries.unopened(User.objects.filter(pk=invitation.user_id)).exists()


def send(
    *,
    invitation: Invitation,
    organism_names: dict[str, str],
    connection: BaseEmailBackend,
    at: datetime,
) -> bool:
    """Send an invitation through an open `connection`; return whether the server took it.

    `organism_names` says who invites, by language. The state is written before and after: a
    message of which it isn't known whether it left is never sent by itself a second time.
    """
    key = secrets.token_urlsafe(32)
    if not _claim(invitation, key, at):
        return False
    # In the log of all mails, too: it says the same as the invitation itself.
    logged = deliveries.claim(
        kind=INVITATION, occasion=str(invitation.pk), told={invitation.user_id: []}, at=at
    )
    user = invitation.user
    message = _compose(user, key, organism_names.get(user.language, ""), at + _validity())
    message.connection = connection
    try:
        taken = bool(message.send())
    except OSError:
        # SMTPException is an OSError too.
        logger.exception("The mail server refused an invitation, or went away.")
        taken = False
    state = State.SENT if taken else State.FAILED
    with transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(state=state)
        deliveries.settle(sent=logged if taken else [], failed=[] if taken else logged)
        _note(
            at,
            invitation.asked_by,
            "invitation.send",
            str(user.public_id),
            invitation.organism_code,
            result="done" if taken else "failed",
        )
    return taken


@transaction.atomic
def _claim(invitation: Invitation, key: str, at: datetime) -> bool:
    """Make an invitation this process's to send; False when another has it. Older links die."""
    mine = Invitation.objects.filter(pk=invitation.pk, state=State.WAITING)
    claimed = mine.update(
        state=State.SENDING,
        email=invitation.user.email,
        sent_at=at,
        key_digest=_digest(key),
        expires_at=at + _validity(),
    )
    if claimed:
        older = Invitation.objects.filter(user_id=invitation.user_id, key_digest__isnull=False)
        older.exclude(pk=invitation.pk).update(key_digest=None)
    return bool(claimed)


def _validity() -> timedelta:
    return timedelta(days=settings.INVITATION_DAYS)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _compose(user: User, key: str, organism: str, expires_at: datetime) -> EmailMessage:
    with translation.override(user.language):
        invitation_url = reverse("open_invitation", args=[key])
    return mail.compose(
        "account/email/invitation",
        to=user.email,
        language=user.language,
        context={
            "user": user,
            "organism": organism,
            "provider": providers.provider_name(user.email),
            "invitation_url": invitation_url,
            "expires_at": expires_at,
        },
    )


def usable(*, key: str, at: datetime) -> Invitation:
    """Return the invitation whose link carries `key`. Raises InvitationError when it is over."""
    found = _usable(Invitation.objects.all(), key, at)
    if found is None:
        raise _no_longer_works()
    return found


def _usable(invitations: QuerySet[Invitation], key: str, at: datetime) -> Invitation | None:
    invitation = invitations.filter(
        key_digest=_digest(key), used_at__isnull=True, expires_at__gt=at
    ).first()
    if invitation is None or not is_still_wanted(invitation):
        return None
    # Human resources corrected the address: whoever reads the former one opens nothing.
    if invitation.email != invitation.user.email:
        return None
    # The address became somebody else's second one meanwhile: it can't be proved twice.
    others = EmailAddress.objects.exclude(user_id=invitation.user_id)
    if others.filter(email__iexact=invitation.user.email, verified=True).exists():
        return None
    return invitation


@transaction.atomic
def accept_with_password(*, key: str, password: str, at: datetime) -> User:
    """Give the invited person a first password; the link proves the address.

    The password was checked by the form. Raises InvitationError when the link is over.
    """
    invitation = _use(key, at)
    user = invitation.user
    user.set_password(password)
    user.save(update_fields=["password"])
    _accepted(invitation, at, "password")
    return user


@transaction.atomic
def accept_with_identity(*, key: str, at: datetime) -> User:
    """Let the invited person sign in through the provider that just vouched for them.

    The caller links the identity. Raises InvitationError when the link is over.
    """
    invitation = _use(key, at)
    _accepted(invitation, at, "identity")
    return invitation.user


def _use(key: str, at: datetime) -> Invitation:
    """Return the invitation, locked and used: a link works once."""
    locked = Invitation.objects.select_for_update(of=("self",)).select_related("user")
    invitation = _usable(locked, key, at)
    if invitation is None:
        raise _no_longer_works()
    invitation.used_at = at
    invitation.key_digest = None
    invitation.save(update_fields=["used_at", "key_digest"])
    return invitation


def _accepted(invitation: Invitation, at: datetime, how: str) -> None:
    user = invitation.user
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    _note(
        at,
        user,
        "invitation.accept",
        str(user.public_id),
        invitation.organism_code,
        {"with": how},
    )


def forget_expired_keys(at: datetime) -> int:
    """Remove the keys of links that no longer work; return how many."""
    over = Invitation.objects.filter(key_digest__isnull=False, expires_at__lte=at)
    return over.update(key_digest=None)


def _note(
    at: datetime,
    by: User | None,
    action: str,
    target: str,
    organism_code: str,
    details: dict | None = None,
    result: str = "done",
) -> None:
    audit.record(
        at=at,
        actor=by,
        action=action,
        target=target,
        organism_code=organism_code,
        details=details or {},
        result=result,
    )
