"""What one can do afterwards: sentences, and the entries of frameworks that they meet."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.frameworks.chooser import EntryBlock

LONGEST_OBJECTIVE = 250
MOST_ENTRIES = 12


class ObjectiveValue(blocks.StructValue):
    """An objective; as a text, its sentence."""

    def __str__(self) -> str:
        return str(self["text"])

    def __html__(self) -> str:
        """Return the sentence for a page; a page of learners says nothing else of it."""
        return escape(str(self))

    @property
    def references(self) -> list[str]:
        """The entries of frameworks that it meets."""
        return [reference for reference in self["frameworks"] if reference]


class ObjectiveBlock(blocks.StructBlock):
    """An objective. One that was stored before there were frameworks is its sentence alone."""

    text = blocks.CharBlock(label=_("Objective"), max_length=LONGEST_OBJECTIVE)
    frameworks = blocks.ListBlock(
        EntryBlock(),
        required=False,
        default=[],
        max_num=MOST_ENTRIES,
        collapsed=True,
        label=_("What it works on"),
        help_text=_(
            "Entries of public frameworks (DigComp, NICE, ECSF) and of the academy's own that one "
            "works on by reaching this objective. Few and exact."
        ),
    )

    def to_python(self, value: Any) -> ObjectiveValue:
        """Return the value of what is stored."""
        return super().to_python(_stored(value))

    def bulk_to_python(self, values: Sequence[Any]) -> list[ObjectiveValue]:
        """Return the values of what is stored."""
        return super().bulk_to_python([_stored(value) for value in values])

    def normalize(self, value: Any) -> ObjectiveValue:
        """Return the value of what a program gives: a sentence, or both fields."""
        return super().normalize(_stored(value))

    class Meta:
        label = _("Objective")
        icon = "tick"
        label_format = "{text}"
        value_class = ObjectiveValue


def _stored(value: Any) -> Any:
    if isinstance(value, str):
        return {"text": value, "frameworks": []}
    if isinstance(value, Mapping) and not isinstance(value, ObjectiveValue):
        return {"text": value.get("text", ""), "frameworks": value.get("frameworks") or []}
    return value
