"""Questions in which things are put where they belong: ordering, matching, categorising."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.assessment import (
    OrderedItem,
    OrderingQuestion,
    PairedItem,
    PairingQuestion,
    Target,
)

from .shared import (
    OptionsBlock,
    QuestionValue,
    certainty_block,
    explanation_block,
    item_feedback_block,
    prompt_block,
    refuse,
    refuse_item,
)


class OrderingValue(QuestionValue):
    """The value of an ordering."""

    def question(self, block_id: str) -> OrderingQuestion:
        """Return the question as the marking rules take it. Not for templates."""
        return OrderingQuestion(
            block_id=str(block_id),
            prompt=self["prompt"],
            items=tuple(
                OrderedItem(str(item.id), item.value["text"], str(item.value["feedback"]))
                for item in self["items"].bound_blocks
            ),
        )

    def public_words(self) -> list[str]:
        """Return the items."""
        return [item["text"] for item in self["items"]]


class OrderedItemBlock(blocks.StructBlock):
    """A thing to put in its place."""

    text = blocks.TextBlock(rows=2, label=_("Item"))
    feedback = item_feedback_block()


class OrderingBlock(blocks.StructBlock):
    """Things to put in order."""

    prompt = prompt_block()
    items = OptionsBlock(
        OrderedItemBlock(),
        min_num=3,
        max_num=8,
        label=_("Items, in the right order"),
        help_text=_("Learners get them mixed."),
    )
    explanation = explanation_block()
    ask_certainty = certainty_block()

    class Meta:
        icon = "order"
        label = _("Ordering")
        value_class = OrderingValue
        question_kind = "ordering"

    def clean(self, value):
        """Refuse two items that can't be told apart."""
        cleaned = super().clean(value)
        seen: set[str] = set()
        for place, item in enumerate(cleaned["items"]):
            words = " ".join(item["text"].split()).casefold()
            if words in seen:
                refuse_item("items", place, "text", _("Another item has the same text."))
            seen.add(words)
        return cleaned


class PairingValue(QuestionValue):
    """The value of a matching or a categorising."""

    def question(self, block_id: str) -> PairingQuestion:
        """Return the question as the marking rules take it. Not for templates."""
        targets = tuple(
            Target(str(target.id), target.value) for target in self["targets"].bound_blocks
        )
        return PairingQuestion(
            block_id=str(block_id),
            kind=self.block.meta.question_kind,
            prompt=self["prompt"],
            items=tuple(
                PairedItem(
                    id=str(item.id),
                    text=item.value["text"],
                    target=self._target(targets, item.value["target"]),
                    feedback=str(item.value["feedback"]),
                )
                for item in self["items"].bound_blocks
            ),
            targets=targets,
        )

    @staticmethod
    def _target(targets: tuple[Target, ...], number: int | None) -> str:
        """Return the id of the target with this number; empty in a draft that has none such."""
        return targets[number - 1].id if number and 0 < number <= len(targets) else ""

    def public_words(self) -> list[str]:
        """Return the items and the targets."""
        return [*(item["text"] for item in self["items"]), *self["targets"]]


class _PairingBlock(blocks.StructBlock):
    """What matching and categorising share."""

    def clean(self, value):
        """Refuse an item whose target isn't in the list, and two targets with the same text."""
        cleaned = super().clean(value)
        seen: set[str] = set()
        for target in cleaned["targets"]:
            words = " ".join(target.split()).casefold()
            if words in seen:
                refuse(
                    _("“%(target)s” is there twice. Each has to be different.") % {"target": target}
                )
            seen.add(words)
        count = len(cleaned["targets"])
        for place, item in enumerate(cleaned["items"]):
            if item["target"] > count:
                refuse_item(
                    "items",
                    place,
                    "target",
                    _("There is no number %(number)s in the list above; it has %(count)s.")
                    % {"number": item["target"], "count": count},
                )
        return cleaned


class MatchedItemBlock(blocks.StructBlock):
    """A thing that goes with one of the list."""

    text = blocks.TextBlock(rows=2, label=_("Item"))
    target = blocks.IntegerBlock(
        min_value=1,
        max_value=8,
        label=_("Number of what goes with it"),
        help_text=_("Its place in the list above, counted from 1."),
    )
    feedback = item_feedback_block()


class MatchingBlock(_PairingBlock):
    """Things to match one to one."""

    prompt = prompt_block()
    targets = OptionsBlock(
        blocks.CharBlock(max_length=120, label=_("Match")),
        min_num=2,
        max_num=8,
        label=_("What items are matched with"),
        help_text=_(
            "Learners get them mixed. One that goes with no item makes the question harder."
        ),
    )
    items = OptionsBlock(MatchedItemBlock(), min_num=2, max_num=8, label=_("Items"))
    explanation = explanation_block()
    ask_certainty = certainty_block()

    class Meta:
        icon = "link"
        label = _("Matching")
        value_class = PairingValue
        question_kind = "matching"

    def clean(self, value):
        """Refuse two items that go with the same thing."""
        cleaned = super().clean(value)
        seen: set[int] = set()
        for place, item in enumerate(cleaned["items"]):
            if item["target"] in seen:
                refuse_item(
                    "items",
                    place,
                    "target",
                    _(
                        "Another item has this number. In a matching, each has its own; to sort "
                        "several items into one group, use a categorising."
                    ),
                )
            seen.add(item["target"])
        return cleaned


class SortedItemBlock(blocks.StructBlock):
    """A thing that belongs to one of the categories."""

    text = blocks.TextBlock(rows=2, label=_("Item"))
    target = blocks.IntegerBlock(
        min_value=1,
        max_value=5,
        label=_("Number of its category"),
        help_text=_("Its place in the list above, counted from 1."),
    )
    feedback = item_feedback_block()


class CategorisingBlock(_PairingBlock):
    """Things to sort into categories."""

    prompt = prompt_block()
    targets = OptionsBlock(
        blocks.CharBlock(max_length=120, label=_("Category")),
        min_num=2,
        max_num=5,
        label=_("Categories"),
    )
    items = OptionsBlock(
        SortedItemBlock(),
        min_num=3,
        max_num=12,
        label=_("Items"),
        help_text=_("Learners get them mixed."),
    )
    explanation = explanation_block()
    ask_certainty = certainty_block()

    class Meta:
        icon = "folder-open-inverse"
        label = _("Categorising")
        value_class = PairingValue
        question_kind = "categorising"

    def clean(self, value):
        """Refuse a question in which everything belongs to the same category."""
        cleaned = super().clean(value)
        if len({item["target"] for item in cleaned["items"]}) < 2:
            refuse(_("Everything belongs to one category: there is nothing to sort."))
        return cleaned
