"""Reading GIFT, the text format of Moodle. Pure.

Questions are separated by blank lines; the answers of each stand between braces. The rules are
those of Moodle's own reader (https://docs.moodle.org/en/GIFT_format).
"""

import re
from collections.abc import Iterator

from academy.organisms.lists.problems import Unreadable
from academy.organisms.lists.text import decode

from . import shaping
from .fitting import are_too_many, take
from .lines import At, Lines, Stop, _
from .questions import TRUE_AND_FALSE, Collected, Imported, Language
from .shaping import NumberOption, Option, Pair, Shaped
from .texts import has_tags, html_of, plain_of, rich_of

# What stands for an escaped character while a question is read: characters that no text has.
_ESCAPED = {one: 0xFDD0 + place for place, one in enumerate(":#={}~\\n")}
_MEANT = {code: "\n" if one == "n" else one for one, code in _ESCAPED.items()}
_ESCAPE = re.compile(r"\\([:#={}~\\n])")
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"%(-?[0-9]{1,3}(?:\.[0-9]*)?)%")
_NAME = re.compile(r"::(.*?)::", re.DOTALL)
# No longer than a tag can be, so that what is never closed isn't looked for to the end of the file.
_IN_COMMENT = re.compile(r"\[(id|tag):((?:[^\]\\]|\\.){0,400})\]")
# How many items, which, how they lie and are marked: words of the plugin, which say no right order.
_ORDER = re.compile(r">[ \t]*\d*(?:[ \t]+[A-Za-z0-9_]+)*[ \t]*\n(.*)", re.DOTALL)
_RANGE = re.compile(r"(.+?)\.\.(.+)")
_TRUE, _FALSE = ("T", "TRUE"), ("F", "FALSE")


def read_gift(data: bytes, language: Language) -> Imported:
    """Return the questions of a GIFT file, whose texts are in `language`."""
    found = Collected()
    try:
        text = gift_text(data, At(found.lines))
        for number, lines in _pieces(text):
            _Piece(found, number, lines, language).read()
    except Stop:
        return found.done()
    if not found.questions and not found.lines:
        At(found.lines).refuse(_("There is no question in this file."))
    return found.done()


def gift_text(data: bytes, at: At) -> str:
    """Return the text of a file. Raises Stop when it isn't one."""
    try:
        text, encoding = decode(data)
    except Unreadable:
        at.refuse(_("This isn't a text in UTF-8. Save the file in UTF-8 and choose it again."))
        raise Stop from None
    if encoding == "cp1252":
        at.change(_("The file isn't in UTF-8; it was read as Windows-1252. Look at its accents."))
    return text.translate(dict.fromkeys(_MEANT, " "))


def _pieces(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield what stands between blank lines, each with the number of its first line."""
    lines: list[str] = []
    start = 1
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            start = start if lines else number
            lines.append(line)
        elif lines:
            yield start, lines
            lines = []
    if lines:
        yield start, lines


def _plain(text: str) -> str:
    return text.translate(_MEANT)


class _Piece:
    """One question, or whatever else stands between two blank lines."""

    def __init__(self, found: Collected, number: int, lines: list[str], language: Language) -> None:
        self.found = found
        self.language = language
        self.key = ""
        self.tags: list[str] = []
        said = []
        for offset, line in enumerate(lines):
            plain = line.strip()
            if plain.startswith("//"):
                self._comment(plain)
            else:
                said.append((number + offset, line))
        self.at = At(found.lines, said[0][0] if said else number)
        joined = "\n".join(line for _number, line in said).strip()
        self.text = _ESCAPE.sub(lambda one: chr(_ESCAPED[one[1]]), joined)
        self.form = ""

    def _comment(self, line: str) -> None:
        for kind, value in _IN_COMMENT.findall(line):
            plain = re.sub(r"\\(.)", r"\1", value).strip()
            if kind == "id":
                self.key = plain
            else:
                self.tags.append(plain)

    def read(self) -> None:
        """Add the question to those found, or tell why there is none."""
        text = self.text
        if not text:
            return
        if text.startswith("$CATEGORY:"):
            lines = text.split("\n", 1)
            self.at.lose(
                _("The category “%(name)s” isn't kept: the bank has one list, and tags."),
                name=_plain(lines[0].removeprefix("$CATEGORY:").strip()),
            )
            text = lines[1].strip() if len(lines) > 1 else ""
            if not text:
                return
        if name := _NAME.match(text):
            self.at = self.at.inside(_plain(name[1]).strip())
            text = text[name.end() :].strip()
        start, end = text.find("{"), text.find("}")
        if start < 0 and end < 0:
            self.at.inside(self.at.element or self._named(text)).leave_out(
                _("This is a text without answers, not a question.")
            )
            return
        if not self.at.element:
            self.at = self.at.inside(self._named(text[:start]))
        if start < 0 or end < start:
            self.at.refuse(
                _(
                    "The answer key can't be read: a brace is missing, or a blank line stands "
                    "between the braces."
                )
            )
            return
        if "{" in text[end + 1 :]:
            # Its answers would become words of this question, and their key would be lost.
            self.at.refuse(
                _(
                    "Another question, or other answers, begin before a blank line. Put a blank "
                    "line between questions, or a backslash before braces that are words."
                )
            )
            return
        blank = "" if text.endswith("}") and text.count("}") == 1 else "_____"
        if text[end + 1 :].strip() == "":
            blank = ""
        self._answers(text[:start] + blank + text[end + 1 :], text[start + 1 : end].strip())

    def _named(self, text: str) -> str:
        """Return the words by which a question without a name is told."""
        return plain_of(self._html(text), At(Lines()))

    def _form(self, text: str) -> tuple[str, str]:
        """Return the form in which a text is, and the text."""
        if marked := _FORMAT.match(text):
            return marked[1], _plain(text[marked.end() :]).strip()
        return self.form, _plain(text).strip()

    def _html(self, text: str) -> str:
        form, said = self._form(text.strip())
        if form == "html" or (form in ("", "moodle") and has_tags(said)):
            return said
        if form == "markdown":
            self.at.change(_("Markdown is kept as plain text."))
        return html_of(said)

    def _rich(self, text: str) -> str:
        return rich_of(self._html(text), self.at)

    def _words(self, text: str) -> str:
        return plain_of(self._html(text), self.at)

    def _answers(self, prompt: str, answers: str) -> None:
        prompt = prompt.strip()
        if marked := _FORMAT.match(prompt):
            self.form = marked[1]
        general = ""
        if "####" in answers:
            answers, general = answers.rsplit("####", 1)
            answers = answers.strip()
        html = self._html(prompt)
        words = plain_of(html, self.at)
        shaped = self._shaped(words, html, answers, self._rich(general))
        take(self.found, shaped, self.at, key=self.key, tags=tuple(self.tags))

    def _shaped(self, words: str, html: str, answers: str, explanation: str) -> Shaped | None:
        if are_too_many(max(map(answers.count, "~=\n")), self.at):
            return None
        if not answers:
            self.at.leave_out(_("A question answered by an essay has no answer key: not taken."))
            return None
        if answers.startswith("#"):
            return self._numeric(words, answers[1:], explanation)
        if answers.startswith(">"):
            return self._ordering(words, answers, explanation)
        if "~" in answers:
            options = [self._option(one) for one in _split(answers.replace("=", "~="), "~")]
            single = "=" in answers
            return shaping.choice(
                words, html, options, single=single, explanation=explanation, at=self.at
            )
        if "=" in answers and "->" in answers:
            pairs = [self._pair(one) for one in _split(answers, "=")]
            return shaping.pairing(words, pairs, explanation=explanation, at=self.at)
        said = answers.split("#", 1)[0].strip()
        if said in _TRUE + _FALSE:
            return self._true_or_false(words, answers, explanation)
        if "=" not in answers:
            self.at.refuse(_("The answer key can't be read: no answer begins with “=” or “~”."))
            return None
        options = [self._option(one, typed=True) for one in _split(answers, "=")]
        return shaping.short_text(words, options, explanation=explanation, at=self.at)

    def _option(self, text: str, *, typed: bool = False) -> Option:
        weight = shaping.WHOLE if typed or text.startswith("=") else 0.0
        text = text.removeprefix("=").strip()
        if written := _WEIGHT.match(text):
            weight, text = float(written[1]), text[written.end() :]
        answer, _mark, feedback = text.partition("#")
        words = self._form(answer.strip())[1] if typed else self._words(answer)
        return Option(words, weight, self._rich(feedback))

    def _pair(self, text: str) -> Pair:
        if "->" not in text:
            return Pair(self._words(text), "")
        item, _arrow, target = text.partition("->")
        return Pair(self._words(item), self._form(target.strip())[1])

    def _true_or_false(self, words: str, answers: str, explanation: str) -> Shaped:
        said, *feedback = answers.split("#", 2)
        is_true = said.strip() in _TRUE
        wrong, right = (self._rich(one) for one in [*feedback, "", ""][:2])
        return shaping.true_or_false(
            words,
            TRUE_AND_FALSE[self.language],
            is_true=is_true,
            feedback=(right, wrong) if is_true else (wrong, right),
            explanation=explanation,
        )

    def _ordering(self, words: str, answers: str, explanation: str) -> Shaped | None:
        written = _ORDER.fullmatch(answers)
        items = [one.strip() for one in (written[1] if written else "").split("\n")]
        if not any(items):
            self.at.refuse(_("The answer key can't be read: the items to put in order."))
            return None
        options = [Option(self._words(one), 0.0) for one in items if one]
        return shaping.ordering(words, options, explanation=explanation)

    def _numeric(self, words: str, answers: str, explanation: str) -> Shaped | None:
        answers, _tilde, wrong = answers.partition("~")
        other = self._rich(wrong.partition("#")[2])
        options = []
        for text in _split(answers, "="):
            weight = shaping.WHOLE
            if written := _WEIGHT.match(text):
                weight, text = float(written[1]), text[written.end() :]
            answer, _mark, feedback = text.partition("#")
            number = _number(_plain(answer).strip())
            if number is None and answer.strip() == "*":
                other = other or self._rich(feedback)
                continue
            if number is None:
                self.at.refuse(
                    _("The answer key can't be read: “%(answer)s” is no number."),
                    answer=_plain(answer),
                )
                return None
            options.append(NumberOption(*number, weight, self._rich(feedback)))
        return shaping.numeric(
            words, options, unit="", other=other, explanation=explanation, at=self.at
        )


def _split(text: str, mark: str) -> list[str]:
    return [one.strip() for one in text.split(mark) if one.strip()]


def _number(text: str) -> tuple[shaping.Decimal, shaping.Decimal] | None:
    """Return a number and its tolerance: `3`, `3:0.5` or `2.5..3.5`."""
    if span := _RANGE.fullmatch(text):
        low, high = shaping.decimal_of(span[1]), shaping.decimal_of(span[2])
        if low is None or high is None or high < low:
            return None
        return (low + high) / 2, (high - low) / 2
    number, _colon, tolerance = text.partition(":")
    answer, spread = shaping.decimal_of(number), shaping.decimal_of(tolerance or "0")
    return None if answer is None or spread is None else (answer, abs(spread))
