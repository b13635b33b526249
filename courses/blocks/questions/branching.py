"""A scenario with consequences."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.assessment import BranchChoice, BranchingQuestion, BranchStep
from courses.blocks.text import ShortRichTextBlock

from .shared import (
    QUALITIES,
    QUALITY_CREDITS,
    OptionsBlock,
    QuestionValue,
    SimulatedMessageBlock,
    certainty_block,
    explanation_block,
    refuse,
    refuse_item,
)

MOST_STEPS = 12


class BranchingValue(QuestionValue):
    """The value of a scenario with consequences."""

    def question(self, block_id: str) -> BranchingQuestion:
        """Return the question as the marking rules take it. Not for templates."""
        count = len(self["steps"])
        return BranchingQuestion(
            block_id=str(block_id),
            prompt=self["prompt"],
            steps=tuple(
                BranchStep(
                    id=str(step.id),
                    prompt=step.value["prompt"],
                    choices=tuple(
                        BranchChoice(
                            id=str(choice.id),
                            text=choice.value["text"],
                            credit=QUALITY_CREDITS.get(choice.value["quality"], 0.0),
                            feedback=str(choice.value["feedback"]),
                            next=self._next(place, choice.value["next"], count),
                        )
                        for choice in step.value["choices"].bound_blocks
                    ),
                )
                for place, step in enumerate(self["steps"].bound_blocks)
            ),
        )

    @staticmethod
    def _next(place: int, number: int | None, count: int) -> int | None:
        """Return the place of the next step, from 0; None for the end, and for what leads nowhere
        in a draft."""
        return number - 1 if number and place + 1 < number <= count else None

    def step(self, step_id: str) -> blocks.StructValue:
        """Return the step with this id, for what is shown of it."""
        return next(item.value for item in self["steps"].bound_blocks if str(item.id) == step_id)

    def public_words(self) -> list[str]:
        """Return the first situation and what one could do: the others depend on what is chosen."""
        if not self["steps"]:
            return []
        first = self["steps"][0]
        options = [choice["text"] for choice in first["choices"]]
        return [str(first["situation"]), first["prompt"], *options]


class BranchChoiceBlock(blocks.StructBlock):
    """Something one could do, what follows, and the step that it leads to."""

    text = blocks.TextBlock(rows=2, label=_("What one could do"))
    quality = blocks.ChoiceBlock(choices=QUALITIES, label=_("Quality"))
    feedback = ShortRichTextBlock(
        label=_("What follows, and why"), help_text=_("Shown as soon as this is chosen.")
    )
    next = blocks.IntegerBlock(
        min_value=0,
        max_value=MOST_STEPS,
        default=0,
        label=_("Next step"),
        help_text=_("The number of a later step, counted from 1; 0 for the end."),
    )


class BranchStepBlock(blocks.StructBlock):
    """A situation, and what one could do in it."""

    situation = ShortRichTextBlock(label=_("Situation"))
    message = SimulatedMessageBlock(
        required=False, label=_("Message received"), help_text=_("Leave empty when there is none.")
    )
    prompt = blocks.TextBlock(rows=2, label=_("Question"))
    choices = OptionsBlock(BranchChoiceBlock(), min_num=2, max_num=5, label=_("Options"))


class BranchingScenarioBlock(blocks.StructBlock):
    """A scenario in which what one does has consequences: each choice leads to the next step."""

    prompt = blocks.TextBlock(
        rows=2, label=_("Title of the scenario"), help_text=_("Such as “A call from the desk”.")
    )
    steps = OptionsBlock(
        BranchStepBlock(),
        min_num=2,
        max_num=MOST_STEPS,
        label=_("Steps"),
        help_text=_("The first is asked first; the others when a choice leads to them."),
    )
    explanation = explanation_block(_("Shown when every choice on the way was the best."))
    ask_certainty = certainty_block()

    class Meta:
        icon = "folder-inverse"
        label = _("Scenario with consequences")
        value_class = BranchingValue
        question_kind = "branching_scenario"

    def clean(self, value):
        """Refuse steps that lead back, that nothing leads to, or that have no best choice."""
        cleaned = super().clean(value)
        count = len(cleaned["steps"])
        reached = {1}
        for number, step in enumerate(cleaned["steps"], 1):
            if not any(choice["quality"] == "best" for choice in step["choices"]):
                refuse_item(
                    "steps",
                    number - 1,
                    "choices",
                    _("No option is the best one. Choose “Best” for at least one."),
                )
            for choice in step["choices"]:
                if choice["next"] and not number < choice["next"] <= count:
                    refuse_item(
                        "steps",
                        number - 1,
                        "choices",
                        _(
                            "An option of this step leads to number %(number)s. Give the number of "
                            "a later step (there are %(count)s), or 0 for the end."
                        )
                        % {"number": choice["next"], "count": count},
                    )
            reached |= {choice["next"] for choice in step["choices"]}
        lost = [number for number in range(1, count + 1) if number not in reached]
        if lost:
            refuse(
                _(
                    "No option leads to step %(number)s. Lead to it from an earlier step, or "
                    "remove it."
                )
                % {"number": lost[0]}
            )
        return cleaned
