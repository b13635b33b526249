"""Blocks to answer. The value that a learner's page shows never holds the right answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.blocks.list_block import ListValue
from wagtail.blocks.struct_block import StructBlockValidationError

from courses.assessment import Choice, Question, QuestionKind

from .text import ShortRichTextBlock

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What an option of a scenario is worth.
QUALITY_CREDITS = {"best": 1.0, "acceptable": 0.5, "risky": 0.0}


@dataclass(frozen=True, slots=True)
class PublicChoice:
    """An option as a learner sees it before answering."""

    id: str
    text: str


class QuestionValue(blocks.StructValue):
    """The value of a question block, and the two ways to read it."""

    @property
    def kind(self) -> QuestionKind:
        """The kind of question, which is also its block type."""
        return self.block.meta.question_kind

    def public_choices(self) -> list[PublicChoice]:
        """Return the options without what tells right from wrong."""
        return [
            PublicChoice(id=str(item.id), text=item.value["text"])
            for item in self["choices"].bound_blocks
        ]

    def question(self, block_id: str) -> Question:
        """Return the question as the marking rules take it. Not for templates."""
        return Question(
            block_id=str(block_id),
            kind=self.kind,
            prompt=self["prompt"],
            choices=tuple(
                Choice(
                    id=str(item.id),
                    text=item.value["text"],
                    credit=self._credit(item.value),
                    feedback=str(item.value["feedback"]),
                )
                for item in self["choices"].bound_blocks
            ),
        )

    @staticmethod
    def _credit(choice: blocks.StructValue) -> float:
        if "quality" in choice:
            return QUALITY_CREDITS.get(choice["quality"], 0.0)
        return 1.0 if choice["correct"] else 0.0


class ChoiceOptionBlock(blocks.StructBlock):
    """An option that is right or wrong."""

    text = blocks.TextBlock(rows=2, label=_("Option"))
    correct = blocks.BooleanBlock(required=False, label=_("Right"))
    feedback = ShortRichTextBlock(
        label=_("Feedback"),
        help_text=_("Shown to somebody who chose this option. Say why, and what to do instead."),
    )


class ScenarioOptionBlock(blocks.StructBlock):
    """Something one could do, and what follows."""

    text = blocks.TextBlock(rows=2, label=_("What one could do"))
    quality = blocks.ChoiceBlock(
        choices=[
            ("best", _("Best")),
            ("acceptable", _("Acceptable")),
            ("risky", _("Risky")),
        ],
        label=_("Quality"),
    )
    feedback = ShortRichTextBlock(label=_("What follows, and why"))


class OptionsBlock(blocks.ListBlock):
    """The options of a question: as many as it needs are there, empty, when it is added."""

    def get_default(self):
        """Return empty options, so that nothing is wrong before anything is typed."""
        empty = [self.child_block.get_default() for _option in range(self.meta.min_num)]
        return ListValue(self, values=empty)


class SimulatedMessageBlock(blocks.StructBlock):
    """A message as it would arrive. Its links lead nowhere.

    One stored without a kind is an email.
    """

    kind = blocks.ChoiceBlock(
        choices=[
            ("email", _("Email")),
            ("text_message", _("Text message")),
            ("chat", _("Chat message")),
            ("phone_call", _("Phone call")),
            ("notice", _("Poster or notice")),
        ],
        default="email",
        label=_("Kind of message"),
    )
    sender = blocks.CharBlock(required=False, max_length=200, label=pgettext_lazy("e-mail", "From"))
    subject = blocks.CharBlock(
        required=False,
        max_length=200,
        label=_("Subject"),
        help_text=_("Leave empty when there is none."),
    )
    body = ShortRichTextBlock(required=False, label=_("Message"))


def _refuse(message: StrOrPromise) -> None:
    """Refuse a question's options with `message`, shown above the question."""
    raise StructBlockValidationError(non_block_errors=[ValidationError(message)])


class ChoiceQuestionBlock(blocks.StructBlock):
    """What questions with right and wrong options share."""

    prompt = blocks.TextBlock(rows=2, label=_("Question"))
    choices = OptionsBlock(ChoiceOptionBlock(), min_num=2, max_num=8, label=_("Options"))
    explanation = ShortRichTextBlock(
        required=False, label=_("Explanation"), help_text=_("Shown after a right answer.")
    )


class SingleChoiceBlock(ChoiceQuestionBlock):
    """A question with one right option."""

    class Meta:
        icon = "circle-check"
        label = _("Single choice")
        value_class = QuestionValue
        question_kind = "single_choice"

    def clean(self, value):
        """Refuse a question without exactly one right option."""
        cleaned = super().clean(value)
        if sum(bool(choice["correct"]) for choice in cleaned["choices"]) != 1:
            _refuse(
                _("A single choice has exactly one right option. Tick “Right” for that one only.")
            )
        return cleaned


class MultipleChoiceBlock(ChoiceQuestionBlock):
    """A question with one or more right options."""

    class Meta:
        icon = "list-ol"
        label = _("Multiple choice")
        value_class = QuestionValue
        question_kind = "multiple_choice"

    def clean(self, value):
        """Refuse a question without a right option."""
        cleaned = super().clean(value)
        if not any(choice["correct"] for choice in cleaned["choices"]):
            _refuse(_("No option is right. Tick “Right” for at least one."))
        return cleaned


class ScenarioBlock(blocks.StructBlock):
    """A situation from daily work, and what one would do."""

    situation = ShortRichTextBlock(label=_("Situation"))
    message = SimulatedMessageBlock(
        required=False, label=_("Message received"), help_text=_("Leave empty when there is none.")
    )
    prompt = blocks.TextBlock(rows=2, label=_("Question"))
    choices = OptionsBlock(ScenarioOptionBlock(), min_num=2, max_num=6, label=_("Options"))
    explanation = ShortRichTextBlock(
        required=False, label=_("Explanation"), help_text=_("Shown after the best answer.")
    )

    class Meta:
        icon = "mail"
        label = _("Scenario")
        value_class = QuestionValue
        question_kind = "scenario"

    def clean(self, value):
        """Refuse a scenario in which nothing is the best thing to do."""
        cleaned = super().clean(value)
        if not any(choice["quality"] == "best" for choice in cleaned["choices"]):
            _refuse(_("No option is the best one. Choose “Best” for at least one."))
        return cleaned


QUESTION_TYPES: tuple[QuestionKind, ...] = ("single_choice", "multiple_choice", "scenario")
