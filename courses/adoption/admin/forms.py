"""What designers decide about adopted paths."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from academy.organisms.models import Organism
from courses.adoption.taking_lessons import OfferedLesson
from courses.models import LONGEST_OFFER_WORDS, Adoption

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


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


def _words_field(
    label: "StrOrPromise", help_text: "StrOrPromise", required: "StrOrPromise"
) -> forms.CharField:
    """Return the field of what the authors of the other path read; `required`: where it's empty."""
    return forms.CharField(
        label=label,
        max_length=LONGEST_OFFER_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=help_text,
        error_messages={"required": required},
    )


class OfferForm(forms.Form):
    """Why an improvement is offered."""

    words = _words_field(
        _("What it improves"),
        _("The authors of the other path read this beside your text."),
        _("Say what it improves: the authors of the other path read this."),
    )


class LessonOfferForm(forms.Form):
    """Why a lesson is offered."""

    words = _words_field(
        _("What it brings"),
        _("The authors of the other path read this above your lesson."),
        _("Say what it brings: the authors of the other path read this."),
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


class LessonAnswerForm(AnswerForm):
    """What becomes of a lesson that is offered, and where it goes."""

    field_order = ["answer", "spot", "words"]
    spot = forms.ChoiceField(
        label=_("If you accept: where it goes"),
        required=False,
        help_text=_("The same place in each language. You may move it later."),
    )

    def __init__(self, *args: Any, found: OfferedLesson, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].choices = [  # type: ignore[attr-defined]
            ("accept", _("Accept: it goes into drafts of your path")),
            ("decline", _("Decline, because…")),
        ]
        courses: dict[str, list[tuple[str, str]]] = {}
        for spot in found.spots:
            course, after = spot.titles
            said = _("After “%(title)s”") % {"title": after} if after else _("First in the course")
            courses.setdefault(course, []).append((spot.key, str(said)))
        field: Any = self.fields["spot"]
        field.choices = [("", _("Choose a place")), *courses.items()]
        field.initial = found.proposed

    def clean(self) -> dict[str, Any]:
        """Ask for the place of a lesson that is accepted."""
        cleaned = super().clean()
        is_accepted = cleaned.get("answer") == "accept"
        if is_accepted and not cleaned.get("spot") and "spot" not in self.errors:
            self.add_error("spot", _("Choose where the lesson goes in your path."))
        return cleaned
