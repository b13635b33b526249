"""What pages say of the structure of their path (`courses.structure`), in the editor's fields."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField

from courses.structure import Condition, OptionalSet, Step, step_of

from .plan_panel import PlanPanel


class CourseCondition(models.TextChoices):
    """For whom a course of a path is, in the editor's words."""

    ALWAYS = Condition.ALWAYS, _("Everybody")
    SKIP = Condition.SKIP, _("Everybody but those who master it already: they skip it")
    DEEPEN = Condition.DEEPEN, _("A deepening, offered to those who master other courses")


class OptionalSetBlock(blocks.StructBlock):
    """A set of courses of which so many are needed. Its block id is its key, in each language."""

    title = blocks.CharBlock(label=_("Title"), max_length=90)
    needed = blocks.IntegerBlock(
        label=_("How many of its courses are needed"), min_value=1, max_value=50, default=1
    )

    class Meta:
        icon = "list-ul"
        label = _("Optional set")


def set_data(key: str, title: str, needed: int) -> dict[str, Any]:
    """Return an optional set as a page stores it."""
    return {"type": "optional_set", "id": key, "value": {"title": title, "needed": needed}}


class WithSets(models.Model):
    """A path that may have optional sets."""

    optional_sets = StreamField(
        [("optional_set", OptionalSetBlock())],
        blank=True,
        verbose_name=_("optional sets"),
        help_text=_(
            "Courses among which one chooses. Save the path, then say in each course to which set "
            "it belongs. Sets are the same in each language; their titles are translated."
        ),
    )

    set_panels = [FieldPanel("optional_sets"), PlanPanel(heading=_("Plan of the path"))]

    class Meta:
        abstract = True

    def sets(self) -> tuple[OptionalSet, ...]:
        """Return the optional sets as the rules take them."""
        return tuple(
            OptionalSet(str(one.id), one.value["needed"] or 1) for one in self.optional_sets
        )

    def set_titles(self) -> dict[str, str]:
        """Return the titles of the optional sets by key, in order."""
        return {str(one.id): one.value["title"] for one in self.optional_sets}

    def set_data(self) -> list[dict[str, Any]]:
        """Return the optional sets as the page stores them."""
        titles = self.set_titles()
        return [set_data(one.key, titles[one.key], one.needed) for one in self.sets()]

    def put_sets(self, sets: list[dict[str, Any]]) -> None:
        """Take over optional sets in the form of `set_data`."""
        stream = self._meta.get_field("optional_sets").stream_block  # type: ignore[union-attr]
        self.optional_sets = stream.to_python(sets)


class PlacedInPath(models.Model):
    """A course, and its place in its path: lists hold keys of courses, the same in each language.

    `optional_set`: the key of a set of the path.
    """

    requires = models.JSONField(
        _("courses to finish first"),
        default=list,
        blank=True,
        help_text=_(
            "Courses of this path, before this one, that have to be done or skipped before this "
            "one opens. None: it is open from the start."
        ),
    )
    optional_set = models.CharField(
        _("optional set"),
        max_length=36,
        blank=True,
        default="",
        help_text=_("A set of the path among whose courses one chooses. The path's page has them."),
    )
    condition = models.CharField(
        _("for whom"),
        max_length=10,
        choices=CourseCondition.choices,
        default=CourseCondition.ALWAYS,
    )
    mastering = models.JSONField(
        _("courses whose mastery counts"),
        default=list,
        blank=True,
        help_text=_(
            "For a course that may be skipped: it is skipped by those who master all of these, "
            "too, for instance longer courses of other paths. For a deepening: it is offered to "
            "those who master all of these."
        ),
    )

    place_panels = [
        MultiFieldPanel(
            [
                FieldPanel("requires"),
                FieldPanel("optional_set"),
                FieldPanel("condition"),
                FieldPanel("mastering"),
            ],
            heading=_("Place in the path"),
            help_text=_(
                "The same in each language: what is published here counts for the others. The plan "
                "below takes every course as it was last saved."
            ),
        ),
        PlanPanel(heading=_("Plan of the path")),
    ]

    class Meta:
        abstract = True

    @property
    def place(self) -> dict[str, Any]:
        """All that it says of its place in the path."""
        return {
            "requires": self.requires,
            "optional_set": self.optional_set,
            "condition": str(self.condition),
            "mastering": self.mastering,
        }

    @place.setter
    def place(self, said: Mapping[str, Any]) -> None:
        for name in ("requires", "optional_set", "condition", "mastering"):
            setattr(self, name, said[name])

    def step(self, minutes: int = 0) -> Step:
        """Return it as the rules take it."""
        return step_of(self.translation_key, minutes, self.place)  # type: ignore[attr-defined]
