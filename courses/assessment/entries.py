"""What is typed: a number with its tolerance, and a short text."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .answers import AnswerProblem, Interaction, Mark, QuestionKind, Response

# Characters of what may be typed.
LONGEST_NUMBER = 40
LONGEST_TEXT = 200

_MINUS = str.maketrans({"−": "-", "–": "-", "‐": "-", "‑": "-"})
_DIGITS = re.compile(r"[0-9]+")
# A number as people write it, and what stands before and after it.
_WRITTEN = re.compile(r"(?P<before>[^0-9+\-.,]*)(?P<number>[+-]?[0-9.,]+)(?P<after>.*)", re.DOTALL)
_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ`´′"), "'")
_DASHES = dict.fromkeys(map(ord, "-‐‑‒–—−_/"), " ")
_LETTERS = {ord("œ"): "oe", ord("æ"): "ae"}


def normalised(text: str) -> str:
    """Return `text` without what doesn't count in a short answer.

    Case, accents and ligatures; spaces, hyphens and slashes (one space); the shape of apostrophes
    and the spaces around them; marks and quotes at both ends.
    """
    # Decomposed first: letters of mathematics have no case until then (Unicode 15.0, 3.13, D147).
    plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES))
    folded = unicodedata.normalize("NFKD", plain.casefold())
    letters = "".join(one for one in folded if not unicodedata.combining(one))
    letters = letters.translate(_LETTERS).translate(_APOSTROPHES).translate(_DASHES)
    words = " ".join(letters.split()).strip(" .,;:!?…\"'«»“”()")
    return re.sub(r" ?' ?", "'", words)


def number_in(text: str, unit: str = "") -> Decimal:
    """Return the number that `text` holds, written in the French or the English way.

    The decimal mark is a comma or a point. Spaces of any kind between digits, `1,234,567` and
    `1.234.567` are read as thousands; the `unit` may stand before or after. Raises AnswerProblem:
    `not_a_number`, `other_unit`, or `two_readings` for `1,234`, which is one and a bit in French
    and a thousand in English.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_MINUS).strip()
    if not plain:
        raise AnswerProblem("empty")
    if len(plain) > LONGEST_NUMBER + len(unit):
        raise AnswerProblem("not_a_number")
    # Spaces between digits separate thousands: anything else beside a number is its unit.
    plain = re.sub(r"(?<=[0-9+-])[\s'’](?=[0-9])", "", plain)
    written = _WRITTEN.fullmatch(plain)
    if written is None or not _DIGITS.search(written["number"]):
        raise AnswerProblem("not_a_number")
    number, after = written["number"], written["after"].strip()
    # The full stop of a sentence is no part of the number.
    if number[-1] in ".," and not after:
        number = number[:-1]
    named = [part for part in (written["before"].strip(), after) if part]
    if _DIGITS.search(" ".join(named)):
        raise AnswerProblem("not_a_number")
    for one in named:
        if not unit:
            raise AnswerProblem("not_a_number")
        if _unit(one) != _unit(unit):
            raise AnswerProblem("other_unit", unit=unit)
    return _decimal(number)


def _unit(text: str) -> str:
    return "".join(text.casefold().strip(" .").split())


def _decimal(number: str) -> Decimal:
    """Return the value of digits with points and commas."""
    sign, digits = ("-", number[1:]) if number[0] == "-" else ("", number.lstrip("+"))
    marks = [one for one in digits if one in ".,"]
    if len(set(marks)) == 2:
        # The mark that comes last is the decimal one; the other separates thousands.
        whole, decimals = digits.rsplit(marks[-1], 1)
        thousands = whole.split(marks[0])
        if marks.count(marks[-1]) > 1 or not _are_thousands(thousands):
            raise AnswerProblem("not_a_number")
        digits = f"{''.join(thousands)}.{decimals}"
    elif len(marks) > 1:
        if not _are_thousands(digits.split(marks[0])):
            raise AnswerProblem("not_a_number")
        digits = digits.replace(marks[0], "")
    elif marks == [","]:
        whole, decimals = digits.split(",")
        if len(decimals) == 3 and 0 < len(whole) < 4 and whole[0] != "0":
            raise AnswerProblem(
                "two_readings",
                written=f"{sign}{digits}",
                large=f"{sign}{whole}{decimals}",
                small=f"{sign}{whole}.{decimals}",
            )
        digits = f"{whole}.{decimals}"
    return Decimal(sign + digits)


def _are_thousands(groups: list[str]) -> bool:
    first, *others = groups
    return 0 < len(first) < 4 and all(len(group) == 3 for group in others)


def plain_number(number: Decimal) -> str:
    """Return a number as xAPI writes it: a point, no exponent, no zeros that say nothing."""
    plain = format(number, "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in ("-0", "") else plain


@dataclass(frozen=True, slots=True)
class NumericQuestion:
    """A number to give, right when it differs from `answer` by `tolerance` at most.

    `mistakes`: numbers that people give by mistake, each with what to say of it; `feedback` is said
    of any other wrong number.
    """

    block_id: str
    prompt: str
    answer: Decimal
    tolerance: Decimal
    unit: str
    mistakes: tuple[tuple[Decimal, str], ...]
    feedback: str

    @property
    def kind(self) -> QuestionKind:
        """The kind of question, which is also its block type."""
        return "numeric"

    @property
    def interaction(self) -> Interaction:
        """The type of interaction, in xAPI's terms."""
        return "numeric"

    @property
    def guess(self) -> float:
        """The chance to be entirely right by choosing blindly, each answer as likely as another.

        What is typed isn't found by chance.
        """
        return 0.0

    def read(self, entries: Iterable[str]) -> Response:
        """Return the number as xAPI writes it. Raises AnswerProblem, as `number_in` does."""
        return (plain_number(number_in(_only(entries), self.unit)),)

    def mark(self, response: Response) -> Mark:
        """Mark a number: 1 within the tolerance (its ends included), 0 outside."""
        right = self._is_near(Decimal(response[0]), self.answer)
        return Mark(float(right), success=right)

    def said_of(self, response: Response) -> str:
        """Return what is said of a wrong number."""
        given = Decimal(response[0])
        found = (said for number, said in self.mistakes if self._is_near(given, number))
        return next(found, self.feedback)

    def _is_near(self, given: Decimal, number: Decimal) -> bool:
        return abs(given - number) <= self.tolerance


@dataclass(frozen=True, slots=True)
class ShortTextQuestion:
    """A word or a few to write, right when they are among `answers` once both are `normalised`.

    `mistakes`: texts that people write by mistake, each with what to say of it; `feedback` is said
    of any other wrong text.
    """

    block_id: str
    prompt: str
    answers: tuple[str, ...]
    mistakes: tuple[tuple[str, str], ...]
    feedback: str

    @property
    def kind(self) -> QuestionKind:
        """The kind of question, which is also its block type."""
        return "short_text"

    @property
    def interaction(self) -> Interaction:
        """The type of interaction, in xAPI's terms."""
        return "fill-in"

    @property
    def guess(self) -> float:
        """The chance to be entirely right by choosing blindly, each answer as likely as another.

        What is typed isn't found by chance.
        """
        return 0.0

    def read(self, entries: Iterable[str]) -> Response:
        """Return the text, trimmed, its spaces single. Raises AnswerProblem (empty, too long)."""
        text = " ".join(_only(entries).split())
        if not normalised(text):
            raise AnswerProblem("empty")
        if len(text) > LONGEST_TEXT:
            raise AnswerProblem("too_long", longest=LONGEST_TEXT)
        return (text,)

    def mark(self, response: Response) -> Mark:
        """Mark a text: 1 when it is an accepted one, 0 otherwise. Nothing is guessed at."""
        given = normalised(response[0])
        right = any(normalised(one) == given for one in self.answers)
        return Mark(float(right), success=right)

    def said_of(self, response: Response) -> str:
        """Return what is said of a wrong text."""
        given = normalised(response[0])
        found = (said for text, said in self.mistakes if normalised(text) == given)
        return next(found, self.feedback)


def _only(entries: Iterable[str]) -> str:
    given = list(entries)
    if len(given) > 1:
        raise AnswerProblem("too_many")
    if not given or not given[0].strip():
        raise AnswerProblem("empty")
    return given[0]
