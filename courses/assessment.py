"""Marking: (question, answer) -> mark. Pure: no Django, no clock, no database.

What counts for recognition is marked here, on the server; the learner's page holds neither the
right answers nor the feedback of options that were not chosen.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

QuestionKind = Literal["single_choice", "multiple_choice", "scenario"]


class AnswerProblem(ValueError):
    """An answer that can't be marked. `code` says why: `empty`, `too_many` or `unknown_choice`."""

    def __init__(self, code: Literal["empty", "too_many", "unknown_choice"]) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a question. `credit` is its worth, 0 to 1."""

    id: str
    text: str
    credit: float
    feedback: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the server knows it, answers included."""

    block_id: str
    kind: QuestionKind
    prompt: str
    choices: tuple[Choice, ...]

    @property
    def takes_many(self) -> bool:
        """Whether several options may be chosen."""
        return self.kind == "multiple_choice"

    @property
    def guess(self) -> float:
        """The chance to be entirely right by choosing blindly, each answer as likely as another.

        One option of those worth most among all; for several, one non-empty set among all.
        """
        if self.takes_many:
            return 1 / (2 ** len(self.choices) - 1)
        credits = [choice.credit for choice in self.choices]
        return credits.count(max(credits)) / len(credits)


@dataclass(frozen=True, slots=True)
class Mark:
    """The worth of an answer: `scaled` from 0 to 1; `success` when it is entirely right."""

    scaled: float
    success: bool


def mark(question: Question, chosen: Iterable[str]) -> Mark:
    """Mark the choice of the options with the ids `chosen`.

    Single choice and scenario: the credit of the chosen option; right when no option is worth more.
    Multiple choice: right options chosen minus wrong options chosen, over the number of right
    options, never below 0 (so that ticking everything earns nothing when wrong options are as many
    as right ones); entirely right only when exactly the right ones are chosen.

    Raises AnswerProblem for an empty answer, more than one option where one is asked, or an option
    that the question doesn't have.
    """
    ids = set(chosen)
    credits = {choice.id: choice.credit for choice in question.choices}
    if not ids:
        raise AnswerProblem("empty")
    if not ids <= credits.keys():
        raise AnswerProblem("unknown_choice")
    if not question.takes_many:
        if len(ids) > 1:
            raise AnswerProblem("too_many")
        credit = credits[ids.pop()]
        return Mark(scaled=credit, success=credit >= max(credits.values()))
    right = {choice_id for choice_id, credit in credits.items() if credit > 0}
    scaled = max(0.0, (len(ids & right) - len(ids - right)) / len(right))
    return Mark(scaled=scaled, success=ids == right)
