"""Forms of this part."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.text import Truncator, capfirst
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from academy.accounts.models import User
from academy.organisms.models import Organism, Role
from academy.organisms.policies import ROLES_OF_AN_ORGANISM
from academy.organisms.queries import TreeRow
from courses.audience import LONGEST_WITHIN, Rule
from courses.deadlines import LONGEST, LONGEST_GRACE
from courses.models import (
    LONGEST_COMMENT,
    LONGEST_REASON,
    Assignment,
    BlockReport,
    ExtraTime,
    PublishedPath,
)
from courses.queries import Passage

AUDIENCE = ("units", "roles", "arrived_since", "arrived_within")
TERMS = ("counted", "due_on", "due_days", "grace_days", "reason_fr", "reason_en")

_INDENT = "\u2003"


def _days(*, most: int, least: int = 1, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(
        min_value=least,
        max_value=most,
        required=False,
        error_messages={
            "invalid": _("Say a number of days."),
            "min_value": _("Say a number of days, %(limit_value)s or more."),
            "max_value": _("Say a number of days, %(limit_value)s or fewer."),
        },
        **options,
    )


def _day(**options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **options)


class TermsForm(forms.Form):
    """Of whom a path is asked, by when, and why.

    `tree`: the units of the organism; None where who is asked can't be changed. `previewing`: only
    who would be asked is looked at, the rest isn't said to be missing.
    """

    units = forms.TypedMultipleChoiceField(
        label=_("Units"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The people of the units that you tick, and of those below them."),
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The people who hold one of these roles in the organization."),
    )
    arrived_since = _day(label=_("Arrived on this day or later"), required=False)
    arrived_within = _days(
        label=_("Arrived in the last days"),
        most=LONGEST_WITHIN,
        help_text=_("A number of days. After that, the person is no longer asked."),
    )
    counted = forms.ChoiceField(
        label=_("When is it due?"),
        choices=Assignment.Counted.choices,
        initial=Assignment.Counted.FIXED,
        widget=forms.RadioSelect,
    )
    due_on = _day(
        label=_("Due on"),
        required=False,
        help_text=_("The last day on which completing it is in time."),
    )
    due_days = _days(label=_("Number of days"), most=LONGEST)
    grace_days = _days(
        label=_("Days of grace"),
        least=0,
        most=LONGEST_GRACE,
        help_text=_("For so many days after the due date, people are late but in grace."),
    )
    reason_fr = forms.CharField(label=_("Reason in French"), max_length=250)
    reason_en = forms.CharField(label=_("Reason in English"), max_length=250)

    def __init__(
        self,
        *args: Any,
        today: date,
        tree: Sequence[TreeRow] | None,
        previewing: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.previewing = previewing
        # The reason in the language of the page is asked for; the other one may be left out.
        first, second = ("reason_fr", "reason_en")
        if (get_language() or "fr").startswith("en"):
            first, second = second, first
        self.fields[first].help_text = _("Shown to the people asked: why this path, why now.")
        self.fields[second].required = False
        self.fields[second].help_text = _("Without it, the other reason is shown.")
        terms = ("counted", "due_on", "due_days", "grace_days", first, second)
        self.order_fields(["organism", "path", *AUDIENCE, *terms])
        self.fields["due_on"].widget.attrs["min"] = today.isoformat()
        if tree is None:
            for name in AUDIENCE:
                del self.fields[name]
        else:
            cast(forms.ChoiceField, self.fields["units"]).choices = [
                (row.unit_id, f"{_INDENT * row.depth}{row.unit.name}") for row in tree
            ]
            cast(forms.ChoiceField, self.fields["roles"]).choices = [
                (role.value, capfirst(role.label)) for role in Role if role in ROLES_OF_AN_ORGANISM
            ]

    @property
    def audience_fields(self) -> list[forms.BoundField]:
        """What says who is asked; without units to tick where there are none."""
        return [
            self[name]
            for name in AUDIENCE
            if name in self.fields and getattr(self.fields[name], "choices", True)
        ]

    @property
    def terms_fields(self) -> list[forms.BoundField]:
        """What says by when, and why, in the order of the form."""
        return [self[name] for name in self.fields if name in TERMS]

    @property
    def says_who(self) -> bool:
        """Whether what says who is asked can be read, whatever else is wrong."""
        return self.is_bound and not set(self.errors) & set(AUDIENCE)

    @property
    def rule(self) -> Rule:
        """Who is asked, by a form that `says_who`."""
        said = self.cleaned_data
        return Rule(
            units=frozenset(said.get("units") or ()),
            roles=frozenset(said.get("roles") or ()),
            arrived_since=said.get("arrived_since"),
            arrived_within=said.get("arrived_within"),
        )

    @property
    def terms(self) -> dict[str, Any]:
        """By when and why, by a form that is valid, as `services.assign_path` takes it."""
        said = {name: self.cleaned_data[name] for name in TERMS}
        return said | {name: said[name] or 0 for name in ("due_days", "grace_days")}

    def full_clean(self) -> None:
        """Clean; of a preview, keep what is wrong with the audience alone."""
        super().full_clean()
        if self.is_bound and self.previewing:
            for name in set(self.errors) - set(AUDIENCE):
                del self.errors[name]

    def clean(self) -> dict[str, Any]:
        """Ask for the day or for the days, as the due date is counted."""
        said = super().clean() or self.cleaned_data
        if said.get("arrived_since") and said.get("arrived_within"):
            self.add_error(
                "arrived_within", _("Choose a day of arrival or a number of days, not both.")
            )
        is_fixed = said.get("counted") == Assignment.Counted.FIXED
        wanted = "due_on" if is_fixed else "due_days"
        if "counted" in said and said.get(wanted) is None and wanted not in self.errors:
            self.add_error(
                wanted,
                _("Choose the day on which the path is due.")
                if is_fixed
                else _("Say after how many days the path is due."),
            )
        return said


class AssignmentForm(TermsForm):
    """Which path is asked of whom in an organism, by when and why."""

    organism = forms.ModelChoiceField(
        queryset=Organism.objects.none(), widget=forms.HiddenInput, label=_("Organization")
    )
    path = forms.ChoiceField(label=_("Learning path"))

    def __init__(
        self,
        *args: Any,
        organism: Organism,
        paths: Iterable[PublishedPath],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["organism"])
        field.queryset = Organism.objects.filter(pk=organism.pk)
        field.initial = organism.pk
        language = get_language() or "fr"
        cast(forms.ChoiceField, self.fields["path"]).choices = [
            ("", _("Choose a learning path")),
            *((str(path.key), path.text_in(language)["title"]) for path in paths),
        ]


class OrganismForm(forms.Form):
    """The organism of whose people a path is asked."""

    organism = forms.ChoiceField(label=_("Organization"))

    def __init__(self, *args: Any, organisms: Collection[Organism], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["organism"]).choices = [
            (str(organism.pk), organism.name) for organism in organisms
        ]


class ExemptionForm(forms.Form):
    """Who needn't follow a path, and why."""

    person = forms.ChoiceField(label=_("Person"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason of the exemption"),
        max_length=250,
        help_text=_("The person reads it, and your name. Write nothing about anybody’s health."),
    )

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["person"]).choices = _people(people)


class ExemptionRequestForm(forms.Form):
    """Why somebody asks to be exempted; of whom, where several organisms ask the path."""

    organism = forms.ChoiceField(label=_("Which organization do you ask?"))
    reason = forms.CharField(
        label=_("Why do you ask to be exempted?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Whoever decides reads it, with your name. Write nothing about your health: say only "
            "what the decision needs."
        ),
    )

    def __init__(self, *args: Any, organisms: Collection[Organism], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["organism"])
        field.choices = [(str(one.pk), one.name) for one in organisms]
        if len(organisms) == 1:
            field.widget = forms.HiddenInput()
            field.initial = field.choices[0][0]


class ExemptionAnswerForm(forms.Form):
    """What somebody who asks to be exempted is answered."""

    words = forms.CharField(
        label=_("What you tell the person"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The person reads it, and your name. Write nothing about anybody’s health."),
        error_messages={"required": _("Say why you decide so: the person reads it.")},
    )


class ExtraTimeForm(forms.Form):
    """Who has more time in tests, and how much."""

    person = forms.ChoiceField(label=_("Person"), widget=forms.RadioSelect)
    factor = forms.ChoiceField(
        label=_("Extra time"), widget=forms.RadioSelect, choices=ExtraTime.Factor.choices
    )

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["person"]).choices = _people(people)


def _people(people: Iterable[User]) -> list[tuple[str, str]]:
    """Return people as choices, told apart by their addresses."""
    return [(str(person.public_id), f"{person} ({person.email})") for person in people]


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
