"""Writing tables of questions, as cells: whoever writes the file keeps them from being formulas."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from .csv_columns import AFTER, BEFORE, DIFFICULTIES, EACH, KINDS, QUALITIES, RIGHT, WRONG, YES
from .gift_writing import situation_of
from .lines import At, Line, Lines, _
from .losses import lose_common
from .questions import Language, Question
from .texts import has_tags, is_plain, words_of


def table_of_questions(
    questions: Sequence[Question], language: Language
) -> tuple[list[list[str]], tuple[Line, ...]]:
    """Return the lines of a table, its header first, and what it doesn't hold."""
    lines = Lines()
    written = []
    side = ("en", "fr").index(language)
    for number, question in enumerate(questions, 1):
        at = At(lines, number).inside(question.prompt)
        if question.kind not in KINDS:
            at.leave_out(
                _("The format has no such kind of question. The academy's own format has.")
            )
            continue
        lose_common(question, at, certainty=False, quality=False)
        written.append(_cells(question, side))
    most = max((sum(name.startswith("answer_") for name in one) for one in written), default=2)
    numbers = range(1, most + 1)
    header = [names[side] for names in BEFORE.values()]
    header += [f"{names[side]} {number}" for number in numbers for names in EACH.values()]
    header += [names[side] for names in AFTER.values()]
    fields = [*BEFORE, *(f"{name}_{number}" for number in numbers for name in EACH), *AFTER]
    return [header, *([one.get(name, "") for name in fields] for one in written)], tuple(lines)


def _said(rich: Any) -> str:
    """Return rich text as a cell: plain where that loses nothing."""
    html = str(rich or "")
    words = words_of(html) if html else ""
    return words if is_plain(html) and not has_tags(words) else html


def _cells(question: Question, side: int) -> dict[str, str]:
    value = question.value
    cells = {
        "key": question.key,
        "kind": question.kind,
        "tags": ", ".join(question.tags),
        "objective": question.objective,
        "difficulty": DIFFICULTIES[question.difficulty][side] if question.difficulty else "",
        "situation": _said(situation_of(question)) if question.kind == "scenario" else "",
        "prompt": question.prompt,
        "explanation": _said(value.get("explanation")),
        "feedback": _said(value.get("feedback")),
        "ask_certainty": YES[side] if value.get("ask_certainty") else "",
    }
    if question.kind == "numeric":
        cells |= {"tolerance": f"{Decimal(str(value['tolerance'])):f}", "unit": value["unit"]}
    for number, (answer, mark, feedback) in enumerate(_answers(question, side), 1):
        cells |= {
            f"answer_{number}": answer,
            f"mark_{number}": mark,
            f"feedback_{number}": _said(feedback),
        }
    return cells


def _answers(question: Question, side: int) -> list[tuple[str, str, str]]:
    value, right, wrong = question.value, RIGHT[side], WRONG[side]
    if question.kind == "scenario":
        return [
            (one["text"], QUALITIES[one["quality"]][side], one["feedback"])
            for one in value["choices"]
        ]
    if "choices" in value:
        return [
            (one["text"], right if one["correct"] else wrong, one["feedback"])
            for one in value["choices"]
        ]
    if question.kind == "ordering":
        return [
            (one["text"], str(place), one["feedback"])
            for place, one in enumerate(value["items"], 1)
        ]
    if question.kind == "numeric":
        found = [(f"{Decimal(str(value['answer'])):f}", right, "")]
        return found + [
            (f"{Decimal(str(one['value'])):f}", wrong, one["feedback"]) for one in value["mistakes"]
        ]
    if question.kind == "short_text":
        found = [(one, right, "") for one in value["answers"]]
        return found + [(one["text"], wrong, one["feedback"]) for one in value["mistakes"]]
    targets = value["targets"]
    used = {one["target"] for one in value["items"]}
    found = [(one["text"], targets[one["target"] - 1], one["feedback"]) for one in value["items"]]
    spare = [("", text, "") for place, text in enumerate(targets, 1) if place not in used]
    return found + spare
