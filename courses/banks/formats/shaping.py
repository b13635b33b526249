"""From what other systems ask and mark to the kinds of questions that banks have. Pure.

Other systems give each answer a share of the mark, from -100 to 100 percent. An answer key is kept
exactly or the file is refused: nobody is to be marked by a key that an import has bent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from .lines import At, _
from .texts import split_situation

WHOLE = 100.0
# Moodle writes thirds and sevenths with five to seven digits.
NEARLY = 0.01
Shaped = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Option:
    """An answer, the share of the mark it is worth in percent, and what is said of it (HTML)."""

    text: str
    weight: float
    feedback: str = ""


def choice(
    prompt: str, html: str, options: Sequence[Option], *, single: bool, explanation: str, at: At
) -> Shaped | None:
    """Return a question with options; None where its answer key is missing.

    Of a question with one answer, shares between nothing and all make a scenario: best, acceptable,
    risky. `html` is the whole text, whose last paragraph then is the question.
    """
    at_least = WHOLE - NEARLY if single else NEARLY
    if not any(one.weight >= at_least for one in options):
        at.refuse(_("The answer key is missing: no option is right."))
        return None
    partly = [one for one in options if NEARLY < one.weight < WHOLE - NEARLY]
    right = [one for one in options if one.weight >= at_least]
    if single and (partly or len(right) > 1):
        return _scenario(html, options, explanation, at)
    if single:
        if any(one.weight < 0 for one in options):
            at.change(_("A wrong option takes nothing away here: it is worth 0."))
    elif max(one.weight for one in right) - min(one.weight for one in right) > NEARLY:
        at.change(_("The right options are worth different shares; here they are worth the same."))
    choices = [
        {"text": one.text, "correct": one.weight >= at_least, "feedback": one.feedback}
        for one in options
    ]
    kind = "single_choice" if single else "multiple_choice"
    return kind, {"prompt": prompt, "choices": choices, "explanation": explanation}


def _scenario(html: str, options: Sequence[Option], explanation: str, at: At) -> Shaped:
    situation, prompt = split_situation(html, at)
    choices = []
    for one in options:
        quality = "best" if one.weight >= WHOLE - NEARLY else "acceptable"
        if one.weight < NEARLY:
            quality = "risky"
        elif quality == "acceptable" and abs(one.weight - WHOLE / 2) > NEARLY:
            at.change(
                _("The option “%(option)s” is worth %(share)s percent; here, acceptable is half."),
                option=one.text,
                share=f"{one.weight:g}",
            )
        choices.append({"text": one.text, "quality": quality, "feedback": one.feedback})
    return "scenario", {
        "situation": situation,
        "message": {"kind": "email", "sender": "", "subject": "", "body": ""},
        "prompt": prompt,
        "choices": choices,
        "explanation": explanation,
    }


def true_or_false(
    prompt: str,
    words: tuple[str, str],
    *,
    is_true: bool,
    feedback: tuple[str, str],
    explanation: str,
) -> Shaped:
    """Return a single choice between two `words`; `feedback`: of the first, and of the second."""
    choices = [
        {"text": words[0], "correct": is_true, "feedback": feedback[0]},
        {"text": words[1], "correct": not is_true, "feedback": feedback[1]},
    ]
    return "single_choice", {"prompt": prompt, "choices": choices, "explanation": explanation}


def short_text(
    prompt: str, options: Sequence[Option], *, explanation: str, at: At
) -> Shaped | None:
    """Return a question answered by a few words; `*` stands for any other answer."""
    answers, mistakes, other = [], [], ""
    for one in options:
        if one.text == "*" and one.weight <= NEARLY:
            other = one.feedback
            continue
        if "*" in one.text.replace(r"\*", ""):
            at.refuse(
                _(
                    "The answer key can't be kept: “%(answer)s” is a pattern, and here each "
                    "accepted answer is written out. Write out those that are right, or take this "
                    "question out of the file."
                ),
                answer=one.text,
            )
            return None
        if not _is_whole(one, at):
            return None
        text = one.text.replace(r"\*", "*")
        if one.weight > NEARLY:
            answers.append(text)
            explanation = _explained(explanation, one, at)
        elif one.feedback:
            mistakes.append({"text": text, "feedback": one.feedback})
        else:
            at.change(
                _("“%(answer)s” is wrong like any other answer: nothing is said of it."),
                answer=text,
            )
    if not answers:
        at.refuse(_("The answer key is missing: no answer is right."))
        return None
    return "short_text", {
        "prompt": prompt,
        "answers": answers,
        "mistakes": mistakes,
        "feedback": other,
        "explanation": explanation,
    }


def _is_whole(one: Option, at: At) -> bool:
    if NEARLY < one.weight < WHOLE - NEARLY:
        at.refuse(
            _(
                "The answer key can't be kept: the answer “%(answer)s” is worth %(share)s percent, "
                "and here a typed answer is right or wrong. Change it or take this question out of "
                "the file."
            ),
            answer=one.text,
            share=f"{one.weight:g}",
        )
        return False
    return True


def _explained(explanation: str, right: Option, at: At) -> str:
    """Return the explanation: what is said of a right answer, where the question has none."""
    if not right.feedback or right.feedback == explanation:
        return explanation
    if explanation:
        at.lose(_("What is said of the right answer “%(answer)s” isn't kept."), answer=right.text)
        return explanation
    return right.feedback


@dataclass(frozen=True, slots=True)
class NumberOption:
    """A number, how far from it one may be, its share in percent, and what is said of it."""

    number: Decimal
    tolerance: Decimal
    weight: float
    feedback: str = ""


def numeric(
    prompt: str,
    options: Sequence[NumberOption],
    *,
    unit: str,
    other: str,
    explanation: str,
    at: At,
) -> Shaped | None:
    """Return a question answered by a number."""
    right = [one for one in options if one.weight > NEARLY]
    if not right:
        at.refuse(_("The answer key is missing: no number is right."))
        return None
    if not all(_is_whole(Option(f"{one.number:f}", one.weight), at) for one in right):
        return None
    if len(right) > 1:
        at.refuse(
            _(
                "The answer key can't be kept: %(count)s numbers are right, and here one is, with "
                "its tolerance. Take this question out of the file."
            ),
            count=len(right),
        )
        return None
    said = Option(f"{right[0].number:f}", WHOLE, right[0].feedback)
    mistakes = []
    for one in options:
        if one.weight <= NEARLY and not one.feedback:
            at.change(
                _("“%(answer)s” is wrong like any other answer: nothing is said of it."),
                answer=f"{one.number:f}",
            )
        elif one.weight <= NEARLY:
            if one.tolerance:
                at.change(
                    _("The tolerance of the mistake %(number)s isn't kept."),
                    number=f"{one.number:f}",
                )
            mistakes.append({"value": one.number, "feedback": one.feedback})
    return "numeric", {
        "prompt": prompt,
        "answer": right[0].number,
        "tolerance": right[0].tolerance,
        "unit": unit,
        "mistakes": mistakes,
        "feedback": other,
        "explanation": _explained(explanation, said, at),
    }


def decimal_of(text: str) -> Decimal | None:
    """Return the number that another system wrote, with a point or a comma; None for no number."""
    plain = text.strip().replace(" ", "").replace("\u00a0", "")
    if "," in plain and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    # 12 digits before the point at most, in the bank as in the library.
    return number if number.is_finite() and abs(number) < Decimal(10) ** 15 else None


def ordering(prompt: str, items: Sequence[Option], *, explanation: str) -> Shaped:
    """Return things to put in order; they are given in the right one."""
    shaped = [{"text": one.text, "feedback": one.feedback} for one in items]
    return "ordering", {"prompt": prompt, "items": shaped, "explanation": explanation}


@dataclass(frozen=True, slots=True)
class Pair:
    """An item (empty: none goes with the target), its target, and what is said of the item."""

    text: str
    target: str
    feedback: str = ""


def pairing(prompt: str, pairs: Sequence[Pair], *, explanation: str, at: At) -> Shaped | None:
    """Return a matching; a categorising where several items go with one target."""
    targets: list[str] = []
    items = []
    for pair in pairs:
        if not pair.target:
            at.refuse(_("The answer key is missing: nothing goes with “%(item)s”."), item=pair.text)
            return None
        if pair.target not in targets:
            targets.append(pair.target)
        if pair.text:
            number = targets.index(pair.target) + 1
            items.append({"text": pair.text, "target": number, "feedback": pair.feedback})
    used = [item["target"] for item in items]
    kind = "matching" if len(set(used)) == len(used) else "categorising"
    return kind, {
        "prompt": prompt,
        "targets": targets,
        "items": items,
        "explanation": explanation,
    }
