"""The forms of the translator's desk and of the glossary."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from draftjs_exporter.error import ExporterException

from courses.models.page_forms import LONGEST_TITLE

from .segments import Leaf, form_field


class SegmentForm(forms.Form):
    """One text of a translation, in the field that the editor has for it."""

    def __init__(self, *args: Any, leaf: Leaf, place: str, language: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.leaf = leaf
        field = form_field(leaf)
        field.label, field.help_text = _("Translation"), ""
        field.widget.attrs = {**field.widget.attrs, "lang": language}
        options_of_editor = getattr(field.widget, "options", None)
        if options_of_editor is not None:
            # What a screen reader calls the editor of rich text, which is no field of HTML.
            label = f"id_{self.add_prefix('text')}-label"
            field.widget.options = {**options_of_editor, "ariaLabelledBy": label}
        if place == "title":
            field.validators = [*field.validators, MaxLengthValidator(LONGEST_TITLE)]
        self.fields["text"] = field

    @property
    def is_readable(self) -> bool:
        """Whether the text came as the editor sends it: rich text is a JSON of its own, which its
        field takes to be right."""
        try:
            _said = self["text"].data
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            return False
        except (RecursionError, ExporterException):
            return False
        return True

    def clean_text(self) -> str:
        """Return the text as the page stores it; refuse what the editor refuses."""
        value = self.cleaned_data["text"]
        block = self.leaf.block
        if block is None:
            return str(value or "")
        cleaned = block.clean(block.value_from_form(value))
        return str(block.get_prep_value(cleaned) or "")


class GlossaryFileForm(forms.Form):
    """A file of terms."""

    file = forms.FileField(
        label=_("File of terms"),
        help_text=_("A CSV file, such as the list of terms gives it, of 2 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
