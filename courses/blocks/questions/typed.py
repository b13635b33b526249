"""Questions whose answer is typed: a number, a short text."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.assessment import NumericQuestion, ShortTextQuestion, normalised
from courses.blocks.text import ShortRichTextBlock

from .shared import (
    OptionsBlock,
    QuestionValue,
    certainty_block,
    explanation_block,
    prompt_block,
    refuse_item,
)

# Digits of a number: before and after the decimal mark together, and after it.
MOST_DIGITS, MOST_DECIMALS = 18, 6


class NumericValue(QuestionValue):
    """The value of a question with a number for an answer."""

    def question(self, block_id: str) -> NumericQuestion:
        """Return the question as the marking rules take it. Not for templates."""
        return NumericQuestion(
            block_id=str(block_id),
            prompt=self["prompt"],
            answer=self["answer"] or Decimal(0),
            tolerance=self["tolerance"] or Decimal(0),
            unit=self["unit"] or "",
            mistakes=tuple(
                (mistake["value"] or Decimal(0), str(mistake["feedback"]))
                for mistake in self["mistakes"]
            ),
            feedback=str(self["feedback"]),
        )

    def public_words(self) -> list[str]:
        """Return the unit."""
        return [self["unit"] or ""]


class ShortTextValue(QuestionValue):
    """The value of a question with a short text for an answer."""

    def question(self, block_id: str) -> ShortTextQuestion:
        """Return the question as the marking rules take it. Not for templates."""
        return ShortTextQuestion(
            block_id=str(block_id),
            prompt=self["prompt"],
            answers=tuple(self["answers"]),
            mistakes=tuple(
                (mistake["text"], str(mistake["feedback"])) for mistake in self["mistakes"]
            ),
            feedback=str(self["feedback"]),
        )

    def public_words(self) -> list[str]:
        """Return nothing: all there is to read is the prompt."""
        return []


def _wrong_feedback() -> ShortRichTextBlock:
    return ShortRichTextBlock(
        label=_("Feedback on any other wrong answer"),
        help_text=_("Say what to look at again, without giving the answer away."),
    )


class NumericMistakeBlock(blocks.StructBlock):
    """A number that people give by mistake."""

    value = blocks.DecimalBlock(
        max_digits=MOST_DIGITS, decimal_places=MOST_DECIMALS, label=_("Wrong number")
    )
    feedback = ShortRichTextBlock(label=_("Feedback"), help_text=_("What led there, and why not."))


class NumericBlock(blocks.StructBlock):
    """A number to give."""

    prompt = prompt_block()
    answer = blocks.DecimalBlock(
        max_digits=MOST_DIGITS, decimal_places=MOST_DECIMALS, label=_("Right number")
    )
    tolerance = blocks.DecimalBlock(
        max_digits=MOST_DIGITS,
        decimal_places=MOST_DECIMALS,
        min_value=0,
        default=Decimal(0),
        label=_("Tolerance"),
        help_text=_("How far from it an answer may lie and still be right, either way."),
    )
    unit = blocks.CharBlock(
        required=False,
        max_length=20,
        label=_("Unit"),
        help_text=_("Shown beside the field; learners may type it or leave it out."),
    )
    mistakes = blocks.ListBlock(
        NumericMistakeBlock(),
        default=[],
        max_num=6,
        label=_("Frequent mistakes"),
        help_text=_("Numbers that people give by mistake, each with its own feedback."),
    )
    feedback = _wrong_feedback()
    explanation = explanation_block()
    ask_certainty = certainty_block()

    class Meta:
        icon = "decimal"
        label = _("Number to give")
        value_class = NumericValue
        question_kind = "numeric"

    def clean(self, value):
        """Refuse a mistake that would be marked right."""
        cleaned = super().clean(value)
        for place, mistake in enumerate(cleaned["mistakes"]):
            if abs(mistake["value"] - cleaned["answer"]) <= cleaned["tolerance"]:
                refuse_item(
                    "mistakes",
                    place,
                    "value",
                    _("This number is right, with the tolerance that the question has."),
                )
        return cleaned


class TextMistakeBlock(blocks.StructBlock):
    """A text that people write by mistake."""

    text = blocks.CharBlock(max_length=100, label=_("Wrong text"))
    feedback = ShortRichTextBlock(label=_("Feedback"), help_text=_("What led there, and why not."))


class ShortTextBlock(blocks.StructBlock):
    """A word or a few to write."""

    prompt = prompt_block()
    answers = OptionsBlock(
        blocks.CharBlock(max_length=100, label=_("Accepted answer")),
        min_num=1,
        max_num=12,
        label=_("Accepted answers"),
        help_text=_(
            "Case, accents, spaces, hyphens and the shape of apostrophes don't count. List every "
            "wording that is right."
        ),
    )
    mistakes = blocks.ListBlock(
        TextMistakeBlock(),
        default=[],
        max_num=8,
        label=_("Frequent mistakes"),
        help_text=_("Texts that people write by mistake, each with its own feedback."),
    )
    feedback = _wrong_feedback()
    explanation = explanation_block()
    ask_certainty = certainty_block()

    class Meta:
        icon = "pilcrow"
        label = _("Short text")
        value_class = ShortTextValue
        question_kind = "short_text"

    def clean(self, value):
        """Refuse a mistake that would be marked right, and an answer in which no letter is left."""
        cleaned = super().clean(value)
        right = [normalised(answer) for answer in cleaned["answers"]]
        for place, mistake in enumerate(cleaned["mistakes"]):
            if normalised(mistake["text"]) in right:
                refuse_item("mistakes", place, "text", _("This text is an accepted answer."))
        return cleaned
