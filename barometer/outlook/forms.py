"""What the form of a target asks for."""

from collections.abc import Collection
from datetime import date
from typing import cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from academy.accounts.models import User
from academy.organisms.models import Organism

from . import queries


class TargetForm(forms.Form):
    """A share of the people of an organism who shall have passed a path by a day."""

    path = forms.ChoiceField(label=_("Learning path"))
    percent = forms.IntegerField(
        label=_("Share of the people who should have passed, in percent"),
        min_value=1,
        max_value=100,
    )
    due_on = forms.DateField(
        label=_("To be reached by"),
        help_text=_("Within two years: forecasts go no further."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    owner = forms.ChoiceField(
        label=pgettext_lazy("target", "Owner"),
        help_text=_("Gets an email when the forecast says that the target will be missed."),
    )

    def __init__(
        self, *args, organism: Organism, user: User, today: date, language: str, **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        self.owners: Collection[User] = queries.possible_owners(organism, today)
        titles = queries.path_titles(language)
        cast(forms.ChoiceField, self.fields["path"]).choices = [
            (str(key), title) for key, title in titles.items()
        ]
        cast(forms.ChoiceField, self.fields["owner"]).choices = [
            (str(one.public_id), str(one)) for one in self.owners
        ]
        self.fields["owner"].initial = str(user.public_id)

    def clean_path(self) -> UUID:
        """Return the key of the path."""
        return UUID(self.cleaned_data["path"])

    def clean_owner(self) -> User:
        """Return the person."""
        return next(one for one in self.owners if str(one.public_id) == self.cleaned_data["owner"])
