"""How alike two texts about training are, and why: words and entries in common. Pure.

Deterministic, and explained by what it says in common: no number is shown to anybody. A word
counts by how rare it is among the texts that are compared (Spärck Jones, "A statistical
interpretation of term specificity and its application in retrieval", Journal of Documentation 28,
1972); an entry of a framework in common counts as much as three rare words. Words are compared
without accents, by their beginning, so that « hameçonnage » is like « hameçon » and a plural is
like its singular. Titles of entries stand in both languages: that is how a request in French is
like a path in English.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import TypeVar

from courses.search import folded

Key = TypeVar("Key")

# A word shorter than this says little; a longer one is compared by this many letters.
SHORTEST, BEGINNING = 4, 6
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
    """What is compared: all its words, in any language, and the entries that it names."""

    said: str
    entries: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Alike:
    """Why a text is like another: entries in common, and words as they stand in the first."""

    entries: tuple[str, ...]
    words: tuple[str, ...]
    weight: float


def beginnings(text: str) -> dict[str, str]:
    """Return the words of `text` that say something: by their beginning, as they stand there."""
    found: dict[str, str] = {}
    for plain, written in _words(text):
        if len(plain) >= SHORTEST and plain not in _EMPTY:
            found.setdefault(_beginning(plain), written)
    return found


def _words(text: str) -> Iterable[tuple[str, str]]:
    for written in "".join(one if one.isalnum() else " " for one in text).split():
        for plain in folded(written).split():
            yield plain, written.casefold()


def _beginning(word: str) -> str:
    if len(word) > BEGINNING:
        return word[:BEGINNING]
    return word[:-1] if len(word) > SHORTEST and word[-1] in "sx" else word


def most_alike(
    text: Text, others: Mapping[Key, Text], *, most: int = MOST_SHOWN
) -> list[tuple[Key, Alike]]:
    """Return the keys of those of `others` that are like `text`, the most alike first, with why."""
    mine = beginnings(text.said)
    theirs = {key: beginnings(other.said) for key, other in others.items()}
    times = Counter(word for words in theirs.values() for word in words)
    ranked = []
    for place, (key, other) in enumerate(others.items()):
        entries = sorted(text.entries & other.entries)
        words = _in_common(mine, theirs[key], times, len(others))
        if entries or len(words) >= LEAST_WORDS:
            weight = ENTRY_WEIGHT * len(entries) + sum(weight for _word, weight in words)
            shown = tuple(mine[word] for word, _weight in words[:MOST_WORDS])
            ranked.append((-round(weight, 9), place, key, Alike(tuple(entries), shown, weight)))
    ranked.sort(key=lambda row: row[:2])
    return [(key, alike) for _weight, _place, key, alike in ranked[:most]]


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
