"""What designers decide about adopted paths."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from academy.organisms.models import Organism
from courses.models import LONGEST_OFFER_WORDS, Adoption


class AdoptForm(forms.Form):
    """For whom a path is adopted, and whether it follows."""

    organism = forms.ModelChoiceField(
        label=_("For which organization"),
        queryset=Organism.objects.none(),
        error_messages={"required": _("Choose an organization.")},
    )
    state = forms.ChoiceField(
        label=_("What becomes of later changes"),
        choices=[
            (Adoption.State.FOLLOWS, _("Follow: their changes are proposed here, one by one")),
            (Adoption.State.FROZEN, _("Freeze: it stays as it is until you follow again")),
        ],
        initial=Adoption.State.FOLLOWS,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, organisms: Collection[Organism], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organism"]
        field.queryset = Organism.objects.filter(pk__in=[one.pk for one in organisms])
        field.choices = [(one.pk, one.name) for one in organisms]
        if len(organisms) == 1:
            field.initial = next(iter(organisms)).pk


class StateForm(forms.Form):
    """Whether an adopted path follows or is frozen."""

    state = forms.ChoiceField(choices=Adoption.State.choices)


class OfferForm(forms.Form):
    """Why an improvement is offered."""

    words = forms.CharField(
        label=_("What it improves"),
        max_length=LONGEST_OFFER_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The authors of the other path read this beside your text."),
        error_messages={
            "required": _("Say what it improves: the authors of the other path read this.")
        },
    )


class AnswerForm(forms.Form):
    """What becomes of an offer."""

    answer = forms.ChoiceField(
        label=pgettext_lazy("to an offer", "Your answer"),
        choices=[
            ("accept", _("Accept: it goes into the draft of your page")),
            ("decline", _("Decline, because…")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    words = forms.CharField(
        label=_("What you tell the organization"),
        required=False,
        max_length=LONGEST_OFFER_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a refusal."""
        cleaned = super().clean() or {}
        if cleaned.get("answer") == "decline" and not (cleaned.get("words") or "").strip():
            self.add_error(
                "words", _("Say why you decline: the organization that offers it reads this.")
            )
        return cleaned
