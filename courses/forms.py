"""Forms of this part."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import cast

from django import forms
from django.utils.text import Truncator
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from academy.organisms.models import Organism
from courses.models import LONGEST_COMMENT, BlockReport, PublishedPath
from courses.queries import Passage


class TermsForm(forms.Form):
    """By when a path is asked, and why."""

    due_on = forms.DateField(
        label=_("Due on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day on which completing it is in time."),
    )
    reason_fr = forms.CharField(label=_("Reason in French"), max_length=250)
    reason_en = forms.CharField(label=_("Reason in English"), max_length=250)

    def __init__(self, *args, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        # The reason in the language of the page is asked for; the other one may be left out.
        first, second = ("reason_fr", "reason_en")
        if (get_language() or "fr").startswith("en"):
            first, second = second, first
        self.fields[first].help_text = _("Shown to the people asked: why this path, why now.")
        self.fields[second].required = False
        self.fields[second].help_text = _("Without it, the other reason is shown.")
        self.order_fields(["organism", "path", "due_on", first, second])
        self.fields["due_on"].widget.attrs["min"] = today.isoformat()


class AssignmentForm(TermsForm):
    """Which path is asked of which organism, by when and why."""

    organism = forms.ChoiceField(label=_("Organization"))
    path = forms.ChoiceField(label=_("Learning path"))

    def __init__(
        self,
        *args,
        organisms: Collection[Organism],
        paths: Iterable[PublishedPath],
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.organisms = {str(organism.pk): organism for organism in organisms}
        cast(forms.ChoiceField, self.fields["organism"]).choices = [
            (key, organism.name) for key, organism in self.organisms.items()
        ]
        language = get_language() or "fr"
        cast(forms.ChoiceField, self.fields["path"]).choices = [
            ("", _("Choose a learning path")),
            *(
                (
                    str(path.key),
                    path.text_in(language)["title"],
                )
                for path in paths
            ),
        ]

    def clean_organism(self) -> Organism:
        """Return the organism itself."""
        return self.organisms[self.cleaned_data["organism"]]


# What stands for the lesson as a whole: no block's id.
WHOLE_LESSON = "lesson"


class ReportForm(forms.Form):
    """Which passage of a lesson is unclear, wrong or out of date."""

    passage = forms.ChoiceField(
        label=_("Which passage?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a passage, or the lesson as a whole."),
            "invalid_choice": _(
                "This passage is no longer in the lesson. Choose another one, or the lesson as a "
                "whole."
            ),
        },
    )
    kind = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=[
            (BlockReport.Kind.UNCLEAR, _("It is unclear: I don’t understand it, or not for sure")),
            (BlockReport.Kind.WRONG, _("It is wrong: a mistake, a link that leads nowhere")),
            (BlockReport.Kind.OUTDATED, _("It is out of date: it is no longer so")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong with it.")},
    )
    comment = forms.CharField(
        label=pgettext_lazy("a report", "Comment"),
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "What helps to correct it, in 500 characters at most. Write nothing about yourself or "
            "about others: no name, no case that you have dealt with."
        ),
    )

    def __init__(self, *args, passages: Iterable[Passage], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["passage"])
        field.choices = [
            *((one.block_id, _named(number, one)) for number, one in enumerate(passages, 1)),
            (WHOLE_LESSON, _("The lesson as a whole")),
        ]

    @property
    def block_id(self) -> str:
        """The block that was chosen, "" for the lesson as a whole; of a valid form."""
        chosen = self.cleaned_data["passage"]
        return "" if chosen == WHOLE_LESSON else chosen


def _named(number: int, passage: Passage) -> str:
    """Return a passage as one tells it from the others: its place, its kind, its first words."""
    kind = f"{number}. {passage.label}"
    begins = Truncator(passage.excerpt).chars(90)
    return f"{kind} – {begins}" if begins else kind


class ReportAnswerForm(forms.Form):
    """What becomes of a passage that learners reported."""

    state = forms.ChoiceField(
        label=pgettext_lazy("to a report", "Your answer"),
        choices=[
            (BlockReport.State.FIXED, _("Fixed")),
            (BlockReport.State.KEPT, _("Nothing changes, because…")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    answer = forms.CharField(
        label=_("What you tell the person"),
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Where nothing changes, say why: the person reads it. Where it is fixed, you may say "
            "what is new."
        ),
    )

    def clean(self) -> dict[str, object]:
        """Ask for the reason where nothing changes."""
        cleaned = super().clean() or {}
        is_kept = cleaned.get("state") == BlockReport.State.KEPT
        if is_kept and not cleaned.get("answer") and "answer" not in self.errors:
            self.add_error(
                "answer", _("Say why nothing changes: the person who reported it reads this.")
            )
        return cleaned
