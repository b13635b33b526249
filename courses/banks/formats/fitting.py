"""Whether a question fits into a bank, by the rules of the library's own format. Pure."""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any
from uuid import UUID

from courses.drawing import plain_tag
from courses.exchange.banks import ASKED_IN_TESTS, DIFFICULTIES, LONGEST_TAG, MOST_TAGS
from courses.exchange.problems import Findings, Place

from .lines import At, Stop, _
from .questions import Collected, Question, wrapped
from .shaping import Shaped

LONGEST_OBJECTIVE = 250
MOST_QUESTIONS = 500
# Twice what the kind with most of them takes, and those that are left out with a clear reason.
_MOST_ANSWERS = 100
# What other systems often lack, and what stands for it while the rest is checked.
_WRITTEN_LATER = ("feedback", "situation")
_STANDS_FOR_IT = "<p>…</p>"


def are_too_many(answers: int, at: At) -> bool:
    """Tell whether a question has more answers than any that a bank takes, before they are read;
    it is left out then."""
    if answers > _MOST_ANSWERS:
        at.leave_out(
            _("This question has %(count)s answers; at most %(most)s are read."),
            count=answers,
            most=_MOST_ANSWERS,
        )
    return answers > _MOST_ANSWERS


def take(
    found: Collected,
    shaped: Shaped | None,
    at: At,
    *,
    key: str = "",
    tags: tuple[str, ...] = (),
    objective: str = "",
    difficulty: str = "",
    ask_certainty: bool = False,
) -> None:
    """Add a question to those `found`, or say why it can't be one of a bank. Raises Stop where
    there are too many."""
    if shaped is None:
        return
    kind, value = shaped
    value = value | {"ask_certainty": ask_certainty}
    if not value["prompt"].strip():
        at.leave_out(_("This question has no text."))
        return
    problems = problems_of(kind, value)
    for element, sentence, values in problems:
        at.inside(f"{at.element} › {element}" if element else at.element).leave_out(
            sentence, **values
        )
    if problems:
        return
    lacks = tuple(_lacking(value))
    feedback = sum(one.endswith("feedback") for one in lacks)
    if feedback:
        at.ask(
            _("Kept as a draft until its feedback is written: %(count)s missing."), count=feedback
        )
    if len(lacks) > feedback:
        at.ask(_("Kept as a draft until its situation is written: it is a scenario here."))
    if len(objective) > LONGEST_OBJECTIVE:
        at.change(_("The objective was cut at %(most)s characters."), most=LONGEST_OBJECTIVE)
        objective = objective[:LONGEST_OBJECTIVE]
    if len(found.questions) >= MOST_QUESTIONS:
        at.refuse(
            _("A file has at most %(most)s questions. Cut it into several."), most=MOST_QUESTIONS
        )
        raise Stop
    found.questions.append(
        Question(
            kind=kind,
            value=value,
            key=_key(key),
            tags=_tags(tags, at),
            objective=" ".join(objective.split()),
            difficulty=difficulty if difficulty in DIFFICULTIES else "",
            line=at.line,
            lacks=lacks,
        )
    )


def problems_of(kind: str, value: Mapping[str, Any]) -> list[tuple[str, str, dict[str, str]]]:
    """Return what the library's format refuses, but for texts that are written later.

    Each is an element, a rule and its values.
    """
    numbers = count(1)
    stored = wrapped(_with_texts(value), lambda: str(UUID(int=next(numbers))))
    findings = Findings()
    ASKED_IN_TESTS[kind].read(stored, Place(findings, ""))
    return [(one.element, one.rule, dict(one.values)) for one in findings.problems]


def _with_texts(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {
            name: _STANDS_FOR_IT if name in _WRITTEN_LATER and not one else _with_texts(one)
            for name, one in value.items()
        }
    return [_with_texts(one) for one in value] if isinstance(value, list) else value


def _lacking(value: Any, before: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, one in value.items():
            if name in _WRITTEN_LATER and not one:
                yield f"{before}{name}"
            else:
                yield from _lacking(one, f"{before}{name} › ")
    elif isinstance(value, list):
        for number, one in enumerate(value, 1):
            yield from _lacking(one, f"{before}{number} › ")


def _key(text: str) -> str:
    """Return a UUID in its usual form, whatever stands before it; empty for any other name."""
    plain = text.strip().lower().removeprefix("q-").removeprefix("question-")
    try:
        return str(UUID(plain)) if len(plain) == len(str(UUID(int=0))) else ""
    except ValueError:
        return ""


def _tags(tags: tuple[str, ...], at: At) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for tag in tags:
        text = " ".join(tag.split())
        if len(text) > LONGEST_TAG:
            at.lose(_("The tag “%(tag)s” is too long and isn't kept."), tag=text)
        elif text:
            kept.setdefault(plain_tag(text), text)
    if len(kept) > MOST_TAGS:
        at.lose(
            _("Of %(count)s tags, the first %(most)s are kept."), count=len(kept), most=MOST_TAGS
        )
    return tuple(kept.values())[:MOST_TAGS]
