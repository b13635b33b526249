"""What the blocks of questions share."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError, ListValue
from wagtail.blocks.struct_block import StructBlockValidationError

from courses.assessment import QuestionKind
from courses.blocks.text import ShortRichTextBlock

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What an option of a scenario is worth.
QUALITY_CREDITS = {"best": 1.0, "acceptable": 0.5, "risky": 0.0}
QUALITIES = [("best", _("Best")), ("acceptable", _("Acceptable")), ("risky", _("Risky"))]


class QuestionValue(blocks.StructValue):
    """The value of a question block.

    Each kind adds two ways to read it: `question(block_id)`, as the marking rules take it (not for
    templates), and `public_words()`, what is read before an answer beside the prompt.
    """

    @property
    def kind(self) -> QuestionKind:
        """The kind of question, which is also its block type."""
        return self.block.meta.question_kind


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


def prompt_block() -> blocks.TextBlock:
    """Return the field of the question itself."""
    return blocks.TextBlock(rows=2, label=_("Question"))


def explanation_block(help_text: StrOrPromise = "") -> ShortRichTextBlock:
    """Return the field of what is said after an entirely right answer."""
    return ShortRichTextBlock(
        required=False,
        label=_("Explanation"),
        help_text=help_text or _("Shown after a right answer."),
    )


def certainty_block() -> blocks.BooleanBlock:
    """Return the field that asks learners how sure they are."""
    return blocks.BooleanBlock(
        required=False,
        label=_("Ask whether learners are sure"),
        help_text=_(
            "“Sure” or “not sure” beside the answer. It changes no mark: it shows what is known "
            "and what was guessed."
        ),
    )


def item_feedback_block() -> ShortRichTextBlock:
    """Return the field of what is said of one item after an answer."""
    return ShortRichTextBlock(
        label=_("Feedback"),
        help_text=_("Shown with this item after an answer, right or wrong. Say why."),
    )


def refuse(message: StrOrPromise) -> NoReturn:
    """Refuse a question with `message`, shown above it."""
    raise StructBlockValidationError(non_block_errors=[ValidationError(message)])


def refuse_item(name: str, place: int, field: str, message: StrOrPromise) -> NoReturn:
    """Refuse a field of the item at `place` (from 0) of the list `name`, with `message` there."""
    error: ValidationError = ValidationError(message)
    error = StructBlockValidationError(block_errors={field: error})
    raise StructBlockValidationError(
        block_errors={name: ListBlockValidationError(block_errors={place: error})}
    )
