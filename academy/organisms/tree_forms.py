"""What the screens of the tree ask for: always the day from which a change is true."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from academy.core.alphabet import alphabetical

from .forms import NodeField, day_field
from .models import Organism, Portfolio
from .queries import TreeRow

_INDENT = "\u2003"


def unit_choices(rows: Iterable[TreeRow]) -> list[tuple[int, str]]:
    """Return units as choices, indented as they hang."""
    return [
        (row.unit_id, f"{_INDENT * row.depth}{row.unit.name} ({row.unit.code})") for row in rows
    ]


class _ByPortfolio(forms.models.ModelChoiceIterator):
    """Organisms under their portfolios, both in the alphabet of the page's language."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        """Yield the empty choice, each portfolio with its organisms, then those that have none."""
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        placed = [(_portfolio_name(organism), self.choice(organism)) for organism in self.queryset]
        placed.sort(key=lambda one: (not one[0], alphabetical(one[0]), alphabetical(one[1][1])))
        for name, organisms in groupby(placed, key=lambda one: one[0]):
            yield (
                name or _("Organizations in no portfolio"),
                [choice for _name, choice in organisms],
            )


def _portfolio_name(organism: Any) -> str:
    return next((placement.portfolio.name for placement in organism.placements_then), "")


class OrganismField(NodeField):
    """An organism, under its portfolio; `queryset` comes from `queries.with_portfolios`."""

    iterator = _ByPortfolio


class DatedForm(forms.Form):
    """A change, and the day from which it is true."""

    on = day_field(
        label=pgettext_lazy("a day", "From"),
        help_text=_("The change takes effect on this day. What came before is kept."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "on"] + ["on"])


class NamesForm(DatedForm):
    """New names."""

    name_fr = forms.CharField(label=_("Name in French"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)


class OpenForm(NamesForm):
    """A portfolio to open."""

    code = forms.CharField(
        label=_("Code"), max_length=40, help_text=_("It is short, unique, and never changes.")
    )
    field_order = ["code", "name_fr", "name_en"]


class OpenOrganismForm(OpenForm):
    """An organism to open."""

    portfolio = NodeField(
        label=_("Portfolio"),
        queryset=Portfolio.objects.none(),
        required=False,
        empty_label=_("No portfolio"),
    )

    def __init__(self, *args: Any, portfolios: QuerySet[Portfolio], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["portfolio"].queryset = portfolios  # type: ignore[attr-defined]


class ToPortfolioForm(DatedForm):
    """The portfolio to which an organism goes."""

    portfolio = NodeField(label=_("New portfolio"), queryset=Portfolio.objects.none())

    def __init__(self, *args: Any, portfolios: QuerySet[Portfolio], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["portfolio"].queryset = portfolios  # type: ignore[attr-defined]


class ToOrganismForm(DatedForm):
    """The organism to which something goes."""

    organism = OrganismField(label=_("Other organization"), queryset=Organism.objects.none())

    def __init__(self, *args: Any, organisms: QuerySet[Organism], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organism"].queryset = organisms  # type: ignore[attr-defined]


class _SomeForm(forms.Form):
    """Some of several things, ticked."""

    chosen = forms.TypedMultipleChoiceField(coerce=int, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self, *args: Any, choices: list[tuple[int, str]], label: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = choices  # type: ignore[attr-defined]
        self.fields["chosen"].label = label


class SplitOrganismForm(_SomeForm, ToOrganismForm):
    """The units that go to another organism."""


class ToUnitForm(DatedForm):
    """The unit to which something goes."""

    unit = forms.TypedChoiceField(label=_("Other unit"), coerce=int)

    def __init__(self, *args: Any, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("Choose…")), *units]  # type: ignore[attr-defined]


class SplitUnitForm(_SomeForm, ToUnitForm):
    """The people who go to another unit."""


class HeadcountForm(DatedForm):
    """How many people a unit has."""

    people = forms.IntegerField(
        label=_("Headcount"),
        min_value=0,
        max_value=10_000_000,
        help_text=_("With or without an account, without the people of the units below."),
    )
