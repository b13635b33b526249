"""Tables of questions, as spreadsheets keep them: a line for each question. Pure.

Columns are known in French and in English; docs/reference/question-formats.md lists them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from academy.organisms.lists.problems import Unreadable
from academy.organisms.lists.text import header_key, positions, read_table

from . import shaping
from .fitting import take
from .gift_writing import situation_of
from .lines import At, Line, _
from .losses import lose_common
from .questions import Collected, Imported, Language, Question
from .shaping import NumberOption, Option, Pair, Shaped
from .texts import has_tags, html_of, is_plain, rich_of, words_of

MOST_ANSWERS = 20
# What each column is called, in English and in French, in the order in which they are written.
_BEFORE = {
    "key": ("key", "clé"),
    "kind": ("kind", "type"),
    "tags": ("tags", "étiquettes"),
    "objective": ("objective", "objectif"),
    "difficulty": ("difficulty", "difficulté"),
    "situation": ("situation", "mise en situation"),
    "prompt": ("question", "énoncé"),
}
_EACH = {
    "answer": ("answer", "réponse"),
    "mark": ("mark", "valeur"),
    "feedback": ("feedback", "rétroaction"),
}
_AFTER = {
    "feedback": ("feedback on other answers", "rétroaction autres réponses"),
    "explanation": ("explanation", "explication"),
    "tolerance": ("tolerance", "tolérance"),
    "unit": ("unit", "unité"),
    "ask_certainty": ("ask certainty", "demander certitude"),
}
_KINDS = {
    "single_choice": ("single choice", "choix unique"),
    "multiple_choice": ("multiple choice", "choix multiple"),
    "scenario": ("scenario", "mise en situation"),
    "ordering": ("ordering", "ordre"),
    "matching": ("matching", "association"),
    "categorising": ("categorising", "classement"),
    "numeric": ("numeric", "nombre"),
    "short_text": ("short text", "texte court"),
}
_RIGHT, _WRONG = ("right", "juste"), ("wrong", "faux")
_MARKS = {
    **dict.fromkeys((*_RIGHT, "1", "x", "100", "yes", "oui", "vrai", "true"), 100.0),
    **dict.fromkeys((*_WRONG, "0", "no", "non", "false"), 0.0),
}
_QUALITIES = {
    "best": ("best", "meilleure"),
    "acceptable": ("acceptable", "acceptable"),
    "risky": ("risky", "risquée"),
}
_YES = ("yes", "oui")
_DIFFICULTIES = {
    "easy": ("easy", "facile"),
    "medium": ("medium", "moyenne"),
    "hard": ("hard", "difficile"),
}


def _by_name(names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {header_key(one): field for field, words in names.items() for one in (*words, field)}


_KIND_NAMES = _by_name(_KINDS)
_QUALITY_NAMES = _by_name(_QUALITIES)
_DIFFICULTY_NAMES = _by_name(_DIFFICULTIES)
_COLUMNS = (
    _by_name(_BEFORE)
    | _by_name(_AFTER)
    | {
        header_key(f"{name} {number}"): f"{field}_{number}"
        for field, names in _EACH.items()
        for name in names
        for number in range(1, MOST_ANSWERS + 1)
    }
)
_REQUIRED = ("kind", "prompt", "answer_1", "mark_1")
_QUOTED_FORMULA = re.compile(r"'(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20])")
_UNREADABLE = {
    "workbook": _("This is a workbook. Save its sheet as “CSV UTF-8” and choose that file."),
    "missing_column": _("The first line has to name at least: kind, question, answer 1, mark 1."),
    "repeated_column": _("Two columns have the same name. Keep one."),
    "broken_quotes": _("A quotation mark is opened and never closed, from this line on."),
}


def read_csv(data: bytes, language: Language) -> Imported:
    """Return the questions of a table, whose texts are in `language`."""
    found = Collected()
    at = At(found.lines)
    try:
        table = read_table(data, _COLUMNS)
        places, unknown = positions(table, _COLUMNS, _REQUIRED)
        for name in unknown:
            at.inside("", table.header_line).lose(
                _("The column “%(name)s” isn't known: it isn't read."), name=name
            )
        for number, cells in table.lines:
            texts = {
                field: _QUOTED_FORMULA.sub("", cells[place], count=1).strip()
                if _QUOTED_FORMULA.match(cells[place])
                else cells[place].strip()
                for field, place in places.items()
                if place < len(cells)
            }
            _Row(texts, At(found.lines, number)).read(found)
    except Unreadable as problem:
        rule = _UNREADABLE.get(
            problem.problem.code,
            _("This isn't a table that can be read. Save it as “CSV UTF-8” and choose that file."),
        )
        at.inside("", problem.problem.line or 0).refuse(rule)
    if not found.questions and not found.lines:
        at.refuse(_("There is no question in this file."))
    return found.done()


def _rich(text: str, at: At) -> str:
    return rich_of(text if has_tags(text) else html_of(text), at)


class _Row:
    """A line of the table."""

    def __init__(self, texts: Mapping[str, str], at: At) -> None:
        self.texts = texts
        self.prompt = texts.get("prompt", "")
        self.at = at.inside(self.prompt)
        self.answers = [
            (
                texts.get(f"answer_{number}", ""),
                texts.get(f"mark_{number}", ""),
                _rich(texts.get(f"feedback_{number}", ""), self.at),
            )
            for number in range(1, MOST_ANSWERS + 1)
            if texts.get(f"answer_{number}") or texts.get(f"mark_{number}")
        ]
        self.explanation = _rich(texts.get("explanation", ""), self.at)

    def read(self, found: Collected) -> None:
        """Add the question, or say why there is none."""
        said = self.texts.get("kind", "")
        kind = _KIND_NAMES.get(header_key(said), "")
        if not kind:
            self.at.leave_out(_("Tables have no question of the kind “%(kind)s”."), kind=said)
            return
        for number, (answer, mark, _feedback) in enumerate(self.answers, 1):
            if not mark:
                self.at.refuse(
                    _("The answer key is missing: nothing says what answer %(number)s is worth."),
                    number=number,
                )
                return
            if not answer and kind not in ("matching", "categorising"):
                self.at.refuse(
                    _("The answer key can't be read: mark %(number)s has no answer."),
                    number=number,
                )
                return
        before = len(found.questions)
        shaped = _READERS[kind](self, kind)
        if shaped is not None and shaped[0] != kind and kind not in ("matching", "categorising"):
            self.at.change(_("Several options are right or partly right: this is a scenario."))
        if shaped is not None and kind in ("matching", "categorising"):
            shaped = (kind, shaped[1])
        take(
            found,
            shaped,
            self.at,
            key=self.texts.get("key", ""),
            tags=tuple(self.texts.get("tags", "").replace(";", ",").split(",")),
            objective=self.texts.get("objective", ""),
            difficulty=_DIFFICULTY_NAMES.get(header_key(self.texts.get("difficulty", "")), ""),
            ask_certainty=self.texts.get("ask_certainty", "").casefold() in _YES,
        )
        if kind != "scenario" and self.texts.get("situation") and len(found.questions) > before:
            self.at.lose(_("A situation belongs to a scenario: it isn't kept."))

    def weight(self, mark: str) -> float | None:
        """Return what a mark is worth in percent; None, and told, where it is no mark."""
        found = _MARKS.get(mark.casefold())
        if found is None:
            self.at.refuse(
                _("The answer key can't be read: “%(mark)s” is neither “right” nor “wrong”."),
                mark=mark,
            )
        return found

    def options(self) -> list[Option] | None:
        """Return the answers with what they are worth; None where a mark can't be read."""
        weights = [self.weight(mark) for _answer, mark, _feedback in self.answers]
        if None in weights:
            return None
        return [
            Option(answer, weight or 0.0, feedback)
            for (answer, _mark, feedback), weight in zip(self.answers, weights, strict=True)
        ]


def _choice(row: _Row, kind: str) -> Shaped | None:
    options = row.options()
    if options is None:
        return None
    return shaping.choice(
        row.prompt,
        html_of(row.prompt),
        options,
        single=kind == "single_choice",
        explanation=row.explanation,
        at=row.at,
    )


def _scenario(row: _Row, _kind: str) -> Shaped | None:
    choices = []
    for answer, mark, feedback in row.answers:
        quality = _QUALITY_NAMES.get(header_key(mark))
        if quality is None:
            row.at.refuse(
                _("The answer key can't be read: “%(mark)s” is not best, acceptable or risky."),
                mark=mark,
            )
            return None
        choices.append({"text": answer, "quality": quality, "feedback": feedback})
    if not any(one["quality"] == "best" for one in choices):
        row.at.refuse(_("The answer key is missing: no option is right."))
        return None
    return "scenario", {
        "situation": _rich(row.texts.get("situation", ""), row.at),
        "message": {"kind": "email", "sender": "", "subject": "", "body": ""},
        "prompt": row.prompt,
        "choices": choices,
        "explanation": row.explanation,
    }


def _ordering(row: _Row, _kind: str) -> Shaped | None:
    places = [mark for _answer, mark, _feedback in row.answers]
    if sorted(places, key=lambda one: (len(one), one)) != [
        str(number) for number in range(1, len(places) + 1)
    ]:
        row.at.refuse(
            _("The answer key can't be read: marks have to be the places 1, 2, 3… of the items.")
        )
        return None
    ordered = sorted(row.answers, key=lambda one: int(one[1]))
    items = [Option(answer, 0.0, feedback) for answer, _mark, feedback in ordered]
    return shaping.ordering(row.prompt, items, explanation=row.explanation)


def _pairing(row: _Row, _kind: str) -> Shaped | None:
    pairs = [Pair(answer, mark, feedback) for answer, mark, feedback in row.answers]
    # Targets in the order of the alphabet would say nothing; those of the table are kept.
    return shaping.pairing(row.prompt, pairs, explanation=row.explanation, at=row.at)


def _numeric(row: _Row, _kind: str) -> Shaped | None:
    options = row.options()
    tolerance = shaping.decimal_of(row.texts.get("tolerance") or "0")
    numbers = []
    for one in options or ():
        number = shaping.decimal_of(one.text)
        if number is None or tolerance is None:
            row.at.refuse(
                _("The answer key can't be read: “%(answer)s” is no number."),
                answer=one.text if number is None else row.texts["tolerance"],
            )
            return None
        spread = abs(tolerance) if one.weight > 0 else Decimal(0)
        numbers.append(NumberOption(number, spread, one.weight, one.feedback))
    if options is None:
        return None
    return shaping.numeric(
        row.prompt,
        numbers,
        unit=row.texts.get("unit", ""),
        other=_rich(row.texts.get("feedback", ""), row.at),
        explanation=row.explanation,
        at=row.at,
    )


def _short_text(row: _Row, _kind: str) -> Shaped | None:
    options = row.options()
    if options is None:
        return None
    # Nothing is a pattern in a table.
    texts = [Option(one.text.replace("*", r"\*"), one.weight, one.feedback) for one in options]
    texts.append(Option("*", 0.0, _rich(row.texts.get("feedback", ""), row.at)))
    return shaping.short_text(row.prompt, texts, explanation=row.explanation, at=row.at)


_READERS: dict[str, Callable[[_Row, str], Shaped | None]] = {
    "single_choice": _choice,
    "multiple_choice": _choice,
    "scenario": _scenario,
    "ordering": _ordering,
    "matching": _pairing,
    "categorising": _pairing,
    "numeric": _numeric,
    "short_text": _short_text,
}


def table_of_questions(
    questions: Sequence[Question], language: Language
) -> tuple[list[list[str]], tuple[Line, ...]]:
    """Return the lines of a table, its header first, and what it doesn't hold."""
    lines: list[Line] = []
    written = []
    side = ("en", "fr").index(language)
    for number, question in enumerate(questions, 1):
        at = At(lines, number).inside(question.prompt)
        if question.kind not in _READERS:
            at.leave_out(
                _("The format has no such kind of question. The academy's own format has.")
            )
            continue
        lose_common(question, at, certainty=False, quality=False)
        written.append(_cells(question, side))
    most = max((sum(name.startswith("answer_") for name in one) for one in written), default=2)
    numbers = range(1, most + 1)
    header = [names[side] for names in _BEFORE.values()]
    header += [f"{names[side]} {number}" for number in numbers for names in _EACH.values()]
    header += [names[side] for names in _AFTER.values()]
    fields = [*_BEFORE, *(f"{name}_{number}" for number in numbers for name in _EACH), *_AFTER]
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
        "difficulty": _DIFFICULTIES[question.difficulty][side] if question.difficulty else "",
        "situation": _said(situation_of(question)) if question.kind == "scenario" else "",
        "prompt": question.prompt,
        "explanation": _said(value.get("explanation")),
        "feedback": _said(value.get("feedback")),
        "ask_certainty": _YES[side] if value.get("ask_certainty") else "",
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
    value, right, wrong = question.value, _RIGHT[side], _WRONG[side]
    if question.kind == "scenario":
        return [
            (one["text"], _QUALITIES[one["quality"]][side], one["feedback"])
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
