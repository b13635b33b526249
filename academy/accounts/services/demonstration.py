"""Accounts and messages of the demonstration academy: made and opened in development only."""

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from academy.accounts import demonstration_secret
from academy.accounts.models import User
from academy.core.errors import NotAllowed

# Where a session keeps the link of the last message that it asked for.
_LINK_KEY = "demonstration_link"
# The links that messages have, by their names in allauth's contexts.
_LINKS = ("activate_url", "password_reset_url", "signup_url")


def _refuse_outside_of_a_demonstration() -> None:
    if not settings.DEMONSTRATION:
        raise NotAllowed(_("Demonstration accounts exist in a demonstration academy only."))


@transaction.atomic
def create_demonstration_account(
    *,
    email: str,
    password: str,
    first_name: str,
    last_name: str,
    language: str,
    with_second_factor: bool,
    at: datetime,
    **fields: Any,
) -> User:
    """Make, or bring back to its first state, an account that anybody may sign in to.

    The e-mail address is verified and the password isn't checked. `with_second_factor` adds a TOTP
    factor whose secret everyone knows; the sign-in page then shows the code. `fields` are other
    fields of the account (`is_superuser`). Raises NotAllowed outside of a demonstration.
    """
    _refuse_outside_of_a_demonstration()
    user = User.objects.filter(email__iexact=email).first() or User(email=email.lower())
    names = {"first_name": first_name, "last_name": last_name, "language": language}
    for name, value in (names | {"date_joined": at} | fields).items():
        setattr(user, name, value)
    user.set_password(password)
    user.save()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    Authenticator.objects.filter(user=user).delete()
    if with_second_factor:
        TOTP.activate(user, demonstration_secret.TOTP)
        RecoveryCodes.activate(user)
    return user


def current_code(*, user: User) -> str:
    """Return a TOTP code that works now for a demonstration account, "" for any other account.

    A code opens the door once: when the present one was used, the next one is given.
    """
    _refuse_outside_of_a_demonstration()
    factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if factor is None or get_adapter().decrypt(factor.data["secret"]) != demonstration_secret.TOTP:
        return ""
    # The sign-in reads this same clock: a time passed in could only disagree with it.
    counter = int(time.time()) // 30
    codes = [
        format_hotp_value(hotp_value(demonstration_secret.TOTP, counter + step))
        for step in (0, 1, -1)
    ]
    unused = (code for code in codes if not cache.get(TOTP(factor)._get_used_cache_key(code)))
    return next(unused, codes[0])


def keeps_messages() -> bool:
    """Return whether this is a demonstration whose messages stay in files, for nobody to receive.

    Where messages do leave, a link is for the mailbox that it was sent to and for nobody else.
    """
    files = "django.core.mail.backends.filebased.EmailBackend"
    return settings.DEMONSTRATION and files == settings.EMAIL_BACKEND


def keep_link(*, session: SessionBase, context: Mapping[str, Any]) -> None:
    """Keep the link of a message, if it has one, for the page that says that it was sent."""
    _refuse_outside_of_a_demonstration()
    link = next((context[name] for name in _LINKS if context.get(name)), "")
    if link:
        session[_LINK_KEY] = link


def kept_link(*, session: SessionBase) -> str:
    """Return the link of the last message that this session asked for, or ""."""
    return session.get(_LINK_KEY, "") if keeps_messages() else ""
