"""Forms that ask for more than allauth's, or allow less."""

from typing import Any

from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

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


class AddPasskeyForm(AddWebAuthnForm):
    """Adding a key, as a passkey that signs in by itself unless the person says otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True
