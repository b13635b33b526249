"""Marking: (question, response) -> mark. Pure: no Django, no clock, no database.

What counts for recognition is marked here, on the server; the learner's page holds neither the
right answers nor the feedback of options that were not chosen. A question is one of a few types:
each reads what a form sends (`read`) into a response in xAPI's terms, and marks it (`mark`).
"""

from collections.abc import Iterable

from .answers import (
    PAIR,
    AnswerProblem,
    Interaction,
    Mark,
    QuestionKind,
    Response,
    paired,
    pairs_in,
)
from .branches import BranchChoice, BranchingQuestion, BranchStep, Walk
from .choices import Choice, ChoiceQuestion
from .entries import (
    LONGEST_TEXT,
    NumericQuestion,
    ShortTextQuestion,
    normalised,
    number_in,
    plain_number,
)
from .orders import OrderedItem, OrderingQuestion
from .pairs import PairedItem, PairingQuestion, Target
from .triage import VERDICTS, SortedMessage, TriageQuestion, Verdict

Question = (
    ChoiceQuestion
    | OrderingQuestion
    | PairingQuestion
    | NumericQuestion
    | ShortTextQuestion
    | TriageQuestion
    | BranchingQuestion
)


def mark(question: Question, entries: Iterable[str]) -> Mark:
    """Mark what somebody answered: a response, or what the question's form sends.

    Raises AnswerProblem for what can't be marked.
    """
    return question.mark(question.read(entries))


__all__ = [
    "LONGEST_TEXT",
    "PAIR",
    "VERDICTS",
    "AnswerProblem",
    "BranchChoice",
    "BranchStep",
    "BranchingQuestion",
    "Choice",
    "ChoiceQuestion",
    "Interaction",
    "Mark",
    "NumericQuestion",
    "OrderedItem",
    "OrderingQuestion",
    "PairedItem",
    "PairingQuestion",
    "Question",
    "QuestionKind",
    "Response",
    "ShortTextQuestion",
    "SortedMessage",
    "Target",
    "TriageQuestion",
    "Verdict",
    "Walk",
    "mark",
    "normalised",
    "number_in",
    "paired",
    "pairs_in",
    "plain_number",
]
