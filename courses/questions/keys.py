"""The answer key of a question, for a designer's preview."""

from typing import Any

from courses.assessment import (
    BranchingQuestion,
    ChoiceQuestion,
    NumericQuestion,
    OrderingQuestion,
    PairingQuestion,
    Question,
    ShortTextQuestion,
    TriageQuestion,
    plain_number,
)

from .shapes import AnswerKey, KeyLine
from .showing import state_of, words_of


def answer_key(block: Any) -> AnswerKey:
    """Return what a question block says to those who answer it, part by part."""
    question: Question = block.value.question(block.id)
    return AnswerKey(tuple(_lines(question, block.value)), block.value["explanation"])


def _lines(question: Question, value: Any) -> list[KeyLine]:
    if isinstance(question, ChoiceQuestion):
        return [
            KeyLine(choice.text, state_of(choice.credit), choice.feedback)
            for choice in question.choices
        ]
    if isinstance(question, OrderingQuestion):
        return [
            KeyLine(item.text, "", item.feedback, str(place))
            for place, item in enumerate(question.items, 1)
        ]
    if isinstance(question, PairingQuestion):
        texts = {target.id: target.text for target in question.targets}
        return [
            KeyLine(item.text, "", item.feedback, texts.get(item.target, "?"))
            for item in question.items
        ]
    if isinstance(question, NumericQuestion):
        right = f"{plain_number(question.answer)} ± {plain_number(question.tolerance)}"
        lines = [KeyLine(f"{right} {question.unit}".strip(), "correct")]
        lines += [
            KeyLine(plain_number(number), "incorrect", said) for number, said in question.mistakes
        ]
        return [*lines, KeyLine("…", "incorrect", question.feedback)]
    if isinstance(question, ShortTextQuestion):
        lines = [KeyLine(text, "correct") for text in question.answers]
        lines += [KeyLine(text, "incorrect", said) for text, said in question.mistakes]
        return [*lines, KeyLine("…", "incorrect", question.feedback)]
    if isinstance(question, TriageQuestion):
        return [
            KeyLine(item.value["subject"], message.verdict, message.feedback)
            for message, item in zip(question.messages, value["messages"].bound_blocks, strict=True)
        ]
    return _steps(question, value)


def _steps(question: BranchingQuestion, value: Any) -> list[KeyLine]:
    """Return a line for each step, then one for each of its choices, with the step it leads to."""
    lines = []
    for number, step in enumerate(question.steps, 1):
        situation = words_of(value.step(step.id)["situation"].source)
        lines.append(KeyLine(f"{number}. {situation} {step.prompt}", ""))
        lines += [
            KeyLine(
                choice.text,
                state_of(choice.credit),
                choice.feedback,
                "" if choice.next is None else str(choice.next + 1),
            )
            for choice in step.choices
        ]
    return lines
