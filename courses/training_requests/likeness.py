"""How alike two texts about training are, and why: words and entries in common. Pure.

Deterministic, and explained by what it says in common: no number is shown to anybody. A word
counts by how rare it is among the texts that are compared (Spärck Jones, "A statistical
interpretation of term specificity and its application in retrieval", Journal of Documentation 28,
1972); an entry of a framework in common counts as much as three rare words. Words are compared
without accents, by their beginning, so that « hameçonnage » is like « hameçon » and a plural is
like its singular. Terms of the glossary are one word each, in whichever form and language they
stand, so that « filoutage » is like « phishing » and « IA » like « intelligence artificielle »; two
texts whose titles have a term in common are alike by it alone. Titles of entries stand in both
languages: that, too, is how a request in French is like a path in English.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import TypeVar

from courses.search import folded

Key = TypeVar("Key")
# The forms of terms, word by word, each with what tells its term from others.
Vocabulary = Mapping[tuple[str, ...], str]

# A word shorter than this says little, unless it is a number (« la Loi 25 »); a longer one is
# compared by this many letters.
SHORTEST, BEGINNING = 4, 6
SHORTEST_NUMBER = 2
ENTRY_WEIGHT = 3.0
# Fewer words than these in common are no likeness.
LEAST_WORDS = 2
MOST_SHOWN = 5
MOST_WORDS = 6
# A word that more than this share of at least MANY texts has says nothing of any.
TOO_COMMON, MANY = 0.5, 6

# Words of which every text is full, in French and in English.
_SAY_NOTHING = """
afin ainsi apres aussi autre autres aux avant avec avoir besoin bien cela celle celles celui
ces cette ceux chaque comme comment dans depuis des deux doit doivent dont elle elles encore
entre est etre faire fait faut font formation former ils leur leurs lors lorsque mais meme
mieux moins nos notre nous parcours parce pas personne personnes peut peuvent plus plusieurs
pour pourquoi quand que quel quelle quelles quels qui quoi sans savoir ses sont sous sur tous
tout toute toutes tres une vers vos votre vous apprendre organisme organismes personnel
about after also and any are because been before being between both can could does each
every for from have having here how into its just know learn learning make many more most
much must need needs not one only other others our out over path people same should some
such than that the their them then there these they this those through training under use
very want was were what when where which while who whom why will with within without would
you your organization organizations staff course courses
"""
_EMPTY = frozenset(_SAY_NOTHING.split())


@dataclass(frozen=True, slots=True)
class Text:
    """What is compared: all its words, in any language, the entries that it names, and its title,
    whose words are among those said."""

    said: str
    entries: frozenset[str] = frozenset()
    title: str = ""


@dataclass(frozen=True, slots=True)
class Alike:
    """Why a text is like another: entries in common, and words as they stand in the first."""

    entries: tuple[str, ...]
    words: tuple[str, ...]
    weight: float


def vocabulary(terms: Iterable[Sequence[str]]) -> Vocabulary:
    """Return the forms of terms as texts are searched for them; each term is given by its forms,
    in every language. A form of two terms is that of the first."""
    found: dict[tuple[str, ...], str] = {}
    for forms in terms:
        for form in forms:
            words = list(_words(form))
            if not all(plain in _EMPTY for plain, _written in words):
                found.setdefault(tuple(_in_term(*word) for word in words), f"={forms[0]}")
    return found


def beginnings(text: str, terms: Vocabulary | None = None) -> dict[str, str]:
    """Return the words of `text` that say something, as they stand there: by their beginning, those
    that belong to a term by the term."""
    words = list(_words(text))
    found = _terms_in(words, terms or {})
    taken = {place for _term, places in found for place in places}
    said: dict[str, str] = {}
    for term, places in found:
        said.setdefault(term, " ".join(_as_shown(words[place][1]) for place in places))
    for place, (plain, written) in enumerate(words):
        is_long = len(plain) >= SHORTEST or (plain.isdigit() and len(plain) >= SHORTEST_NUMBER)
        if is_long and place not in taken and plain not in _EMPTY:
            said.setdefault(_beginning(plain), _as_shown(written))
    return said


def _terms_in(words: Sequence[tuple[str, str]], terms: Vocabulary) -> list[tuple[str, range]]:
    """Return the terms that stand in a text, with the places of their words; those that stand
    within others too."""
    longest = max(map(len, terms), default=0)
    keys = [_in_term(plain, written) for plain, written in words]
    return [
        (terms[form], range(start, start + count))
        for start in range(len(keys))
        for count in range(1, min(longest, len(keys) - start) + 1)
        if (form := tuple(keys[start : start + count])) in terms
    ]


def _words(text: str) -> Iterable[tuple[str, str]]:
    for written in "".join(one if one.isalnum() else " " for one in text).split():
        for plain in folded(written).split():
            yield plain, written


def _as_shown(written: str) -> str:
    return written if _is_initials(written) else written.casefold()


def _is_initials(written: str) -> bool:
    return 1 < len(written) < SHORTEST and written.isupper()


def _in_term(plain: str, written: str) -> str:
    """Return a word as terms are searched for it: in the singular, initials as they are, since “IT”
    is no “it”."""
    if _is_initials(written):
        return written
    return plain[:-1] if len(plain) > 3 and plain[-1] in "sx" else plain


def _beginning(word: str) -> str:
    if len(word) > BEGINNING:
        return word[:BEGINNING]
    return word[:-1] if len(word) > SHORTEST and word[-1] in "sx" else word


def most_alike(
    text: Text,
    others: Mapping[Key, Text],
    *,
    terms: Vocabulary | None = None,
    most: int = MOST_SHOWN,
) -> list[tuple[Key, Alike]]:
    """Return the keys of those of `others` that are like `text`, the most alike first, with why.

    `terms`: those of the glossary.
    """
    mine = beginnings(text.said, terms)
    theirs = {key: beginnings(other.said, terms) for key, other in others.items()}
    titled = _titled(text, terms)
    times = Counter(word for words in theirs.values() for word in words)
    ranked = []
    for place, (key, other) in enumerate(others.items()):
        entries = sorted(text.entries & other.entries)
        words = _in_common(mine, theirs[key], times, len(others))
        known = {word for word, _weight in words}
        is_titled = bool(titled & known) and bool(titled & known & _titled(other, terms))
        if entries or is_titled or len(words) >= LEAST_WORDS:
            weight = ENTRY_WEIGHT * len(entries) + sum(weight for _word, weight in words)
            shown = tuple(mine[word] for word, _weight in words[:MOST_WORDS])
            ranked.append((-round(weight, 9), place, key, Alike(tuple(entries), shown, weight)))
    ranked.sort(key=lambda row: row[:2])
    return [(key, alike) for _weight, _place, key, alike in ranked[:most]]


def _titled(text: Text, terms: Vocabulary | None) -> frozenset[str]:
    return frozenset(one for one, _places in _terms_in(list(_words(text.title)), terms or {}))


def _in_common(
    mine: Collection[str], theirs: Collection[str], times: Mapping[str, int], count: int
) -> Sequence[tuple[str, float]]:
    """Return the beginnings in common, the rarest first, each with its weight."""
    found = [
        (word, log(1 + count / times[word]))
        for word in mine
        if word in theirs and not (count >= MANY and times[word] > TOO_COMMON * count)
    ]
    return sorted(found, key=lambda one: -one[1])
