"""How often a page comes by mail."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Frequency


class ReportForm(forms.Form):
    """A subscription."""

    every = forms.TypedChoiceField(
        label=_("When it comes"),
        choices=[
            (Frequency.EACH.value, _("After each release")),
            (Frequency.THIRD.value, _("After one release in three")),
        ],
        coerce=int,
        widget=forms.RadioSelect,
        initial=Frequency.EACH.value,
    )
