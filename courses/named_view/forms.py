"""Why a named list is opened."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import LONGEST_WORDS, NamedLook


class LookForm(forms.Form):
    """The reason of a training officer, which the people who are shown read."""

    reason = forms.ChoiceField(
        label=_("Why do you open this list?"),
        choices=NamedLook.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why you open this list.")},
    )
    words = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "The people on the list read it as you write it: name nobody. It is needed for another "
            "reason alone."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for words where the reason is none of those that are known."""
        cleaned = super().clean() or self.cleaned_data
        is_other = cleaned.get("reason") == NamedLook.Reason.OTHER
        if is_other and not cleaned.get("words") and "words" not in self.errors:
            self.add_error("words", _("Say in your own words which reason it is."))
        return cleaned
