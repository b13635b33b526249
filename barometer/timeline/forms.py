"""What the form of an event asks for."""

from collections.abc import Mapping
from typing import cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .models import LONGEST, Event


class EventForm(forms.Form):
    """What happened on a day."""

    kind = forms.ChoiceField(label=_("What it was"), choices=Event.Kind.choices)
    day = forms.DateField(
        label=pgettext_lazy("of an event", "Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    path = forms.ChoiceField(
        label=_("Learning path"),
        required=False,
        help_text=_(
            "The mark stands on the curve of this path alone; without a path, on every curve."
        ),
    )
    text_fr = forms.CharField(
        label=_("In French, in a few words"),
        required=False,
        max_length=LONGEST,
        help_text=_(
            "One of the two languages is enough. Name nobody: whoever sees the curve reads it. "
            "Organizations that take part in one campaign write the same words: the ledger of "
            "effects then tells of it, to whoever sees the barometer."
        ),
    )
    text_en = forms.CharField(
        label=_("In English, in a few words"), required=False, max_length=LONGEST
    )

    def __init__(self, *args, titles: Mapping[UUID, str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["path"]).choices = [
            ("", _("Every learning path")),
            *((str(key), title) for key, title in titles.items()),
        ]

    def clean_path(self) -> UUID | None:
        """Return the key of the path; None for every path."""
        return UUID(self.cleaned_data["path"]) if self.cleaned_data["path"] else None
