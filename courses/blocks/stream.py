"""Which blocks there are, in which order and groups, and how many of each."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .knowledge_test import KnowledgeTestBlock
from .media import ImageBlock, VideoBlock
from .package import PackageBlock
from .questions import (
    BranchingScenarioBlock,
    CategorisingBlock,
    HotSpotBlock,
    MatchingBlock,
    MessageTriageBlock,
    MultipleChoiceBlock,
    NumericBlock,
    OrderingBlock,
    ScenarioBlock,
    ShortTextBlock,
    SingleChoiceBlock,
)
from .text import (
    AccordionBlock,
    CalloutBlock,
    ChecklistBlock,
    KeyPointsBlock,
    RichTextBlock,
    SourcesBlock,
)

READ, SEE, ANSWER = _("To read"), _("To look at"), _("To answer")


class LessonBody(blocks.StreamBlock):
    """The blocks of a lesson."""

    rich_text = RichTextBlock(group=READ)
    callout = CalloutBlock(group=READ)
    key_points = KeyPointsBlock(group=READ)
    accordion = AccordionBlock(group=READ)
    checklist = ChecklistBlock(group=READ)
    sources = SourcesBlock(group=READ)
    image = ImageBlock(group=SEE)
    video = VideoBlock(group=SEE)
    package = PackageBlock(group=SEE)
    single_choice = SingleChoiceBlock(group=ANSWER)
    multiple_choice = MultipleChoiceBlock(group=ANSWER)
    scenario = ScenarioBlock(group=ANSWER)
    ordering = OrderingBlock(group=ANSWER)
    matching = MatchingBlock(group=ANSWER)
    categorising = CategorisingBlock(group=ANSWER)
    numeric = NumericBlock(group=ANSWER)
    short_text = ShortTextBlock(group=ANSWER)
    message_triage = MessageTriageBlock(group=ANSWER)
    branching_scenario = BranchingScenarioBlock(group=ANSWER)
    hot_spot = HotSpotBlock(group=ANSWER)
    knowledge_test = KnowledgeTestBlock(group=ANSWER)

    class Meta:
        block_counts = {"sources": {"max_num": 1}}


class BankBody(blocks.StreamBlock):
    """The one question of an entry of a bank.

    A scenario in which each choice leads to the next situation says what follows as it goes, so it
    has no place in a test.
    """

    single_choice = SingleChoiceBlock()
    multiple_choice = MultipleChoiceBlock()
    scenario = ScenarioBlock()
    ordering = OrderingBlock()
    matching = MatchingBlock()
    categorising = CategorisingBlock()
    numeric = NumericBlock()
    short_text = ShortTextBlock()
    message_triage = MessageTriageBlock()
    hot_spot = HotSpotBlock()

    class Meta:
        min_num = 1
        max_num = 1


class PageBody(blocks.StreamBlock):
    """The blocks of an ordinary page: nothing to answer."""

    rich_text = RichTextBlock(group=READ)
    callout = CalloutBlock(group=READ)
    key_points = KeyPointsBlock(group=READ)
    accordion = AccordionBlock(group=READ)
    image = ImageBlock(group=SEE)
    video = VideoBlock(group=SEE)
