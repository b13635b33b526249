"""Terms of the glossary in texts. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_SPACE = r"\s+"
# Signs that are typed one for the other.
_ALIKE = ("'’ʼ", "-\u2010\u2011")
_PLAIN = str.maketrans({other: signs[0] for signs in _ALIKE for other in signs[1:]} | {"\xa0": " "})
# Endings that change with number or gender, and what they become; the first that fits counts.
_ENDINGS = (
    ("sis", "s[ie]s"),
    ("ies", "y|ys|ies?|is?"),
    ("y", "ys?|ies"),
    ("eaux", "eaux?"),
    ("aux", "als?|ales?|ails?|aux?"),
    ("ail", "ails?|aux"),
    ("al", "als?|ales?|aux"),
    ("teurs", "teurs?|teuses?|trices?"),
    ("teur", "teurs?|teuses?|trices?"),
    ("eurs", "eure?s?|euses?"),
    ("eur", "eure?s?|euses?"),
    ("eux", "eux|euses?"),
    ("ers", "ers?|ères?"),
    ("er", "ers?|ères?"),
    ("ets", "ets?|ettes?|ètes?"),
    ("et", "ets?|ettes?|ètes?"),
    ("fs", "fs?|ves?"),
    ("f", "fs?|ves?"),
)


@dataclass(frozen=True, slots=True)
class Term:
    """A term from the source's language into the other: `source` and `target` are the words that
    are right, the usual one first; `avoid` those that the translation is not to use."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    avoid: tuple[str, ...] = ()
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A term where it stands in a text."""

    term: Term
    start: int
    end: int


@lru_cache(maxsize=4000)
def _pattern(form: str) -> re.Pattern[str]:
    """Return what finds a term as texts inflect it: `mots de passe` for `mot de passe`."""
    words = [_inflected(word) for word in unicodedata.normalize("NFC", form).split()]
    return re.compile(rf"(?<!\w){_SPACE.join(words)}(?![\w\u0300-\u036f])", re.I)


def _inflected(word: str) -> str:
    """Return a pattern for a word in either number and gender, of French or English."""
    if _is_initials(word):
        # “IT” is no “it”, nor is “CAS” a “cas”.
        return f"(?-i:{_written(word)})s?"
    if len(word) < 3:
        return _written(word)
    for ending, forms in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return f"{_written(word[: -len(ending)])}(?:{forms})"
    if len(word) > 4 and word[-1] in "sx" and word[-2] not in "sx":
        # A term that is given in the plural: “renseignements personnels”.
        return _inflected(word[:-1])
    if word[-1] in "lnt":
        return f"{_written(word)}(?:e?s|x|e|{word[-1]}es?)?"
    return f"{_written(word)}(?:e?s|x|e)?"


def _is_initials(word: str) -> bool:
    return sum(letter.isalpha() for letter in word) > 1 and word.isupper()


def _written(word: str) -> str:
    """Return a pattern for a word whichever way its signs are typed."""
    return "".join(_sign(sign) for sign in word)


def _sign(sign: str) -> str:
    for alike in _ALIKE:
        if sign in alike:
            return f"[{re.escape(alike)}]"
    # What is pasted may have its accents apart.
    apart = unicodedata.normalize("NFD", sign)
    return re.escape(sign) if apart == sign else f"(?:{sign}|{apart})"


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFC", text.casefold())
    return folded.translate(_PLAIN)


@lru_cache(maxsize=50_000)
def _beginning(form: str) -> str:
    """Return what every inflection of a term begins with, folded."""
    word = _folded(form).partition(" ")[0]
    # “lecteurs” and “lectrices” share the most of what is given up: all but four letters.
    return word[: max(1, min(5, len(word) - 4))]


def _places(form: str, text: str, folded: str) -> Iterable[re.Match[str]]:
    # Most terms of a long glossary are in no given text: that is found without a pattern.
    return _pattern(form).finditer(text) if _beginning(form) in folded else ()


def found_in(text: str, terms: Iterable[Term]) -> list[Found]:
    """Return the terms that a text has, in its order; of two that overlap, the longer one."""
    folded = _folded(text)
    places = [
        Found(term, one.start(), one.end())
        for term in terms
        for form in term.source
        for one in _places(form, text, folded)
    ]
    kept: list[Found] = []
    for one in sorted(places, key=lambda one: (one.start - one.end, one.start)):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def lacking(source: str, text: str, terms: Iterable[Term]) -> dict[Term, str]:
    """Return the terms that the source has and whose equivalent the translation hasn't, each with
    the word that the source has for it first."""
    asked: dict[Term, str] = {}
    for one in found_in(source, terms):
        asked.setdefault(one.term, source[one.start : one.end])
    folded = _folded(text)
    return {
        term: word
        for term, word in asked.items()
        if not any(any(_places(form, text, folded)) for form in term.target)
    }


def avoided_in(text: str, terms: Iterable[Term]) -> Iterator[tuple[Term, str]]:
    """Yield the terms for which a translation uses a word that it is not to, with that word."""
    folded = _folded(text)
    for term in terms:
        wrong = [form for form in term.avoid if _beginning(form) in folded]
        if not wrong:
            continue
        # A word that is part of a right one, such as “spam” of “anti-spam”, is none to avoid.
        right = [one.span() for form in term.target for one in _places(form, text, folded)]
        for form in wrong:
            if any(
                not any(start <= one.start() and one.end() <= end for start, end in right)
                for one in _places(form, text, folded)
            ):
                yield term, form
