"""What is written in the space of a path."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from academy.organisms.models import Organism
from courses.models import (
    LONGEST_DUTY,
    LONGEST_GROUNDS,
    LONGEST_NAME,
    LONGEST_REMARK,
    CreditRole,
    OrganismApproval,
    Part,
)

from .building import LONGEST_LINK
from .quorum import Rule


class InvitationForm(forms.Form):
    """Which organism plays which part."""

    organism = forms.ModelChoiceField(Organism.objects.none(), label=_("Organization"))
    part = forms.ChoiceField(
        choices=Part.choices, label=pgettext_lazy("in building a path", "Part")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organism"]
        field.queryset = Organism.objects.on(timezone.localdate()).order_by("name_fr")


class RuleForm(forms.Form):
    """How many organisms have to approve."""

    quorum = forms.IntegerField(
        min_value=1, max_value=99, label=_("Organizations that have to approve")
    )
    each_part = forms.BooleanField(
        required=False, label=_("One organization of each part has to be among them")
    )
    silence_days = forms.IntegerField(
        min_value=1,
        max_value=90,
        label=_("Days of silence after which the managers of an organization are told"),
    )

    def __init__(self, *args: Any, task: OrganismApproval | None, **kwargs: Any) -> None:
        shown = task or OrganismApproval()
        initial = {name: getattr(shown, name) for name in ("quorum", "each_part", "silence_days")}
        super().__init__(*args, **{"initial": initial} | kwargs)

    @property
    def rule(self) -> Rule:
        """What was asked."""
        return Rule(self.cleaned_data["quorum"], self.cleaned_data["each_part"])


class VoiceForm(forms.Form):
    """What an organism says of a draft."""

    organism = forms.ModelChoiceField(
        Organism.objects.none(), label=_("I speak for"), empty_label=None
    )
    verdict = forms.ChoiceField(
        choices=[
            ("approve", pgettext_lazy("voice", "We approve")),
            ("dissent", pgettext_lazy("voice", "We dissent")),
        ],
        widget=forms.RadioSelect,
        label=pgettext_lazy("of a draft", "What we say"),
    )
    reason = forms.CharField(
        required=False,
        max_length=LONGEST_GROUNDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        label=_("Reason"),
        help_text=_("Needed for a dissent. All who build the path read it."),
    )

    def __init__(self, *args: Any, organisms: list[Organism], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organism"]
        field.queryset = Organism.objects.filter(pk__in=[one.pk for one in organisms])


class SeveralForm(forms.Form):
    """The drafts that an organism approves at once."""

    organism = forms.ModelChoiceField(
        Organism.objects.none(), label=_("I approve for"), empty_label=None
    )
    state = forms.TypedMultipleChoiceField(
        coerce=int,
        label=_("Drafts"),
        error_messages={
            "required": _("Choose the drafts that your organization approves."),
            "invalid_choice": _(
                "A draft that you ticked is decided already, or isn’t yours to approve."
            ),
        },
    )

    def __init__(
        self,
        *args: Any,
        organisms: list[Organism],
        states: list[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["organism"].queryset = Organism.objects.filter(pk__in=[one.pk for one in organisms])
        fields["state"].choices = states


class AnswerForm(forms.Form):
    """What is answered to a remark."""

    text = forms.CharField(
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 5}),
        label=pgettext_lazy("to a remark", "Your answer"),
        help_text=_("Whoever has the link reads it, without your name."),
    )


class DutyChangeForm(forms.Form):
    """What is to be done, by when."""

    title = forms.CharField(
        max_length=LONGEST_DUTY, label=pgettext_lazy("of a task", "What is to be done")
    )
    due_on = forms.DateField(
        required=False,
        label=pgettext_lazy("of a task", "Due"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class DutyForm(DutyChangeForm):
    """What an organism has to do."""

    organism = forms.ModelChoiceField(Organism.objects.none(), label=_("Organization"))
    field_order = ["title", "organism", "due_on"]

    def __init__(self, *args: Any, organisms: list[Organism], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organism"]
        field.queryset = Organism.objects.filter(pk__in=[one.pk for one in organisms])


class LinkForm(forms.Form):
    """For whom a review link is, and how long it opens."""

    note = forms.CharField(
        max_length=100,
        label=pgettext_lazy("of a link", "For whom"),
        help_text=_("To know it again: the address itself is shown once."),
    )
    days = forms.IntegerField(
        min_value=1,
        max_value=LONGEST_LINK,
        initial=14,
        label=pgettext_lazy("of a link", "Days for which it opens"),
    )


class RemarkForm(forms.Form):
    """What somebody without an account says of a page."""

    name = forms.CharField(
        max_length=LONGEST_NAME,
        label=_("Your name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    text = forms.CharField(
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 4}),
        label=_("Your remark"),
    )


class DeclarationForm(forms.Form):
    """Which organism tested or funded the path."""

    organism = forms.ModelChoiceField(Organism.objects.none(), label=_("Organization"))
    role = forms.ChoiceField(
        choices=[
            (CreditRole.TESTED.value, CreditRole.TESTED.label),
            (CreditRole.FUNDED.value, CreditRole.FUNDED.label),
        ],
        label=pgettext_lazy("of an organization, for a path", "What it did"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organism"]
        field.queryset = Organism.objects.on(timezone.localdate()).order_by("name_fr")
