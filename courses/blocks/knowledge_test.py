"""A test: questions drawn from a bank, answered in one go, with what is said of them at the end."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.drawing import Draw

KNOWLEDGE_TEST = "knowledge_test"
LONGEST_TITLE = 120
LONGEST_TAG = 60
MOST_DRAWS = 12
MOST_OF_A_TAG = 30
MOST_ATTEMPTS = 20
LONGEST_WAIT_HOURS = 720
LONGEST_MINUTES = 240


class KnowledgeTestValue(blocks.StructValue):
    """The value of a test."""

    def draws(self) -> tuple[Draw, ...]:
        """Return how many questions of which tag are drawn."""
        return tuple(Draw(one["tag"] or "", one["count"]) for one in self["draws"])

    @property
    def count(self) -> int:
        """How many questions an attempt asks."""
        return sum(one["count"] or 0 for one in self["draws"])


class DrawBlock(blocks.StructBlock):
    """So many questions of one tag."""

    tag = blocks.CharBlock(
        required=False,
        max_length=LONGEST_TAG,
        label=pgettext_lazy("of a question", "Tag"),
        help_text=_("Empty: any question of the bank."),
    )
    count = blocks.IntegerBlock(
        min_value=1, max_value=MOST_OF_A_TAG, default=1, label=_("Number of questions")
    )


def _number(label, help_text, most: int) -> blocks.IntegerBlock:
    return blocks.IntegerBlock(
        required=False,
        min_value=1,
        max_value=most,
        label=label,
        help_text=help_text,
    )


class KnowledgeTestBlock(blocks.StructBlock):
    """A test. Its best attempt counts, as much as its questions would one by one."""

    title = blocks.CharBlock(max_length=LONGEST_TITLE, label=_("Title"))
    bank = SnippetChooserBlock("courses.QuestionBank", label=_("Question bank"))
    draws = blocks.ListBlock(
        DrawBlock(),
        min_num=1,
        max_num=MOST_DRAWS,
        label=_("Questions to draw"),
        help_text=_(
            "As many of each tag as you say, different from one person and one attempt to the "
            "next as far as the bank allows. No question is asked twice in one attempt."
        ),
    )
    attempts = _number(_("Attempts"), _("Empty: as many as people want."), MOST_ATTEMPTS)
    wait_hours = _number(_("Hours between two attempts"), _("Empty: no wait."), LONGEST_WAIT_HOURS)
    minutes = _number(
        _("Time limit in minutes"),
        _("Empty: no limit. Whoever was given extra time has more, without anything to do here."),
        LONGEST_MINUTES,
    )

    class Meta:
        icon = "clipboard-list"
        label = _("Test")
        value_class = KnowledgeTestValue
