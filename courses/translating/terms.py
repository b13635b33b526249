"""Terms of the glossary in texts. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_SPACE = r"\s+"


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


@lru_cache(maxsize=2000)
def _pattern(form: str) -> re.Pattern[str]:
    """Return what finds a term in either number: `mots de passe` for `mot de passe`."""
    words = [_either_number(word) for word in form.split()]
    return re.compile(rf"(?<!\w){_SPACE.join(words)}(?!\w)", re.I)


def _either_number(word: str) -> str:
    if len(word) < 3:
        return re.escape(word)
    if word.endswith("y"):
        return f"{re.escape(word[:-1])}(?:ys?|ies)"
    if word.endswith("al"):
        return f"{re.escape(word[:-2])}(?:al|als|aux|ale|ales)"
    return f"{re.escape(word)}(?:e?s|x|e)?"


def found_in(text: str, terms: Iterable[Term]) -> list[Found]:
    """Return the terms that a text has, in its order; of two that overlap, the longer one."""
    places = [
        Found(term, one.start(), one.end())
        for term in terms
        for form in term.source
        for one in _pattern(form).finditer(text)
    ]
    kept: list[Found] = []
    for one in sorted(places, key=lambda one: (one.start - one.end, one.start)):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def lacking(source: str, text: str, terms: Iterable[Term]) -> list[Term]:
    """Return the terms that the source has and whose equivalent the translation hasn't."""
    asked = dict.fromkeys(one.term for one in found_in(source, terms))
    return [term for term in asked if not any(_pattern(form).search(text) for form in term.target)]


def avoided_in(text: str, terms: Iterable[Term]) -> Iterator[tuple[Term, str]]:
    """Yield the terms for which a translation uses a word that it is not to, with that word."""
    for term in terms:
        # A word that is part of a right one, such as “spam” of “anti-spam”, is none to avoid.
        right = [one.span() for form in term.target for one in _pattern(form).finditer(text)]
        for form in term.avoid:
            if any(
                not any(start <= one.start() and one.end() <= end for start, end in right)
                for one in _pattern(form).finditer(text)
            ):
                yield term, form
