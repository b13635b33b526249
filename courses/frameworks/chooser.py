"""Choosing an entry of a framework in the editor, as one chooses a page or an image there.

Entries are data of ours, not rows: Wagtail's views take them from a list.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import (
    ChooseResultsView,
    ChooseView,
    ChosenMultipleView,
    ChosenView,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets import BaseChooser

from .framework import Entry
from .shipped import entry, find, frameworks, in_order

CHOOSE = "framework_entry_chooser"


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry as the chooser shows it. `pk` is its reference."""

    pk: str
    label: str
    framework: str

    def __str__(self) -> str:
        return self.label


def _choice(one: Entry) -> Choice:
    label = f"{one.framework_name} {one.code} — {one.title(get_language() or '')}"
    return Choice(one.reference, label, one.framework_name)


class EntryFilterForm(BaseFilterForm):
    """By code, by words and by framework."""

    q = forms.CharField(
        label=_("Search by code or words"),
        widget=forms.TextInput(attrs={"placeholder": _("Such as 4.2, or personal data")}),
        required=False,
    )
    framework = forms.ChoiceField(
        label=_("Framework"),
        required=False,
        widget=forms.Select(attrs={"data-chooser-modal-search-filter": True}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.id, f"{one.name} {one.version}") for one in frameworks()]
        self.fields["framework"].choices = [("", _("All frameworks")), *named]

    def filter(self, objects: Any) -> list[Choice]:
        """Return what was searched."""
        query, framework = self.cleaned_data["q"], self.cleaned_data["framework"]
        self.is_searching = bool(query or framework)
        self.search_query = query
        return [_choice(one) for one in find(query, framework)]


class _EntryListMixin:
    """What the list of the chooser takes from our data."""

    filter_form_class = EntryFilterForm

    def get_object_list(self) -> list[Choice]:
        """Return every entry."""
        return [_choice(one) for one in find("")]

    def apply_object_list_ordering(self, objects: list[Choice]) -> list[Choice]:
        """Leave them in the order of their frameworks."""
        return objects

    def can_create(self) -> bool:
        """Nobody adds an entry to what others published."""
        return False

    @property
    def columns(self) -> list[Column]:
        """The entry, and where it comes from."""
        return [self.title_column, Column("framework", label=_("Framework"))]  # type: ignore[attr-defined]


class EntryChooseView(_EntryListMixin, ChooseView):
    """The chooser."""


class EntryChooseResultsView(_EntryListMixin, ChooseResultsView):
    """Its list, after a search."""


class EntryChosenView(ChosenView):
    """The entry that was chosen."""

    def get_object(self, pk: str) -> Choice:
        """Return the entry with this reference."""
        found = entry(pk)
        if found is None:
            raise Http404
        return _choice(found)

    def get_edit_item_url(self, instance: Choice) -> None:
        """Nobody edits an entry."""


class EntriesChosenView(ChosenMultipleView):
    """The entries that were chosen."""

    def get_objects(self, pks: list[str]) -> list[Choice]:
        """Return the entries with these references."""
        found = (entry(pk) for pk in in_order(pks))
        return [_choice(one) for one in found if one]

    def get_edit_item_url(self, instance: Choice) -> None:
        """Nobody edits an entry."""


class EntryChooser(BaseChooser):
    """The field that holds the reference of an entry."""

    choose_one_text = _("Choose an entry of a framework")
    choose_another_text = _("Choose another entry")
    clear_choice_text = _("Clear the choice")
    show_edit_link = False
    icon = "list-ul"
    chooser_modal_url_name = f"{CHOOSE}:choose"

    def get_instance(self, value: Any) -> Choice | None:
        """Return the entry with this reference; one that nobody knows keeps its reference."""
        if not value:
            return None
        found = entry(value)
        return _choice(found) if found else Choice(value, value, "")

    def get_value_data_from_instance(self, instance: Choice) -> dict[str, Any]:
        """Return what the field shows."""
        return {"id": instance.pk, "edit_url": None, self.display_title_key: str(instance)}


class EntryBlock(blocks.FieldBlock):
    """A reference to an entry of a framework."""

    @cached_property
    def field(self) -> forms.CharField:
        """The form field."""
        return forms.CharField(widget=EntryChooser(), validators=[_known])

    def get_form_state(self, value: str | None) -> dict[str, Any] | None:
        """Return what the chooser shows."""
        return self.field.widget.get_value_data(value)

    class Meta:
        label = _("Entry")
        icon = "list-ul"
        default = None


def _known(reference: str) -> None:
    if entry(reference) is None:
        raise forms.ValidationError(
            _("“%(reference)s” is no entry of the frameworks of this academy."),
            params={"reference": reference},
        )


class EntryChooserViewSet(ChooserViewSet):
    """Choosing an entry."""

    icon = "list-ul"
    choose_one_text = _("Choose an entry of a framework")
    per_page = 20
    choose_view_class = EntryChooseView
    choose_results_view_class = EntryChooseResultsView
    chosen_view_class = EntryChosenView
    chosen_multiple_view_class = EntriesChosenView
    base_widget_class = EntryChooser

    def get_urlpatterns(self) -> list[Any]:
        """Return the addresses, without the one to add an entry."""
        return [one for one in super().get_urlpatterns() if one.name != "create"]

    def on_register(self) -> None:
        """Register nothing for foreign keys: there is no table."""


entry_chooser = EntryChooserViewSet(CHOOSE)
