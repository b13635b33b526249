"""What one chooses before leaving."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from academy.accounts.models import Departure, User


class LeavingForm(forms.Form):
    """How to leave, what becomes of certificates, and one's own address, typed to confirm."""

    mode = forms.ChoiceField(
        label=_("What should become of what you learned?"),
        choices=Departure.Mode.choices,
        widget=forms.RadioSelect,
    )
    keeps_certificates = forms.ChoiceField(
        label=_("What should become of your certificates?"),
        choices=[
            ("no", _("Withdraw them: their pages say that the account was erased")),
            ("yes", _("Keep their public pages, with my name and the day of the passing")),
        ],
        widget=forms.RadioSelect,
    )
    email = forms.CharField(
        label=_("Type your email address, to confirm"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        """Refuse anything but the address of the account."""
        typed: str = self.cleaned_data["email"].strip()
        if typed.lower() != self.user.email.lower():
            raise forms.ValidationError(_("This is not the address of your account."))
        return typed

    def clean_keeps_certificates(self) -> bool:
        """Return the choice as a yes or a no."""
        return bool(self.cleaned_data["keeps_certificates"] == "yes")
