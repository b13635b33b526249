"""A question as a learner's page shows it: never more of the answers than the learner has earned.

Before an answer: what there is to choose from alone. After one: the feedback of what was chosen.
The explanation comes with the right answer; what was right but not chosen is not given away.
"""

from .keys import answer_key
from .shapes import (
    AnswerKey,
    ChoiceView,
    EntryView,
    GivenAnswer,
    ItemView,
    KeyLine,
    MailView,
    MarkedAnswer,
    PictureView,
    QuestionView,
    RegionView,
    StepView,
    TargetView,
    WalkView,
)
from .showing import question_view, with_shown_targets

__all__ = [
    "AnswerKey",
    "ChoiceView",
    "EntryView",
    "GivenAnswer",
    "ItemView",
    "KeyLine",
    "MailView",
    "MarkedAnswer",
    "PictureView",
    "QuestionView",
    "RegionView",
    "StepView",
    "TargetView",
    "WalkView",
    "answer_key",
    "question_view",
    "with_shown_targets",
]
