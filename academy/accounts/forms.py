"""Forms that ask for more than allauth's, or allow less."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.fields import SetPasswordField
from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ResetPasswordKeyForm as AllauthResetPasswordKeyForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from .models import User
from .policies import may_sign_up_with


class LoginForm(AllauthLoginForm):
    """Signing in, in the academy's words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "remember" in self.fields:
            self.fields["remember"].label = _("Stay signed in on this device")


class SignupForm(AllauthSignupForm):
    """Signing up by oneself, for the addresses that the academy accepts."""

    field_order = ["first_name", "last_name", "email", "password1"]

    def clean_email(self) -> str:
        """Refuse an address outside of the accepted domains before looking anybody up."""
        email = self.cleaned_data["email"]
        if not may_sign_up_with(email, policy=settings.SIGNUP, domains=settings.SIGNUP_DOMAINS):
            raise forms.ValidationError(
                _("Use your work address: this academy accepts %(domains)s only.")
                % {"domains": ", ".join(f"@{d.lstrip('.')}" for d in settings.SIGNUP_DOMAINS)}
            )
        return super().clean_email()

    def clean(self) -> dict[str, Any]:
        """Refuse a password that is like the names too: allauth compares it to the address only."""
        data = super().clean()
        names = {name: data.get(name, "") for name in ("first_name", "last_name", "email")}
        if "password1" in data and "password1" not in self.errors:
            try:
                validate_password(data["password1"], User(**names))
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return data

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Make the account; where there is one already, take as long as if there were none.

        The answer says the same in both cases. Hashing the password is most of the work: leaving it
        out would tell who has an account to whoever holds a watch.
        """
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class ChangePasswordForm(AllauthChangePasswordForm):
    """Changing one's password, in the words of the site."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Current password")
        _name_new_password(self)


class ResetPasswordKeyForm(AllauthResetPasswordKeyForm):
    """Choosing a new password from the link of a message, in the words of the site."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_new_password(self)


def _name_new_password(form: forms.Form) -> None:
    form.fields["password1"].label = _("New password")
    form.fields["password2"].label = _("New password (again)")


class InvitationForm(forms.Form):
    """A first password, for the person of an invitation."""

    password = SetPasswordField(label=_("Choose a password"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].user = user  # type: ignore[attr-defined]


# What parsing an ill-formed answer of an authenticator raises, here or in the libraries below.
ILL_FORMED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, struct.error)


@contextmanager
def _well_formed() -> Iterator[None]:
    """Refuse an answer that no authenticator gives, as any other wrong one."""
    try:
        yield
    except ILL_FORMED as error:
        raise get_adapter().validation_error("incorrect_code") from error


class AddPasskeyForm(AddWebAuthnForm):
    """Adding a key, as a passkey that signs in by itself unless the person says otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True

    def clean(self) -> dict[str, Any]:
        """Check the new key."""
        with _well_formed():
            return super().clean()


class _CodeUsedOnce:
    """A form whose code opens once, for as long as the clocks of phones may be wrong.

    allauth remembers a used code for one period, but accepts those of the periods around it too:
    somebody who watched a code being typed could use it again a little later.
    """

    user: User
    authenticator: Authenticator

    def clean_code(self) -> str:
        """Check the code, and remember a used one until no clock accepts it any more."""
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP:
            periods = 2 * mfa_settings.TOTP_TOLERANCE + 1
            used = TOTP(self.authenticator)._get_used_cache_key(code)
            cache.touch(used, periods * mfa_settings.TOTP_PERIOD)
        return code


class AuthenticateByCodeForm(_CodeUsedOnce, AuthenticateForm):
    """Using a code after the password."""


class ReauthenticateByCodeForm(_CodeUsedOnce, ReauthenticateForm):
    """Using a code to prove oneself again."""


class _CheckedCredential:
    """A form whose key's answer may be anything at all."""

    def clean_credential(self) -> Authenticator:
        """Check the answer of the key."""
        with _well_formed():
            return super().clean_credential()  # type: ignore[misc]


class AuthenticateByPasskeyForm(_CheckedCredential, AuthenticateWebAuthnForm):
    """Using a key after the password."""


class LoginByPasskeyForm(_CheckedCredential, LoginWebAuthnForm):
    """Using a key alone."""


class ReauthenticateByPasskeyForm(_CheckedCredential, ReauthenticateWebAuthnForm):
    """Using a key to prove oneself again."""
