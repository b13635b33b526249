"""Reading tables of questions, as spreadsheets keep them: a line for each question. Pure.

Columns are known in French and in English; docs/reference/question-formats.md lists them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from academy.organisms.lists.problems import Unreadable
from academy.organisms.lists.text import header_key, positions, read_table

from . import shaping
from .csv_columns import (
    AFTER,
    BEFORE,
    DIFFICULTIES,
    EACH,
    KINDS,
    MOST_ANSWERS,
    QUALITIES,
    RIGHT,
    WRONG,
    YES,
)
from .fitting import take
from .lines import At, Stop, _
from .questions import Collected, Imported, Language
from .shaping import NumberOption, Option, Pair, Shaped
from .texts import has_tags, html_of, rich_of

_MARKS = {
    **dict.fromkeys((*RIGHT, "1", "x", "100", "yes", "oui", "vrai", "true"), 100.0),
    **dict.fromkeys((*WRONG, "0", "no", "non", "false"), 0.0),
}


def _by_name(names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {header_key(one): field for field, words in names.items() for one in (*words, field)}


_KIND_NAMES = _by_name(KINDS)
_QUALITY_NAMES = _by_name(QUALITIES)
_DIFFICULTY_NAMES = _by_name(DIFFICULTIES)
_COLUMNS = (
    _by_name(BEFORE)
    | _by_name(AFTER)
    | {
        header_key(f"{name} {number}"): f"{field}_{number}"
        for field, names in EACH.items()
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
    except Stop:
        return found.done()
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
            ask_certainty=self.texts.get("ask_certainty", "").casefold() in YES,
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
