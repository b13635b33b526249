"""Forms of the criteria."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from .grid import Level
from .models import Rating, Review
from .services import DecisionDraft, EvidenceDraft
from .services.assess import MOST_EVIDENCE


def _level_choices(levels: Sequence[Level]) -> list[tuple[int, str]]:
    return [
        (
            one.level,
            format_html(
                "<span><strong>{} – {}</strong> {}</span>", one.level, one.name, one.anchor
            ),
        )
        for one in levels
    ]


class LevelField(forms.TypedChoiceField):
    """A level, shown with what tells that it is reached."""

    def __init__(self, levels: Sequence[Level], **options: Any) -> None:
        super().__init__(
            choices=_level_choices(levels),
            coerce=int,
            empty_value=None,
            widget=forms.RadioSelect,
            **options,
        )


class RatingForm(forms.Form):
    """What an organism says of a criterion. Unfinished is fine: submitting asks for the rest."""

    justification = forms.CharField(
        label=_("Why this level"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What you do, in which services, since when. A few sentences are enough."),
    )

    def __init__(self, *args: Any, levels: Sequence[Level], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["level"] = LevelField(levels, label=_("Level"), required=False)
        self.order_fields(["level", "justification"])


class EvidenceForm(forms.Form):
    """A piece of evidence; left empty, it is none."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), required=False, max_length=150)
    link = forms.URLField(
        label=_("Link"),
        required=False,
        max_length=400,
        assume_scheme="https",
        help_text=_("An address that a reviewer can open."),
    )
    text = forms.CharField(
        label=_("Or a text"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Where there is nothing to open: what was seen, measured or decided."),
    )
    dated_on = forms.DateField(
        label=_("Date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    owner = forms.CharField(
        label=_("Who answers for it"),
        required=False,
        max_length=120,
        help_text=_("A function or a team, not the name of a person."),
    )

    def clean_link(self) -> str:
        """Take addresses of the web alone."""
        link = self.cleaned_data["link"]
        if link and not link.startswith(("https://", "http://")):
            raise forms.ValidationError(_t("The link must start with https://."))
        return link


class _Slots(forms.BaseFormSet):
    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove this piece of evidence")


EvidenceSlots = forms.formset_factory(
    EvidenceForm,
    formset=_Slots,
    extra=1,
    max_num=MOST_EVIDENCE,
    absolute_max=MOST_EVIDENCE,
    can_delete=True,
    can_delete_extra=False,
)


def evidence_initial(rating: Rating | None) -> list[dict[str, Any]]:
    """Return the evidence that is there, as the slots take it."""
    if rating is None:
        return []
    names = ("pk", "title", "link", "text", "dated_on", "owner")
    return [{name: getattr(one, name) for name in names} for one in rating.evidence.all()]


def drafts_in(slots: forms.BaseFormSet) -> list[EvidenceDraft]:
    """Return the evidence that was sent, without what is to be removed."""
    drafts = []
    for form in slots.forms:
        values = form.cleaned_data
        if values.pop("DELETE", False):
            continue
        drafts.append(
            EvidenceDraft(
                pk=values.get("pk"),
                title=values.get("title", ""),
                link=values.get("link", ""),
                text=values.get("text", ""),
                dated_on=cast(date | None, values.get("dated_on")),
                owner=values.get("owner", ""),
            )
        )
    return drafts


class DecisionForm(forms.Form):
    """What a reviewer decides of a criterion; nothing chosen: not decided yet."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (Review.Decision.ACCEPTED, _("Accept a level")),
            (Review.Decision.RETURNED, _("Return to the organization")),
        ],
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Needed when you return the criterion, or accept another level than the declared one. "
            "The organization reads it."
        ),
    )

    def __init__(
        self, *args: Any, levels: Sequence[Level], declared: int | None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.declared = declared
        self.fields["level"] = forms.TypedChoiceField(
            label=_("Accepted level"),
            required=False,
            coerce=int,
            empty_value=None,
            choices=[(one.level, f"{one.level} – {one.name}") for one in levels],
        )
        self.order_fields(["decision", "level", "reason"])

    def clean(self) -> dict[str, Any]:
        """Ask for the reason where one is needed."""
        values = super().clean() or {}
        decision, reason = values.get("decision"), values.get("reason")
        if decision == Review.Decision.RETURNED and not reason:
            self.add_error("reason", _t("Say why the criterion is returned."))
        if decision == Review.Decision.ACCEPTED:
            if values.get("level") is None:
                self.add_error("level", _t("Choose the level that you accept."))
            elif values["level"] != self.declared and not reason:
                self.add_error(
                    "reason", _t("Say why the accepted level differs from the declared one.")
                )
        if not decision and reason:
            self.add_error("decision", _t("Choose what becomes of this criterion."))
        return values

    @property
    def draft(self) -> DecisionDraft | None:
        """What was decided, or None."""
        values = self.cleaned_data
        if not values["decision"]:
            return None
        accepted = values["decision"] == Review.Decision.ACCEPTED
        return DecisionDraft(values["level"] if accepted else None, values["reason"])


class SecondRatingForm(forms.Form):
    """The level that a second reviewer sees."""

    def __init__(self, *args: Any, levels: Sequence[Level], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["level"] = LevelField(levels, label=_("Level that you see"))
