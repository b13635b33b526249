"""What the people pages ask for."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from academy.core.alphabet import alphabetical

from .lists.problems import Problem
from .lists.text import MAX_BYTES
from .models import Portfolio, Role, Unit
from .wording import say


def day_field(**options: Any) -> forms.DateField:
    """Return a field that asks for a day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **options)


class ListFileField(forms.FileField):
    """A CSV file, refused before it is read when it is too large."""

    widget = forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"})

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the file, or say that it is too large or empty."""
        cleaned = super().clean(data, initial)
        if isinstance(cleaned, UploadedFile) and (cleaned.size or 0) > MAX_BYTES:
            problem = Problem("file_too_large", particulars={"limit": MAX_BYTES // (1024 * 1024)})
            raise forms.ValidationError(say(problem).sentence)
        return cleaned


class PeopleListForm(forms.Form):
    """A list of people and the day on which it is true."""

    file = ListFileField(
        label=_("List of people (CSV)"),
        help_text=_(
            "At most 50 MB and 250,000 lines. The encoding and the separator are detected."
        ),
    )
    effective_on = day_field(
        label=_("Date of the list"),
        help_text=_("The day to which the list applies: today at the latest."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["effective_on"].initial = today


class HeadcountListForm(forms.Form):
    """A list of headcounts."""

    file = ListFileField(
        label=_("List of headcounts (CSV)"),
        help_text=_(
            "At most 50 MB and 250,000 lines. The encoding and the separator are detected."
        ),
    )


class ApplyForm(forms.Form):
    """The number of people concerned, typed where the brake asks for it."""

    departures = forms.IntegerField(label=_("Number of people"), min_value=0)

    def __init__(self, *args: Any, needs_confirmation: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["departures"].required = needs_confirmation


class AlphabeticalChoices(forms.models.ModelChoiceIterator):
    """Choices in the order in which readers of the page's language look for them."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        """Yield the empty choice, then the others by name."""
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        found = [self.choice(obj) for obj in self.queryset]
        yield from sorted(found, key=lambda choice: alphabetical(str(choice[1])))


class NodeField(forms.ModelChoiceField):
    """A portfolio or an organism, by name and code."""

    iterator: type[forms.models.ModelChoiceIterator] = AlphabeticalChoices

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"empty_label": _("Choose…"), **options})

    def label_from_instance(self, obj: Any) -> str:
        """Return the name and the code."""
        return f"{obj.name} ({obj.code})"


class GrantForm(forms.Form):
    """A role for somebody."""

    email = forms.EmailField(label=_("Email address of the person"))
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, roles: frozenset[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(role.value, capfirst(role.label)) for role in Role if role in roles]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["role"].initial = choices[0][0]

    def clean_role(self) -> Role:
        """Return the role itself."""
        return Role(self.cleaned_data["role"])


class WideGrantForm(GrantForm):
    """A role in a portfolio, or everywhere."""

    portfolio = NodeField(
        label=_("Portfolio"),
        queryset=Portfolio.objects.none(),
        required=False,
        empty_label=_("No portfolio"),
        help_text=_("For a portfolio information officer only."),
    )

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["portfolio"].queryset = Portfolio.objects.on(day)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for a portfolio where the role needs one, and drop it where it doesn't."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("role") == Role.PORTFOLIO_OFFICER:
            if not cleaned.get("portfolio") and "portfolio" not in self.errors:
                self.add_error("portfolio", _("Choose the portfolio of this officer."))
        else:
            cleaned["portfolio"] = None
        return cleaned


class UnitForm(forms.Form):
    """A unit: its names, the unit above it, and from when this is true."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("The code that lists of people use. It never changes."),
    )
    name_fr = forms.CharField(label=_("Name in French"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    parent = forms.TypedChoiceField(
        label=_("Unit above"), coerce=int, empty_value=None, required=False
    )
    on = day_field(
        label=pgettext_lazy("a day", "From"),
        help_text=_("The change takes effect on this day. What came before is kept."),
    )

    def __init__(
        self, *args: Any, parents: list[tuple[int, str]], unit: Unit | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        top = [("", _("None: the unit is directly under the organization"))]
        self.fields["parent"].choices = [*top, *parents]  # type: ignore[attr-defined]
        if unit is not None:
            del self.fields["code"]
