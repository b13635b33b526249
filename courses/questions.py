"""A question as a learner's page shows it: never more of the answers than the learner has earned.

Before an answer: the options alone. After one: the feedback of the options chosen. The explanation
comes with the right answer; options that were right but not chosen are not given away.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any, Protocol

from courses.assessment import Question, QuestionKind

_TAG = re.compile(r"<[^>]*>")


class MarkedAnswer(Protocol):
    """What is needed of an answer that was recorded."""

    response: Sequence[str]
    scaled: float
    success: bool


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """An option. `state`: empty, `correct`, `partly` or `incorrect`."""

    id: str
    text: str
    checked: bool = False
    state: str = ""
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question and what its learner has answered. `outcome`: empty, or as an option's state."""

    block_id: str
    kind: QuestionKind
    prompt: str
    multiple: bool
    choices: tuple[ChoiceView, ...]
    situation: Any = None
    message: Any = None
    attempts: int = 0
    closed: bool = False
    outcome: str = ""
    explanation: Any = None


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """What each option of a question is worth and says, and the explanation.

    For a designer's preview alone: no learner's page is made with it.
    """

    choices: tuple[ChoiceView, ...]
    explanation: Any = None


def answer_key(block: Any) -> AnswerKey:
    """Return what a question block says to those who answer it, option by option."""
    question: Question = block.value.question(block.id)
    return AnswerKey(
        choices=tuple(
            ChoiceView(choice.id, choice.text, False, _state(choice.credit), choice.feedback)
            for choice in question.choices
        ),
        explanation=block.value["explanation"],
    )


def question_view(block: Any, answers: Sequence[MarkedAnswer]) -> QuestionView:
    """Return the view of a question block after `answers`, oldest first (none: not answered)."""
    question: Question = block.value.question(block.id)
    last = answers[-1] if answers else None
    chosen = frozenset(last.response) if last else frozenset()
    value = block.value
    message = value.get("message")
    return QuestionView(
        block_id=str(block.id),
        kind=question.kind,
        prompt=question.prompt,
        multiple=question.takes_many,
        choices=tuple(
            ChoiceView(choice.id, choice.text, True, _state(choice.credit), choice.feedback)
            if choice.id in chosen
            else ChoiceView(choice.id, choice.text)
            for choice in question.choices
        ),
        situation=value.get("situation"),
        message=message if message and _says_something(message) else None,
        attempts=len(answers),
        closed=bool(last and last.success),
        outcome=_outcome(last),
        explanation=value["explanation"] if last and last.success else None,
    )


def _says_something(message: Any) -> bool:
    """Whether there is a message at all: an editor that was left empty still holds a paragraph."""
    body = unescape(_TAG.sub("", message["body"].source if message["body"] else ""))
    return any(part.strip() for part in (message["sender"], message["subject"], body) if part)


def _state(credit: float) -> str:
    if credit >= 1:
        return "correct"
    return "partly" if credit > 0 else "incorrect"


def _outcome(last: MarkedAnswer | None) -> str:
    if last is None:
        return ""
    return "correct" if last.success else _state(min(last.scaled, 0.99))
