"""Finding a path by words: accents and typos forgiven. Pure: no Django, no database.

The catalogue of a government holds some hundreds of paths: comparing each in memory costs less
than a millisecond for a hundred and gives the same answer on every database.
"""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from rapidfuzz import fuzz, process

Key = TypeVar("Key")

# Below this likeness (0 to 100), two words are not the same word with a typo.
LIKENESS = 78
# What a word in a lesson is worth beside one in a summary.
LONG_TEXT_WEIGHT = 0.2


def folded(text: str) -> str:
    """Return `text` in lower case, without accents and with every mark as a space."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = (letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join("".join(x if x.isalnum() else " " for x in letters).split())


def words_of(texts: Iterable[str]) -> list[str]:
    """Return the words of `texts`, folded, each once and in order, to search a long text in."""
    return sorted({word for text in texts for word in folded(text).split()})


def search(
    query: str,
    documents: Mapping[Key, Iterable[tuple[str, float]]],
    long_texts: Mapping[Key, Sequence[str]] | None = None,
) -> list[Key]:
    """Return the keys of the `documents` that hold every word of `query`, best first.

    `documents`: by key, texts already `folded`, each with its weight (a title weighs more than a
    body). A word is held when a word of the document starts with it, or differs from it by a typo
    (normalised likeness of at least `LIKENESS` for words of four letters or more).

    `long_texts`: by key, the `words_of` texts too long to forgive typos in; a word that only they
    hold counts less than any in `documents`.
    """
    words = folded(query).split()
    if not words:
        return list(documents)
    ranked = []
    for position, (key, texts) in enumerate(documents.items()):
        fields = [(text.split(), weight) for text, weight in texts]
        long_text = (long_texts or {}).get(key, ())
        scores = [
            max((_held(word, field) * weight for field, weight in fields), default=0.0)
            or _held_in_order(word, long_text) * LONG_TEXT_WEIGHT
            for word in words
        ]
        if all(scores):
            ranked.append((-sum(scores), position, key))
    return [key for _score, _position, key in sorted(ranked, key=lambda row: row[:2])]


def _held_in_order(word: str, words: Sequence[str]) -> float:
    """Return how well `words`, which are in order, hold `word`: whole, or as the start of one."""
    place = bisect_left(words, word)
    if place == len(words) or not words[place].startswith(word):
        return 0.0
    return 100.0 if words[place] == word else 95.0


def _held(word: str, field: list[str]) -> float:
    """Return how well `field` holds `word`, 0 to 100."""
    if word in field:
        return 100.0
    if any(other.startswith(word) for other in field):
        return 95.0
    if len(word) < 4:
        return 0.0
    close = [other for other in set(field) if abs(len(other) - len(word)) <= 3]
    best = process.extractOne(word, close, scorer=fuzz.ratio, score_cutoff=LIKENESS)
    return best[1] * 0.9 if best else 0.0
