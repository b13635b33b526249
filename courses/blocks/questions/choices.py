"""Questions with options: single and multiple choice, scenario, hot spot."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from courses.assessment import Choice, ChoiceQuestion
from courses.blocks.text import ShortRichTextBlock

from .shared import (
    QUALITIES,
    QUALITY_CREDITS,
    OptionsBlock,
    QuestionValue,
    SimulatedMessageBlock,
    certainty_block,
    explanation_block,
    prompt_block,
    refuse,
    refuse_item,
)

# Hundredths of a picture: a smaller region can't be hit.
SMALLEST_REGION = 2


class ChoiceQuestionValue(QuestionValue):
    """The value of a question with options."""

    options = "choices"

    def question(self, block_id: str) -> ChoiceQuestion:
        """Return the question as the marking rules take it. Not for templates."""
        return ChoiceQuestion(
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
                for item in self[self.options].bound_blocks
            ),
            several=bool(self.get("several")),
        )

    def public_words(self) -> list[str]:
        """Return the options, and the situation where there is one."""
        words = [item["text"] for item in self[self.options]]
        return [*words, str(self.get("situation") or "")]

    @staticmethod
    def _credit(choice: blocks.StructValue) -> float:
        if "quality" in choice:
            return QUALITY_CREDITS.get(choice["quality"], 0.0)
        return 1.0 if choice["correct"] else 0.0


class HotSpotValue(ChoiceQuestionValue):
    """The value of a hot spot: its options are the regions."""

    options = "regions"

    def public_words(self) -> list[str]:
        """Return the texts of the regions and of the picture."""
        return [*super().public_words(), self["alt_text"]]


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
    quality = blocks.ChoiceBlock(choices=QUALITIES, label=_("Quality"))
    feedback = ShortRichTextBlock(label=_("What follows, and why"))


class ChoiceQuestionBlock(blocks.StructBlock):
    """What questions with right and wrong options share."""

    prompt = prompt_block()
    choices = OptionsBlock(ChoiceOptionBlock(), min_num=2, max_num=8, label=_("Options"))
    explanation = explanation_block()
    ask_certainty = certainty_block()


class SingleChoiceBlock(ChoiceQuestionBlock):
    """A question with one right option."""

    class Meta:
        icon = "circle-check"
        label = _("Single choice")
        value_class = ChoiceQuestionValue
        question_kind = "single_choice"

    def clean(self, value):
        """Refuse a question without exactly one right option."""
        cleaned = super().clean(value)
        if sum(bool(choice["correct"]) for choice in cleaned["choices"]) != 1:
            refuse(
                _("A single choice has exactly one right option. Tick “Right” for that one only.")
            )
        return cleaned


class MultipleChoiceBlock(ChoiceQuestionBlock):
    """A question with one or more right options."""

    class Meta:
        icon = "list-ol"
        label = _("Multiple choice")
        value_class = ChoiceQuestionValue
        question_kind = "multiple_choice"

    def clean(self, value):
        """Refuse a question without a right option."""
        cleaned = super().clean(value)
        if not any(choice["correct"] for choice in cleaned["choices"]):
            refuse(_("No option is right. Tick “Right” for at least one."))
        return cleaned


class ScenarioBlock(blocks.StructBlock):
    """A situation from daily work, and what one would do."""

    situation = ShortRichTextBlock(label=_("Situation"))
    message = SimulatedMessageBlock(
        required=False, label=_("Message received"), help_text=_("Leave empty when there is none.")
    )
    prompt = prompt_block()
    choices = OptionsBlock(ScenarioOptionBlock(), min_num=2, max_num=6, label=_("Options"))
    explanation = explanation_block(_("Shown after the best answer."))
    ask_certainty = certainty_block()

    class Meta:
        icon = "mail"
        label = _("Scenario")
        value_class = ChoiceQuestionValue
        question_kind = "scenario"

    def clean(self, value):
        """Refuse a scenario in which nothing is the best thing to do."""
        cleaned = super().clean(value)
        if not any(choice["quality"] == "best" for choice in cleaned["choices"]):
            refuse(_("No option is the best one. Choose “Best” for at least one."))
        return cleaned


def _hundredths(label, least: int = 0) -> blocks.IntegerBlock:
    return blocks.IntegerBlock(min_value=least, max_value=100, label=label)


class RegionBlock(blocks.StructBlock):
    """A part of a picture, and the text that stands for it."""

    text = blocks.TextBlock(
        rows=2,
        label=_("Text of the region"),
        help_text=_("What it is, in words: the question is answered by these texts too."),
    )
    correct = blocks.BooleanBlock(required=False, label=_("Right"))
    feedback = ShortRichTextBlock(
        label=_("Feedback"),
        help_text=_("Shown to somebody who chose this region. Say why, and what to look at."),
    )
    left = _hundredths(_("Left edge, in hundredths of the width"))
    top = _hundredths(_("Upper edge, in hundredths of the height"))
    width = _hundredths(_("Width, in hundredths"), SMALLEST_REGION)
    height = _hundredths(_("Height, in hundredths"), SMALLEST_REGION)


class HotSpotBlock(blocks.StructBlock):
    """A picture of which one chooses regions, by the picture or by the list of their texts."""

    prompt = prompt_block()
    image = ImageChooserBlock(label=_("Image"))
    alt_text = blocks.CharBlock(
        max_length=250,
        label=_("Text alternative"),
        help_text=_("What the picture says to somebody who can't see it."),
    )
    several = blocks.BooleanBlock(required=False, label=_("Several regions may be chosen"))
    regions = OptionsBlock(RegionBlock(), min_num=2, max_num=10, label=_("Regions"))
    explanation = explanation_block()
    ask_certainty = certainty_block()

    class Meta:
        icon = "crosshairs"
        label = _("Hot spot")
        value_class = HotSpotValue
        question_kind = "hot_spot"

    def clean(self, value):
        """Refuse regions that stick out of the picture, or no right number of right ones."""
        cleaned = super().clean(value)
        for place, region in enumerate(cleaned["regions"]):
            for edge, size, words in (
                ("left", "width", _("This region sticks out on the right. Make it narrower.")),
                ("top", "height", _("This region sticks out at the bottom. Make it less high.")),
            ):
                if region[edge] + region[size] > 100:
                    refuse_item("regions", place, size, words)
        right = sum(bool(region["correct"]) for region in cleaned["regions"])
        if not right:
            refuse(_("No region is right. Tick “Right” for at least one."))
        if right > 1 and not cleaned["several"]:
            refuse(
                _(
                    "Several regions are right, and only one may be chosen. Tick “Several regions "
                    "may be chosen”, or leave “Right” at one only."
                )
            )
        return cleaned
