"""What allauth tells us of: a second factor that was used, a credential that changed."""

from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as social_signals
from django.contrib.auth import signals as auth_signals
from django.dispatch import receiver
from django.http import HttpRequest

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core import clock

# Key of the session: this session used a second factor, or just added one.
SECOND_FACTOR_USED = "second_factor_used"


@receiver(auth_signals.user_logged_in)
def remember_first_time(user: User, **kwargs: Any) -> None:
    """Keep when the person signed in for the first time."""
    if user.first_signed_in_at is None:
        user.first_signed_in_at = clock.now()
        user.save(update_fields=["first_signed_in_at"])


@receiver(mfa_signals.authenticator_used)
def remember_use(request: HttpRequest, **kwargs: Any) -> None:
    """Remember that this session used a second factor."""
    request.session[SECOND_FACTOR_USED] = True


@receiver(mfa_signals.authenticator_added)
def record_added_factor(
    request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Audit a new factor; who adds one holds it, so it counts as used."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        request.session[SECOND_FACTOR_USED] = True
    _record(user, "account.factor.add", authenticator.type)


@receiver(mfa_signals.authenticator_removed)
def record_removed_factor(
    request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Audit a removed factor; without any left, the session has to use another one."""
    factors = Authenticator.objects.filter(user=user)
    if not factors.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        request.session.pop(SECOND_FACTOR_USED, None)
    _record(user, "account.factor.remove", authenticator.type)


@receiver(mfa_signals.authenticator_reset)
def record_new_codes(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Audit new recovery codes."""
    _record(user, "account.factor.renew", authenticator.type)


@receiver(account_signals.password_set)
@receiver(account_signals.password_changed)
def record_changed_password(user: User, **kwargs: Any) -> None:
    """Audit a password that its owner changed."""
    _record(user, "account.password.change")


@receiver(account_signals.password_reset)
def record_reset_password(user: User, **kwargs: Any) -> None:
    """Audit a password that was set through a message."""
    _record(user, "account.password.reset")


@receiver(account_signals.email_changed)
def record_changed_email(user: User, **kwargs: Any) -> None:
    """Audit a changed address, without the addresses."""
    _record(user, "account.email.change")


@receiver(social_signals.social_account_added)
def record_linked_identity(sociallogin: Any, **kwargs: Any) -> None:
    """Audit an identity that was linked to an account."""
    _record(sociallogin.user, "account.identity.add", sociallogin.account.provider)


@receiver(social_signals.social_account_removed)
def record_unlinked_identity(socialaccount: Any, **kwargs: Any) -> None:
    """Audit an identity that was taken off an account."""
    _record(socialaccount.user, "account.identity.remove", socialaccount.provider)


def _record(user: User, action: str, kind: str = "") -> None:
    audit.record(
        at=clock.now(),
        actor=user,
        action=action,
        target=str(user.public_id),
        details={"kind": str(kind)} if kind else {},
    )
