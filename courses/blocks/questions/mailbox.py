"""Message triage: a mailbox to sort."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from courses.assessment import SortedMessage, TriageQuestion
from courses.blocks.text import ShortRichTextBlock

from .shared import (
    OptionsBlock,
    QuestionValue,
    certainty_block,
    explanation_block,
    prompt_block,
    refuse,
)


class TriageValue(QuestionValue):
    """The value of a mailbox to sort."""

    def question(self, block_id: str) -> TriageQuestion:
        """Return the question as the marking rules take it. Not for templates."""
        return TriageQuestion(
            block_id=str(block_id),
            prompt=self["prompt"],
            messages=tuple(
                SortedMessage(
                    id=str(message.id),
                    verdict=message.value["verdict"],
                    feedback=str(message.value["feedback"]),
                )
                for message in self["messages"].bound_blocks
            ),
        )

    def public_words(self) -> list[str]:
        """Return the situation, and the subjects and texts of the messages."""
        words = [str(self["situation"] or "")]
        for message in self["messages"]:
            words += [message["subject"], str(message["body"])]
        return words


class TriageMessageBlock(blocks.StructBlock):
    """A message of the mailbox, and what ought to be done with it."""

    sender = blocks.CharBlock(
        max_length=120, label=_("Name of the sender"), help_text=_("As a mail program shows it.")
    )
    address = blocks.CharBlock(
        max_length=200,
        label=_("Address of the sender"),
        help_text=_("What the message really comes from. Addresses under .example are nobody's."),
    )
    subject = blocks.CharBlock(max_length=200, label=pgettext_lazy("e-mail", "Subject"))
    sent = blocks.CharBlock(
        required=False,
        max_length=60,
        label=pgettext_lazy("e-mail", "Sent"),
        help_text=_("In words, such as “Today, 8:12”."),
    )
    body = ShortRichTextBlock(
        label=_("Message"),
        help_text=_(
            "Links show their true address as text, and lead nowhere: the text of a link may say "
            "another address."
        ),
    )
    attachments = blocks.ListBlock(
        blocks.CharBlock(max_length=120, label=_("Name of the file")),
        default=[],
        max_num=5,
        label=_("Attachments"),
    )
    verdict = blocks.ChoiceBlock(
        choices=[("keep", _("Honest: to keep")), ("report", _("Suspicious: to report"))],
        label=_("What this message is"),
    )
    clues = blocks.ListBlock(
        blocks.CharBlock(max_length=200, label=_("Clue")),
        default=[],
        max_num=6,
        label=_("Clues"),
        help_text=_("What gave it away, or made it sound. Shown after an answer."),
    )
    feedback = ShortRichTextBlock(
        label=_("Feedback"),
        help_text=_("Shown with this message after an answer, right or wrong. Say why."),
    )


class MessageTriageBlock(blocks.StructBlock):
    """A mailbox of suspicious and honest messages, to sort and report."""

    prompt = prompt_block()
    situation = ShortRichTextBlock(required=False, label=_("Situation"))
    messages = OptionsBlock(
        TriageMessageBlock(),
        min_num=3,
        max_num=12,
        label=_("Messages of the mailbox"),
        help_text=_("Both suspicious and honest ones, in the order of the mailbox."),
    )
    explanation = explanation_block(_("Shown once every message is sorted right."))
    ask_certainty = certainty_block()

    class Meta:
        icon = "mail"
        label = _("Message triage")
        value_class = TriageValue
        question_kind = "message_triage"

    def clean(self, value):
        """Refuse a mailbox in which there is nothing to tell apart."""
        cleaned = super().clean(value)
        verdicts = {message["verdict"] for message in cleaned["messages"]}
        if "report" not in verdicts:
            refuse(_("No message is suspicious. At least one has to be reported."))
        if "keep" not in verdicts:
            refuse(_("No message is honest. At least one has to be kept."))
        return cleaned
