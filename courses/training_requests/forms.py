"""What is written about training that is asked for."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from academy.organisms.models import Organism
from courses.frameworks.shipped import frameworks
from courses.models import (
    LONGEST_ANSWER,
    LONGEST_AUDIENCE,
    LONGEST_NEED,
    LONGEST_SUBJECT,
    LONGEST_URGENCY,
    MOST_PEOPLE_CONCERNED,
    AskedLanguage,
    OrganismNeed,
    Part,
    TrainingRequest,
    TrainingSubject,
    Urgency,
)

from .asking import ForWhom, What

MOST_ENTRIES = 12


class ForWhomForm(forms.Form):
    """For which organism, whom, how many, and how much it presses.

    `organisms`: those to choose among; with one of them there is nothing to choose.
    """

    organism = forms.ModelChoiceField(
        Organism.objects.none(), label=_("Organization"), empty_label=None
    )
    audience = forms.CharField(
        max_length=LONGEST_AUDIENCE,
        label=_("Whom is it for?"),
        help_text=_("Such as: “front-line staff of the service centres”. Name nobody."),
    )
    people = forms.IntegerField(
        min_value=1, max_value=MOST_PEOPLE_CONCERNED, label=_("How many people, about?")
    )
    urgency = forms.ChoiceField(
        choices=Urgency.choices,
        initial=Urgency.NORMAL,
        widget=forms.RadioSelect,
        label=_("How much does it press?"),
    )
    wanted_on = forms.DateField(
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        label=_("Wanted by"),
    )
    urgency_reason = forms.CharField(
        required=False,
        max_length=LONGEST_URGENCY,
        label=_("Why by then?"),
        help_text=_("Needed where it is wanted as soon as possible."),
    )

    def __init__(self, *args: Any, organisms: Sequence[Organism], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organism"]
        field.queryset = Organism.objects.filter(pk__in=[one.pk for one in organisms])
        if len(organisms) == 1:
            field.initial = organisms[0].pk
            field.widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """Ask why where it presses."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("urgency") == Urgency.HIGH and not found.get("urgency_reason"):
            self.add_error(
                "urgency_reason", _("Say why it presses: those who study requests read it.")
            )
        return found

    @property
    def own(self) -> ForWhom:
        """What was said."""
        said = self.cleaned_data
        return ForWhom(
            audience=said["audience"],
            people=said["people"],
            urgency=Urgency(said["urgency"]),
            wanted_on=said["wanted_on"],
            urgency_reason=said["urgency_reason"],
        )


class RequestForm(ForWhomForm):
    """A request for training."""

    title = forms.CharField(
        max_length=LONGEST_SUBJECT,
        label=_("What would you like people to learn?"),
        help_text=_("In a few words, as a title."),
    )
    need = forms.CharField(
        max_length=LONGEST_NEED,
        widget=forms.Textarea(attrs={"rows": 6}),
        label=_("What do they need it for?"),
        help_text=_(
            "In plain words: what happens today, and what they should be able to do. Every "
            "organization reads it."
        ),
    )
    entries = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Which skills of the frameworks is it about?"),
    )
    language = forms.ChoiceField(
        choices=AskedLanguage.choices,
        initial=AskedLanguage.BOTH,
        widget=forms.RadioSelect,
        label=_("In which language?"),
    )
    # The requests and paths that were shown as being alike: what wasn't seen is shown first.
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    field_order = ("organism", "title", "need", "language")

    def __init__(self, *args: Any, organisms: Sequence[Organism], **kwargs: Any) -> None:
        super().__init__(*args, organisms=organisms, **kwargs)
        language = get_language() or "fr"
        field: Any = self.fields["entries"]
        field.choices = [
            (
                f"{whole.name} {whole.version}",
                [(one.reference, f"{one.code} – {one.title(language)}") for one in whole.entries],
            )
            for whole in frameworks()
        ]

    def clean_entries(self) -> list[str]:
        """Refuse more than say something."""
        entries: list[str] = self.cleaned_data["entries"]
        if len(entries) > MOST_ENTRIES:
            raise forms.ValidationError(
                _("Choose no more than %(count)s skills: the most important ones."),
                params={"count": MOST_ENTRIES},
            )
        return entries

    def entry_groups(self) -> Iterator[tuple[str, list[tuple[str, str, bool]], int]]:
        """Yield each framework with its entries, whether each is chosen, and how many are."""
        chosen = set(self["entries"].value() or ())
        field: Any = self.fields["entries"]
        for name, options in field.choices:
            rows = [(ref, label, ref in chosen) for ref, label in options]
            yield name, rows, sum(one[2] for one in rows)

    @property
    def what(self) -> What:
        """What is asked for."""
        said = self.cleaned_data
        return What(
            title=said["title"],
            need=said["need"],
            entries=tuple(said["entries"]),
            language=AskedLanguage(said["language"]),
        )


def said_of(request: TrainingRequest) -> dict[str, Any]:
    """Return what a request says, as its form is filled in."""
    return {
        "title": request.title,
        "need": request.need,
        "entries": request.entries,
        "language": request.language,
    }


def said_for(need: OrganismNeed | None) -> dict[str, Any]:
    """Return what an organism said of its need, as its form is filled in."""
    if need is None:
        return {}
    return {
        "organism": need.organism_id,
        "audience": need.audience,
        "people": need.people,
        "urgency": need.urgency,
        "wanted_on": need.wanted_on,
        "urgency_reason": need.urgency_reason,
    }


# --- At the desk -------------------------------------------------------------


class AnswerForm(forms.Form):
    """What becomes of a subject. `paths`: those to choose among, (key, title).

    `last`: the last step that the page showed, which the page itself sends.
    """

    state = forms.ChoiceField(
        choices=TrainingSubject.State.choices,
        widget=forms.RadioSelect,
        label=pgettext_lazy("of a request", "What becomes of it"),
    )
    path = forms.ChoiceField(
        required=False,
        label=_("Learning path"),
        help_text=_("The path that is being built, or that is available."),
    )
    reason = forms.CharField(
        required=False,
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=_("What you tell those who asked"),
        help_text=_("Needed where it is declined. They read it with the new state, in an email."),
    )
    last = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, paths: Collection[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["path"]
        field.choices = [("", "–"), *paths]


class TitleForm(forms.Form):
    """What a subject is called."""

    title = forms.CharField(
        max_length=LONGEST_SUBJECT, label=pgettext_lazy("of a request", "Title of the subject")
    )


class AskersForm(forms.Form):
    """Which organisms that asked are invited to build the path, and for which part."""

    organisms = forms.TypedMultipleChoiceField(
        coerce=int, widget=forms.CheckboxSelectMultiple, label=_("Organizations that asked")
    )
    part = forms.ChoiceField(
        choices=Part.choices, label=pgettext_lazy("in building a path", "Part")
    )

    def __init__(self, *args: Any, organisms: Sequence[Organism], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisms"]
        field.choices = [(one.pk, one.name) for one in organisms]
