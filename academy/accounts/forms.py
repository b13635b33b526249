"""Forms that ask for more than allauth's, or allow less."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from .models import User
from .policies import may_sign_up_with


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
