"""Blocks to answer. The value that a learner's page shows never holds the right answers."""

from typing import get_args

from courses.assessment import QuestionKind

from .arranging import CategorisingBlock, MatchingBlock, OrderingBlock
from .branching import BranchingScenarioBlock
from .choices import HotSpotBlock, MultipleChoiceBlock, ScenarioBlock, SingleChoiceBlock
from .mailbox import MessageTriageBlock
from .shared import OptionsBlock, QuestionValue
from .typed import NumericBlock, ShortTextBlock

QUESTION_TYPES: tuple[QuestionKind, ...] = get_args(QuestionKind)

__all__ = [
    "QUESTION_TYPES",
    "BranchingScenarioBlock",
    "CategorisingBlock",
    "HotSpotBlock",
    "MatchingBlock",
    "MessageTriageBlock",
    "MultipleChoiceBlock",
    "NumericBlock",
    "OptionsBlock",
    "OrderingBlock",
    "QuestionValue",
    "ScenarioBlock",
    "ShortTextBlock",
    "SingleChoiceBlock",
]
